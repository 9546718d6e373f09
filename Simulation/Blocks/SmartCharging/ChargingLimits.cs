namespace OcppLab.Simulation;

/// <summary>A limit of the power of a connector.</summary>
/// <param name="PowerW">The most power in watts; infinite for none.</param>
/// <param name="Phases">The most phases, 1 to 3.</param>
/// <param name="Until">When it changes by itself; null for never.</param>
readonly record struct ChargingLimit(double PowerW, int Phases, DateTimeOffset? Until);

// What the installed charging profiles allow (1.6 section 3.13). Amperes are those of a phase at 230 V: on AC of the phases in use, on DC
// of three phases of the supply.
public sealed partial class Charger
{
    const int AllPhases = 3;

    // Below that a vehicle does not charge: 6 A a phase on AC (IEC 61851-1), and on DC what keeps a battery's contactors closed.
    const double MinCurrentA = 6;
    const double MinDcPowerW = 1_000;

    // That of a transaction on a connector, or of one that would start now: its own profile or else the default one, of the connector before
    // that of all; and with it the charger's own limit, shared equally by the connectors that charge.
    ChargingLimit LimitAt(int id, DateTimeOffset at, DateTimeOffset transactionStart, int transactionPhases)
    {
        if (state.Profiles is null)
        {
            return new(double.PositiveInfinity, AllPhases, null);
        }

        var own = Stacked(ProfilePurpose.TxProfile, id, at, transactionStart, transactionPhases);
        var byDefault = Stacked(ProfilePurpose.TxDefaultProfile, id, at, transactionStart, transactionPhases);
        var byDefaultOfAll = Stacked(ProfilePurpose.TxDefaultProfile, 0, at, transactionStart, transactionPhases);
        var chosen = double.IsFinite(own.PowerW) ? own : double.IsFinite(byDefault.PowerW) ? byDefault : byDefaultOfAll;
        var (max, sharers) = (MaxLimitAt(at), Sharers(id));
        return new(
            Math.Min(chosen.PowerW, max.PowerW / sharers),
            Math.Min(chosen.Phases, max.Phases),
            Earlier(Earlier(own.Until, byDefault.Until), Earlier(byDefaultOfAll.Until, max.Until)));
    }

    // The charger's own limit, all connectors together.
    ChargingLimit MaxLimitAt(DateTimeOffset at) =>
        Stacked(ProfilePurpose.ChargePointMaxProfile, 0, at, at, PhasesInUse(Spec.Model.Phases));

    int Sharers(int id)
    {
        var charging = 0;
        for (var other = 1; other <= connectors.Length; other++)
        {
            charging += other == id || Connector(other).Transaction is not null ? 1 : 0;
        }

        return charging;
    }

    // Of the profiles for a purpose on a connector, the highest that says something; and when any of them changes.
    ChargingLimit Stacked(ProfilePurpose purpose, int connectorId, DateTimeOffset at, DateTimeOffset transactionStart, int transactionPhases)
    {
        ChargingProfile? highest = null;
        SchedulePeriod? chosen = null;
        DateTimeOffset? until = null;
        foreach (var profile in state.Profiles!)
        {
            if (profile.Purpose != purpose || profile.ConnectorId != connectorId)
            {
                continue;
            }

            var (period, changes) = profile.At(at, transactionStart);
            until = Earlier(until, changes);
            if (period is not null && !(profile.StackLevel < highest?.StackLevel))
            {
                (highest, chosen) = (profile, period);
            }
        }

        if (chosen is null)
        {
            return new(double.PositiveInfinity, AllPhases, until);
        }

        var phases = chosen.NumberPhases ?? AllPhases;
        return new(
            highest!.InAmperes ? chosen.Limit * Vehicle.MainsVoltageV * Math.Min(phases, transactionPhases) : chosen.Limit, phases, until);
    }

    int PhasesInUse(int phases) => Spec.Model.Current == CurrentType.Dc ? AllPhases : phases;

    // What a connector offers a transaction of so much as it is rated: nothing where that is too little to charge with.
    double Offered(Transaction transaction, double rated, DateTimeOffset at)
    {
        var dc = transaction.Phases == 0;
        var limit = LimitAt(transaction.ConnectorId, at, transaction.StartedAt, dc ? AllPhases : transaction.Phases);
        transaction.LimitUntil = limit.Until;
        transaction.UsedPhases = dc || limit.Phases >= transaction.Phases ? null : limit.Phases;
        if (double.IsPositiveInfinity(limit.PowerW))
        {
            return rated;
        }

        var phases = transaction.UsedPhases ?? transaction.Phases;
        var least = dc ? MinDcPowerW : MinCurrentA * Vehicle.MainsVoltageV * phases;
        var offered = Math.Min(dc ? rated : rated / transaction.Phases * phases, limit.PowerW);
        return offered < least ? 0 : offered;
    }

    // The profiles are others: the running transactions follow at once.
    void FollowProfiles(DateTimeOffset at)
    {
        persist = true;
        foreach (var connector in connectors)
        {
            if (connector.Transaction is { } transaction)
            {
                Flow(transaction, TriggerReason.ChargingRateChanged, at);
            }
        }
    }

    // A transaction more or less shares the charger's limit.
    void ShareLimit(Transaction changed, DateTimeOffset at)
    {
        if (state.Profiles?.Exists(profile => profile.Purpose == ProfilePurpose.ChargePointMaxProfile) != true)
        {
            return;
        }

        foreach (var connector in connectors)
        {
            if (connector.Transaction is { } transaction && transaction != changed)
            {
                Flow(transaction, TriggerReason.ChargingRateChanged, at);
            }
        }
    }
}
