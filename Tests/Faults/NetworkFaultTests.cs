using System.Diagnostics;
using OcppLab.Tests.Cluster;
using Xunit.Abstractions;

namespace OcppLab.Tests.Faults;

/// <summary>What becomes of a cluster whose silos don't reach each other, or can hardly run, counted at the central system.</summary>
[Collection(AloneCollection.Name)]
public sealed class NetworkFaultTests(ITestOutputHelper output)
{
    static readonly TimeSpan Back = TimeSpan.FromSeconds(10);

    [NetworkTheory, Seeds]
    public async Task The_network_between_two_of_three_silos_is_cut(int seed)
    {
        await using var network = await SiloNetwork.CreateAsync();
        await using var rig = await FaultRig.StartClusterAsync(3, network);
        await using var run = await FaultRun.BeginAsync(rig, "network cut", seed, output);
        var one = run.Random.Next(3);
        var other = (one + 1 + run.Random.Next(2)) % 3;

        // Each of the two has reason to take the other for dead; a third that reaches both may be of another opinion.
        run.Strike(rig.Silos[run.Random.Next(2) == 0 ? one : other]);
        await network.CutAsync(one, other);
        await Task.Delay(run.Between(25, 40));
        await network.MendAsync(one, other);
        await run.BackAsync(DateTimeOffset.UtcNow, FaultRun.DeadWithin + Back);
        await run.EndAsync();
    }

    [FaultTheory, Seeds]
    public async Task All_processors_are_busy_for_a_minute_and_nobody_is_declared_dead(int seed)
    {
        await using var rig = await FaultRig.StartClusterAsync(3);
        await using var run = await FaultRun.BeginAsync(rig, "processors busy", seed, output);
        var busy = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => Process.Start("sh", ["-c", "while :; do :; done"])).ToArray();
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(60));
        }
        finally
        {
            foreach (var process in busy)
            {
                process.Kill();
                process.Dispose();
            }
        }

        await run.BackAsync(DateTimeOffset.UtcNow, Back);
        await run.EndAsync();
    }
}
