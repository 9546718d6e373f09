using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>How a transaction stands at a moment, as far as prices depend on it.</summary>
/// <param name="At">The moment.</param>
/// <param name="Current">What the EVSE charges with.</param>
/// <param name="EnergyWh">The energy so far, in watt-hours.</param>
/// <param name="PowerW">The power in watts.</param>
/// <param name="CurrentA">The current over all phases, in amperes.</param>
/// <param name="Charging">How long energy has flowed so far.</param>
/// <param name="Idle">How long none has.</param>
readonly record struct CostMoment(
    DateTimeOffset At, CurrentType Current, double EnergyWh = 0, double PowerW = 0, double CurrentA = 0, TimeSpan Charging = default, TimeSpan Idle = default)
{
    /// <summary>How long the transaction has lasted.</summary>
    public TimeSpan Lasted => Charging + Idle;
}

/// <summary>When a price holds: where all of it does (2.1 TariffConditionsType, TariffConditionsFixedType). A least value is part of its range,
/// a largest is not. A charger's local time is UTC.</summary>
sealed record TariffConditions
{
    // The energy at a moment that was chosen for it may be less by the inexactness of a sum.
    const double NoEnergyWh = 1e-6;

    /// <summary>The time of day from which it holds; null for midnight.</summary>
    [JsonPropertyName("startTime")]
    public TimeOnly? StartTime { get; init; }

    /// <summary>The time of day until which it holds, of the next day where that is before its start; null for midnight.</summary>
    [JsonPropertyName("endTime")]
    public TimeOnly? EndTime { get; init; }

    /// <summary>The days of the week; null for all.</summary>
    [JsonPropertyName("days")]
    public IReadOnlyList<DayOfWeek>? Days { get; init; }

    /// <summary>The first day; null for no such limit.</summary>
    [JsonPropertyName("fromDate")]
    public DateOnly? FromDate { get; init; }

    /// <summary>The day after the last; null for no such limit.</summary>
    [JsonPropertyName("toDate")]
    public DateOnly? ToDate { get; init; }

    /// <summary>What the EVSE charges with; null for either.</summary>
    [JsonPropertyName("current")]
    public CurrentType? Current { get; init; }

    /// <summary>The energy delivered, in watt-hours.</summary>
    [JsonPropertyName("energyWh")]
    public ValueRange? EnergyWh { get; init; }

    /// <summary>The power, in watts.</summary>
    [JsonPropertyName("powerW")]
    public ValueRange? PowerW { get; init; }

    /// <summary>The current over all phases, in amperes.</summary>
    [JsonPropertyName("currentA")]
    public ValueRange? CurrentA { get; init; }

    /// <summary>How long the transaction has lasted, in seconds.</summary>
    [JsonPropertyName("lastedS")]
    public ValueRange? LastedS { get; init; }

    /// <summary>How long energy has flowed, in seconds.</summary>
    [JsonPropertyName("chargingS")]
    public ValueRange? ChargingS { get; init; }

    /// <summary>How long none has, in seconds.</summary>
    [JsonPropertyName("idleS")]
    public ValueRange? IdleS { get; init; }

    /// <summary>Whether it has to be looked at from time to time, for the power goes its own way.</summary>
    [JsonIgnore]
    public bool DependsOnPower => PowerW is not null || CurrentA is not null;

    /// <summary>Whether it holds.</summary>
    public bool HoldAt(in CostMoment moment)
    {
        var local = moment.At.UtcDateTime;
        var date = DateOnly.FromDateTime(local);
        return IsInDay(TimeOnly.FromDateTime(local))
            && Days?.Contains(local.DayOfWeek) != false
            && !(date < FromDate) && !(date >= ToDate)
            && (Current is null || Current == moment.Current)
            && Has(EnergyWh, moment.EnergyWh + NoEnergyWh)
            && Has(PowerW, moment.PowerW)
            && Has(CurrentA, moment.CurrentA)
            && Has(LastedS, moment.Lasted.TotalSeconds)
            && Has(ChargingS, moment.Charging.TotalSeconds)
            && Has(IdleS, moment.Idle.TotalSeconds);
    }

    /// <summary>The next time at which it may cease or begin to hold, but for power and current, if things go on as they do.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="charges">Whether energy flows.</param>
    /// <param name="reaches">When an energy is reached; null for never.</param>
    /// <returns>The time, after the moment's; null for never.</returns>
    public DateTimeOffset? NextChange(in CostMoment moment, bool charges, Func<double, DateTimeOffset?> reaches)
    {
        var at = moment.At;
        DateTimeOffset? next = null;
        if (StartTime is not null || EndTime is not null)
        {
            Consider(At(at, StartTime ?? default));
            Consider(At(at, EndTime ?? default));
        }

        if (Days is not null || FromDate is not null || ToDate is not null)
        {
            Consider(At(at, default));
        }

        if (charges && Above(EnergyWh, moment.EnergyWh + NoEnergyWh) is { } energyWh)
        {
            Consider(reaches(energyWh));
        }

        Consider(After(at, LastedS, moment.Lasted));
        Consider(After(at, charges ? ChargingS : IdleS, charges ? moment.Charging : moment.Idle));
        return next;

        void Consider(DateTimeOffset? change)
        {
            if (change > at && !(next <= change))
            {
                next = change;
            }
        }
    }

    bool IsInDay(TimeOnly time)
    {
        if (StartTime is null && EndTime is null)
        {
            return true;
        }

        var (start, end) = (StartTime ?? default, EndTime ?? default);
        return start == end || (start < end ? time >= start && time < end : time >= start || time < end);
    }

    // The next time after one at which a clock shows so much.
    static DateTimeOffset At(DateTimeOffset at, TimeOnly time)
    {
        var midnight = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero);
        var next = midnight + time.ToTimeSpan();
        return next > at ? next : next.AddDays(1);
    }

    static DateTimeOffset? After(DateTimeOffset at, ValueRange? range, TimeSpan value) =>
        Above(range, value.TotalSeconds) is { } seconds ? at + (TimeSpan.FromSeconds(seconds) - value) : null;

    // The next end of a range above a value.
    static double? Above(ValueRange? range, double value) =>
        range?.Min > value ? range.Min : range?.Max > value ? range.Max : null;

    static bool Has(ValueRange? range, double value) => range is null || (!(value < range.Min) && !(value >= range.Max));
}

/// <summary>A range of values.</summary>
/// <param name="Min">The least, which is part of it; null for no such limit.</param>
/// <param name="Max">The end, which is not; null for no such limit.</param>
sealed record ValueRange(
    [property: JsonPropertyName("min")] double? Min,
    [property: JsonPropertyName("max")] double? Max);
