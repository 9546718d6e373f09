using OcppLab.Fleet;
using OcppLab.Simulation;

namespace OcppLab.Tests.Cluster;

public class FleetTests
{
    [PostgresFact]
    public async Task A_session_runs_from_the_command_to_the_stop_at_the_CSMS()
    {
        await using var room = await ClusterRoom.StartAsync(silos: 2);
        var chargers = await room.AddAsync(10, ClusterRoom.Connected);
        await room.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Connections == 1), "all are connected");

        var started = await room.CommandAsync(new StartSession("TAG-1", 1, TimeSpan.FromSeconds(1), null));
        Assert.Equal(10, started.Queued.Count);
        await room.Csms.UntilAsync(csms => chargers.All(charger => csms[charger.Identity].Stopped.Count == 1), "all have stopped");

        Assert.All(chargers, charger => Assert.Equal(room.Csms[charger.Identity].Started, room.Csms[charger.Identity].Stopped));
        var live = await room.Fleet.LiveAsync(chargers, default);
        Assert.All(live, one => Assert.Equal(ConnectionState.Accepted, one.Connection.State));
    }
}
