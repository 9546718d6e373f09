namespace OcppLab.Simulation;

/// <summary>Computes what a transaction costs up to a time, of what is known of it anyway: its legs and its tariffs. So it comes to the same
/// whenever and wherever it is computed (2.1 use case I12).</summary>
sealed class TransactionCost
{
    /// <summary>How often conditions on power and current are looked at while energy flows (TariffCostCtrlr.Interval[Tariff]).</summary>
    public static readonly TimeSpan PowerInterval = TimeSpan.FromMinutes(1);

    readonly Transaction transaction;
    readonly CurrentType current;
    readonly DateTimeOffset until;
    readonly List<AppliedTariff> tariffs;
    readonly PartCost[] parts;
    CostMoment moment;

    TransactionCost(Transaction transaction, CurrentType current, DateTimeOffset until)
    {
        (this.transaction, this.current, this.until) = (transaction, current, until);
        tariffs = transaction.Tariffs!.FindAll(applied => applied.Since <= until);
        parts = [.. Enum.GetValues<CostPart>().Select(_ => new PartCost())];
    }

    /// <summary>What it costs.</summary>
    /// <param name="transaction">A transaction with a tariff.</param>
    /// <param name="current">What its EVSE charges with.</param>
    /// <param name="until">The time, not before it began.</param>
    public static TransactionCost Of(Transaction transaction, CurrentType current, DateTimeOffset until)
    {
        var cost = new TransactionCost(transaction, current, transaction.EndedAt < until ? transaction.EndedAt.Value : until);
        cost.Compute();
        return cost;
    }

    /// <summary>The tariff at the end.</summary>
    public Tariff Tariff => tariffs[^1].Tariff;

    /// <summary>The energy in watt-hours.</summary>
    public double EnergyWh => moment.EnergyWh;

    /// <summary>How long energy has flowed.</summary>
    public TimeSpan Charging => moment.Charging;

    /// <summary>How long none has.</summary>
    public TimeSpan Idle => moment.Idle;

    /// <summary>How long it was reserved for; null for not at all.</summary>
    public TimeSpan? Reserved => transaction.ReservedFor;

    /// <summary>The stretches in which the same prices held, in order.</summary>
    public List<CostPeriod> Periods { get; } = new(1);

    /// <summary>A part's cost; null where no tariff has the part.</summary>
    public PartCost? this[CostPart part] => parts[(int)part] is { Exists: true } cost ? cost : null;

    /// <summary>The parts' sum without and with tax.</summary>
    public (double ExclTax, double InclTax) Sum => (
        Math.Round(parts.Sum(part => part.ExclTax), PartCost.Digits), Math.Round(parts.Sum(part => part.InclTax), PartCost.Digits));

    /// <summary>What it comes to within the tariff's limits: what is not known is null.</summary>
    public (V2.TariffCostEnumType Kind, double? ExclTax, double? InclTax) Total
    {
        get
        {
            var (exclTax, inclTax) = Sum;
            return Tariff.MaxCost is { } max && IsAbove(max) ? (V2.TariffCostEnumType.MaxCost, max.ExclTax, max.Whole)
                : Tariff.MinCost is { } min && IsBelow(min) ? (V2.TariffCostEnumType.MinCost, min.ExclTax, min.Whole)
                : (V2.TariffCostEnumType.NormalCost, exclTax, inclTax);

            bool IsAbove(CostLimit limit) => limit.InclTax is { } amount ? inclTax > amount : exclTax > limit.ExclTax;
            bool IsBelow(CostLimit limit) => limit.InclTax is { } amount ? inclTax < amount : exclTax < limit.ExclTax;
        }
    }

    void Compute()
    {
        moment = new(transaction.StartedAt, current);
        if (tariffs is [{ } first, ..] && first.Since <= transaction.StartedAt)
        {
            AddFees(first.Tariff);
        }

        for (var i = 0; i < transaction.Legs.Count && moment.At < until; i++)
        {
            var end = i + 1 < transaction.Legs.Count && transaction.Legs[i + 1].At < until ? transaction.Legs[i + 1].At : until;
            while (moment.At < end)
            {
                Go(i, end);
            }
        }

        foreach (var part in parts)
        {
            part.Close();
        }
    }

    // What is due once, at the start.
    void AddFees(Tariff tariff)
    {
        Add(CostPart.Fixed, tariff.FixedFee, moment, 1);
        if (transaction.ReservedFor is { } reserved)
        {
            var reservation = new CostMoment(transaction.StartedAt - reserved, current);
            Add(CostPart.ReservationTime, tariff.ReservationTime, reservation, reserved.TotalMinutes);
            Add(CostPart.ReservationFixed, tariff.ReservationFixed, reservation, 1);
        }

        void Add(CostPart part, TariffPart? prices, in CostMoment at, double amount) =>
            parts[(int)part].Add(prices, prices?.HoldingAt(at) ?? -1, amount);
    }

    // To the next moment at which other prices may hold.
    void Go(int leg, DateTimeOffset end)
    {
        var charges = transaction.Legs[leg].LimitW != 0;
        var tariff = tariffs.FindLastIndex(applied => applied.Since <= moment.At);
        end = tariff + 1 < tariffs.Count && tariffs[tariff + 1].Since < end ? tariffs[tariff + 1].Since : end;
        var prices = tariff < 0 ? default : new HeldPrices(tariff, -1, -1, -1);
        if (tariff >= 0)
        {
            var held = tariffs[tariff].Tariff;
            TariffPart?[] timed = [held.Energy, held.ChargingTime, held.IdleTime];
            if (charges && timed.Any(part => part?.Prices.Any(price => price.Conditions?.DependsOnPower == true) == true))
            {
                var sample = transaction.Sample(moment.At, ReadingContext.Trigger);
                moment = moment with { PowerW = sample.PowerW, CurrentA = sample.CurrentA * Math.Max(1, sample.Phases) };
                var next = transaction.StartedAt + (PowerInterval * (((moment.At - transaction.StartedAt).Ticks / PowerInterval.Ticks) + 1));
                end = next < end ? next : end;
            }
            else
            {
                moment = moment with { PowerW = 0, CurrentA = 0 };
            }

            foreach (var price in timed.SelectMany(part => part?.Prices ?? []))
            {
                end = price.Conditions?.NextChange(moment, charges, energyWh => transaction.ReachesAt(leg, energyWh)) is { } change && change < end ? change : end;
            }

            prices = new(
                tariff, held.Energy?.HoldingAt(moment) ?? -1, held.ChargingTime?.HoldingAt(moment) ?? -1, held.IdleTime?.HoldingAt(moment) ?? -1);
        }

        var lasts = end - moment.At;
        var after = moment with
        {
            At = end,
            EnergyWh = transaction.EnergyAt(end),
            Charging = moment.Charging + (charges ? lasts : TimeSpan.Zero),
            Idle = moment.Idle + (charges ? TimeSpan.Zero : lasts),
        };
        if (tariff >= 0)
        {
            var held = tariffs[tariff].Tariff;
            parts[(int)CostPart.Energy].Add(held.Energy, prices.Energy, (after.EnergyWh - moment.EnergyWh) / 1000);
            parts[(int)CostPart.ChargingTime].Add(held.ChargingTime, prices.ChargingTime, (after.Charging - moment.Charging).TotalMinutes);
            parts[(int)CostPart.IdleTime].Add(held.IdleTime, prices.IdleTime, (after.Idle - moment.Idle).TotalMinutes);
            if (Periods is [.., var last] && last.Prices == prices)
            {
                Periods[^1] = last with { End = after };
            }
            else
            {
                Periods.Add(new(held.Id, prices, moment, after));
            }
        }

        moment = after;
    }
}

/// <summary>What a tariff has prices for.</summary>
enum CostPart
{
    Fixed,
    Energy,
    ChargingTime,
    IdleTime,
    ReservationTime,
    ReservationFixed,
}

/// <summary>Which prices hold.</summary>
/// <param name="Tariff">The place of the tariff among the transaction's.</param>
/// <param name="Energy">The place of the price among the energy's; -1 for none.</param>
/// <param name="ChargingTime">The same of the charging time.</param>
/// <param name="IdleTime">The same of the idle time.</param>
readonly record struct HeldPrices(int Tariff, int Energy, int ChargingTime, int IdleTime);

/// <summary>A stretch in which the same prices held.</summary>
/// <param name="TariffId">The tariff.</param>
/// <param name="Prices">The prices.</param>
/// <param name="Start">How the transaction stood at its start.</param>
/// <param name="End">How it stood at its end.</param>
sealed record CostPeriod(string TariffId, HeldPrices Prices, CostMoment Start, CostMoment End);

/// <summary>What one part comes to.</summary>
sealed class PartCost
{
    /// <summary>So many digits after the point an amount has.</summary>
    public const int Digits = 4;

    TariffPart? part;
    double open;
    bool several;

    /// <summary>Whether a tariff has the part.</summary>
    public bool Exists { get; private set; }

    /// <summary>The amount without tax.</summary>
    public double ExclTax { get; private set; }

    /// <summary>The amount with tax.</summary>
    public double InclTax { get; private set; }

    /// <summary>The taxes; null for none, or where they changed.</summary>
    public IReadOnlyList<TaxRate>? TaxRates => several ? null : part?.TaxRates;

    /// <summary>Adds what a price makes of an amount.</summary>
    public void Add(TariffPart? prices, int index, double amount)
    {
        if (prices is null)
        {
            return;
        }

        if (part is not null && part != prices)
        {
            several = true;
            Flush();
        }

        (part, Exists) = (prices, true);
        open += prices.PriceAt(index) * amount;
    }

    /// <summary>Nothing more is added.</summary>
    public void Close()
    {
        Flush();
        (ExclTax, InclTax) = (Math.Round(ExclTax, Digits), Math.Round(InclTax, Digits));
    }

    // The taxes are on all that was added under them.
    void Flush()
    {
        ExclTax += open;
        InclTax += TaxRate.AddTo(open, part?.TaxRates);
        open = 0;
    }
}
