namespace OcppLab.Simulation;

// What it reads at a time, and what it comes to next.
sealed partial class Transaction
{
    /// <summary>The energy delivered up to a time, in watt-hours.</summary>
    public double EnergyAt(DateTimeOffset at)
    {
        if (at >= DeliveredUntil || at >= EndedAt)
        {
            return EndedWh;
        }

        var i = IndexAt(at);
        var leg = Legs[i];
        var energy = leg.EnergyWh + Profile(leg).EnergyAfter(HoursBetween(leg.At, at));

        // Of legs that were forgotten the register is known where the next one begins.
        energy = i + 1 < Legs.Count ? Math.Min(energy, Legs[i + 1].EnergyWh) : energy;
        return MostWh < energy ? MostWh.Value : energy;
    }

    /// <summary>The power at a time, in watts; below 0 what the vehicle gives.</summary>
    public double PowerAt(DateTimeOffset at)
    {
        var leg = LegAt(at);
        var hours = HoursBetween(leg.At, at);
        return Profile(leg).PowerAt(hours, EnergyAt(at) - leg.EnergyWh) - Discharge(leg).PowerAt(hours);
    }

    /// <summary>Whether the power has yet to rise at a time to what battery and limit allow; it may be 0 then.</summary>
    public bool IsRampingAt(DateTimeOffset at) => IsRamping(LegAt(at), at);

    /// <summary>The vehicle's state of charge (0 to 1) at a time.</summary>
    public double SocAt(DateTimeOffset at) => SocOf(EnergyAt(at), ExportedAt(at));

    /// <summary>The energy from its start at which its vehicle has a state of charge, in watt-hours, if it gives back no more than it has up to a
    /// time; below 0 where it had more.</summary>
    public double EnergyTo(int socPercent, DateTimeOffset at) =>
        (((socPercent / 100.0) - StartSoc) * Vehicle.BatteryWh) + (Legs.Count == 0 ? 0 : ExportedAt(at));

    /// <summary>Whether energy may flow at a time.</summary>
    public bool DeliversAt(DateTimeOffset at) => Stage != TransactionStage.Opens && at >= DeliveryStart && !(at >= DeliveredUntil);

    /// <summary>Whether the cable was out at a time while energy might have flowed.</summary>
    public bool IsCableOutAt(DateTimeOffset at) => LegAt(at).CableOut;

    /// <summary>What the meter reads at a time. On AC nobody but the vehicle knows its state of charge (IEC 61851-1).</summary>
    public MeterSample Sample(DateTimeOffset at, ReadingContext context, DateTimeOffset? before = null)
    {
        var leg = LegAt(at);
        var (energy, exported, hours) = (EnergyAt(at), ExportedAt(at), HoursBetween(leg.At, at));
        var power = Profile(leg).PowerAt(hours, energy - leg.EnergyWh);
        var soc = SocOf(energy, exported);
        var phases = leg.UsedPhases ?? Phases;
        var voltage = phases > 0 ? Vehicle.MainsVoltageV : Vehicle.BatteryVoltageV(soc);
        return new MeterSample(
            at, context, MeterStartWh + energy, power, Math.Max(0, leg.OfferedW), voltage, power / (voltage * Math.Max(1, phases)), phases,
            phases > 0 ? null : soc * 100, before is { } time ? energy - EnergyAt(time) : null, FirstPhase: (leg.UsedPhase ?? 1) - 1)
        {
            ExportedWh = MeterStartExportWh + exported,
            ExportW = Discharge(leg).PowerAt(hours),
            ExportIntervalWh = before is { } earlier ? exported - ExportedAt(earlier) : null,
            SetpointW = leg.Mode == OperationMode.CentralSetpoint ? leg.OfferedW : null,
        };
    }

    static double HoursBetween(DateTimeOffset from, DateTimeOffset to) =>
        Math.Max(0, (double)(to - from).Ticks / TimeSpan.TicksPerHour);

    bool IsRamping(in Leg leg, DateTimeOffset at) => HoursBetween(leg.At, at) < Profile(leg).RampHours;

    RampedProfile Profile(in Leg leg) => new(
        Vehicle, SocOf(leg.EnergyWh, leg.ExportedWh), Math.Max(0, leg.LimitW), (double)leg.RampAfter.Ticks / TimeSpan.TicksPerHour, leg.RampWPerS * 3600);

    double SocOf(double energyWh, double exportedWh)
    {
        var soc = StartSoc + ((energyWh - exportedWh) / Vehicle.BatteryWh);
        return soc > 1 - 1e-9 ? 1 : soc;
    }

    Leg LegAt(DateTimeOffset at) => Legs[IndexAt(at)];

    int IndexAt(DateTimeOffset at)
    {
        var (low, high) = (0, Legs.Count - 1);
        if (Legs[high].At <= at)
        {
            return high;
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Legs[middle + 1].At <= at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    (DateTimeOffset At, TransitionKind Kind)? FindNext(bool ends)
    {
        (DateTimeOffset At, TransitionKind Kind)? next =
            Duration is { } duration ? (DeliveryStart + duration, TransitionKind.TimeLimit) : null;
        var leg = Legs[^1];
        var profile = Profile(leg);
        if (LimitWh is { } limit)
        {
            Consider(TransitionKind.EnergyLimit, profile.HoursTo(Math.Max(0, limit - leg.EnergyWh)));
        }

        if (leg.LimitW < 0 && !ends)
        {
            Consider(TransitionKind.BatteryEmpty, Discharge(leg).HoursToFloor);
        }

        if (!Full && leg.LimitW >= 0 && (StopWhenFull || !ends))
        {
            Consider(TransitionKind.BatteryFull, profile.HoursTo(profile.RoomWh));
        }

        if (LimitUntil is { } changes && !ends && !(next?.At <= changes))
        {
            next = (changes, TransitionKind.LimitChanges);
        }

        if (Limit is not null && !IsAtLimit && !ends)
        {
            if (CeilingWh is { } ceiling)
            {
                Consider(TransitionKind.TransactionLimit, profile.HoursTo(Math.Max(0, ceiling - leg.EnergyWh)));
            }

            if (LimitEndsAt is { } limitEnd && !(next?.At <= limitEnd))
            {
                next = (limitEnd < leg.At ? leg.At : limitEnd, TransitionKind.TransactionLimit);
            }
        }

        if (LimitAtWh is { } limitAt && !ends)
        {
            Consider(TransitionKind.LimitChanges, profile.HoursTo(Math.Max(0, limitAt - leg.EnergyWh)));
        }

        if (AllowanceWh is { } allowance && !Deauthorized && !ends)
        {
            Consider(TransitionKind.AllowanceUsed, profile.HoursTo(Math.Max(0, allowance - leg.EnergyWh)));
        }

        return next;

        void Consider(TransitionKind kind, double hours)
        {
            if (hours > MaxHours)
            {
                return;
            }

            // The first tick at which the energy has been reached.
            var at = leg.At.AddTicks((long)Math.Ceiling(hours * TimeSpan.TicksPerHour));
            if (next is not { } other || at < other.At)
            {
                next = (at, kind);
            }
        }
    }
}
