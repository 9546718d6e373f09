using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>How far a transaction may go (2.1 TransactionLimitType, use case E16).</summary>
/// <param name="MaxCost">What it may cost, in the currency of TariffCostCtrlr; null for no limit.</param>
/// <param name="MaxEnergyWh">The energy it may take from its start, in watt-hours; null for no limit.</param>
/// <param name="MaxSeconds">How long it may last from its start; null for no limit.</param>
/// <param name="MaxSocPercent">The state of charge it may bring its vehicle to, 0 to 100; null for no limit.</param>
public sealed record TransactionLimit(
    [property: JsonPropertyName("maxCost")] double? MaxCost,
    [property: JsonPropertyName("maxEnergy")] double? MaxEnergyWh,
    [property: JsonPropertyName("maxTime")] int? MaxSeconds,
    [property: JsonPropertyName("maxSoC")] int? MaxSocPercent);

// Limits of a transaction that the CSMS sets in its answers (2.1 use case E16): where one is reached no more energy flows, and the transaction
// goes on or ends as TxStopPoint has it. A higher limit lets it go on.
public sealed partial class Charger
{
    // What the answer to a message of a transaction limits it to, or says that it costs.
    void TakeLimit(Transaction transaction, V2.TransactionEventResponse answer, DateTimeOffset now)
    {
        if (transaction is { EndedAt: not null } or { Stage: TransactionStage.Closes })
        {
            return;
        }

        if (answer.TransactionLimit is { } given)
        {
            var limit = new TransactionLimit(given.MaxCost, given.MaxEnergy, given.MaxTime, KnowsSoc(transaction) ? given.MaxSoC : null);
            if (limit != new TransactionLimit(null, null, null, null) && limit != transaction.Limit)
            {
                SetLimit(transaction, limit, now);
            }
        }

        if (answer.TotalCost is { } cost)
        {
            CheckCost(transaction, cost, now);
        }
    }

    void SetLimit(Transaction transaction, TransactionLimit limit, DateTimeOffset now)
    {
        transaction.SetLimit(limit, now);
        persist = true;
        Tell(transaction, TransactionEventKind.Updated, TriggerReason.LimitSet, now);
        if (!transaction.Silent && state.Outbox is [.., TransactionEntry { Trigger: TriggerReason.LimitSet } told])
        {
            told.Limit = limit;
        }

        if (Connector(transaction.ConnectorId).Transaction != transaction)
        {
            return;
        }

        var cost = Connector(transaction.ConnectorId).ForDriver?.TotalCost;
        if ((transaction.LimitReachedAt(now) ?? (cost >= limit.MaxCost ? TriggerReason.CostLimitReached : null)) is { } trigger)
        {
            ReachLimit(transaction, trigger, now);
        }
        else if (transaction.IsAtLimit)
        {
            transaction.IsAtLimit = false;
            Flow(transaction, TriggerReason.ChargingStateChanged, now);
        }
    }

    // What a transaction costs so far, by whose account ever, may be as much as it may cost.
    void CheckCost(Transaction transaction, double totalCost, DateTimeOffset now)
    {
        if (totalCost >= transaction.Limit?.MaxCost && Connector(transaction.ConnectorId).Transaction == transaction)
        {
            ReachLimit(transaction, TriggerReason.CostLimitReached, now);
        }
    }

    void ReachLimit(Transaction transaction, TriggerReason trigger, DateTimeOffset at)
    {
        if (transaction.IsAtLimit)
        {
            return;
        }

        (transaction.IsAtLimit, persist) = (true, true);
        if (StopPoints.HasFlag(TxPoints.EnergyTransfer))
        {
            Stop(transaction, ReasonOf(trigger), trigger, at);
            return;
        }

        // The CSMS is told of the limit even where nothing flowed.
        var told = transaction.NextSeqNo;
        Flow(transaction, trigger, at);
        if (transaction.NextSeqNo == told)
        {
            Tell(transaction, TransactionEventKind.Updated, trigger, at);
        }
    }

    static StopReason ReasonOf(TriggerReason limitReached) => limitReached switch
    {
        TriggerReason.EnergyLimitReached => StopReason.EnergyLimitReached,
        TriggerReason.TimeLimitReached => StopReason.TimeLimitReached,
        TriggerReason.SoCLimitReached => StopReason.SOCLimitReached,
        _ => StopReason.LocalOutOfCredit,
    };
}

// A transaction's limit, and the energy at which it is reached.
sealed partial class Transaction
{
    const double LimitPrecisionWh = 1e-6;

    /// <summary>What the CSMS limits it to (2.1); null for nothing.</summary>
    [JsonPropertyName("limit")]
    public TransactionLimit? Limit { get; set; }

    /// <summary>The energy that the limit allows, never less than there was when it was set; null where it limits no energy.</summary>
    [JsonPropertyName("ceilingWh")]
    public double? CeilingWh { get; set; }

    /// <summary>Whether it has reached the limit, so that nothing flows.</summary>
    [JsonPropertyName("isAtLimit")]
    public bool IsAtLimit { get; set; }

    // When the time is over that the limit allows; null for never.
    DateTimeOffset? LimitEndsAt => Limit?.MaxSeconds is { } seconds ? StartedAt.AddSeconds(Math.Min(seconds, MaxHours * 3600)) : null;

    /// <summary>The energy at which it ends or is held up; null for none.</summary>
    [JsonIgnore]
    public double? MostWh => CeilingWh < LimitWh || LimitWh is null ? CeilingWh : LimitWh;

    /// <summary>Limits it from a time on.</summary>
    public void SetLimit(TransactionLimit limit, DateTimeOffset at)
    {
        Limit = limit;
        SetCeiling(EnergyAt(at), at);
        Reconsider();
    }

    // What its vehicle gives back it may take once more: that is known anew at each leg, of which none both takes and gives.
    void SetCeiling(double energy, DateTimeOffset at)
    {
        double? most = Limit!.MaxSocPercent is { } soc ? EnergyTo(soc, at) : null;
        most = Limit.MaxEnergyWh < most || most is null ? Limit.MaxEnergyWh : most;
        CeilingWh = most < energy ? energy : most;
    }

    /// <summary>Which of the limits but that of the cost is reached at a time; null for none.</summary>
    public TriggerReason? LimitReachedAt(DateTimeOffset at)
    {
        if (Limit is null)
        {
            return null;
        }

        var energy = EnergyAt(at) + LimitPrecisionWh;
        return energy >= Limit.MaxEnergyWh ? TriggerReason.EnergyLimitReached
            : Limit.MaxSocPercent is { } soc && energy >= EnergyTo(soc, at) ? TriggerReason.SoCLimitReached
            : at >= LimitEndsAt ? TriggerReason.TimeLimitReached
            : null;
    }
}
