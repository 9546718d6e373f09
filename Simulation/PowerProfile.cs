namespace OcppLab.Simulation;

/// <summary>How a vehicle charges from a moment on while nothing interferes: its power is the least of what its battery accepts
/// at the state of charge reached and a constant limit. The acceptance being piecewise linear in the state of charge, and that
/// linear in the energy, each piece is dE/dt = p + aE, whose solution is a line (a = 0) or an exponential.</summary>
readonly struct PowerProfile(Vehicle vehicle, double startSoc, double limitW)
{
    /// <summary>The energy until the battery is full, in watt-hours.</summary>
    public double RoomWh => (1 - startSoc) * vehicle.BatteryWh;

    /// <summary>The state of charge (0 to 1) when so much energy was taken.</summary>
    public double SocAt(double energyWh) => Math.Min(1, startSoc + (energyWh / vehicle.BatteryWh));

    /// <summary>The power in watts when so much energy was taken; 0 when the battery is full.</summary>
    public double PowerAt(double energyWh) => energyWh >= RoomWh ? 0 : PieceAt(SocAt(energyWh)).PowerW;

    /// <summary>The energy in watt-hours after a time.</summary>
    public double EnergyAfter(double hours)
    {
        double energy = 0, soc = startSoc;
        while (soc < 1)
        {
            var piece = PieceAt(soc);
            var rate = piece.SlopeW / vehicle.BatteryWh;
            var hoursToEnd = HoursFor(piece.PowerW, rate, (piece.EndSoc - soc) * vehicle.BatteryWh);
            if (hours < hoursToEnd)
            {
                return Math.Min(energy + EnergyIn(piece.PowerW, rate, hours), RoomWh);
            }

            hours -= hoursToEnd;
            soc = piece.EndSoc;
            energy = (soc - startSoc) * vehicle.BatteryWh;
        }

        return RoomWh;
    }

    /// <summary>The time in hours until so much energy was taken; infinite when it never is.</summary>
    public double HoursTo(double energyWh)
    {
        if (energyWh > RoomWh)
        {
            return double.PositiveInfinity;
        }

        double hours = 0, soc = startSoc;
        while (soc < 1)
        {
            var piece = PieceAt(soc);
            var rate = piece.SlopeW / vehicle.BatteryWh;
            var start = (soc - startSoc) * vehicle.BatteryWh;
            var end = (piece.EndSoc - startSoc) * vehicle.BatteryWh;
            if (energyWh <= end)
            {
                return hours + HoursFor(piece.PowerW, rate, Math.Max(0, energyWh - start));
            }

            hours += HoursFor(piece.PowerW, rate, end - start);
            soc = piece.EndSoc;
        }

        return hours;
    }

    static double HoursFor(double powerW, double rate, double energyWh) =>
        energyWh == 0 ? 0
        : powerW <= 0 ? double.PositiveInfinity
        : rate == 0 ? energyWh / powerW
        : Log1P(rate * energyWh / powerW) / rate;

    static double EnergyIn(double powerW, double rate, double hours) =>
        rate == 0 ? powerW * hours : powerW * ExpM1(rate * hours) / rate;

    /// <summary>The stretch from a state of charge (0 to 1) on in which the power is one line over the state of charge: the power at its start,
    /// how it changes over the whole battery, and where the stretch ends.</summary>
    public (double PowerW, double SlopeW, double EndSoc) PieceAt(double soc)
    {
        var curve = vehicle.Acceptance;
        var i = 0;
        while (i < curve.Length - 2 && soc >= curve[i + 1].Soc)
        {
            i++;
        }

        var (fromSoc, fromW) = curve[i];
        var (endSoc, endW) = curve[i + 1];
        var slope = (endW - fromW) / (endSoc - fromSoc);
        var accepted = fromW + (slope * (soc - fromSoc));
        var crossing = slope == 0 ? double.NaN : fromSoc + ((limitW - fromW) / slope);
        var end = crossing > soc && crossing < endSoc ? crossing : endSoc;
        return accepted + (slope * (end - soc) / 2) >= limitW ? (limitW, 0, end) : (accepted, slope, end);
    }

    // Kahan's forms: exact to rounding also near 0, where Exp(x) - 1 and Log(1 + x) lose their digits.
    static double ExpM1(double x)
    {
        var u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 ? -1 : (u - 1) * x / Math.Log(u);
    }

    static double Log1P(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }
}
