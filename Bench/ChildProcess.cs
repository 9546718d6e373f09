using System.Diagnostics;

namespace OcppLab.Bench;

/// <summary>A program in a process of its own, watched from outside.</summary>
sealed class ChildProcess : IDisposable
{
    readonly Process process;
    readonly bool own;

    ChildProcess(Process process, bool own) => (this.process, this.own) = (process, own);

    /// <summary>Where the programs are as they are published, as the build of Bench for Release leaves them; null for a build for Debug.</summary>
    static readonly string? Published =
        Path.Combine(AppContext.BaseDirectory, "published") is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Starts one of the product's programs: the published one, or the one beside this where none is published.</summary>
    /// <param name="assembly">Its file name without the ending.</param>
    /// <param name="environment">Settings, in the form of environment variables.</param>
    /// <param name="arguments">The command line.</param>
    public static ChildProcess Start(string assembly, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(Published ?? AppContext.BaseDirectory, assembly + ".dll"), .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Start(start, assembly);
    }

    /// <summary>Runs one of the assemblies beside this one to its end and gives what it printed.</summary>
    /// <param name="assembly">Its file name without the ending.</param>
    /// <param name="cancelled">Ends it early.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<string> OutputAsync(string assembly, CancellationToken cancelled, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{assembly} did not start");
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancelled);
            await process.WaitForExitAsync(cancelled);
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{assembly} ended with {process.ExitCode}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts the CSMS that is not ours.</summary>
    /// <param name="port">Where it listens.</param>
    public static ChildProcess StartForeignCsms(int port)
    {
        const string script = "conformance/csms.mjs";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, script);
            if (File.Exists(path))
            {
                return Start(new ProcessStartInfo("node", [path, port.ToString()]), script);
            }
        }

        throw new InvalidOperationException($"{script} is not above {AppContext.BaseDirectory}");
    }

    /// <summary>Starts a command of the user's; the process is the command itself, not a shell around it.</summary>
    public static ChildProcess Start(string command) =>
        Start(OperatingSystem.IsWindows() ? new("cmd", ["/c", command]) : new("/bin/sh", ["-c", $"exec {command}"]), command);

    /// <summary>Watches a process that runs already, and leaves it running.</summary>
    public static ChildProcess Of(int pid) => new(Process.GetProcessById(pid), own: false);

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt => this.process.StartTime;

    /// <summary>The processor time it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            this.process.Refresh();
            return this.process.TotalProcessorTime;
        }
    }

    /// <summary>Its resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            this.process.Refresh();
            return this.process.WorkingSet64;
        }
    }

    /// <summary>Ends it as a crash would.</summary>
    public void Kill()
    {
        this.process.Kill(entireProcessTree: true);
        this.process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (this.own && !this.process.HasExited)
        {
            Kill();
        }

        this.process.Dispose();
    }

    static ChildProcess Start(ProcessStartInfo start, string name)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        process.OutputDataReceived += (_, line) => Echo(name, line.Data);
        process.ErrorDataReceived += (_, line) => Echo(name, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, own: true);
    }

    static void Echo(string name, string? line)
    {
        if (line is not null && Environment.GetEnvironmentVariable("BENCH_VERBOSE") is not null)
        {
            Console.Error.WriteLine($"[{name}] {line}");
        }
    }
}
