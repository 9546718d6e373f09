using OcppLab.LoadTests;
using OcppLab.Simulation;

namespace OcppLab.Tests.LoadTests;

/// <summary>What becomes of faults that last, whatever happens meanwhile.</summary>
public sealed class EventScheduleTests
{
    static readonly LoadEvent Slow = new()
    {
        Kind = LoadEventKind.NetworkFault,
        At = TimeSpan.FromSeconds(10),
        Duration = TimeSpan.FromSeconds(60),
        Fault = new(NetworkFaultKind.Latency, null, null, 1, TimeSpan.FromSeconds(1), 5),
    };

    static readonly LoadTestPlan Plan = Plans.Of(Plans.Steady(100, connected: 2), Plans.Ramp(10, connected: 0)) with
    {
        Events = [Slow, new() { Kind = LoadEventKind.ReconnectStorm, At = TimeSpan.FromSeconds(30) }],
    };

    [Fact]
    public void A_storm_leaves_the_fault_that_it_strikes_into()
    {
        var schedule = new EventSchedule(Plan, 0, 1, default);

        Assert.IsType<InjectNetworkFault>(Assert.Single(schedule.Advance(TimeSpan.FromSeconds(10))).Command);
        Assert.IsType<InjectNetworkFault>(Assert.Single(schedule.Advance(TimeSpan.FromSeconds(30))).Command);
        var cleared = Assert.Single(schedule.Advance(TimeSpan.FromSeconds(31)));
        Assert.IsType<ClearFault>(cleared.Command);
        Assert.Equal(NetworkFaultKind.Latency, Assert.IsType<InjectNetworkFault>(Assert.Single(cleared.Next!)).Fault.Kind);
        var last = Assert.Single(schedule.Advance(TimeSpan.FromSeconds(100)));
        Assert.Equal((TimeSpan.FromSeconds(70), 0), (last.Intended, last.Next!.Count));
    }

    [Fact]
    public void Faults_that_end_together_are_cleared_once()
    {
        var plan = Plan with { Events = [Slow, Slow with { Kind = LoadEventKind.Offline, Fault = null }] };
        var schedule = new EventSchedule(plan, 0, 1, default);
        schedule.Advance(TimeSpan.FromSeconds(10));

        Assert.IsType<ClearFault>(Assert.Single(schedule.Advance(TimeSpan.FromSeconds(70))).Command);
    }

    [Fact]
    public void A_fault_from_before_a_crash_ends_in_its_time_and_at_the_load_test_s_end()
    {
        var ended = new EventSchedule(Plan, 0, 2, from: TimeSpan.FromSeconds(50));
        Assert.Equal(2, ended.Advance(TimeSpan.FromSeconds(69)).Count(action => action.Next!.Count == 1));
        Assert.Equal(2, ended.Advance(TimeSpan.FromSeconds(70)).Count(action => action.Command is ClearFault));

        var stopped = new EventSchedule(Plan, 0, 2, from: TimeSpan.FromSeconds(20));
        Assert.Equal(2, stopped.Clear(TimeSpan.FromSeconds(21)).Count(action => action.Command is ClearFault));
    }

    [Fact]
    public void A_charger_that_is_switched_off_meanwhile_is_rid_of_its_fault_too()
    {
        var plan = Plan with { Events = [Slow with { Duration = TimeSpan.FromSeconds(110) }] };
        var driver = new ShardDriver(plan, 0, 1, [1, 1], default);
        var actions = Enumerable.Range(0, 130).SelectMany(second => driver.Advance(TimeSpan.FromSeconds(second)).ToArray()).ToList();

        Assert.Equal(2, actions.Count(action => action.Command is StopCharger && action.Intended < TimeSpan.FromSeconds(120)));
        Assert.Equal(2, actions.Count(action => action.Command is ClearFault));
    }
}
