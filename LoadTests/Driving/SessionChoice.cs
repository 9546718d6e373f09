using System.Globalization;
using OcppLab.Simulation;

namespace OcppLab.LoadTests;

/// <summary>Chooses what each session of a plan is like, by the plan's seed and the session's number.</summary>
sealed class SessionChoice
{
    readonly LoadTestPlan plan;
    readonly int patternStart;
    readonly int patternDigits;
    readonly double weights;

    /// <summary>What chooses by a plan.</summary>
    public SessionChoice(LoadTestPlan plan)
    {
        this.plan = plan;
        patternStart = plan.Session.IdTagPattern.IndexOf('#');
        patternDigits = plan.Session.IdTagPattern.Count(character => character == '#');
        weights = plan.Session.Vehicles.Sum(vehicle => vehicle.Weight);
    }

    /// <summary>What starts a session at a connector, and how long the vehicle stays where only it comes.</summary>
    /// <param name="number">The session's number, counted over all shards.</param>
    /// <param name="connectorId">The connector.</param>
    public (Command Command, TimeSpan? PluggedIn) Choose(long number, int connectorId)
    {
        var shape = plan.Session;
        var random = LoadSeed.Random(plan.Seed, kind: 1, number);
        var isLeftToCsms = random.NextDouble() < shape.RemoteStartShare;
        var duration = Duration(random);
        if (isLeftToCsms)
        {
            return (new PlugConnector(connectorId), duration ?? Timeout.InfiniteTimeSpan);
        }

        var energyWh = shape.EnergyKwh is { } energy ? energy.Sample(random) * 1000 : (double?)null;
        return (new StartSession(IdTag(random), connectorId, duration, energyWh, Timing: shape.Timing, Vehicle: Vehicle(random)), null);
    }

    /// <summary>How long a vehicle stays that only comes; null for as long as the load test.</summary>
    /// <param name="number">The session's number, counted over all shards.</param>
    public TimeSpan? Stay(long number) => Duration(LoadSeed.Random(plan.Seed, kind: 1, number));

    TimeSpan? Duration(Random random) => plan.Session.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds.Sample(random)) : null;

    string IdTag(Random random)
    {
        var shape = plan.Session;
        if (shape.IdTags is { Count: > 0 } tags)
        {
            return tags[random.Next(tags.Count)];
        }

        var most = shape.IdTagsNumber ?? (int)Math.Min(int.MaxValue, Math.Pow(10, patternDigits));
        var number = random.Next(most).ToString(CultureInfo.InvariantCulture).PadLeft(patternDigits, '0');
        return string.Concat(shape.IdTagPattern.AsSpan(0, patternStart), number, shape.IdTagPattern.AsSpan(patternStart + patternDigits));
    }

    VehicleOptions? Vehicle(Random random)
    {
        var at = random.NextDouble() * weights;
        foreach (var (vehicle, weight) in plan.Session.Vehicles)
        {
            if ((at -= weight) < 0)
            {
                return vehicle;
            }
        }

        return null;
    }
}
