using System.Text;

namespace OcppLab.Simulation;

// CustomerInformation and NotifyCustomerInformation (2.0.1 use cases N09 and N10).
public sealed partial class Charger
{
    const int CustomerDataLength = 512;

    // A charger knows customers by their id tokens alone: of a certificate or an identifier there is nothing to tell or to clear.
    internal V2.CustomerInformationResponse Answer(V2.CustomerInformationRequest request, DateTimeOffset now)
    {
        if (request is { IdToken: null, CustomerCertificate: null, CustomerIdentifier: null })
        {
            return new() { Status = V2.CustomerInformationStatusEnumType.Invalid };
        }

        if (request is { Report: false, Clear: false })
        {
            return new() { Status = V2.CustomerInformationStatusEnumType.Rejected };
        }

        var known = request is { Report: true, IdToken: { } token } ? KnownOf(token, now) : "";
        if (request is { Clear: true, IdToken: { } cleared })
        {
            Forget(cleared);
        }

        TellCustomer(request.RequestId, known, now);
        return new() { Status = V2.CustomerInformationStatusEnumType.Accepted };
    }

    // The local list is left to the CSMS, which sends another (N10.FR.02), and a transaction to its end.
    void Forget(V2.IdTokenType token)
    {
        persist |= state.Cache?.RemoveAll(entry => IsOf(entry, token)) > 0;
        state.Cache = state.Cache is { Count: > 0 } cache ? cache : null;
    }

    string KnownOf(V2.IdTokenType token, DateTimeOffset now)
    {
        var text = new StringBuilder();
        foreach (var (place, entries) in new[] { ("Local authorization list", state.LocalList?.Entries), ("Authorization cache", state.Cache) })
        {
            foreach (var entry in entries?.Where(entry => IsOf(entry, token)) ?? [])
            {
                text.Append(place).Append(": ").Append(entry.Status);
                text.Append(entry.ParentIdTag is { } group ? $", group {group}" : "");
                text.Append(entry.ExpiryDate is { } until ? $", until {until.UtcDateTime:O}" : "").Append('\n');
            }
        }

        foreach (var reservation in state.Reservations?.Where(reservation => Same(reservation.IdTag, token.IdToken)) ?? [])
        {
            text.Append($"Reservation {reservation.Id}: until {reservation.ExpiryDate.UtcDateTime:O}\n");
        }

        foreach (var transaction in state.Transactions?.Where(transaction => Same(transaction.IdTag, token.IdToken)) ?? [])
        {
            text.Append($"Transaction {transaction.Id}: EVSE {Spec.Model.EvseOf(transaction.ConnectorId).EvseId}, since {transaction.StartedAt.UtcDateTime:O}");
            text.Append(transaction.EndedAt is { } end ? $", until {end.UtcDateTime:O}" : "");
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $", {transaction.EnergyAt(now):0} Wh\n");
        }

        return text.ToString();
    }

    static bool IsOf(LocalAuthEntry entry, V2.IdTokenType token) =>
        Same(entry.IdTag, token.IdToken) && (entry.TokenType is null || Same(entry.TokenType, token.Type));

    // At least one part, with nothing in it where nothing is known.
    void TellCustomer(int requestId, string data, DateTimeOffset now)
    {
        var (at, seqNo) = (0, 0);
        do
        {
            var length = Math.Min(CustomerDataLength, data.Length - at);
            length -= length == CustomerDataLength && char.IsHighSurrogate(data[at + length - 1]) ? 1 : 0;
            var part = data.Substring(at, length);
            at += length;
            Enqueue(new TriggeredEntry(new V2.NotifyCustomerInformationRequest
            {
                RequestId = requestId,
                SeqNo = seqNo++,
                Data = part,
                GeneratedAt = now,
                Tbc = at < data.Length ? true : null,
            }));
        }
        while (at < data.Length);
    }
}
