using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace OcppLab.Grains;

/// <summary>Gives back, once a silo is quiet, the memory that its start or a burst needed and its chargers do not: the runtime keeps
/// it until the next burst otherwise, which is more than the chargers themselves take. Only then, because it stops the silo for
/// about 10 ms per thousand chargers.</summary>
sealed class IdleMemoryTrimmer(TimeProvider time) : BackgroundService
{
    const int MostCollections = 1;
    const long LeastSpareBytes = 4 * 1024 * 1024;

    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Quiet, time);
        var (before, given) = (GC.CollectionCount(0), 0);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var collections = GC.CollectionCount(0);
            var isQuiet = collections - before <= MostCollections;
            before = collections;
            if (!isQuiet || collections == given)
            {
                continue;
            }

            var memory = GC.GetGCMemoryInfo();
            if (memory.TotalCommittedBytes - memory.HeapSizeBytes + memory.FragmentedBytes > LeastSpareBytes)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            NativeHeap.Trim();
            before = given = GC.CollectionCount(0);
        }
    }

    /// <summary>The memory that the runtime's own code allocates: compiling leaves 10 MB of it unused after a start.</summary>
    static class NativeHeap
    {
        static bool hasTrim = OperatingSystem.IsLinux();

        /// <summary>Gives back what is unused; does nothing where the system's library has no way to.</summary>
        public static void Trim()
        {
            if (!hasTrim)
            {
                return;
            }

            try
            {
                _ = MallocTrim(0);
            }
            catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
            {
                hasTrim = false;
            }
        }

        [DllImport("libc", EntryPoint = "malloc_trim")]
        static extern int MallocTrim(nuint pad);
    }
}
