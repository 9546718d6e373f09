namespace OcppLab.Bench;

/// <summary>The processes of the service under test on this machine, watched together. Where none is known, nothing is.</summary>
sealed class Service(IReadOnlyList<ChildProcess> processes) : IDisposable
{
    /// <summary>When the last of them was started.</summary>
    public DateTimeOffset StartedAt => processes.Max(process => process.StartedAt);

    /// <summary>The processor time they have used.</summary>
    public TimeSpan? Cpu => processes.Count == 0 ? null : processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.Cpu);

    /// <summary>Their resident memory in bytes.</summary>
    public long? ResidentBytes => processes.Count == 0 ? null : processes.Sum(process => process.ResidentBytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Dispose();
        }
    }
}
