using System.Diagnostics;
using System.Text;

namespace OcppLab.Tests.Strangers;

/// <summary>How much is fuzzed, and from which seed.</summary>
static class Fuzz
{
    public const string CasesVariable = "OCPPLAB_FUZZ_CASES";
    public const string SeedVariable = "OCPPLAB_FUZZ_SEED";

    /// <summary>How many cases each fuzzer plays.</summary>
    public static int Cases { get; } = Number(CasesVariable, 2000);

    public static int Seed { get; } = Number(SeedVariable, 1);

    /// <summary>The chance of one case, the same whatever was played before it.</summary>
    public static Random RandomOf(int number) => new(unchecked((Seed * 1_000_003) + number));

    public static T Any<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public static bool OneIn(this Random random, int count) => random.Next(count) == 0;

    /// <summary>What to say of a case that failed: all that is needed to play it again.</summary>
    public static string Describe(int number, ReadOnlySpan<byte> bytes, string what)
    {
        var shown = new StringBuilder();
        foreach (var one in bytes[..Math.Min(bytes.Length, 4000)])
        {
            shown.Append(one is >= 0x20 and < 0x7F ? $"{(char)one}" : $"\\x{one:x2}");
        }

        return $"{what} ({SeedVariable}={Seed}, case {number}, {bytes.Length} bytes): {shown}";
    }

    static int Number(string variable, int usual) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : usual;
}

/// <summary>What the process holds. A leak in every case makes it grow with them.</summary>
/// <param name="Bytes">Of managed memory in use, without large objects: those are the buffers that the runtime keeps for a while.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Handles">Open files and sockets.</param>
sealed record Footprint(long Bytes, int Threads, int Handles)
{
    const int BytesPerCase = 512;

    /// <summary>What comes and goes by itself, as measured: caches that fill, grains that are not yet collected.</summary>
    const int SlackBytes = 4 * 1024 * 1024;

    /// <summary>The same of threads and handles: connections of the database, threads of the pool.</summary>
    const int Slack = 32;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Footprint Now()
    {
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var generations = GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo[..(GC.MaxGeneration + 1)];
        var bytes = 0L;
        foreach (var generation in generations)
        {
            bytes += generation.SizeAfterBytes - generation.FragmentationAfterBytes;
        }

        return new(
            bytes, process.Threads.Count, OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount);
    }

    /// <summary>Fails if the process has grown by what a leak in each of so many cases would leave. What was only in use at the time goes
    /// within the time that it is waited for; a leak never does.</summary>
    public async Task AssertNotGrownAsync(int cases)
    {
        var most = new Footprint(Bytes + SlackBytes + ((long)cases * BytesPerCase), Threads + Slack, Handles + Slack);
        var waited = Stopwatch.StartNew();
        Footprint now;
        while ((now = Now()).Bytes > most.Bytes || now.Threads > most.Threads || now.Handles > most.Handles)
        {
            Assert.True(waited.Elapsed < Patience, $"After {cases} cases the process holds {now}, after the warm-up it held {this}; {most} would do.");
            await Task.Delay(250);
        }
    }
}

/// <summary>The fuzzers run alone: what they measure is the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzCollection
{
    public const string Name = "fuzz";
}

/// <summary>A service with little room, so that its limits are met.</summary>
public sealed class FuzzedHost : StrangerHost
{
    protected override IEnumerable<string> Settings =>
        ["--Limits:BodyBytes=100000", "--Limits:ChargersPerOrganization=60", "--Limits:BulkChargers=20"];
}
