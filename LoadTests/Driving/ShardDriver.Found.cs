using OcppLab.Simulation;

namespace OcppLab.LoadTests;

// What the chargers are found to be doing: at the start, where a shard is taken up again, and after a silo has gone.
sealed partial class ShardDriver
{
    readonly HashSet<int> inUseByOthers = [];
    bool[]? wasOn;
    bool isSwitchedOffAtFirst;

    /// <summary>The sessions that chargers have begun, as far as it knows; those that are left to the CSMS are not among them.</summary>
    public HashSet<int> GivenSessions => [.. sessions.Where(session => session.Value is { IsGiven: true, IsLeftToCsms: false }).Select(session => session.Key)];

    /// <summary>The chargers with connectors that others use.</summary>
    public IReadOnlyList<int> ChargersOfOthers => [.. inUseByOthers.Select(pool.ChargerOf).Distinct()];

    /// <summary>What is found before the first stage. Connectors in use are left to those who use them.</summary>
    /// <param name="found">The chargers.</param>
    public void FoundAtStart(IReadOnlyCollection<FoundCharger> found)
    {
        // One that can't be asked is taken to be on, as most are.
        wasOn = [.. Enumerable.Repeat(true, pool.Chargers)];
        foreach (var charger in found)
        {
            wasOn[charger.Charger] = charger.IsOn;
        }

        Found(found, []);
    }

    /// <summary>What a shard finds that is taken up again: sessions of its own go on as such.</summary>
    /// <param name="found">The chargers.</param>
    /// <param name="now">The time.</param>
    public void FoundAgain(IReadOnlyCollection<FoundCharger> found, TimeSpan now)
    {
        isSwitchedOffAtFirst = true;
        if (connected.IsUsed)
        {
            // Chargers are switched on in their order.
            for (var desired = found.Where(charger => charger.IsOn).Select(charger => charger.Charger + 1).DefaultIfEmpty().Max(); on < desired; on++)
            {
                pool.Add(on);
            }
        }

        Found(found, []);
        if (plan.Session.RemoteStartShare > 0)
        {
            AdoptPluggedIn(now);
        }
    }

    /// <summary>What chargers are doing now: sessions whose end was not told are over, and those of its own that it did not know go on.</summary>
    /// <param name="found">The chargers that could be asked.</param>
    /// <param name="given">The <see cref="GivenSessions"/> from before they were asked.</param>
    public void Found(IReadOnlyCollection<FoundCharger> found, HashSet<int> given)
    {
        var asked = new HashSet<int>(found.Count);
        foreach (var charger in found)
        {
            asked.Add(charger.Charger);
            foreach (var connector in charger.Connectors)
            {
                var place = pool.PlaceOf(charger.Charger, connector.ConnectorId);
                if (connector.Own is { } own && own.Shard == shard)
                {
                    given.Remove(own.Number);
                    Adopt(place, own);
                }
                else if (!connector.IsInUse)
                {
                    if (inUseByOthers.Remove(place))
                    {
                        pool.Release(place);
                    }
                }
                else if (!pool.IsTaken(place))
                {
                    inUseByOthers.Add(place);
                    pool.Take(place);
                }
            }
        }

        foreach (var ended in given.Where(id => sessions.TryGetValue(id, out var session) && asked.Contains(pool.ChargerOf(session.Place))).ToArray())
        {
            Ended(ended);
        }
    }

    /// <summary>What puts a location's chargers back to what they were before: on, where that is not known.</summary>
    public IReadOnlyList<LoadAction> Restore(TimeSpan now)
    {
        actions.Clear();
        for (var charger = 0; connected.IsUsed && charger < pool.Chargers; charger++)
        {
            var shouldBeOn = wasOn?[charger] ?? true;
            if (shouldBeOn != (charger < on))
            {
                actions.Add(new(charger, now, shouldBeOn ? new StartCharger() : new StopCharger()));
            }
        }

        return actions;
    }

    void Adopt(int place, in FoundSession own)
    {
        number = Math.Max(number, own.Number + 1);
        if (!sessions.ContainsKey(own.Number))
        {
            inUseByOthers.Remove(place);
            pool.Take(place);
            Add(own.Number, new(place, GlobalNumber(own.Number), own.Intended, attempts: 1, isLeftToCsms: false) { IsGiven = true });
        }
    }

    /// <summary>Vehicles that are plugged in without a session of the plan's may be those that it has left to the CSMS: they stay as long as one that comes now.</summary>
    void AdoptPluggedIn(TimeSpan now)
    {
        foreach (var place in inUseByOthers)
        {
            var id = number++;
            Add(id, new(place, GlobalNumber(id), now, attempts: 1, isLeftToCsms: true) { IsGiven = true });
            if (choice.Stay(GlobalNumber(id)) is { } stay)
            {
                unplugging.Enqueue(id, now + stay);
            }
        }

        inUseByOthers.Clear();
    }

    /// <summary>A location's chargers that are on and are to come later wait switched off.</summary>
    void SwitchOffAtFirst(int desired, TimeSpan now)
    {
        if (isSwitchedOffAtFirst)
        {
            return;
        }

        isSwitchedOffAtFirst = true;
        for (var charger = 0; wasOn is not null && charger < wasOn.Length; charger++)
        {
            if (wasOn[charger] && charger >= desired)
            {
                actions.Add(new(charger, now, new StopCharger()));
            }
            else if (wasOn[charger] && charger == on)
            {
                pool.Add(on++);
            }
        }
    }
}

/// <summary>What one of a shard's chargers is doing.</summary>
/// <param name="Charger">The charger, by its number in the shard.</param>
/// <param name="IsOn">Whether it is switched on.</param>
/// <param name="Connectors">Its connectors.</param>
readonly record struct FoundCharger(int Charger, bool IsOn, IReadOnlyList<FoundConnector> Connectors);

/// <summary>What a connector is doing.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="IsInUse">Whether a vehicle is there.</param>
/// <param name="Own">The load test's own session at it; null for none.</param>
readonly record struct FoundConnector(int ConnectorId, bool IsInUse, FoundSession? Own);

/// <summary>A session of the load test, by the id of the command that began it.</summary>
/// <param name="Shard">The shard that began it.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Intended">For when the plan intended it, from the start of the first stage.</param>
readonly record struct FoundSession(int Shard, int Number, TimeSpan Intended);
