using OcppLab.Tests.Cluster;
using Xunit.Abstractions;

namespace OcppLab.Tests.Faults;

/// <summary>What becomes of a cluster whose silos are killed or halt, counted at the central system.</summary>
[Collection(AloneCollection.Name)]
public sealed class SiloFaultTests(ITestOutputHelper output)
{
    static readonly TimeSpan Ready = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Back = TimeSpan.FromSeconds(10);

    [FaultTheory, Seeds]
    public async Task One_of_three_silos_is_killed(int seed)
    {
        await using var rig = await FaultRig.StartClusterAsync(3);
        await using var run = await FaultRun.BeginAsync(rig, "one killed", seed, output);
        var silo = run.Pick(rig.Silos);
        run.Strike(silo);
        var since = DateTimeOffset.UtcNow;
        await silo.KillAsync();

        await run.DeadAsync(since);
        await run.BackAsync(since, FaultRun.DeadWithin + Back);
        await run.EndAsync();
    }

    [FaultTheory, Seeds]
    public async Task All_silos_are_killed_and_started_again(int seed)
    {
        await using var rig = await FaultRig.StartClusterAsync(3);
        await using var run = await FaultRun.BeginAsync(rig, "all killed", seed, output);
        foreach (var silo in rig.Silos)
        {
            run.Strike(silo);
        }

        await Task.WhenAll(rig.Silos.Select(silo => silo.KillAsync()));
        await Task.Delay(run.Between(0, 8));
        await RestartAsync(run, rig.Silos);
        await run.EndAsync();
    }

    [FaultTheory, Seeds]
    public async Task All_silos_are_killed_and_some_started_with_others(int seed)
    {
        await using var rig = await FaultRig.StartClusterAsync(3);
        await using var run = await FaultRun.BeginAsync(rig, "all killed, some and another started", seed, output);
        var killed = rig.Silos;
        foreach (var silo in killed)
        {
            run.Strike(silo);
        }

        await Task.WhenAll(killed.Select(silo => silo.KillAsync()));
        await Task.Delay(run.Between(0, 8));
        var since = DateTimeOffset.UtcNow;
        FaultSilo[] started = [run.Pick(killed), await rig.AddSiloAsync()];
        started[0].Start();
        await ReadyAsync(run, started, since);
        await run.EndAsync();
    }

    [FaultTheory, Seeds]
    public async Task A_frozen_silo_is_declared_dead_and_does_no_harm_when_it_thaws(int seed)
    {
        await using var rig = await FaultRig.StartClusterAsync(3);
        await using var run = await FaultRun.BeginAsync(rig, "one frozen", seed, output);
        var silo = run.Pick(rig.Silos);
        run.Strike(silo);
        var since = DateTimeOffset.UtcNow;
        await silo.FreezeAsync();

        await run.DeadAsync(since);
        await run.BackAsync(since, FaultRun.DeadWithin + Back);
        await Task.Delay(run.Between(0, 10));
        await silo.ThawAsync();
        await Task.Delay(run.Between(8, 12));
        await run.EndAsync();
    }

    static Task RestartAsync(FaultRun run, IReadOnlyList<FaultSilo> silos)
    {
        var since = DateTimeOffset.UtcNow;
        foreach (var silo in silos)
        {
            silo.Start();
        }

        return ReadyAsync(run, silos, since);
    }

    static async Task ReadyAsync(FaultRun run, IReadOnlyList<FaultSilo> silos, DateTimeOffset since)
    {
        var ready = await Task.WhenAll(silos.Select(silo => silo.ReadyAsync(Ready * 6)));
        var took = DateTimeOffset.UtcNow - since;
        run.Tell($"ready after {took.TotalSeconds:0.0} s");
        run.Expect(ready.All(one => one) && took <= Ready + FaultRun.Slack, $"ready within {Ready.TotalSeconds} s");
        await run.BackAsync(since, Ready + Back);
    }
}
