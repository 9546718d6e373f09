using FsCheck.Xunit;
using OcppLab.LoadTests;
using OcppLab.Simulation;

namespace OcppLab.Tests.LoadTests;

/// <summary>What a plan has chargers do, and when.</summary>
public sealed class ShardDriverTests
{
    [Fact]
    public void Sessions_begin_as_often_as_the_plan_says_however_many_shards_there_are()
    {
        var plan = Plans.Of(Plans.Ramp(100, rate: 10), Plans.Steady(100));

        var alone = Play(plan, shards: 1, connectors: 2000);
        var shared = Play(plan, shards: 7, connectors: 300);

        Assert.InRange(alone.Count(action => action.Session is not null), 1499, 1501);
        Assert.Equal(alone.Count, shared.Count);
        Assert.Equal(
            alone.Select(action => action.Intended).Order(), shared.Select(action => action.Intended).Order());
        Assert.InRange(alone.Count(action => action.Intended < TimeSpan.FromSeconds(50)), 124, 126);
    }

    [Fact]
    public void The_same_plan_begins_the_same_sessions_and_another_seed_others()
    {
        var plan = Plans.Of(Plans.Steady(100, rate: 2));

        Assert.Equal(Play(plan, 1, 500), Play(plan, 1, 500));
        Assert.NotEqual(
            Play(plan, 1, 500).Select(action => ((StartSession)action.Command).IdTag),
            Play(plan with { Seed = 8 }, 1, 500).Select(action => ((StartSession)action.Command).IdTag));
    }

    [Fact]
    public void Chargers_are_switched_on_one_after_the_other_and_off_again()
    {
        var actions = Play(Plans.Of(Plans.Ramp(100, connected: 50), Plans.Steady(10), Plans.Ramp(100, connected: 20)), shards: 3, connectors: 20);

        var on = actions.Where(action => action.Command is StartCharger).Select(action => action.Intended).Order().ToList();
        Assert.Equal(50, on.Count);
        Assert.All(on, (at, i) => Assert.Equal((i + 1) * 2, at.TotalSeconds, 3));
        Assert.Equal(30, actions.Count(action => action.Command is StopCharger));
    }

    [Theory]
    [InlineData(5000, 3)]
    [InlineData(2001, 2)]
    [InlineData(7, 1)]
    public void Each_charger_is_in_one_shard_and_all_are_switched_on_where_the_plan_wants_all(int chargers, int shards)
    {
        var parts = Enumerable.Range(0, shards).Select(shard => ShardDriver.ChargersOf(shard, shards, chargers)).ToList();

        Assert.Equal(Enumerable.Range(0, chargers), parts.SelectMany(part => Enumerable.Range(part.First, part.Count)));
        var plan = Plans.Of(Plans.Steady(10, connected: chargers));
        Assert.Equal(chargers, parts.Index().Sum(part =>
            new ShardDriver(plan, part.Index, shards, [.. Enumerable.Repeat(1, part.Item.Count)], default).Advance(TimeSpan.Zero).Count));
    }

    [Fact]
    public void Before_the_first_stage_nothing_happens()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Steady(10, connected: 5, active: 5)), 0, 1, [1, 1, 1, 1, 1], default);

        Assert.Empty(driver.Advance(TimeSpan.FromSeconds(-0.5)));
        Assert.Equal(10, driver.Advance(TimeSpan.Zero).Count);
    }

    [Fact]
    public void Where_one_session_ends_the_next_begins_and_none_begins_beyond_the_level()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Ramp(10, active: 5), Plans.Steady(100), Plans.Steady(10, active: 2)), 0, 1, [.. Enumerable.Repeat(1, 8)], default);
        var begun = Enumerable.Range(0, 110).SelectMany(i => driver.Advance(TimeSpan.FromSeconds(i / 10.0)).ToArray()).ToList();
        Assert.Equal([2, 4, 6, 8, 10], begun.Select(action => action.Intended.TotalSeconds));

        driver.Ended(begun[2].Session!.Value);
        var next = Assert.Single(driver.Advance(TimeSpan.FromSeconds(20)));

        Assert.Equal((5, TimeSpan.FromSeconds(20)), (next.Session, next.Intended));
        Assert.Equal(5, driver.Sessions);
        Assert.Empty(driver.Advance(TimeSpan.FromSeconds(21)));
        var stops = driver.Advance(TimeSpan.FromSeconds(111)).ToArray();
        Assert.Equal(3, stops.Count(action => action.Command is StopSession));
        Assert.Equal([begun[0].Charger, begun[1].Charger, begun[3].Charger], stops.Select(action => action.Charger));
        Assert.Empty(driver.Advance(TimeSpan.FromSeconds(112)));
    }

    [Fact]
    public void A_session_that_a_charger_refuses_is_begun_at_others_and_fails_at_the_third()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Steady(100, rate: 0.1)), 0, 1, [1, 1, 1, 1], default);
        var chargers = new List<int>();
        var now = TimeSpan.FromSeconds(10);
        var first = Assert.Single(driver.Advance(now));
        var intended = first.Intended;
        chargers.Add(first.Charger);
        for (var attempt = 2; attempt <= 3; attempt++)
        {
            Assert.True(driver.Refused(first.Session!.Value, now));
            first = Assert.Single(driver.Advance(now));
            Assert.Equal(intended, first.Intended);
            chargers.Add(first.Charger);
        }

        Assert.False(driver.Refused(first.Session!.Value, now));
        Assert.Equal(3, chargers.Distinct().Count());
        Assert.Equal((1, 0, 0), (driver.Wanted.Planned, driver.Wanted.NoChargerFree, driver.Sessions));
    }

    [Fact]
    public void A_session_that_no_charger_is_free_for_is_counted()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Steady(10, rate: 1)), 0, 1, [2], default);

        var begun = driver.Advance(TimeSpan.FromSeconds(10)).ToArray();

        Assert.Equal([1, 2], begun.Select(action => ((StartSession)action.Command).ConnectorId));
        Assert.Equal((10, 8), (driver.Wanted.Planned, driver.Wanted.NoChargerFree));
    }

    [Fact]
    public void Sessions_left_to_the_csms_only_plug_in_and_leave_after_their_time()
    {
        var plan = Plans.Of(Plans.Steady(1, rate: 1), Plans.Steady(100, rate: 0));
        var driver = new ShardDriver(plan with { Session = plan.Session with { RemoteStartShare = 1 } }, 0, 1, [1], default);

        var plugged = Assert.Single(driver.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(new PlugConnector(1), plugged.Command);
        Assert.Empty(driver.Advance(TimeSpan.FromSeconds(60)));
        Assert.Equal(new UnplugConnector(1), Assert.Single(driver.Advance(TimeSpan.FromSeconds(61))).Command);
        Assert.Equal(0, driver.Sessions);
    }

    [Fact]
    public void An_event_strikes_its_share_of_the_chargers_and_ends()
    {
        var plan = Plans.Of(Plans.Steady(100, active: 0)) with
        {
            Events =
            [
                new() { Kind = LoadEventKind.Offline, At = TimeSpan.FromSeconds(20), Share = 0.25, Over = TimeSpan.FromSeconds(10), Duration = TimeSpan.FromSeconds(30) },
                new() { Kind = LoadEventKind.Reset, At = TimeSpan.FromSeconds(80), Hard = true },
            ],
        };

        var actions = Play(plan, shards: 2, connectors: 2000);

        var offline = actions.Where(action => action.Command is InjectNetworkFault { Fault.Kind: NetworkFaultKind.Offline }).ToList();
        Assert.InRange(offline.Count, 900, 1100);
        Assert.All(offline, action => Assert.InRange(action.Intended.TotalSeconds, 20, 30));
        var cleared = actions.Where(action => action.Command is ClearFault).ToList();
        Assert.Equal(
            offline.Select(action => action.Intended + TimeSpan.FromSeconds(30)).Order(), cleared.Select(action => action.Intended).Order());
        Assert.Equal(4000, actions.Count(action => action.Command is ResetCharger { Hard: true }));
    }

    [Fact]
    public void A_stop_ends_what_runs_and_the_faults_that_last()
    {
        var plan = Plans.Of(Plans.Steady(100, active: 3)) with
        {
            Events = [new() { Kind = LoadEventKind.Offline, At = default, Duration = TimeSpan.FromSeconds(50) }],
        };
        var driver = new ShardDriver(plan, 0, 1, [1, 1, 1, 1], default);
        driver.Advance(TimeSpan.FromSeconds(1));

        var actions = driver.Stop(TimeSpan.FromSeconds(2)).ToArray();

        Assert.Equal(3, actions.Count(action => action.Command is StopSession));
        Assert.Equal(4, actions.Count(action => action.Command is ClearFault));
        Assert.Empty(driver.Advance(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void A_plan_that_wants_more_sessions_than_there_are_connectors_says_how_much_is_missing()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Steady(100, active: 5)), 0, 1, [1, 1, 2], default);
        for (var second = 0; second <= 100; second++)
        {
            driver.Advance(TimeSpan.FromSeconds(second));
        }

        Assert.Equal((4, 500, 100), (driver.Sessions, driver.Wanted.SessionSeconds, driver.Wanted.MissingSessionSeconds));
    }

    [Fact]
    public void What_a_charger_could_not_be_given_is_given_again_in_its_time()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Steady(100, active: 1)), 0, 1, [1], default);
        var start = Assert.Single(driver.Advance(TimeSpan.FromSeconds(1)));
        driver.Retry(start, TimeSpan.FromSeconds(2));

        Assert.Empty(driver.Advance(TimeSpan.FromSeconds(1.9)));
        Assert.Equal(TimeSpan.FromSeconds(2), driver.NextDue);
        Assert.Equal(start, Assert.Single(driver.Advance(TimeSpan.FromSeconds(2))));
        var stop = Assert.Single(driver.Stop(TimeSpan.FromSeconds(3)).ToArray());
        driver.Retry(stop, TimeSpan.FromSeconds(4));
        Assert.Equal(stop, Assert.Single(driver.Advance(TimeSpan.FromSeconds(4))));
    }

    [Property(MaxTest = 200)]
    public bool Never_is_a_connector_in_two_sessions_nor_the_level_exceeded(byte[] steps, bool closed)
    {
        var plan = Plans.Of(Plans.Ramp(30, connected: 6, active: closed ? 9 : null, rate: closed ? null : 3), Plans.Steady(60), Plans.Ramp(30, connected: 2));
        var driver = new ShardDriver(plan, 0, 1, [2, 2, 1, 2, 2, 2], default);
        var (busy, sessions, now) = (new HashSet<(int, int)>(), new Dictionary<int, (int, int)>(), TimeSpan.Zero);
        foreach (var step in steps)
        {
            if (step % 4 == 0 && sessions.Count > 0)
            {
                var (ended, place) = sessions.ElementAt(step % sessions.Count);
                sessions.Remove(ended);
                busy.Remove(place);
                driver.Ended(ended);
            }

            now += TimeSpan.FromSeconds(step / 100.0);
            foreach (var action in driver.Advance(now))
            {
                if (action is { Session: { } session, Command: StartSession start })
                {
                    sessions.Add(session, (action.Charger, start.ConnectorId));
                    if (!busy.Add((action.Charger, start.ConnectorId)) || action.Intended > now)
                    {
                        return false;
                    }
                }
            }

            if (driver.Sessions > 11 || (closed && driver.Sessions > 9) || driver.Sessions != sessions.Count)
            {
                return false;
            }
        }

        return true;
    }

    static List<LoadAction> Play(LoadTestPlan plan, int shards, int connectors) =>
    [
        .. Enumerable.Range(0, shards).SelectMany(shard =>
        {
            var driver = new ShardDriver(plan, shard, shards, [.. Enumerable.Repeat(1, connectors)], default);
            return Enumerable.Range(0, (int)plan.Duration.TotalSeconds * 20).SelectMany(i => driver.Advance(TimeSpan.FromSeconds((i + 1) / 20.0)).ToArray());
        }),
    ];
}
