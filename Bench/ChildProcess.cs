using System.Diagnostics;

namespace OcppLab.Bench;

/// <summary>A program of the product in a process of its own, watched from outside.</summary>
sealed class ChildProcess : IDisposable
{
    readonly Process _process;

    ChildProcess(Process process) => _process = process;

    /// <summary>Starts one of the assemblies beside this one.</summary>
    /// <param name="assembly">Its file name without the ending.</param>
    /// <param name="environment">Settings, in the form of environment variables.</param>
    /// <param name="arguments">The command line.</param>
    public static ChildProcess Start(string assembly, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{assembly} did not start");
        process.OutputDataReceived += (_, line) => Echo(assembly, line.Data);
        process.ErrorDataReceived += (_, line) => Echo(assembly, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt => _process.StartTime;

    /// <summary>The processor time it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Its resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Ends it as a crash would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    static void Echo(string assembly, string? line)
    {
        if (line is not null && Environment.GetEnvironmentVariable("BENCH_VERBOSE") is not null)
            Console.Error.WriteLine($"[{assembly}] {line}");
    }
}
