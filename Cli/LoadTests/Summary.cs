using System.Globalization;
using Spectre.Console;

namespace OcppLab.Cli;

/// <summary>What a load test has come to, for people.</summary>
/// <param name="console">Where it is printed.</param>
sealed class Summary(IAnsiConsole console)
{
    const int MostFindings = 10;

    /// <summary>Prints it.</summary>
    /// <param name="end">The load test.</param>
    /// <param name="before">Another that it is compared with; null for none.</param>
    public void Print(LoadTestAnswer end, LoadTestAnswer? before)
    {
        PrintActions(end, before);
        PrintSessions(end);
        PrintConnections(end);
        PrintFindings(end);
        PrintThresholds(end);
        PrintVerdict(end);
    }

    void PrintActions(LoadTestAnswer end, LoadTestAnswer? before)
    {
        if (end.Actions.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("Action");
        string[] columns = ["Requests", "p50", "p95", .. before is null ? Array.Empty<string>() : ["p95 before"], "p99", "max", "Errors", "Error rate"];
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        table.AddColumn("of them");
        foreach (var action in end.Actions)
        {
            var earlier = before?.Actions.FirstOrDefault(other => other.Action == action.Action);
            string[] cells =
            [
                action.Action,
                Shown.Number(action.Count),
                Shown.Ms(action.Response, spread => spread.P50Ms),
                Shown.Ms(action.Response, spread => spread.P95Ms),
                .. before is null ? Array.Empty<string>() : [earlier is null ? "" : Shown.Ms(earlier.Response, spread => spread.P95Ms)],
                Shown.Ms(action.Response, spread => spread.P99Ms),
                Shown.Ms(action.Response, spread => spread.MaxMs),
                Shown.Number(action.Failed),
                Shown.Percent(action.ErrorRatePercent),
                string.Join(", ", Errors(action)),
            ];
            table.AddRow(cells.Select(cell => new Text(cell, action.Failed > 0 ? new(Color.Red) : Style.Plain)));
        }

        console.Write(table);
    }

    static IEnumerable<string> Errors(ActionAnswer action)
    {
        foreach (var (code, count) in action.CallErrors.Where(error => error.Value > 0))
        {
            yield return $"{Shown.Number(count)} {Shown.Printable(code)}";
        }

        foreach (var (count, what) in new[] { (action.TimedOut, "timed out"), (action.InvalidResults, "invalid"), (action.ConnectionsLost, "connection lost") })
        {
            if (count > 0)
            {
                yield return $"{Shown.Number(count)} {what}";
            }
        }
    }

    void PrintSessions(LoadTestAnswer end)
    {
        var sessions = end.Sessions;
        var table = new Table().Border(TableBorder.Simple).AddColumn("Sessions").AddColumn(new TableColumn("").RightAligned()).AddColumn("");
        Row("planned", sessions.Planned, sessions.NoChargerFree > 0 ? $"no charger was free for {Shown.Number(sessions.NoChargerFree)}" : "");
        Row("requested", sessions.Requested, sessions.LeftToCsms > 0 ? $"{Shown.Number(sessions.LeftToCsms)} left to the CSMS" : "");
        Row("authorized", sessions.Authorized, "");
        Row("started", sessions.Started, string.Join(", ", new[]
        {
            sessions.StartedPercent is { } percent && sessions.Started + sessions.Failed > 0 ? Shown.Percent(percent) : "",
            sessions.StartedByCsms > 0 ? $"{Shown.Number(sessions.StartedByCsms)} by the CSMS" : "",
            sessions.Start.Count > 0 ? $"p95 {Shown.Ms(sessions.Start.P95Ms)}" : "",
            sessions.MostActive > 0 ? $"{Shown.Number(sessions.MostActive)} at once" : "",
        }.Where(part => part.Length > 0)));
        Row("stopped", sessions.Stopped, "");
        Row("failed", sessions.Failed, "");
        foreach (var failure in sessions.Failures)
        {
            Row($"  {failure.Outcome}", failure.Count, Shown.Printable(failure.Reason));
        }

        console.Write(table);

        void Row(string what, long count, string more) => table.AddRow(new Text(what), new Text(Shown.Number(count)), new Text(more));
    }

    void PrintConnections(LoadTestAnswer end)
    {
        var connections = end.Connections;
        console.WriteLine(
            $"Connections: {Shown.Number(connections.MostConnected)} of {Shown.Count(end.Chargers, "charger", "chargers")} at once,"
            + $" {Shown.Number(connections.Opened)} opened, {Shown.Number(connections.Reconnects)} of them again,"
            + $" {Shown.Number(connections.Lost)} lost, {Shown.Number(connections.NotMade)} not made"
            + (connections.Connect.Count == 0 ? "" : $"; connect p95 {Shown.Ms(connections.Connect.P95Ms)}")
            + (connections.Boot.Count == 0 ? "" : $", boot p95 {Shown.Ms(connections.Boot.P95Ms)}"));
    }

    void PrintFindings(LoadTestAnswer end)
    {
        if (end.Findings.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine($"The CSMS went against the specification {Shown.Count(end.CsmsViolations, "time", "times")}:", new Style(Color.Red));
        foreach (var finding in end.Findings.Take(MostFindings))
        {
            var detail = string.IsNullOrEmpty(finding.Detail) ? "" : $": {Shown.Printable(finding.Detail)}";
            console.WriteLine($"  {Shown.Number(finding.Count),8} {finding.Kind.Replace('_', ' ')} {finding.Action}{detail} (at {finding.Identity})");
        }

        if (end.Findings.Count > MostFindings)
        {
            console.WriteLine($"  … and {end.Findings.Count - MostFindings} other kinds, in the report");
        }
    }

    void PrintThresholds(LoadTestAnswer end)
    {
        if (end.Thresholds.Count == 0)
        {
            return;
        }

        console.WriteLine();
        foreach (var threshold in end.Thresholds)
        {
            console.WriteLine(
                $"  {(threshold.Holds ? "holds" : "FAILS")}  {threshold.Threshold}   {Shown.Value(threshold)}", new Style(threshold.Holds ? Color.Green : Color.Red));
        }
    }

    void PrintVerdict(LoadTestAnswer end)
    {
        console.WriteLine();
        foreach (var gap in end.Gaps)
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Not measured: {gap.Silo}, {gap.From.UtcDateTime:HH:mm:ss} to {gap.To.UtcDateTime:HH:mm:ss} UTC: {gap.Reason}"));
        }

        foreach (var reason in end.Reasons.Concat(end.Simulator.Reasons).Distinct())
        {
            console.WriteLine(Shown.Printable(reason));
        }

        var color = end.Verdict switch { "passed" => Color.Green, "failed" or "error" => Color.Red, _ => Color.Yellow };
        console.WriteLine(
            $"{Shown.Printable(end.Name)} ({end.LoadTestId}): {end.Verdict?.ToUpperInvariant() ?? "NO VERDICT"} after {Shown.Clock(end.ElapsedSeconds)}",
            new Style(color, decoration: Decoration.Bold));
    }
}
