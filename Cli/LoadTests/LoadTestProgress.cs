using Spectre.Console;
using Spectre.Console.Rendering;

namespace OcppLab.Cli;

/// <summary>Shows how far a load test is.</summary>
abstract class LoadTestProgress
{
    /// <summary>Shows it while something is done: drawn anew on a terminal, elsewhere a line now and then.</summary>
    public static async Task<T> ShowAsync<T>(Terminal terminal, Func<LoadTestProgress, Task<T>> doAsync)
    {
        if (!terminal.IsInteractive)
        {
            return await doAsync(new Lines(terminal));
        }

        var console = terminal.Progress();
        if (!console.Profile.Capabilities.Ansi)
        {
            return await doAsync(new Lines(terminal));
        }

        terminal.Saying = console.WriteLine;
        try
        {
            return await console.Live(new Text("")).AutoClear(true).Overflow(VerticalOverflow.Ellipsis).StartAsync(live => doAsync(new Drawing(console, live)));
        }
        finally
        {
            terminal.Saying = null;
        }
    }

    /// <summary>Shows how it stands.</summary>
    public abstract void Show(LoadTestAnswer state);

    /// <summary>A line every ten seconds, and where a stage begins.</summary>
    sealed class Lines(Terminal terminal) : LoadTestProgress
    {
        static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

        long? last;
        string stage = "";

        public override void Show(LoadTestAnswer state)
        {
            if (stage == Shown.Stage(state) && last is { } before && terminal.Time.GetElapsedTime(before) < Interval)
            {
                return;
            }

            (last, stage) = (terminal.Time.GetTimestamp(), Shown.Stage(state));
            var thresholds = state.Thresholds.Count == 0 ? "" : $", thresholds {state.Thresholds.Count(threshold => threshold.Holds)} of {state.Thresholds.Count} hold";
            var p95 = string.Join(", ", Shown.P95(state, 3));
            terminal.Say($"{Shown.Clock(state.ElapsedSeconds)}/{Shown.Clock(state.PlannedSeconds)} {stage}: {Shown.Number(state.Connections.Connected)} connected,"
                + $" {Shown.Number(state.Sessions.Active)} active, {Shown.Number(state.Sessions.Started)} started, {Shown.Errors(state)}"
                + $"{(p95.Length == 0 ? "" : $", p95 {p95}")}{thresholds}");
        }
    }

    /// <summary>A few lines that are drawn over.</summary>
    sealed class Drawing(IAnsiConsole console, LiveDisplayContext live) : LoadTestProgress
    {
        const int BarWidth = 40;

        public override void Show(LoadTestAnswer state)
        {
            var lines = new List<IRenderable>
            {
                new Text($"{Shown.Printable(state.Name)} ({state.LoadTestId})", new(decoration: Decoration.Bold)),
                new Text($"{Bar(state)} {Shown.Clock(state.ElapsedSeconds)} of {Shown.Clock(state.PlannedSeconds)}  {Shown.Stage(state)}"),
                new Text($"{Shown.Number(state.Connections.Connected)} of {Shown.Count(state.Chargers, "charger", "chargers")} connected"
                    + $"   {Shown.Number(state.Sessions.Active)} active   {Shown.Number(state.Sessions.Started)} started"),
                new Text(Shown.Errors(state), state.Failed == 0 ? Style.Plain : new(Color.Red)),
            };
            var p95 = string.Join("   ", Shown.P95(state, 4));
            if (p95.Length > 0)
            {
                lines.Add(new Text($"p95  {p95}"));
            }

            lines.AddRange(state.Thresholds.Select(threshold => new Text(
                $"{(threshold.Holds ? "ok    " : "fails ")} {threshold.Threshold}   {Shown.Value(threshold)}", new(threshold.Holds ? Color.Green : Color.Red))));
            lines.Add(new Text(state.Status == "stopping" ? "Stopping …" : "Ctrl-C stops it.", new(decoration: Decoration.Dim)));
            live.UpdateTarget(new Rows(lines));
        }

        string Bar(LoadTestAnswer state)
        {
            var share = state.IsFinished || state.Status == "stopping" ? 1 : state.PlannedSeconds > 0 ? Math.Clamp(state.ElapsedSeconds / state.PlannedSeconds, 0, 1) : 0;
            var full = (int)Math.Round(share * BarWidth);
            var (done, open) = console.Profile.Capabilities.Unicode ? ('█', '░') : ('#', '-');
            return new string(done, full) + new string(open, BarWidth - full);
        }
    }
}
