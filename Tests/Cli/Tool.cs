using System.Text;
using OcppLab.Cli;

namespace OcppLab.Tests.Cli;

/// <summary>The program <c>ocpplab</c> in the test's hands: a directory, an environment and a terminal of its own.</summary>
sealed class Tool : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("ocpplab-cli-").FullName;

    public Dictionary<string, string> Variables { get; } = [];

    public WatchedWriter Out { get; } = new();

    public WatchedWriter Error { get; } = new();

    public byte[] In { get; set; } = [];

    public Interrupts Interrupts { get; } = new();

    public TimeProvider Time { get; init; } = new HurriedTime();

    public Func<DirectoryInfo> DataDirectory { get; set; } = () => System.IO.Directory.CreateTempSubdirectory("ocpplab-");

    public Terminal Terminal => new()
    {
        Out = Out,
        Error = Error,
        In = () => new MemoryStream(In),
        Variable = Variables.GetValueOrDefault,
        Directory = Directory,
        Interrupts = Interrupts,
        DataDirectory = DataDirectory,
        Time = Time,
    };

    public Task<ExitCode> RunAsync(params string[] args) => OcppLabTool.RunAsync(args, Terminal).WaitAsync(Patience);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(Directory, name), text);
        return name;
    }

    public string Read(string name) => File.ReadAllText(Path.Combine(Directory, name));

    public void Dispose()
    {
        Interrupts.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

/// <summary>What is written, which a test can wait for.</summary>
sealed class WatchedWriter : TextWriter
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly StringBuilder written = new();
    readonly List<(string Text, TaskCompletionSource Seen)> waiting = [];

    public override Encoding Encoding => Encoding.UTF8;

    public string Text
    {
        get
        {
            lock (written)
            {
                return written.ToString();
            }
        }
    }

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override void Write(char value) => Write($"{value}");

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override void Write(string? value)
    {
        lock (written)
        {
            written.Append(value);
            var text = written.ToString();
            foreach (var (wanted, seen) in waiting)
            {
                if (text.Contains(wanted))
                {
                    seen.TrySetResult();
                }
            }
        }
    }

    public Task UntilAsync(string text)
    {
        lock (written)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((text, seen));
            Write("");
            return seen.Task.WaitAsync(Patience);
        }
    }
}

/// <summary>A clock for which every wait is over at once, and takes its time all the same.</summary>
sealed class HurriedTime : TimeProvider
{
    long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Waited => TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp() => Volatile.Read(ref ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Add(ref ticks, dueTime.Ticks);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new OverTimer();
    }

    sealed class OverTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
