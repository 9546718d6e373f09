namespace OcppLab.Simulation;

/// <summary>Tells a transaction's cost in the words of 2.1 (CostDetailsType): energies in watt-hours, times in seconds.</summary>
static class CostDetails
{
    /// <summary>The cost's words.</summary>
    /// <param name="cost">The cost.</param>
    /// <param name="withPeriods">Whether it tells its periods too: as the transaction ends.</param>
    public static V2.CostDetailsType Of(TransactionCost cost, bool withPeriods)
    {
        var (kind, exclTax, inclTax) = cost.Total;
        return new()
        {
            TotalCost = new()
            {
                Currency = cost.Tariff.Currency,
                TypeOfCost = kind,
                Total = new() { ExclTax = exclTax, InclTax = inclTax },
                Fixed = Price(cost[CostPart.Fixed]),
                Energy = Price(cost[CostPart.Energy]),
                ChargingTime = Price(cost[CostPart.ChargingTime]),
                IdleTime = Price(cost[CostPart.IdleTime]),
                ReservationTime = Price(cost[CostPart.ReservationTime]),
                ReservationFixed = Price(cost[CostPart.ReservationFixed]),
            },
            TotalUsage = new()
            {
                Energy = Wh(cost.EnergyWh),
                ChargingTime = Seconds(cost.Charging),
                IdleTime = Seconds(cost.Charging + cost.Idle) - Seconds(cost.Charging),
                ReservationTime = cost.Reserved is { } reserved ? Seconds(reserved) : null,
            },
            ChargingPeriods = withPeriods && cost.Periods.Count > 0 ? [.. cost.Periods.Select(Told)] : null,
        };
    }

    // Rounded at its ends, so that the periods add up to the whole.
    static V2.ChargingPeriodType Told(CostPeriod period) => new()
    {
        StartPeriod = period.Start.At,
        TariffId = period.TariffId,
        Dimensions =
        [
            new() { Type = V2.CostDimensionEnumType.Energy, Volume = Wh(Wh(period.End.EnergyWh) - Wh(period.Start.EnergyWh)) },
            new() { Type = V2.CostDimensionEnumType.ChargingTime, Volume = Seconds(period.End.Charging) - Seconds(period.Start.Charging) },
            new() { Type = V2.CostDimensionEnumType.IdleTIme, Volume = IdleSeconds(period.End) - IdleSeconds(period.Start) },
        ],
    };

    static V2.PriceType? Price(PartCost? part) =>
        part is null ? null : new() { ExclTax = part.ExclTax, InclTax = part.InclTax, TaxRates = GivenTariff.Told(part.TaxRates) };

    static double Wh(double value) => Math.Round(value, 3);

    static int Seconds(TimeSpan time) => (int)Math.Round(time.TotalSeconds);

    static int IdleSeconds(in CostMoment moment) => Seconds(moment.Lasted) - Seconds(moment.Charging);
}
