using System.CommandLine;

namespace OcppLab.Cli;

/// <summary>The files that a load test's reports are written to.</summary>
sealed class ReportFiles
{
    readonly Option<string?> html = File("--report", "Write the report as one HTML page.", "FILE.html");

    readonly Option<string?> junit = File("--junit", "Write the thresholds' state as JUnit XML.", "FILE.xml");

    readonly Option<string?> json = File("--json-report", "Write the report as JSON, with the values over time; with --compare-with, the comparison.", "FILE.json");

    /// <summary>The options.</summary>
    public IReadOnlyList<Option<string?>> Options => [html, junit, json];

    /// <summary>Sees to it before the load test that the reports can be written after it.</summary>
    /// <exception cref="CliException">One can't.</exception>
    public void Check(ParseResult parsed, Terminal terminal)
    {
        foreach (var (option, _) in Wanted)
        {
            if (parsed.GetValue(option) is { } file && (Directory.Exists(terminal.PathOf(file)) || !Directory.Exists(Path.GetDirectoryName(terminal.PathOf(file)))))
            {
                throw new CliException(ExitCode.Usage, $"{option.Name} {file} can't be written: its directory is missing, or it is one.");
            }
        }
    }

    /// <summary>Writes those that were asked for.</summary>
    /// <returns>The files; what could not be written is said on the way, and is not among them.</returns>
    public async Task<(IReadOnlyList<string> Written, bool AllWritten)> WriteAsync(ParseResult parsed, Terminal terminal, LoadTestRun run, string? compareWith)
    {
        var (written, all) = (new List<string>(), true);
        foreach (var (option, format) in Wanted)
        {
            if (parsed.GetValue(option) is not { } file)
            {
                continue;
            }

            try
            {
                // JUnit XML is of one load test.
                var report = await run.ReportAsync(format, option == junit ? null : compareWith);
                await System.IO.File.WriteAllBytesAsync(terminal.PathOf(file), report, terminal.Interrupts.Second);
                written.Add(file);
            }
            catch (Exception e) when (e is CliException or IOException or UnauthorizedAccessException)
            {
                all = false;
                await terminal.Error.WriteLineAsync($"{option.Name} {file} is not written: {e.Message}");
            }
        }

        return (written, all);
    }

    IEnumerable<(Option<string?> Option, string Format)> Wanted => [(html, "html"), (junit, "junit"), (json, "json")];

    static Option<string?> File(string name, string description, string value) => new(name) { Description = description, HelpName = value };
}
