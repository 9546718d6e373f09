using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>A tariff by which the charger computes what a transaction costs (2.1 TariffType, block I). Of each part the first price whose
/// conditions hold counts; where none holds it costs nothing.</summary>
/// <param name="Id">Its id, given by the CSMS.</param>
/// <param name="Currency">The currency of all of its prices (ISO 4217).</param>
sealed record Tariff(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("currency")] string Currency)
{
    /// <summary>What the driver is told of it; null for nothing.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>From when it holds; null for at once.</summary>
    [JsonPropertyName("validFrom")]
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>By the kilowatt-hour.</summary>
    [JsonPropertyName("energy")]
    public TariffPart? Energy { get; init; }

    /// <summary>By the minute in which energy flows.</summary>
    [JsonPropertyName("chargingTime")]
    public TariffPart? ChargingTime { get; init; }

    /// <summary>By the minute in which none does.</summary>
    [JsonPropertyName("idleTime")]
    public TariffPart? IdleTime { get; init; }

    /// <summary>For the transaction, by what holds at its start.</summary>
    [JsonPropertyName("fixedFee")]
    public TariffPart? FixedFee { get; init; }

    /// <summary>By the minute of the reservation that the transaction used, by what held at its beginning.</summary>
    [JsonPropertyName("reservationTime")]
    public TariffPart? ReservationTime { get; init; }

    /// <summary>For that reservation.</summary>
    [JsonPropertyName("reservationFixed")]
    public TariffPart? ReservationFixed { get; init; }

    /// <summary>The least that a transaction costs; null for no such limit.</summary>
    [JsonPropertyName("minCost")]
    public CostLimit? MinCost { get; init; }

    /// <summary>The most.</summary>
    [JsonPropertyName("maxCost")]
    public CostLimit? MaxCost { get; init; }

    /// <summary>The parts that it has.</summary>
    [JsonIgnore]
    public IEnumerable<TariffPart> Parts =>
        new[] { Energy, ChargingTime, IdleTime, FixedFee, ReservationTime, ReservationFixed }.OfType<TariffPart>();
}

/// <summary>The prices of one thing, and the taxes on them.</summary>
/// <param name="Prices">The prices without tax: the first that holds counts.</param>
/// <param name="TaxRates">The taxes; null for none.</param>
sealed record TariffPart(
    [property: JsonPropertyName("prices")] IReadOnlyList<TariffPrice> Prices,
    [property: JsonPropertyName("taxRates")] IReadOnlyList<TaxRate>? TaxRates)
{
    /// <summary>Which price holds at a moment; -1 for none.</summary>
    public int HoldingAt(in CostMoment moment)
    {
        for (var i = 0; i < Prices.Count; i++)
        {
            if (Prices[i].Conditions?.HoldAt(moment) != false)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A price by its place; 0 for none.</summary>
    public double PriceAt(int index) => index < 0 ? 0 : Prices[index].Price;
}

/// <summary>A price without tax.</summary>
/// <param name="Price">By the kilowatt-hour, by the minute, or as a whole.</param>
/// <param name="Conditions">When it holds; null for always.</param>
sealed record TariffPrice(
    [property: JsonPropertyName("price")] double Price,
    [property: JsonPropertyName("conditions")] TariffConditions? Conditions = null);

/// <summary>A tax.</summary>
/// <param name="Type">What it is called on a receipt.</param>
/// <param name="Percent">Its rate, in percent.</param>
/// <param name="Stack">0 for one on the price itself, 1 for one on the price with the taxes of 0, and so on.</param>
sealed record TaxRate(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("percent")] double Percent,
    [property: JsonPropertyName("stack")] int? Stack)
{
    /// <summary>An amount with taxes. Those of one stack are on the same amount.</summary>
    public static double AddTo(double amount, IReadOnlyList<TaxRate>? rates)
    {
        foreach (var stack in (rates ?? []).GroupBy(rate => rate.Stack ?? 0).OrderBy(group => group.Key))
        {
            amount += amount * stack.Sum(rate => rate.Percent) / 100;
        }

        return amount;
    }
}

/// <summary>What a transaction costs at least or at most: at least one of both amounts is there.</summary>
/// <param name="ExclTax">The amount without tax.</param>
/// <param name="InclTax">The amount with tax.</param>
/// <param name="TaxRates">The taxes between the two; null for not told.</param>
sealed record CostLimit(
    [property: JsonPropertyName("exclTax")] double? ExclTax,
    [property: JsonPropertyName("inclTax")] double? InclTax,
    [property: JsonPropertyName("taxRates")] IReadOnlyList<TaxRate>? TaxRates)
{
    /// <summary>The amount with tax, as far as it is known.</summary>
    [JsonIgnore]
    public double? Whole => InclTax ?? (TaxRates is null ? null : TaxRate.AddTo(ExclTax!.Value, TaxRates));
}

/// <summary>A tariff that a transaction is priced by.</summary>
/// <param name="Since">From when on.</param>
/// <param name="Tariff">The tariff.</param>
/// <param name="IsDrivers">Whether it is the driver's, rather than the EVSE's.</param>
sealed record AppliedTariff(
    [property: JsonPropertyName("since")] DateTimeOffset Since,
    [property: JsonPropertyName("tariff")] Tariff Tariff,
    [property: JsonPropertyName("driver")] bool IsDrivers);

/// <summary>A tariff for whoever has none of their own.</summary>
/// <param name="EvseIds">The EVSEs that it is for.</param>
/// <param name="From">From when it holds.</param>
/// <param name="Tariff">The tariff.</param>
sealed record DefaultTariff(
    [property: JsonPropertyName("evseIds")] IReadOnlyList<int> EvseIds,
    [property: JsonPropertyName("from")] DateTimeOffset From,
    [property: JsonPropertyName("tariff")] Tariff Tariff);

/// <summary>What came with the word that an id token may charge.</summary>
/// <param name="IdTag">The id token.</param>
/// <param name="Tariff">The driver's tariff; null where the CSMS computes the cost of it (HandleFailedTariff).</param>
sealed record DriverTariff(
    [property: JsonPropertyName("idTag")] string IdTag,
    [property: JsonPropertyName("tariff")] Tariff? Tariff);

/// <summary>The tariffs that a charger has been given.</summary>
sealed class TariffState
{
    /// <summary>Those of the EVSEs, in force or not yet; null for none.</summary>
    [JsonPropertyName("defaults")]
    public List<DefaultTariff>? Defaults { get; set; }

    /// <summary>Whether the last driver's tariff was one that can't be computed (TariffCostCtrlr.Problem).</summary>
    [JsonPropertyName("problem")]
    public bool HasProblem { get; set; }

    /// <summary>Those of drivers, latest last; null for none.</summary>
    [JsonPropertyName("drivers")]
    public List<DriverTariff>? Drivers { get; set; }
}
