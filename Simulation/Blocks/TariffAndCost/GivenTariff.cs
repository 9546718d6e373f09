using System.Globalization;

namespace OcppLab.Simulation;

/// <summary>What a charger makes of a tariff that it is given.</summary>
enum TariffFault
{
    None,
    /// <summary>It says what makes no sense.</summary>
    Invalid,
    /// <summary>Of one thing it has more prices than the charger keeps.</summary>
    TooManyElements,
    /// <summary>A price depends on what the charger does not know.</summary>
    ConditionNotSupported,
}

/// <summary>Reads tariffs of 2.1.</summary>
static class GivenTariff
{
    /// <summary>So many prices of one thing a tariff may have (TariffCostCtrlr.MaxElements).</summary>
    public const int MostElements = 20;

    // Far more than anything costs, and so far from infinity that no sum of what it makes is infinite.
    const double MostAmount = 1e9;

    /// <summary>The tariff, where there is nothing against it.</summary>
    /// <param name="given">The tariff in the words of 2.1.</param>
    /// <param name="fault">What there is against it.</param>
    public static Tariff? Read(V2.TariffType given, out TariffFault fault)
    {
        var found = TariffFault.None;
        var tariff = new Tariff(given.TariffId, given.Currency)
        {
            Description = given.Description?[0].Content,
            ValidFrom = given.ValidFrom,
            Energy = given.Energy is { } energy
                ? Of([.. energy.Prices.Select(price => new TariffPrice(Amount(price.PriceKwh), Conditions(price.Conditions)))], energy.TaxRates) : null,
            ChargingTime = Part(given.ChargingTime),
            IdleTime = Part(given.IdleTime),
            FixedFee = Part(given.FixedFee),
            ReservationTime = Part(given.ReservationTime),
            ReservationFixed = Part(given.ReservationFixed),
            MinCost = Limit(given.MinCost),
            MaxCost = Limit(given.MaxCost),
        };
        if (given.TariffId.Length == 0 || given.Currency.Length != 3)
        {
            Find(TariffFault.Invalid);
        }

        fault = found;
        return found == TariffFault.None ? tariff : null;

        void Find(TariffFault what) => found = found == TariffFault.None ? what : found;

        double Amount(double amount)
        {
            if (!(Math.Abs(amount) <= MostAmount))
            {
                Find(TariffFault.Invalid);
            }

            return amount;
        }

        double? AmountOrNull(double? amount) => amount is { } known ? Amount(known) : null;

        // A tax of more than everything is none, and a few of them are enough for every country.
        IReadOnlyList<TaxRate>? Rates(IReadOnlyList<V2.TaxRateType>? rates)
        {
            const double mostPercent = 1000;
            if (rates?.Count > MostElements || rates?.Any(rate => !(Math.Abs(rate.Tax) <= mostPercent)) == true)
            {
                Find(TariffFault.Invalid);
            }

            return rates is null ? null : [.. rates.Select(rate => new TaxRate(rate.Type, rate.Tax, rate.Stack))];
        }

        TariffPart? Part(object? part) => part switch
        {
            V2.TariffTimeType time => Of([.. time.Prices.Select(price => new TariffPrice(Amount(price.PriceMinute), Conditions(price.Conditions)))], time.TaxRates),
            V2.TariffFixedType fee => Of([.. fee.Prices.Select(price => new TariffPrice(Amount(price.PriceFixed), FixedConditions(price.Conditions)))], fee.TaxRates),
            _ => null,
        };

        TariffPart Of(IReadOnlyList<TariffPrice> prices, IReadOnlyList<V2.TaxRateType>? taxRates)
        {
            if (prices.Count > MostElements)
            {
                Find(TariffFault.TooManyElements);
            }

            return new(prices, Rates(taxRates));
        }

        CostLimit? Limit(V2.PriceType? price)
        {
            if (price is { ExclTax: null, InclTax: null })
            {
                Find(TariffFault.Invalid);
            }

            return price is null ? null : new(AmountOrNull(price.ExclTax), AmountOrNull(price.InclTax), Rates(price.TaxRates));
        }

        TariffConditions? Conditions(V2.TariffConditionsType? conditions)
        {
            if (conditions is null)
            {
                return null;
            }

            return InTime(
                conditions.StartTimeOfDay, conditions.EndTimeOfDay, conditions.DayOfWeek, conditions.ValidFromDate, conditions.ValidToDate,
                conditions.EvseKind) with
            {
                EnergyWh = Range(conditions.MinEnergy, conditions.MaxEnergy),
                PowerW = Range(conditions.MinPower, conditions.MaxPower),
                CurrentA = Range(conditions.MinCurrent, conditions.MaxCurrent),
                LastedS = Range(conditions.MinTime, conditions.MaxTime),
                ChargingS = Range(conditions.MinChargingTime, conditions.MaxChargingTime),
                IdleS = Range(conditions.MinIdleTime, conditions.MaxIdleTime),
            };
        }

        // Whose card it is nobody tells the charger.
        TariffConditions? FixedConditions(V2.TariffConditionsFixedType? conditions)
        {
            if (conditions is { PaymentBrand: not null } or { PaymentRecognition: not null })
            {
                Find(TariffFault.ConditionNotSupported);
            }

            return conditions is null ? null : InTime(
                conditions.StartTimeOfDay, conditions.EndTimeOfDay, conditions.DayOfWeek, conditions.ValidFromDate, conditions.ValidToDate,
                conditions.EvseKind);
        }

        TariffConditions InTime(
            string? startTime, string? endTime, IReadOnlyList<V2.DayOfWeekEnumType>? days, string? fromDate, string? toDate, V2.EvseKindEnumType? kind) => new()
            {
                StartTime = Time(startTime),
                EndTime = Time(endTime),
                Days = days is null ? null : [.. days.Select(SameName<V2.DayOfWeekEnumType, DayOfWeek>.Of)],
                FromDate = Date(fromDate),
                ToDate = Date(toDate),
                Current = kind is null ? null : kind == V2.EvseKindEnumType.DC ? CurrentType.Dc : CurrentType.Ac,
            };

        TimeOnly? Time(string? text)
        {
            if (text is null || TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) is false)
            {
                Find(text is null ? TariffFault.None : TariffFault.Invalid);
                return null;
            }

            return time;
        }

        DateOnly? Date(string? text)
        {
            if (text is null || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) is false)
            {
                Find(text is null ? TariffFault.None : TariffFault.Invalid);
                return null;
            }

            return date;
        }

        // Below 0 is what a vehicle gives back.
        ValueRange? Range(double? min, double? max)
        {
            if (min < 0 || max < 0)
            {
                Find(TariffFault.ConditionNotSupported);
            }

            return min is null && max is null ? null : new(min, max);
        }
    }

    /// <summary>Taxes in the words of 2.1.</summary>
    public static IReadOnlyList<V2.TaxRateType>? Told(IReadOnlyList<TaxRate>? rates) =>
        rates is null ? null : [.. rates.Select(rate => new V2.TaxRateType { Type = rate.Type, Tax = rate.Percent, Stack = rate.Stack })];
}
