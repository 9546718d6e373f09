namespace OcppLab.Simulation;

/// <summary>How a vehicle charges from a moment on when its power may have yet to rise: nothing for a while, then a power that is a line over time
/// until it meets what battery and limit allow (<see cref="PowerProfile"/>), which it is from there on. The line's integral is a parabola, so
/// that the energy and the time to an energy have closed forms in the ramp too.</summary>
readonly struct RampedProfile
{
    // What is allowed from the ramp's end on, and the energy until there.
    readonly PowerProfile profile;
    readonly double rampWh;

    // Nothing flows for so many hours, or the ramp begins at a power above 0.
    readonly double checkHours;
    readonly double fromW;
    readonly double wPerHour;

    /// <summary>The profile of a moment.</summary>
    /// <param name="vehicle">The vehicle.</param>
    /// <param name="startSoc">Its state of charge (0 to 1) at the moment.</param>
    /// <param name="limitW">The constant limit in watts.</param>
    /// <param name="rampAfterHours">When the power rises from 0, in hours after the moment; negative where that was before it.</param>
    /// <param name="wPerHour">How it rises, in watts an hour; 0 for not: it is at once what is allowed.</param>
    public RampedProfile(Vehicle vehicle, double startSoc, double limitW, double rampAfterHours, double wPerHour)
    {
        profile = new(vehicle, startSoc, limitW);
        if (wPerHour <= 0)
        {
            return;
        }

        this.wPerHour = wPerHour;
        checkHours = Math.Max(0, rampAfterHours);
        fromW = Math.Max(0, -rampAfterHours) * wPerHour;
        var (untilW, soc) = (fromW, startSoc);
        while (soc < 1)
        {
            var piece = profile.PieceAt(soc);
            var startWh = (soc - startSoc) * vehicle.BatteryWh;
            var endWh = (piece.EndSoc - startSoc) * vehicle.BatteryWh;
            var meetsW = Meeting(untilW, piece.PowerW, piece.SlopeW / vehicle.BatteryWh, startWh);
            if (RisenWh(meetsW) <= endWh)
            {
                (untilW, rampWh) = (meetsW, RisenWh(meetsW));
                soc = Math.Min(1, startSoc + (rampWh / vehicle.BatteryWh));
                break;
            }

            untilW = PowerAfter(endWh);
            (soc, rampWh) = (piece.EndSoc, endWh);
        }

        RampHours = checkHours + ((untilW - fromW) / wPerHour);
        profile = new(vehicle, soc, limitW);
    }

    /// <summary>How long the ramp lasts with the time before it in which nothing flows, in hours; 0 for no ramp.</summary>
    public double RampHours { get; }

    /// <summary>The energy until the battery is full, in watt-hours.</summary>
    public double RoomWh => rampWh + profile.RoomWh;

    /// <summary>The power in watts after a time in which so much energy was taken; 0 when the battery is full.</summary>
    public double PowerAt(double hours, double energyWh) =>
        hours >= RampHours ? profile.PowerAt(energyWh - rampWh)
        : hours < checkHours ? 0
        : fromW + (wPerHour * (hours - checkHours));

    /// <summary>The energy in watt-hours after a time.</summary>
    public double EnergyAfter(double hours)
    {
        if (hours >= RampHours)
        {
            return rampWh + profile.EnergyAfter(hours - RampHours);
        }

        var rising = Math.Max(0, hours - checkHours);
        return Math.Min(rampWh, rising * (fromW + (wPerHour * rising / 2)));
    }

    /// <summary>The time in hours until so much energy was taken; infinite when it never is.</summary>
    public double HoursTo(double energyWh) =>
        energyWh > RoomWh ? double.PositiveInfinity
        : energyWh > rampWh ? RampHours + profile.HoursTo(Math.Min(energyWh - rampWh, profile.RoomWh))
        : energyWh <= 0 ? 0
        : checkHours + (2 * energyWh / (fromW + PowerAfter(energyWh)));

    // The energy of the ramp until it has risen to a power, and the power after an energy.
    double RisenWh(double powerW) => (powerW - fromW) * (powerW + fromW) / (2 * wPerHour);

    double PowerAfter(double energyWh) => Math.Sqrt((fromW * fromW) + (2 * wPerHour * energyWh));

    // The power, from one on that is not above it yet, at which the ramp meets a line over the energy: P = p + a(E - start) with E the energy
    // risen to P is quadratic in P. Infinite where it never does.
    double Meeting(double fromHereW, double lineW, double wPerWh, double startWh)
    {
        var constant = lineW - (wPerWh * (startWh + (fromW * fromW / (2 * wPerHour))));
        var root = 1 - (2 * wPerWh * constant / wPerHour);
        return root < 0 || fromHereW * wPerWh > wPerHour
            ? double.PositiveInfinity
            : Math.Max(fromHereW, 2 * constant / (1 + Math.Sqrt(root)));
    }
}
