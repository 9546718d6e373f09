using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>How far a transaction has come.</summary>
enum TransactionStage
{
    /// <summary>Energy may flow.</summary>
    [JsonStringEnumMemberName("Delivers")]
    Delivers,
    /// <summary>It has begun, and waits for the cable or for authorization (2.0.1).</summary>
    [JsonStringEnumMemberName("Opens")]
    Opens,
    /// <summary>No energy flows any more, and it waits for the cable to be out (2.0.1).</summary>
    [JsonStringEnumMemberName("Closes")]
    Closes,
}

/// <summary>A transaction. What it reads at any time follows from its legs; nothing is stored as time goes by.</summary>
sealed partial class Transaction
{
    const double MaxHours = 24 * 365 * 100;
    (DateTimeOffset At, TransitionKind Kind)? next;
    bool nextKnown;
    Vehicle? vehicle;

    [JsonPropertyName("number")]
    public int Number { get; set; }

    [JsonPropertyName("connectorId")]
    public int ConnectorId { get; set; }

    /// <summary>The OCPP transaction id; null while unknown.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("idTag")]
    public string IdTag { get; set; } = "";

    [JsonPropertyName("tokenType")]
    public string? TokenType { get; set; }

    /// <summary>The group that the CSMS said the id tag is of; null where it was not asked, or of none.</summary>
    [JsonPropertyName("parentIdTag")]
    public string? ParentIdTag { get; set; }

    [JsonPropertyName("commandId")]
    public string? CommandId { get; set; }

    [JsonPropertyName("remoteStartId")]
    public int? RemoteStartId { get; set; }

    /// <summary>The reservation it used; null for none.</summary>
    [JsonPropertyName("reservationId")]
    public int? ReservationId { get; set; }

    [JsonPropertyName("startedAt")]
    public DateTimeOffset StartedAt { get; set; }

    [JsonPropertyName("stage")]
    public TransactionStage Stage { get; set; }

    /// <summary>Since when energy may flow; null for from its start.</summary>
    [JsonPropertyName("deliversSince")]
    public DateTimeOffset? DeliversSince { get; set; }

    /// <summary>Until when energy might flow; null where it still may, or might to its end.</summary>
    [JsonPropertyName("deliveredUntil")]
    public DateTimeOffset? DeliveredUntil { get; set; }

    /// <summary>Whether the CSMS hears of it only when energy flows (2.0.1 TxStartPoint).</summary>
    [JsonPropertyName("awaitsEnergy")]
    public bool AwaitsEnergy { get; set; }

    /// <summary>Whether it has begun before it was known at which EVSE (2.0.1).</summary>
    [JsonPropertyName("evseUnknown")]
    public bool EvseUnknown { get; set; }

    /// <summary>The session's id where another follows from what it has become since it began.</summary>
    [JsonPropertyName("sessionId")]
    public string? OwnSessionId { get; set; }

    /// <summary>From when durations and schedules count.</summary>
    [JsonIgnore]
    public DateTimeOffset DeliveryStart => DeliversSince ?? StartedAt;

    /// <summary>When the session was asked for, where it was told that it waits for the CSMS; null where it was not.</summary>
    [JsonPropertyName("waitedSince")]
    public DateTimeOffset? WaitedSince { get; set; }

    /// <summary>The energy register at the start.</summary>
    [JsonPropertyName("meterStartWh")]
    public double MeterStartWh { get; set; }

    [JsonPropertyName("vehicleName")]
    public string VehicleName { get; set; } = "";

    /// <summary>The values of its own that its vehicle has; null for none.</summary>
    [JsonPropertyName("vehicle")]
    public VehicleOptions? OwnVehicle { get; set; }

    /// <summary>The state of charge (0 to 1) at the start.</summary>
    [JsonPropertyName("startSoc")]
    public double StartSoc { get; set; }

    /// <summary>The phases in use; 0 for DC.</summary>
    [JsonPropertyName("phases")]
    public int Phases { get; set; }

    [JsonPropertyName("duration")]
    public TimeSpan? Duration { get; set; }

    [JsonPropertyName("limitWh")]
    public double? LimitWh { get; set; }

    [JsonPropertyName("stopWhenFull")]
    public bool StopWhenFull { get; set; }

    /// <summary>Whether the cable comes out at the end.</summary>
    [JsonPropertyName("unplug")]
    public bool Unplug { get; set; }

    /// <summary>Whether the cable stays in however it ends.</summary>
    [JsonPropertyName("stayPlugged")]
    public bool StayPlugged { get; set; }

    /// <summary>At what pace it goes.</summary>
    [JsonPropertyName("timing")]
    public Timing Timing { get; set; }

    /// <summary>Whether the CSMS hears nothing of it.</summary>
    [JsonPropertyName("silent")]
    public bool Silent { get; set; }

    /// <summary>The vehicle wants no energy.</summary>
    [JsonPropertyName("evPaused")]
    public bool EvPaused { get; set; }

    /// <summary>The charger offers none, for the id tag was refused after the start.</summary>
    [JsonPropertyName("deauthorized")]
    public bool Deauthorized { get; set; }

    /// <summary>What an id tag refused after the start may still take, counted from the start; null for not refused.</summary>
    [JsonPropertyName("allowanceWh")]
    public double? AllowanceWh { get; set; }

    [JsonPropertyName("full")]
    public bool Full { get; set; }

    [JsonPropertyName("legs")]
    public List<Leg> Legs { get; set; } = new(1);

    [JsonPropertyName("nextSeqNo")]
    public int NextSeqNo { get; set; }

    [JsonPropertyName("nextSampleAt")]
    public DateTimeOffset? NextSampleAt { get; set; }

    [JsonPropertyName("nextAlignedAt")]
    public DateTimeOffset? NextAlignedAt { get; set; }

    /// <summary>When the limit of the charging profiles changes; null for never.</summary>
    [JsonPropertyName("limitUntil")]
    public DateTimeOffset? LimitUntil { get; set; }

    /// <summary>Whether it charges with priority (2.1).</summary>
    [JsonPropertyName("hasPriority")]
    public bool HasPriority { get; set; }

    /// <summary>The energy from its start at which the limit of the charging profiles changes (2.1 limitAtSoC); null for none.</summary>
    [JsonPropertyName("limitAtWh")]
    public double? LimitAtWh { get; set; }

    /// <summary>The phases that the charging profiles leave it; null for all it has.</summary>
    [JsonIgnore]
    public int? UsedPhases { get; set; }

    /// <summary>The phase that a charging profile has chosen for it where it has one; null for the first.</summary>
    [JsonIgnore]
    public int? UsedPhase { get; set; }

    /// <summary>What the vehicle does when the CSMS next sets a profile of the transaction; null for keeping to it.</summary>
    [JsonPropertyName("atNextSchedule")]
    public EvScheduleAnswer? AtNextSchedule { get; set; }

    [JsonPropertyName("endedAt")]
    public DateTimeOffset? EndedAt { get; set; }

    [JsonPropertyName("endedWh")]
    public double EndedWh { get; set; }

    [JsonPropertyName("stopReason")]
    public StopReason? StopReason { get; set; }

    /// <summary>The id tag that stopped it; null for the one that started it, or none.</summary>
    [JsonPropertyName("stoppedBy")]
    public string? StoppedBy { get; set; }

    [JsonIgnore]
    public Vehicle Vehicle => vehicle ??= Vehicle.Named(VehicleName).With(OwnVehicle);

    [JsonIgnore]
    public IdToken Token => new(IdTag, TokenType);

    [JsonIgnore]
    public ChargingState State =>
        Legs[^1].OfferedW == 0 ? ChargingState.SuspendedEVSE
        : EvPaused || (Legs[^1].OfferedW < 0 ? Empty : Full) ? ChargingState.SuspendedEV
        : ChargingState.Charging;

    /// <summary>What it comes to next by itself, and when; null for nothing.</summary>
    [JsonIgnore]
    public (DateTimeOffset At, TransitionKind Kind)? Next
    {
        get
        {
            if (!nextKnown)
            {
                next = FindNext(ends: false);
                nextKnown = true;
            }

            return next;
        }
    }

    /// <summary>When it ends by itself as things are; null for never.</summary>
    [JsonIgnore]
    public DateTimeOffset? EndsAt => FindNext(ends: true)?.At;

    /// <summary>The session's id: a UUID, the same whenever it is asked for.</summary>
    public string SessionId(ulong seed) => OwnSessionId is { } own ? own
        : WaitedSince is { } since
        ? IdOfPending(seed, since, CommandId, ConnectorId)
        : IdOf(seed, StartedAt, CommandId, (ulong)Number);

    /// <summary>The id of a session that was told before its transaction.</summary>
    public static string IdOfPending(ulong seed, DateTimeOffset at, string? commandId, int connectorId) =>
        IdOf(seed, at, commandId, ~(ulong)connectorId);

    static string IdOf(ulong seed, DateTimeOffset at, string? commandId, ulong number)
    {
        var source = Mixer.Mix(seed ^ (ulong)at.UtcTicks ^ Mixer.Hash(commandId ?? ""), number);
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, source);
        BitConverter.TryWriteBytes(bytes[8..], Mixer.Mix(seed, source));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>Begins a leg.</summary>
    /// <param name="at">Its start.</param>
    /// <param name="offeredW">What the charger offers, in watts; below 0 what it asks the vehicle for.</param>
    /// <param name="vehicleLimitW">What the vehicle's on-board charger takes at most, in watts.</param>
    /// <param name="cableOut">Whether the cable is out.</param>
    /// <param name="ramp">How long nothing flows and how long the power then rises where none has flowed before; null for at once.</param>
    public void Offer(
        DateTimeOffset at, double offeredW, double vehicleLimitW, (TimeSpan Check, TimeSpan Rise)? ramp = null, bool cableOut = false)
    {
        var (energy, exported) = Legs.Count == 0 ? (0, 0) : (EnergyAt(at), ExportedAt(at));
        if (Limit?.MaxSocPercent is not null && !IsAtLimit)
        {
            SetCeiling(energy, at);
        }

        if (Legs.Count > 0 && Legs[^1].At == at)
        {
            Legs.RemoveAt(Legs.Count - 1);
        }

        var limit = EvPaused ? 0 : offeredW < 0 ? (Empty ? 0 : offeredW) : Full ? 0 : Math.Min(offeredW, vehicleLimitW);
        (Full, Empty) = (Full && limit >= 0, Empty && limit <= 0);
        var leg = new Leg(at, energy, limit, offeredW, UsedPhases, UsedPhase, CableOut: cableOut, ExportedWh: exported, Mode: Mode);
        Legs.Add(ramp is var (check, rise) ? Ramped(leg, check, rise) : leg);
        Reconsider();
    }

    // After no power, it rises. A rise under way goes on from the power it has reached to what is the most now, such that all of it from 0 takes
    // as long as it would have; where the power is to be less than that, it is so at once.
    Leg Ramped(in Leg leg, TimeSpan check, TimeSpan rise)
    {
        var target = MostW(leg.LimitW, leg);
        if (target <= 0)
        {
            return leg;
        }

        if (Legs.Count == 0 || Legs[^1].LimitW <= 0)
        {
            return leg with { RampAfter = check, RampWPerS = target / rise.TotalSeconds };
        }

        var before = Legs[^1];
        if (!IsRamping(before, leg.At))
        {
            return leg;
        }

        var faster = target / MostW(before.LimitW, leg);
        var slope = before.RampWPerS * faster;
        var after = before.RampAfter - (leg.At - before.At);
        after = after < TimeSpan.Zero ? after / faster : after;
        return -after.TotalSeconds * slope >= target ? leg : leg with { RampAfter = after, RampWPerS = slope };
    }

    double MostW(double limitW, in Leg leg) => limitW <= 0 ? 0 : new PowerProfile(Vehicle, SocOf(leg.EnergyWh, leg.ExportedWh), limitW).PowerAt(0);

    /// <summary>Lets no more energy flow. At its energy limit it has delivered exactly that.</summary>
    public void Close(DateTimeOffset at, StopReason reason)
    {
        var energy = reason == Simulation.StopReason.EnergyLimitReached ? MostWh!.Value : EnergyAt(at);
        EndedExportWh = ExportedAt(at);
        (Stage, DeliveredUntil, EndedWh, StopReason, LimitUntil) = (TransactionStage.Closes, at, energy, reason, null);
        Legs.Add(new Leg(at, energy, 0, 0, ExportedWh: EndedExportWh));
        Reconsider();
    }

    /// <summary>Ends it. At its energy limit it has delivered exactly that.</summary>
    public void End(DateTimeOffset at, StopReason reason)
    {
        var energy = DeliveredUntil is not null ? EndedWh
            : Stage == TransactionStage.Delivers && reason == Simulation.StopReason.EnergyLimitReached ? MostWh!.Value
            : EnergyAt(at);
        EndedExportWh = ExportedAt(at);
        (EndedAt, EndedWh, StopReason) = (at, energy, reason);
        (NextSampleAt, NextAlignedAt, NextCostAt) = (null, null, null);
        Reconsider();
    }

    /// <summary>A vehicle comes to it.</summary>
    public void Take(string vehicleName, VehicleOptions? own, double soc)
    {
        (VehicleName, OwnVehicle, StartSoc) = (vehicleName, own, soc);
        vehicle = null;
    }

    /// <summary>Lets the CSMS hear no more of it.</summary>
    public void Silence() => (Silent, NextSampleAt, NextAlignedAt) = (true, null, null);

    /// <summary>Forgets the legs over before a time, but for the first, where nothing is left to tell of them.</summary>
    /// <param name="before">The time.</param>
    /// <param name="keepsIdleTimes">Whether it is still to be known when energy flowed and when none did.</param>
    public void Forget(DateTimeOffset before, bool keepsIdleTimes)
    {
        for (var i = 1; i + 1 < Legs.Count && Legs[i + 1].At <= before;)
        {
            if (keepsIdleTimes && Legs[i].LimitW != 0 != (Legs[i - 1].LimitW != 0))
            {
                i++;
            }
            else
            {
                Legs.RemoveAt(i);
            }
        }
    }

    /// <summary>Forgets what it comes to next, after a limit changed.</summary>
    public void Reconsider() => nextKnown = false;
}
