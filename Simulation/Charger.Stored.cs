using System.Buffers;
using System.Text.Json;

namespace OcppLab.Simulation;

// The state as bytes.
public sealed partial class Charger
{
    /// <summary>Writes the state that <see cref="Restore"/> takes: JSON whose readers ignore what they do not know.</summary>
    public void Save(IBufferWriter<byte> writer)
    {
        var outbox = state.Outbox;
        if (outbox is not null && (outbox.Count == 0 || outbox.Exists(entry => !entry.IsStored)))
        {
            var kept = outbox.FindAll(entry => entry.IsStored);
            state.Outbox = kept.Count > 0 ? kept : null;
        }

        state.Connectors = Array.TrueForAll(connectors, connector => connector.IsNew)
            ? null
            : Array.ConvertAll(connectors, connector => connector.IsNew ? null : connector);
        using (var json = new Utf8JsonWriter(writer))
        {
            JsonSerializer.Serialize(json, state, StateJson.Default.ChargerState);
        }

        state.Connectors = null;
        state.Outbox = outbox;
    }

    static ChargerState Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var state = JsonSerializer.Deserialize(json, StateJson.Default.ChargerState)
                ?? throw new FormatException("A charger's state can't be null.");
            foreach (var entry in (state.Outbox ?? []).OfType<TransactionalEntry>())
            {
                entry.Transaction = state.Transactions?.Find(transaction => transaction.Number == entry.Number)
                    ?? throw new FormatException($"A message of transaction {entry.Number} is kept without the transaction.");
            }

            return state;
        }
        catch (JsonException error)
        {
            throw new FormatException($"The bytes are not a charger's state: {error.Message}", error);
        }
    }
}
