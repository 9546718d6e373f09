namespace OcppLab.Simulation;

/// <summary>What a stack of charging profiles says at a time.</summary>
/// <param name="Limit">The limit in its unit; null for none.</param>
/// <param name="InAmperes">Whether that is amperes of a phase rather than watts.</param>
/// <param name="Phases">The most phases, 1 to 3.</param>
/// <param name="Until">When it changes by itself; null for never.</param>
/// <param name="PhaseToUse">Which phase where one is used; null for the first.</param>
/// <param name="MinRate">Below it nothing is to flow, in the limit's unit; null for no more than what a vehicle needs.</param>
/// <param name="AtSoc">What counts beyond a state of charge; null for nothing else (2.1).</param>
/// <param name="Mode">Who says what power flows.</param>
/// <param name="Discharge">What the vehicle is to give back, from 0, in the limit's unit.</param>
readonly record struct ChargingLimit(
    double? Limit, bool InAmperes, int Phases, DateTimeOffset? Until, int? PhaseToUse = null, double? MinRate = null, SocLimit? AtSoc = null,
    OperationMode Mode = OperationMode.ChargingOnly, double Discharge = 0)
{
    /// <summary>Watts for each unit of the limit, where so many phases are used.</summary>
    public double WattsPerUnit(int phases) => InAmperes ? Vehicle.MainsVoltageV * phases : 1;
}

// What the installed charging profiles allow (1.6 section 3.13, 2.0.1 use case K01). In 1.6 they are of a connector, in 2.0.1 of an EVSE,
// of whose connectors one at a time charges. Amperes are those of a phase at 230 V: on AC of the phases in use, on DC
// of three phases of the supply.
//
// A limit of the charger as a whole is shared by the connectors whose vehicles take energy as FairShare has it, first come first: in watts,
// or in amperes, as if all of them were on the same phase. Of several each holds: the CSMS's, and each external one. What a battery takes less than its connector's part stays unused.
public sealed partial class Charger
{
    const int AllPhases = 3;

    // Below that a vehicle does not charge: 6 A a phase on AC (IEC 61851-1), and on DC what keeps a battery's contactors closed.
    const double MinCurrentA = 6;
    const double MinDcPowerW = 1_000;

    // What could flow at a connector.
    // Order: who came first. Phases: those in use; of the supply on DC. PhaseToUse: the one chosen where it is one. AllowedW: by all limits but the charger's own. LeastW: below it
    // nothing flows. WantedW: what the vehicle could take of it. Takes: whether it does. Until: when its limit changes by itself.
    // Mode and DischargeW: who says what flows, and what the vehicle is to give.
    readonly record struct Claim(
        int ConnectorId, int Order, int Phases, int? PhaseToUse, double AllowedW, double LeastW, double WantedW, bool Takes, DateTimeOffset? Until,
        OperationMode Mode, double DischargeW);

    // What a connector offers its transaction (below 0 what it asks for), on how many phases where not on all, on which where one is chosen,
    // when that changes by itself, and in which mode of operation.
    (double OfferedW, int? UsedPhases, int? UsedPhase, DateTimeOffset? Until, OperationMode Mode) OfferedAt(Transaction transaction, DateTimeOffset at)
    {
        var own = OwnLimitsAt(at, out var until);
        var claim = ClaimOf(transaction.ConnectorId, at, transaction.StartedAt, own);
        var allowed = AllowedW(claim, own, own.Count == 0 ? [] : ClaimsAt(at, own, idleFrom: null));
        return (
            claim.DischargeW > 0 ? -claim.DischargeW : allowed < claim.LeastW - FairShare.Rounding ? 0 : allowed,
            transaction.Phases == 0 || claim.Phases == transaction.Phases ? null : claim.Phases,
            transaction.Phases == 0 ? null : claim.PhaseToUse,
            Earlier(claim.Until, until),
            claim.Mode);
    }

    // The limits of the charger as a whole, all connectors together, and when the CSMS's changes by itself: an external one does not.
    List<ChargingLimit> OwnLimitsAt(DateTimeOffset at, out DateTimeOffset? until)
    {
        var max = Stacked(ProfilePurpose.ChargePointMaxProfile, 0, at, at);
        until = max.Until;
        var limits = new List<ChargingLimit>();
        if (max.Limit is not null)
        {
            limits.Add(max);
        }

        foreach (var powerW in ExternalLimitsW(0))
        {
            limits.Add(new(powerW, InAmperes: false, AllPhases, Until: null));
        }

        return WithGeneration(limits, at, ref until);
    }

    IEnumerable<double> ExternalLimitsW(int placeId) => (state.Profiles ?? [])
        .Where(profile => profile.Purpose == ProfilePurpose.ExternalConstraints && profile.PlaceId == placeId).Select(profile => profile.Periods[0].Limit);

    // What the profiles of a connector are installed at.
    int PlaceOf(int connectorId) => Version == OcppVersion.V16 ? connectorId : Spec.Model.EvseOf(connectorId).EvseId;

    // Those with a transaction, and the others as if one had started there at a time; of an EVSE one.
    List<Claim> ClaimsAt(DateTimeOffset at, List<ChargingLimit> own, DateTimeOffset? idleFrom)
    {
        var claims = new List<Claim>();
        for (var id = 1; id <= connectors.Length; id++)
        {
            if ((Connector(id).Transaction?.StartedAt ?? idleFrom) is { } start
                && (Version == OcppVersion.V16 || id == ActiveOf(PlaceOf(id))))
            {
                claims.Add(ClaimOf(id, at, start, own));
            }
        }

        return claims;
    }

    // Its own profile or else the default one, of the connector before that of all, with what the connector is rated and capped at.
    Claim ClaimOf(int id, DateTimeOffset at, DateTimeOffset start, List<ChargingLimit> own)
    {
        var (connector, model, isDc, placeId) = (Connector(id), Spec.Model, Spec.Model.Current == CurrentType.Dc, PlaceOf(id));
        var transaction = connector.Transaction;
        var byTransaction = Stacked(ProfilePurpose.TxProfile, placeId, at, start);
        var byDefault = Stacked(ProfilePurpose.TxDefaultProfile, placeId, at, start);
        var byDefaultOfAll = Stacked(ProfilePurpose.TxDefaultProfile, 0, at, start);
        var byPriority = PriorityOf(transaction, placeId, at, start);
        var chosen = AtSocOf(
            byPriority.Limit is not null ? byPriority : byTransaction.Limit is not null ? byTransaction : byDefault.Limit is not null ? byDefault : byDefaultOfAll,
            transaction, at);
        var until = Earlier(Earlier(Earlier(byTransaction.Until, byDefault.Until), byDefaultOfAll.Until), byPriority.Until);
        var generatedW = GenerationFor(placeId, at, ref until);

        var phases = Math.Min(isDc ? AllPhases : transaction?.Phases ?? model.Phases, own.Aggregate(chosen.Phases, (fewest, limit) => Math.Min(fewest, limit.Phases)));
        var rated = isDc ? model.MaxPowerW : model.MaxPowerW / model.Phases * phases;
        var capped = transaction is { Deauthorized: true } or { IsAtLimit: true } ? 0 : Math.Min(rated, connector.CapW ?? rated);
        var chosenW = chosen.Limit * chosen.WattsPerUnit(phases) ?? capped;
        var allowed = Math.Min(
            capped,
            ExternalLimitsW(placeId).Append(chosenW).Min() + (ModeOf(chosen) == OperationMode.ChargingOnly ? generatedW : 0));

        // A cap of the user's own flows as it is, be it ever so low.
        var needed = isDc ? MinDcPowerW : MinCurrentA * Vehicle.MainsVoltageV * phases;
        var least = Math.Min(capped, Math.Max(needed, chosen.MinRate * chosen.WattsPerUnit(phases) ?? needed));
        var wanted = allowed < least - FairShare.Rounding ? 0
            : transaction is null ? allowed
            : Math.Min(allowed, OnBoardW(transaction, phases));
        return new Claim(
            id, transaction?.Number ?? int.MaxValue, phases, phases == 1 ? chosen.PhaseToUse : null, allowed, least, wanted,
            Takes: wanted > 0 && transaction is { EvPaused: false, Full: false },
            until, ModeOf(chosen), DischargeW(transaction, chosen, phases, capped));
    }

    // What may flow by all limits, be it so little that nothing does. What the vehicle does not take now is offered as if it did.
    static double AllowedW(Claim claim, List<ChargingLimit> own, List<Claim> all) =>
        own.Aggregate(claim.AllowedW, (least, limit) => Math.Min(least, ShareW(claim, limit, all)));

    static double ShareW(Claim claim, ChargingLimit limit, List<Claim> all)
    {
        var (id, whole) = (claim.ConnectorId, limit.Limit!.Value);
        var claims = all.FindAll(other => other.Takes && other.ConnectorId != id);
        claims.Add(claim);
        claims.Sort((one, other) => one.Order.CompareTo(other.Order));
        var parts = FairShare.Of(whole, claims.ConvertAll(one => (
            Math.Min(one.LeastW, one.WantedW) / limit.WattsPerUnit(one.Phases), one.WantedW / limit.WattsPerUnit(one.Phases))));
        for (var i = 0; i < parts.Length; i++)
        {
            whole -= claims[i].ConnectorId == id ? 0 : parts[i];
        }

        return Math.Max(0, whole) * limit.WattsPerUnit(claim.Phases);
    }

    // Of the profiles for a purpose at a place, the highest that says something; and when any of them changes. None where smart charging
    // is switched off.
    ChargingLimit Stacked(ProfilePurpose purpose, int placeId, DateTimeOffset at, DateTimeOffset transactionStart)
    {
        ChargingProfile? highest = null;
        SchedulePeriod? chosen = null;
        DateTimeOffset? until = null;
        foreach (var profile in state.Profiles ?? [])
        {
            if (profile.Purpose != purpose || profile.PlaceId != placeId || !Flag(Settings.SmartChargingEnabled))
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

        return new(
            chosen?.Limit, highest?.InAmperes == true, chosen?.NumberPhases ?? AllPhases, until, chosen?.PhaseToUse, highest?.MinRate, highest?.AtSoc,
            chosen?.Mode ?? OperationMode.ChargingOnly, chosen?.Discharge ?? 0);
    }

    double OnBoardW(Transaction transaction, int phases) => transaction.Phases == 0
        ? double.PositiveInfinity
        : Vehicle.MainsVoltageV * transaction.Vehicle.AcCurrentA * phases;

    // The profiles are others: the running transactions follow at once.
    void FollowProfiles(DateTimeOffset at)
    {
        persist = true;
        foreach (var connector in connectors)
        {
            if (connector.Transaction is { } transaction)
            {
                FlowHere(transaction, TriggerReason.ChargingRateChanged, at);
            }
        }
    }

    // A transaction takes another part of a limit of the charger as a whole, or none any more.
    void ShareLimit(Transaction changed, DateTimeOffset at)
    {
        if (state.Profiles?.Exists(profile => profile.PlaceId == 0 && profile.Purpose is ProfilePurpose.ChargePointMaxProfile or ProfilePurpose.ExternalConstraints) != true)
        {
            return;
        }

        foreach (var connector in connectors)
        {
            if (connector.Transaction is { } transaction && transaction != changed)
            {
                var (offered, phases, phase, _, _) = OfferedAt(transaction, at);
                var leg = transaction.Legs[^1];
                if (Math.Abs(offered - leg.OfferedW) > FairShare.Rounding || (phases, phase) != (leg.UsedPhases, leg.UsedPhase))
                {
                    FlowHere(transaction, TriggerReason.ChargingRateChanged, at);
                }
            }
        }
    }
}
