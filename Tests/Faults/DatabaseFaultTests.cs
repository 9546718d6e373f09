using OcppLab.Tests.Cluster;
using Xunit.Abstractions;

namespace OcppLab.Tests.Faults;

/// <summary>What becomes of a cluster whose database goes away, hangs or has no room, counted at the central system.</summary>
[Collection(AloneCollection.Name)]
public sealed class DatabaseFaultTests(ITestOutputHelper output)
{
    static readonly TimeSpan Back = TimeSpan.FromSeconds(10);

    /// <summary>A charger that is to run and does not is found and woken within this time.</summary>
    static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1);

    [FaultTheory, Seeds]
    public async Task The_database_is_away_for_a_minute_and_nobody_is_declared_dead(int seed)
    {
        await using var rig = await FaultRig.StartClusterAsync(3);
        await using var run = await FaultRun.BeginAsync(rig, "database away", seed, output);
        await AwayAsync(rig, run, hangs: false, TimeSpan.FromSeconds(60));
        await run.BackAsync(DateTimeOffset.UtcNow, Back);
        await run.EndAsync();
    }

    [FaultTheory, Seeds]
    public async Task The_database_hangs_and_nobody_is_declared_dead(int seed)
    {
        await using var rig = await FaultRig.StartClusterAsync(3);
        await using var run = await FaultRun.BeginAsync(rig, "database hangs", seed, output);
        await AwayAsync(rig, run, hangs: true, seed == 1 ? TimeSpan.FromSeconds(25) : TimeSpan.FromSeconds(60));
        await run.BackAsync(DateTimeOffset.UtcNow, Back);
        await run.EndAsync();
    }

    [FaultTheory, Seeds]
    public async Task The_database_goes_away_while_chargers_are_moved_to_new_silos(int seed)
    {
        await using var rig = await FaultRig.StartClusterAsync(1);
        await using var run = await FaultRun.BeginAsync(rig, "database away while rebalancing", seed, output, Moment.Charging, before: run => MovingAsync(rig, run));
        await AwayAsync(rig, run, hangs: seed % 3 == 0, run.Between(5, 20));
        await run.BackAsync(DateTimeOffset.UtcNow, Sweep);
        await run.EndAsync();
    }

    [DiskTheory, Seeds]
    public async Task The_disk_of_the_database_server_is_full(int seed)
    {
        await using var disk = await SmallDisk.MountAsync(256);
        await using var rig = await FaultRig.StartClusterAsync(2, disk: disk.Path);
        await using var run = await FaultRun.BeginAsync(rig, "disk of the database full", seed, output);
        disk.Fill();
        await Task.Delay(run.Between(10, 20));
        disk.Clear();

        // A server whose log found no room has stopped: somebody has to start it again.
        await rig.Postgres!.RestartAsync();
        await run.BackAsync(DateTimeOffset.UtcNow, Back);
        await run.EndAsync();
    }

    [DiskTheory, Seeds]
    public async Task The_disk_of_a_lone_silo_is_full(int seed)
    {
        await using var disk = await SmallDisk.MountAsync(24);
        await using var rig = await FaultRig.StartLoneSiloAsync(disk.Path);
        await using var run = await FaultRun.BeginAsync(rig, "disk full, SQLite", seed, output);
        disk.Fill();
        await Task.Delay(run.Between(10, 20));
        disk.Clear();
        await run.BackAsync(DateTimeOffset.UtcNow, Back);
        await run.EndAsync();
    }

    /// <summary>Takes the database away and brings it back.</summary>
    /// <param name="rig">Whose database.</param>
    /// <param name="run">Told what the silos printed meanwhile.</param>
    /// <param name="hangs">Whether it takes connections and does not answer, rather than being gone.</param>
    /// <param name="length">How long.</param>
    static async Task AwayAsync(FaultRig rig, FaultRun run, bool hangs, TimeSpan length)
    {
        var since = DateTimeOffset.UtcNow;
        await (hangs ? rig.Postgres!.FreezeAsync() : rig.Postgres!.HaltAsync());
        try
        {
            await Task.Delay(length);
        }
        finally
        {
            await (hangs ? rig.Postgres.ThawAsync() : rig.Postgres.GoOnAsync());
        }

        var lines = rig.MostLines(since, DateTimeOffset.UtcNow);
        run.Tell($"{(hangs ? "hung" : "away")} {length.TotalSeconds:0} s, {lines} lines of a silo");
        run.Expect(lines <= 2 * length.TotalSeconds + 20, "about a line of a silo a second");
    }

    /// <summary>Starts two silos more and waits until the first charger moves.</summary>
    static async Task MovingAsync(FaultRig rig, FaultRun run)
    {
        var before = await run.ConnectionsAsync();
        await rig.AddSiloAsync();
        await rig.AddSiloAsync();
        for (var deadline = DateTimeOffset.UtcNow + TimeSpan.FromMinutes(3); await run.ConnectionsAsync() == before; await Task.Delay(50))
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, "no charger was moved");
        }
    }
}
