namespace OcppLab.Simulation;

/// <summary>The moments at which a transaction may begin and end (2.0.1 TxStartPoint and TxStopPoint, use cases E01 and E06).</summary>
[Flags]
enum TxPoints
{
    None = 0,
    /// <summary>A vehicle is in the bay; none is there any more.</summary>
    ParkingBayOccupancy = 1,
    /// <summary>The cable is in; it is out.</summary>
    EVConnected = 2,
    /// <summary>An id token is authorized; it is not any more.</summary>
    Authorized = 4,
    /// <summary>The meter has signed its value.</summary>
    DataSigned = 8,
    /// <summary>All that energy needs to flow is there; it is not any more.</summary>
    PowerPathClosed = 16,
    /// <summary>Energy flows; the vehicle takes none any more.</summary>
    EnergyTransfer = 32,
}

/// <summary>Reads lists of <see cref="TxPoints"/>.</summary>
static class TxPointList
{
    /// <summary>The points by their OCPP names, in the order of a session.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<TxPoints>().Skip(1)];

    /// <summary>The points of a list with commas between; null where one of them is not known, or there is none.</summary>
    public static TxPoints? Parse(ReadOnlySpan<char> list)
    {
        var all = TxPoints.None;
        foreach (var range in list.Split(','))
        {
            if (!Enum.TryParse<TxPoints>(list[range].Trim(), ignoreCase: true, out var point) || !Enum.IsDefined(point) || char.IsAsciiDigit(list[range].Trim()[0]))
            {
                return null;
            }

            all |= point;
        }

        return all == TxPoints.None ? null : all;
    }
}
