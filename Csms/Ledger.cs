using System.Globalization;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>The book of transactions, of both versions.</summary>
sealed class Ledger(CentralSystemSettings settings, TimeProvider time)
{
    readonly Lock gate = new();
    readonly Dictionary<string, Transaction> byId = [];
    readonly Queue<Transaction> inOrder = new();
    long started, stopped, repeatedStarts, repeatedStops, unknownStops, missingEvents;
    DateTimeOffset? firstStartAt, lastStartAt, lastStopAt;

    // Not from 1: a charger may still have a transaction whose id was given before a restart.
    int lastId = (int)(time.GetUtcNow().ToUnixTimeSeconds() % 1_000_000) * 1000;

    /// <summary>StartTransaction (1.6): the transaction's id, the same as before if the charger tells it again.</summary>
    public int Start(KnownCharger charger, int connectorId, string idTag, double meterWh, DateTimeOffset at)
    {
        lock (gate)
        {
            if (charger.StartedLike(connectorId, idTag, meterWh, at) is { } told)
            {
                repeatedStarts++;
                return int.Parse(told.Id, CultureInfo.InvariantCulture);
            }

            var id = ++lastId;
            var transaction = Open(charger, id.ToString(CultureInfo.InvariantCulture));
            Begin(transaction, connectorId, idTag, meterWh, at);
            transaction.Events = 1;
            return id;
        }
    }

    /// <summary>MeterValues of a transaction (1.6).</summary>
    public void Update(int id)
    {
        lock (gate)
        {
            if (byId.TryGetValue(id.ToString(CultureInfo.InvariantCulture), out var transaction))
            {
                transaction.Events++;
            }
        }
    }

    /// <summary>StopTransaction (1.6).</summary>
    public void Stop(int id, double meterWh, string? reason, DateTimeOffset at)
    {
        lock (gate)
        {
            if (!byId.TryGetValue(id.ToString(CultureInfo.InvariantCulture), out var transaction))
            {
                unknownStops++;
                return;
            }

            transaction.Events++;
            End(transaction, meterWh, reason, at);
        }
    }

    /// <summary>TransactionEvent (2.0.1).</summary>
    /// <param name="charger">The charger.</param>
    /// <param name="head">The event.</param>
    /// <param name="registerWh">Its energy register, if it has one.</param>
    /// <param name="reason">Why the transaction ended, if it did.</param>
    public void Take(KnownCharger charger, TransactionEventHead head, double? registerWh, string? reason)
    {
        lock (gate)
        {
            if (!byId.TryGetValue(head.TransactionInfo.TransactionId, out var transaction))
            {
                transaction = Open(charger, head.TransactionInfo.TransactionId);
            }

            if (head.Evse is { } evse)
            {
                transaction.ConnectorId = evse.Id;
            }

            transaction.IdTag ??= head.IdToken?.IdToken;
            if (head.SeqNo > transaction.HighestSeqNo)
            {
                missingEvents += head.SeqNo - transaction.HighestSeqNo - 1;
                transaction.HighestSeqNo = head.SeqNo;
                transaction.Events++;
            }

            if (head.EventType == TransactionEventKind.Started)
            {
                if (transaction.StartedAt is null)
                {
                    Begin(transaction, transaction.ConnectorId, transaction.IdTag, registerWh, head.Timestamp);
                }
                else
                {
                    repeatedStarts++;
                }
            }
            else if (head.EventType == TransactionEventKind.Ended)
            {
                End(transaction, registerWh, reason, head.Timestamp);
            }
        }
    }

    Transaction Open(KnownCharger charger, string id)
    {
        while (inOrder.Count >= settings.MaxTransactions)
        {
            byId.Remove(inOrder.Dequeue().Id);
        }

        var transaction = new Transaction(id, charger.Identity);
        byId[id] = transaction;
        inOrder.Enqueue(transaction);
        charger.Add(transaction);
        return transaction;
    }

    void Begin(Transaction transaction, int connectorId, string? idTag, double? meterWh, DateTimeOffset at)
    {
        transaction.ConnectorId = connectorId;
        transaction.IdTag = idTag;
        transaction.MeterStartWh = meterWh;
        transaction.StartedAt = at;
        started++;
        lastStartAt = time.GetUtcNow();
        firstStartAt ??= lastStartAt;
    }

    void End(Transaction transaction, double? meterWh, string? reason, DateTimeOffset at)
    {
        if (transaction.StoppedAt is not null)
        {
            repeatedStops++;
            return;
        }

        transaction.MeterStopWh = meterWh;
        transaction.StopReason = reason ?? "Local";
        transaction.StoppedAt = at;
        stopped++;
        lastStopAt = time.GetUtcNow();
    }

    public TransactionStatistics Statistics()
    {
        lock (gate)
        {
            return new(
                inOrder.Count(static t => t.StoppedAt is null), started, stopped, repeatedStarts, repeatedStops, unknownStops,
                missingEvents, firstStartAt, lastStartAt, lastStopAt);
        }
    }

    public IReadOnlyList<TransactionView> Views(string? identity)
    {
        lock (gate)
        {
            return [.. inOrder.Select(static t => t.View()).Where(t => identity is null || t.Identity == identity)];
        }
    }

    public void Reset()
    {
        lock (gate)
        {
            started = stopped = repeatedStarts = repeatedStops = unknownStops = missingEvents = 0;
            firstStartAt = lastStartAt = lastStopAt = null;
        }
    }
}
