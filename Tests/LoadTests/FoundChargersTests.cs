using OcppLab.LoadTests;
using OcppLab.Simulation;

namespace OcppLab.Tests.LoadTests;

/// <summary>What a load test makes of what its chargers are found to be doing: at the start, after a crash, and after a silo has gone.</summary>
public sealed class FoundChargersTests
{
    static readonly TimeSpan Resumed = TimeSpan.FromSeconds(50);

    [Fact]
    public void After_a_crash_its_sessions_go_on_and_no_more_begin_than_are_missing()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Ramp(10, active: 5), Plans.Steady(100)), 0, 1, Connectors(8), Resumed);
        driver.FoundAgain([.. Enumerable.Range(0, 8).Select(i => Found(i, own: i < 4 ? 10 + i : null))], Resumed);
        Assert.Equal(4, driver.Sessions);

        var begun = Assert.Single(driver.Advance(TimeSpan.FromSeconds(51)).ToArray());

        Assert.Equal((4, 14, TimeSpan.FromSeconds(51)), (begun.Charger, begun.Session, begun.Intended));
        driver.Ended(10);
        var next = Assert.Single(driver.Advance(TimeSpan.FromSeconds(52)).ToArray());
        Assert.Equal((5, 15), (next.Charger, next.Session));
        Assert.Equal([1, 2, 3, 4, 5], driver.Stop(TimeSpan.FromSeconds(53)).Select(action => action.Charger).Order());
    }

    [Fact]
    public void A_level_that_was_reached_before_the_crash_is_not_intended_for_then()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Ramp(10, active: 5), Plans.Steady(100)), 0, 1, Connectors(8), Resumed);
        driver.FoundAgain([.. Enumerable.Range(0, 8).Select(i => Found(i))], Resumed);

        Assert.All(driver.Advance(TimeSpan.FromSeconds(51)).ToArray(), action => Assert.Equal(TimeSpan.FromSeconds(51), action.Intended));
        Assert.Equal(5, driver.Sessions);
    }

    [Fact]
    public void After_a_crash_arrivals_go_on_from_then_on_at_connectors_that_nobody_uses()
    {
        var plan = Plans.Of(Plans.Ramp(10, connected: 10), Plans.Steady(100, rate: 1));
        var driver = new ShardDriver(plan, 0, 1, Connectors(10), Resumed);
        driver.FoundAgain([.. Enumerable.Range(0, 10).Select(i => Found(i, isInUse: i < 9))], Resumed);

        var action = Assert.Single(driver.Advance(TimeSpan.FromSeconds(51.5)).ToArray());

        Assert.InRange(action.Intended.TotalSeconds, 50, 51.5);
        Assert.Equal(9, action.Charger);
    }

    [Fact]
    public void After_a_crash_vehicles_that_only_plugged_in_leave_in_their_time()
    {
        var plan = Plans.Of(Plans.Steady(200, active: 2));
        var driver = new ShardDriver(plan with { Session = plan.Session with { RemoteStartShare = 1 } }, 0, 1, Connectors(2), Resumed);
        driver.FoundAgain([Found(0, isInUse: true), Found(1, isInUse: true)], Resumed);

        Assert.Empty(driver.Advance(TimeSpan.FromSeconds(109)));
        var actions = driver.Advance(TimeSpan.FromSeconds(110)).ToArray();
        Assert.Equal([new UnplugConnector(1), new UnplugConnector(1)], actions.Select(action => action.Command));
        Assert.Equal([0, 1], actions.Select(action => action.Charger).Order());
    }

    [Fact]
    public void An_end_that_was_lost_with_a_silo_is_found_and_so_is_a_session_that_was_given_unheard()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Steady(100, active: 3)), 0, 1, Connectors(4), default);
        foreach (var action in driver.Advance(TimeSpan.Zero).ToArray())
        {
            driver.Given(action.Session!.Value);
        }

        // The third charger can't be asked, and the fourth has a session that the shard lost sight of.
        driver.Found([Found(0, own: 0), Found(1), Found(3, own: 7)], driver.GivenSessions);

        Assert.Equal([0, 2, 7], driver.GivenSessions.Order());
        Assert.Empty(driver.Advance(TimeSpan.FromSeconds(1)));
        driver.Ended(7);
        Assert.Equal((3, 8), Assert.Single(driver.Advance(TimeSpan.FromSeconds(2)).Select(action => (action.Charger, action.Session!.Value))));
    }

    [Fact]
    public void A_session_whose_command_is_still_under_way_is_not_taken_for_an_end()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Steady(100, active: 1)), 0, 1, Connectors(1), default);
        Assert.Single(driver.Advance(TimeSpan.Zero));

        driver.Found([Found(0)], driver.GivenSessions);

        Assert.Equal(1, driver.Sessions);
    }

    [Fact]
    public void What_others_use_is_left_to_them_until_it_is_free()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Steady(100, active: 2)), 0, 1, Connectors(2), default);
        driver.FoundAtStart([Found(0, isInUse: true), Found(1)]);
        Assert.Equal(1, Assert.Single(driver.Advance(TimeSpan.Zero)).Charger);
        Assert.Equal([0], driver.ChargersOfOthers);

        driver.Found([Found(0)], []);
        Assert.Empty(driver.ChargersOfOthers);

        Assert.Equal(0, Assert.Single(driver.Advance(TimeSpan.FromSeconds(1))).Charger);
    }

    [Fact]
    public void A_location_s_chargers_wait_switched_off_where_the_plan_says_how_many_are_on_and_are_as_before_at_the_end()
    {
        var driver = new ShardDriver(Plans.Of(Plans.Steady(10, connected: 2), Plans.Ramp(10, connected: 4)), 0, 1, Connectors(5), default);
        driver.FoundAtStart([Found(0), Found(1, isOn: false), Found(2), Found(3, isOn: false), Found(4)]);

        var first = driver.Advance(TimeSpan.Zero).ToArray();
        Assert.Equal([(2, "StopCharger"), (4, "StopCharger"), (1, "StartCharger")], first.Select(Told));
        Assert.Equal([(2, "StartCharger"), (3, "StartCharger")], driver.Advance(TimeSpan.FromSeconds(20)).Select(Told));

        Assert.Equal([(1, "StopCharger"), (3, "StopCharger"), (4, "StartCharger")], driver.Restore(TimeSpan.FromSeconds(30)).Select(Told));

        static (int, string) Told(LoadAction action) => (action.Charger, action.Command.GetType().Name);
    }

    static int[] Connectors(int chargers) => [.. Enumerable.Repeat(1, chargers)];

    static FoundCharger Found(int charger, bool isOn = true, bool isInUse = false, int? own = null) => new(
        charger, isOn,
        [new(1, isInUse || own is not null, own is { } number ? new FoundSession(0, number, TimeSpan.FromSeconds(1)) : null)]);
}
