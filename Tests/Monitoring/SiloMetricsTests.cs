using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using OcppLab.Grains;
using OcppLab.Simulation;
using OcppLab.Tests.Grains;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Monitoring;

/// <summary>What a silo measures is what its chargers do.</summary>
public sealed class SiloMetricsTests
{
    static readonly StartSession Endless = new("TAG-1", 1, null, null);

    [Fact]
    public async Task Connections_are_counted_by_state_and_those_that_come_again_and_fail()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"), SiloFixture.Detached("dep-2"));
        await silo.DoAsync("dep-2", Endless);
        var first = await silo.Csms.AttemptAsync();
        await UntilAsync(silo, "ocpplab.connections", "state", "connecting", 1);
        await UntilAsync(silo, "ocpplab.connections", "state", "detached", 1);
        first.Open();
        await UntilAsync(silo, "ocpplab.connections", "state", "connected", 1);
        await first.ServeAsync("BootNotification");
        await UntilAsync(silo, "ocpplab.connections", "state", "accepted", 1);

        first.Break("gone");
        await UntilAsync(silo, "ocpplab.connections", "state", "disconnected", 1);
        Assert.Equal(0, Sum(silo, "ocpplab.connections", "state", "accepted"));
        (await NextAttemptAsync(silo)).Break("refused");
        (await NextAttemptAsync(silo)).Open();
        await UntilAsync(silo, "ocpplab.connections", "state", "accepted", 1);

        Assert.Equal(
            (1, 1, 1),
            (Sum(silo, "ocpplab.reconnects"), Sum(silo, "ocpplab.connection.failures", "kind", "lost"), Sum(silo, "ocpplab.connection.failures", "kind", "not_made")));
        Assert.True(Sum(silo, "ocpplab.wake_ups") > 0);
        await silo.Fleet.RemoveAsync([SiloFixture.Connected("dep-1"), SiloFixture.Detached("dep-2")], default);
        Assert.Equal((0, 0), (Sum(silo, "ocpplab.connections"), Sum(silo, "ocpplab.sessions.active")));
    }

    [Fact]
    public async Task Sessions_are_counted_while_they_run_and_by_what_they_come_to()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"), SiloFixture.Detached("dep-2"));
        await silo.DoAsync("dep-2", Endless);
        Assert.Equal((1, 1), (Sum(silo, "ocpplab.sessions.active"), Sum(silo, "ocpplab.sessions", "outcome", "started")));

        // The CSMS refuses one, and then confirms one: detached ones have nobody who would.
        await silo.Grain("dep-1").ActivateAsync();
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        silo.Csms.Special["Authorize"] = """{"idTagInfo":{"status":"Blocked"}}""";
        await silo.DoAsync("dep-1", Endless);
        await connection.ServeUntilAsync("Authorize");
        await UntilAsync(silo, "ocpplab.sessions", "outcome", "refused", 1);
        silo.Csms.Special.Clear();
        while (connection.Unread > 0)
        {
            connection.Answer(await connection.FrameAsync());
        }

        await silo.DoAsync("dep-1", Endless);
        await connection.ServeUntilAsync("StartTransaction");
        await UntilAsync(silo, "ocpplab.sessions", "outcome", "started", 2);
        Assert.Equal((2, 1), (Sum(silo, "ocpplab.sessions.active"), Sum(silo, "ocpplab.sessions", "outcome", "authorized")));

        await silo.DoAsync("dep-2", new StopSession(1));
        Assert.Equal(
            (1, 1, 1, 1),
            (Sum(silo, "ocpplab.sessions.active"), Sum(silo, "ocpplab.sessions", "outcome", "stopped"), Sum(silo, "ocpplab.sessions.stopped"),
                Sum(silo, "ocpplab.sessions.stopped", "stop_reason", "Local")));
    }

    [Fact]
    public async Task A_charger_that_leaves_the_silo_is_counted_no_more()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        await silo.Grain("dep-1").ActivateAsync();
        await silo.Csms.AcceptAsync(statuses: 2);
        await UntilAsync(silo, "ocpplab.connections", "state", "accepted", 1);
        var meters = silo.Meters;

        await silo.StopAsync();

        Assert.Equal(0, TestMetrics.Sum(meters, "ocpplab.connections"));
    }

    [Fact]
    public async Task Frames_calls_and_writes_are_measured()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        using var calls = new MetricCollector<double>(silo.Meters, SiloMetrics.MeterName, "ocpplab.ocpp.call.duration");
        using var groups = new MetricCollector<int>(silo.Meters, SiloMetrics.MeterName, "ocpplab.state_write.group_size");
        await silo.Grain("dep-1").ActivateAsync();
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        await silo.DoAsync("dep-1", new PlugConnector(1));

        Assert.Equal(3, Sum(silo, "ocpplab.ocpp.frames", "direction", "to_charger"));
        var boot = calls.GetMeasurementSnapshot()[0].Tags;
        Assert.Equal(
            ("to_csms", "BootNotification", "ocpp1.6", "result"),
            ((string?)boot["direction"], (string?)boot["action"], (string?)boot["ocpp_version"], (string?)boot["outcome"]));
        Assert.Equal(Sum(silo, "ocpplab.state_writes"), groups.GetMeasurementSnapshot().Sum(group => group.Value));
        Assert.True(Sum(silo, "ocpplab.write_ahead_log.size") > 0);
        Assert.Equal(0, Sum(silo, "ocpplab.chargers.due_not_awake"));
    }

    static async Task<FakeConnection> NextAttemptAsync(SiloFixture silo)
    {
        await Guard.UntilAsync(
            () =>
            {
                silo.Time.Advance(TimeSpan.FromMilliseconds(100));
                return silo.Csms.Waiting > 0;
            },
            "it tries again to connect");
        return await silo.Csms.AttemptAsync();
    }

    static Task UntilAsync(SiloFixture silo, string instrument, string label, string value, long wanted) =>
        Guard.UntilAsync(() => Sum(silo, instrument, label, value) == wanted, $"{instrument} with {label} {value} is {wanted}");

    static long Sum(SiloFixture silo, string instrument, string? label = null, string? value = null) =>
        TestMetrics.Sum(silo.Meters, instrument, label, value);
}
