using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Simulation;

namespace OcppLab.Tests.Cluster;

[Collection(AloneCollection.Name)]
public sealed class FleetTests
{
    static readonly StartSession Endless = new("TAG-1", 1, null, null);

    [PostgresFact]
    public async Task A_session_runs_from_the_command_to_the_stop_at_the_CSMS()
    {
        await using var fixture = await ClusterFixture.StartAsync(silos: 2);
        var chargers = await fixture.AddAsync(10, ClusterFixture.Connected);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected");

        var started = await fixture.CommandAsync(new StartSession("TAG-1", 1, TimeSpan.FromSeconds(1), null));
        Assert.Equal(10, started.Queued.Count);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Stopped.Count == 1), "all have stopped");

        Assert.All(chargers, charger => Assert.Equal(fixture.Csms[charger.Identity].Started, fixture.Csms[charger.Identity].Stopped));
        var live = await fixture.Fleet.GetLiveAsync(chargers, default);
        Assert.All(live, one => Assert.Equal(ConnectionState.Accepted, one.Connection.State));
    }

    [PostgresFact]
    public async Task Frames_of_the_same_moment_are_in_the_same_order_on_pages_of_any_size()
    {
        await using var fixture = await ClusterFixture.StartAsync(silos: 2, PostgresServer.CreateDatabaseAsync(), new StandingTime());
        var chargers = await fixture.AddAsync(3, ClusterFixture.Connected);
        await fixture.CommandAsync(Endless);
        await fixture.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Started.Count == 1), "all have started");
        var filter = new LogFilter(null, null, ["StartTransaction"], 0, 100);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        LogPage all;
        do
        {
            all = await fixture.Fleet.GetLogsAsync(chargers, filter, patience.Token);
        }
        while (all.Total < 6);

        Assert.Single(all.Data.Select(entry => entry.Timestamp).Distinct());
        Assert.All(all.Data.Chunk(2), pair => Assert.Equal(
            [(pair[0].ChargerId, MessageDirection.ToCharger), (pair[0].ChargerId, MessageDirection.ToCsms)],
            pair.Select(entry => (entry.ChargerId, entry.Direction))));
        for (var offset = 0; offset < 6; offset++)
        {
            Assert.Equal([all.Data[offset]], (await fixture.Fleet.GetLogsAsync(chargers, filter with { Offset = offset, Limit = 1 }, default)).Data);
        }
    }

    sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    }
}
