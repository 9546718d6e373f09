using System.CommandLine;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace OcppLab.Cli;

/// <summary><c>logs</c>: the frames between a charger and its CSMS.</summary>
static class LogsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal, ServiceOptions service)
    {
        var charger = new Argument<string>("charger") { Description = "The charger's id or identity.", HelpName = "CHARGER" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Print what comes from now on, until Ctrl-C; it goes on after a break." };
        var actions = new Option<string[]>("--action")
        {
            Description = "Only frames of this OCPP action; it may be given several times.",
            HelpName = "ACTION",
            DefaultValueFactory = _ => [],
        };
        var limit = new Option<int>("--limit") { Description = "Without --follow: how many of the last frames.", HelpName = "NUMBER", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--limit must be 1 to 1000.");
            }
        });
        var command = new Command("logs", "Prints the frames between a charger and its CSMS; with --json one object a line.") { charger, follow, actions, limit };
        command.SetAction(async (parsed, _) =>
        {
            using var client = service.Connect(parsed);
            var printer = new Printer(terminal, service.Json(parsed));
            var wanted = parsed.GetValue(actions)!;
            var cancellation = terminal.Interrupts.First;
            var id = await FindAsync(client, parsed.GetValue(charger)!, cancellation);
            if (!parsed.GetValue(follow))
            {
                var answer = await client.GetAsync(
                    $"ocpp/chargers/{id}/logs?limit={parsed.GetValue(limit)}{string.Concat(wanted.Select(action => $"&action={Uri.EscapeDataString(action)}"))}", cancellation);
                using var json = JsonDocument.Parse(answer);
                foreach (var frame in json.RootElement.GetProperty("data").EnumerateArray().Reverse())
                {
                    printer.Print(frame.GetRawText());
                }

                return (int)ExitCode.Done;
            }

            try
            {
                await FollowAsync(client, terminal, id, wanted, printer, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Ctrl-C is how following ends.
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    static async Task FollowAsync(
        ServiceClient client, Terminal terminal, string id, string[] actions, Printer printer, CancellationToken cancellationToken)
    {
        using var events = new EventStream(client, $"ocpp/chargers/{id}/logs/stream", terminal.Time);
        while (true)
        {
            var next = await events.NextAsync(cancellationToken);
            if (next.Name == "gap")
            {
                terminal.Error.WriteLine(ServiceJson.Read(Encoding.UTF8.GetBytes(next.Data), ServiceJson.Default.GapEvent).Detail);
            }
            else if (next.Name == "frame")
            {
                printer.Print(next.Data, actions);
            }
        }
    }

    static async Task<string> FindAsync(ServiceClient client, string name, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync($"ocpp/chargers?identity={Uri.EscapeDataString(name)}", cancellationToken);
        return Uri.EscapeDataString(ServiceJson.Read(answer, ServiceJson.Default.PageAnswerChargerAnswer).Data is [var found, ..] ? found.Id : name);
    }

    /// <summary>Prints frames, one a line.</summary>
    sealed class Printer(Terminal terminal, bool json)
    {
        readonly IAnsiConsole console = terminal.Results();
        readonly bool colors = terminal.ShowsResults;

        public void Print(string data, params IReadOnlyCollection<string> actions)
        {
            var frame = ServiceJson.Read(Encoding.UTF8.GetBytes(data), ServiceJson.Default.FrameAnswer);
            if (actions.Count > 0 && !actions.Contains(frame.Action))
            {
                return;
            }

            var toCsms = frame.Direction == "cp_to_csms";
            var head = $"{frame.Timestamp.UtcDateTime:HH:mm:ss.fff} {Shown.Printable(frame.Identity)} {(toCsms ? "->" : "<-")} {Shown.Printable(frame.Action)}";
            if (json)
            {
                terminal.Out.WriteLine(data);
            }
            else if (colors)
            {
                console.Write(new Text($"{head} ", new(toCsms ? Color.Blue : Color.Green)));
                terminal.Out.WriteLine(Shown.Printable(frame.Message));
            }
            else
            {
                terminal.Out.WriteLine($"{head} {Shown.Printable(frame.Message)}");
            }

            terminal.Out.Flush();
        }
    }
}
