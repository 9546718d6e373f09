using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>A message of the user's own (proxy-message), its payload sent as given.</summary>
/// <param name="Action">The OCPP action, in any letter case.</param>
/// <param name="PayloadJson">The payload, one JSON object.</param>
public sealed record RawMessage(string Action, string PayloadJson) : OcppRequest
{
    /// <inheritdoc/>
    public override string ActionName => ActionNames.Spelled(Action);

    /// <inheritdoc/>
    public override bool IsAnswered => MessageSet.V21.Find(ActionName) is not { Response: null };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer) => writer.WriteRawValue(PayloadJson);
}
