using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace OcppLab.Cli;

/// <summary><c>chargers</c>: what the chargers are doing.</summary>
static class ChargersCommand
{
    const int PageSize = 100;

    static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal, ServiceOptions service)
    {
        var location = new Option<string?>("--location") { Description = "Only those of this location.", HelpName = "ID" };
        var search = new Option<string?>("--search") { Description = "Only those with this text in their identity or name.", HelpName = "TEXT" };
        var status = new Option<string?>("--status") { Description = "Only those with a connector of this status, such as Charging.", HelpName = "STATUS" };
        var connection = new Option<string?>("--connection") { Description = "Only those whose connection is this, such as accepted.", HelpName = "STATE" };
        var watch = new Option<bool>("--watch") { Description = "Show them anew every two seconds, until Ctrl-C; needs a terminal." };
        var command = new Command("chargers", "Lists the chargers and what they are doing.") { location, search, status, connection, watch };
        command.SetAction(async (parsed, _) =>
        {
            using var client = service.Connect(parsed);
            var list = new List(client, Query(("location_id", parsed.GetValue(location)), ("search", parsed.GetValue(search))), charger =>
                (parsed.GetValue(connection) is not { } state || Same(charger.Connection.State, state))
                && (parsed.GetValue(status) is not { } wanted || charger.Connectors.Any(connector => Same(connector.Status, wanted))));
            var cancellation = terminal.Interrupts.First;
            if (parsed.GetValue(watch))
            {
                await WatchAsync(terminal, list, service.Json(parsed), cancellation);
            }
            else if (service.Json(parsed))
            {
                await PrintJsonAsync(terminal, list, cancellation);
            }
            else
            {
                terminal.Results().Write(await TableAsync(list, cancellation));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = "";
        foreach (var (name, value) in parameters)
        {
            query += value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
        }

        return query;
    }

    static async Task WatchAsync(Terminal terminal, List list, bool json, CancellationToken cancellationToken)
    {
        if (!terminal.ShowsResults || json)
        {
            throw new CliException(ExitCode.Usage, "--watch needs a terminal to draw on, and no --json.");
        }

        await terminal.Results().Live(await TableAsync(list, cancellationToken)).Overflow(VerticalOverflow.Ellipsis).StartAsync(async live =>
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                live.Refresh();
                await Task.Delay(WatchInterval, terminal.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                live.UpdateTarget(await TableAsync(list, CancellationToken.None));
            }
        });
    }

    static async Task PrintJsonAsync(Terminal terminal, List list, CancellationToken cancellationToken)
    {
        var first = true;
        await terminal.Out.WriteAsync('[');
        await list.ReadAsync((_, charger) =>
        {
            terminal.Out.WriteLine(first ? "" : ",");
            terminal.Out.Write(charger.GetRawText());
            first = false;
        }, cancellationToken);
        await terminal.Out.WriteLineAsync("]");
    }

    static async Task<Table> TableAsync(List list, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Identity", "Status", "Connection", "Connectors", "Power", "OCPP", "Location", "Id");
        table.Columns[3].RightAligned();
        table.Columns[4].RightAligned();
        var shown = 0;
        var total = await list.ReadAsync((charger, _) =>
        {
            shown++;
            table.AddRow(
                new Text(charger.Identity),
                new Text(Status(charger)),
                new Text(charger.Connection.State, StyleOf(charger.Connection.State)),
                new Text($"{charger.Connectors.Count}"),
                new Text(Power(charger)),
                new Text(charger.OcppVersion.Replace("OCPP", "", StringComparison.Ordinal)),
                new Text(charger.LocationId ?? ""),
                new Text(charger.Id));
        }, cancellationToken);
        table.Caption(new TableTitle(shown == total ? $"{total} chargers" : $"{shown} of {total} chargers"));
        return table;
    }

    static string Status(ChargerAnswer charger) => charger.Connectors.Count == 1
        ? charger.Connectors[0].Status
        : string.Join(", ", charger.Connectors.GroupBy(connector => connector.Status).Select(same => $"{same.Count()} {same.Key}"));

    static string Power(ChargerAnswer charger) => charger.Connectors.Any(connector => connector.Transaction is not null)
        ? (charger.Connectors.Sum(connector => connector.Transaction?.PowerW ?? 0) / 1000).ToString("0.0 kW", CultureInfo.InvariantCulture)
        : "";

    static Style StyleOf(string state) => state switch
    {
        "accepted" => new(Color.Green),
        "disconnected" or "unknown" => new(Color.Red),
        "connecting" or "connected" => new(Color.Yellow),
        _ => Style.Plain,
    };

    /// <summary>The chargers, page by page.</summary>
    sealed class List(ServiceClient client, string query, Func<ChargerAnswer, bool> fits)
    {
        /// <summary>Reads all pages.</summary>
        /// <returns>How many there are, also those that do not fit.</returns>
        public async Task<int> ReadAsync(Action<ChargerAnswer, JsonElement> read, CancellationToken cancellationToken)
        {
            for (var page = 1; ; page++)
            {
                var answer = await client.GetAsync($"ocpp/chargers?page={page}&limit={PageSize}{query}", cancellationToken);
                var chargers = ServiceJson.Read(answer, ServiceJson.Default.PageAnswerChargerAnswer);
                using var json = JsonDocument.Parse(answer);
                var elements = json.RootElement.GetProperty("data");
                for (var i = 0; i < chargers.Data.Count; i++)
                {
                    if (fits(chargers.Data[i]))
                    {
                        read(chargers.Data[i], elements[i]);
                    }
                }

                if (chargers.Data.Count < PageSize)
                {
                    return chargers.Total;
                }
            }
        }
    }
}
