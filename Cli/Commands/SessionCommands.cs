using System.CommandLine;

namespace OcppLab.Cli;

/// <summary><c>start-session</c> and <c>stop-session</c>.</summary>
static class SessionCommands
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The outcomes after which a start-session may still come to another: it is decided when the CSMS has.</summary>
    static readonly string[] Starting = ["queued", "offline", "authorized"];

    /// <summary>The same of a stop-session.</summary>
    static readonly string[] Stopping = ["queued", "offline"];

    /// <summary><c>start-session</c>.</summary>
    public static Command Start(Terminal terminal, ServiceOptions service)
    {
        var idTag = new Option<string>("--id-tag") { Description = "The id tag that the driver shows.", HelpName = "TAG", Required = true };
        var connector = Connector();
        var duration = Spans.Option("--duration", "The time limit, such as 90s, 30m or 2h. [default: 5m]");
        var energy = new Option<double?>("--energy-kwh") { Description = "The energy limit in kWh. [default: 20]", HelpName = "KWH" };
        return Create(terminal, service, "start-session", "Starts a session: plug in, authorize, charge, stop at the first limit.", Starting,
            [idTag, connector, duration, energy],
            (parsed, json) =>
            {
                json.WriteString("id_tag", parsed.GetValue(idTag));
                if (parsed.GetValue(connector) is { } number)
                {
                    json.WriteNumber("connector_id", number);
                }

                if (parsed.GetValue(duration) is { } limit)
                {
                    json.WriteNumber("duration_seconds", (long)limit.TotalSeconds);
                }

                if (parsed.GetValue(energy) is { } kwh)
                {
                    json.WriteNumber("target_energy_kwh", kwh);
                }
            });
    }

    /// <summary><c>stop-session</c>.</summary>
    public static Command Stop(Terminal terminal, ServiceOptions service)
    {
        var connector = Connector();
        var idTag = new Option<string?>("--id-tag") { Description = "The id tag that is shown. [default: the one that started]", HelpName = "TAG" };
        var reason = new Option<string?>("--reason") { Description = "The reason that the CSMS is told, in the words of OCPP. [default: Local]", HelpName = "REASON" };
        return Create(terminal, service, "stop-session", "Stops the running session and unplugs.", Stopping, [connector, idTag, reason], (parsed, json) =>
        {
            if (parsed.GetValue(connector) is { } number)
            {
                json.WriteNumber("connector_id", number);
            }

            if (parsed.GetValue(idTag) is { } tag)
            {
                json.WriteString("id_tag", tag);
            }

            if (parsed.GetValue(reason) is { } why)
            {
                json.WriteString("reason", why);
            }
        });
    }

    static Option<int?> Connector() => new("--connector") { Description = "The connector, from 1. [default: 1]", HelpName = "NUMBER" };

    static Command Create(
        Terminal terminal, ServiceOptions service, string name, string description, string[] undecided, Option[] options,
        Action<ParseResult, System.Text.Json.Utf8JsonWriter> writeEvent)
    {
        var target = new TargetOptions();
        var wait = new Option<bool>("--wait") { Description = "Wait until it is decided at every charger what has come of it." };
        var timeout = Spans.Option("--timeout", "With --wait: how long at most; after it the exit code is 1. [default: 2m]");
        var command = new Command(name, description);
        target.AddTo(command);
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.Add(wait);
        command.Add(timeout);
        command.SetAction(async (parsed, _) =>
        {
            using var client = service.Connect(parsed);
            var given = new GivenCommand(client, terminal, service.Json(parsed), undecided);
            var body = target.Body(parsed, json => writeEvent(parsed, json));
            var patience = parsed.GetValue(wait) ? parsed.GetValue(timeout) ?? Patience : (TimeSpan?)null;
            return (int)await given.GiveAsync(name, body, patience, terminal.Interrupts.First);
        });
        return command;
    }
}
