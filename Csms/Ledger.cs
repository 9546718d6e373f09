using System.Globalization;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>The book of transactions, of both versions.</summary>
sealed class Ledger(CentralSystemSettings settings, TimeProvider time)
{
    readonly Lock gate = new();
    readonly Dictionary<string, Transaction> byId = [];
    readonly Queue<Transaction> inOrder = new();
    long started, stopped, unknownStops, overlappingStarts, missingEvents, lateEvents, changedRepeats;
    long repeatedStarts, repeatedStops, repeatedEvents, doubledStarts, doubledStops, doubledEvents;
    DateTimeOffset? firstStartAt, lastStartAt, lastStopAt;

    // Not from 1: a charger may still have a transaction whose id was given before a restart.
    int lastId = (int)(time.GetUtcNow().ToUnixTimeSeconds() % 1_000_000) * 1000;

    /// <summary>StartTransaction (1.6): the transaction's id, the same as before if the charger tells it again.</summary>
    public int Start(KnownCharger charger, MessageMark mark, int connectorId, string idTag, double meterWh, DateTimeOffset at)
    {
        lock (gate)
        {
            if (charger.StartedLike(connectorId, idTag, meterWh, at) is { } told)
            {
                CountAgain(told, mark, ref repeatedStarts, ref doubledStarts);
                return int.Parse(told.Id, CultureInfo.InvariantCulture);
            }

            changedRepeats += charger.HasUsed(mark) ? 1 : 0;
            var id = ++lastId;
            overlappingStarts += charger.IsCharging(connectorId) ? 1 : 0;
            var transaction = Open(charger, id.ToString(CultureInfo.InvariantCulture));
            Begin(transaction, connectorId, idTag, meterWh, at);
            transaction.Messages.Add(mark);
            transaction.Events = 1;
            return id;
        }
    }

    /// <summary>MeterValues of a transaction (1.6).</summary>
    public void Update(int id, MessageMark mark)
    {
        lock (gate)
        {
            if (byId.TryGetValue(id.ToString(CultureInfo.InvariantCulture), out var transaction)
                && IsNew(transaction, mark, ref repeatedEvents, ref doubledEvents))
            {
                transaction.Events++;
            }
        }
    }

    /// <summary>StopTransaction (1.6).</summary>
    public void Stop(int id, MessageMark mark, double meterWh, string? reason, DateTimeOffset at)
    {
        lock (gate)
        {
            if (!byId.TryGetValue(id.ToString(CultureInfo.InvariantCulture), out var transaction))
            {
                unknownStops++;
                return;
            }

            if (transaction.StoppedAt is not null)
            {
                CountAgain(transaction, mark, ref repeatedStops, ref doubledStops);
            }
            else if (IsNew(transaction, mark, ref repeatedStops, ref doubledStops))
            {
                transaction.Events++;
                End(transaction, meterWh, reason, at);
            }
        }
    }

    /// <summary>TransactionEvent (2.0.1).</summary>
    /// <param name="charger">The charger.</param>
    /// <param name="mark">What tells the message from others.</param>
    /// <param name="happened">The event.</param>
    public void Take(KnownCharger charger, MessageMark mark, TransactionEvent happened)
    {
        lock (gate)
        {
            if (!byId.TryGetValue(happened.TransactionId, out var transaction))
            {
                transaction = Open(charger, happened.TransactionId);
            }

            var (repeated, doubled) = (0L, 0L);
            if (IsNew(transaction, mark, ref repeated, ref doubled))
            {
                var number = transaction.SeqNos.Take(happened.SeqNo);
                doubled += number.IsNew ? 0 : 1;
                lateEvents += number.Late ? 1 : 0;
                missingEvents += number.Missing;
            }

            switch (happened.Kind)
            {
                case TransactionEventKind.Started:
                    (repeatedStarts, doubledStarts) = (repeatedStarts + repeated, doubledStarts + doubled);
                    break;
                case TransactionEventKind.Ended:
                    (repeatedStops, doubledStops) = (repeatedStops + repeated, doubledStops + doubled);
                    break;
                default:
                    (repeatedEvents, doubledEvents) = (repeatedEvents + repeated, doubledEvents + doubled);
                    break;
            }

            if (repeated + doubled > 0)
            {
                return;
            }

            transaction.Events++;
            transaction.ConnectorId = happened.EvseId ?? transaction.ConnectorId;
            transaction.IdTag ??= happened.IdToken;
            if (happened.Kind == TransactionEventKind.Started && transaction.StartedAt is null)
            {
                overlappingStarts += charger.IsCharging(transaction.ConnectorId) ? 1 : 0;
                Begin(transaction, transaction.ConnectorId, transaction.IdTag, happened.RegisterWh, happened.At);
            }
            else if (happened.Kind == TransactionEventKind.Started)
            {
                doubledStarts++;
            }
            else if (happened.Kind == TransactionEventKind.Ended && transaction.StoppedAt is null)
            {
                End(transaction, happened.RegisterWh, happened.Reason, happened.At);
            }
            else if (happened.Kind == TransactionEventKind.Ended)
            {
                doubledStops++;
            }
        }
    }

    /// <summary>Whether a message is told for the first time; counted if not, and kept if so.</summary>
    bool IsNew(Transaction transaction, MessageMark mark, ref long repeated, ref long doubled)
    {
        switch (transaction.Messages.Find(mark))
        {
            case Telling.Repeated:
                repeated++;
                return false;
            case Telling.Doubled:
                doubled++;
                return false;
            case Telling.Changed:
                changedRepeats++;
                break;
        }

        transaction.Messages.Add(mark);
        return true;
    }

    /// <summary>Counts a message that tells what was told before.</summary>
    void CountAgain(Transaction transaction, MessageMark mark, ref long repeated, ref long doubled)
    {
        if (IsNew(transaction, mark, ref repeated, ref doubled))
        {
            doubled++;
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
                inOrder.Count(static t => t.StoppedAt is null), started, stopped, repeatedStarts, repeatedStops, repeatedEvents,
                doubledStarts, doubledStops, doubledEvents, changedRepeats, unknownStops, overlappingStarts, missingEvents, lateEvents,
                firstStartAt, lastStartAt, lastStopAt);
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
            started = stopped = unknownStops = overlappingStarts = missingEvents = lateEvents = changedRepeats = 0;
            repeatedStarts = repeatedStops = repeatedEvents = doubledStarts = doubledStops = doubledEvents = 0;
            foreach (var transaction in inOrder)
            {
                transaction.SeqNos.Reset();
            }

            firstStartAt = lastStartAt = lastStopAt = null;
        }
    }
}
