using System.Text;
using System.Text.Json.Nodes;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary><c>GET /ocpp/commands</c>: the commands that were given, and what became of them.</summary>
static class OutcomeRoutes
{
    static readonly Field<string?> EventType = Field.Text("event_type", "Only those with this name, such as `start_session`.").OrNull();

    static readonly Field<string?> LocationId = Field.Text("location_id", "Only those for chargers of this location.").OrNull();

    static readonly Field<DateTimeOffset?> From = Field.Time("from", "Only those that came in at this time or later.").OrNull();

    static readonly Field<DateTimeOffset?> To = Field.Time("to", "Only those that came in before this time.").OrNull();

    static readonly Field<string?> Outcome = Field.Choice(
        "outcome", "Only the chargers that have come to this.", [.. Outcomes.All.Select(word => (word, word))]).OrNull();

    const string Words =
        """
        - `queued`: the charger is to do it, and nothing more is known;
        - `failed`: the charger refused it when it was given, with the `reason` that the 202 had too;
        - `applied`: the charger has done it; of a message to the CSMS, that it will be sent;
        - `offline`: it waits for the CSMS, which the charger has no connection to or is not accepted by;
        - `authorized`: the id tag may charge; of a session, its transaction runs and the CSMS has yet to confirm its start;
        - `started`: the transaction runs, and the CSMS, where there is one, has confirmed its start;
        - `stopped`: the transaction is over, with its `stop_reason` and `energy_wh`;
        - `refused`: the CSMS refused, with its own status or its CALLERROR as the `reason`;
        - `timed_out`: the CSMS did not answer in time;
        - `fault`: a fault of the connector came before the transaction;
        - `never_plugged`: the cable was out before the transaction began;
        - `cancelled`: something else came before the transaction;
        - `answered`: the CSMS answered a message of `proxy-message`.
        """;

    static readonly Answer<IReadOnlyList<OutcomeCount>> Counts = Outcomes.All.Aggregate(
        new Answer<IReadOnlyList<OutcomeCount>>("CommandOutcomeCounts", "How many of a command's chargers have come to what.")
        {
            Example = CountsExample(),
        },
        (answer, word) => answer.Int(
            word, $"Chargers whose outcome is `{word}`.", counts => counts.FirstOrDefault(count => count.Outcome == word)?.Count ?? 0));

    static readonly Answer<CommandRecord> Listed = Describe(new Answer<CommandRecord>("Command", "A command that was given.")
    {
        Example = Example(),
    }, command => command);

    static readonly Answer<PageOf<CommandRecord>> ListedPage = Listed.Paged();

    static readonly Answer<(CommandRecord Command, IReadOnlyList<OutcomeCount> Counts)> Summary = Describe(
        new Answer<(CommandRecord Command, IReadOnlyList<OutcomeCount> Counts)>("CommandSummary", "A command and what became of it.")
        {
            Example = Example(
                ("outcomes", CountsExample()),
                ("last_outcome_at", "2026-11-24T08:00:03.271Z")),
        },
        summary => summary.Command)
        .Object("outcomes", "How many of its chargers have come to what; together they are `targeted_count`.", Counts, summary => summary.Counts)
        .TimeOrNull("last_outcome_at", "When a charger last came to something; null for not yet.", summary => summary.Counts.Max(count => count.LastAt));

    static readonly Answer<OutcomeRecord> Charger = new Answer<OutcomeRecord>("CommandOutcome", "What a command has come to at one charger.")
    {
        Example = JsonNode.Parse(
            """
            {
              "charger_id": "dep-123", "identity": "CP-17", "outcome": "refused", "at": "2026-11-24T08:00:03.271Z", "reason": "Blocked",
              "session_id": "0b0e5f43-6d1f-8b6a-9d55-2f9f0d1f4c11", "transaction_id": null, "stop_reason": null, "energy_wh": null
            }
            """),
    }
        .Text("charger_id", "The charger.", row => row.ChargerId)
        .TextOrNull("identity", "Its charge point identity; null where there is no such charger, or not any more.", row => row.Identity)
        .Word("outcome", "What the command has come to.", Outcomes.All, row => row.Outcome)
        .TimeOrNull("at", "When; null while it is `queued`.", row => row.At)
        .TextOrNull("reason", "Why, in the CSMS's own words or in a sentence; null where there is nothing to add.", row => row.Reason)
        .TextOrNull("session_id", "The session that it began, as `/ocpp/sessions` has it; null for none.", row => row.SessionId)
        .TextOrNull("transaction_id", "The session's OCPP transaction id; null while it is not known.", row => row.TransactionId)
        .TextOrNull("stop_reason", "Why the session's transaction ended; null while it runs.", row => row.StopReason)
        .NumberOrNull("energy_wh", "The energy that the session delivered, in watt-hours; null until it is over.", row => row.EnergyWh is { } energy ? Math.Round(energy, 3) : null);

    static readonly Answer<PageOf<OutcomeRecord>> ChargerPage = Charger.Paged();

    /// <summary>Maps the routes.</summary>
    public static void MapOutcomes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ocpp/commands").WithTags(Tags.Commands).RequireRead();
        group.MapGet("", ListAsync)
            .WithName("list-commands").WithSummary("List the commands that were given, the last first.")
            .WithDescription(
                "They are kept for a week (`Commands:KeepFor`), and of each organization as many as are for a million chargers together"
                + " (`Commands:KeepOutcomes`); the sessions that they began stay.")
            .WithPaging(From, To, EventType, LocationId)
            .WithAnswer(StatusCodes.Status200OK, ListedPage.Shape, "A page of them.");
        group.MapGet("{id}", GetAsync)
            .WithName("get-command").WithSummary("Tell what became of a command.")
            .WithDescription($"The outcomes are:\n\n{Words}")
            .WithAnswer(StatusCodes.Status200OK, Summary.Shape, "The command and how many of its chargers have come to what.")
            .WithRefusal(StatusCodes.Status404NotFound, "Command not found, or not kept any more.");
        group.MapGet("{id}/chargers", ChargersAsync)
            .WithName("list-command-chargers").WithSummary("Tell what became of a command at each of its chargers.")
            .WithDescription($"In order of the chargers' identities. The outcomes are:\n\n{Words}")
            .WithPaging(Outcome)
            .WithAnswer(StatusCodes.Status200OK, ChargerPage.Shape, "A page of them.")
            .WithRefusal(StatusCodes.Status404NotFound, "Command not found, or not kept any more.");
    }

    static async Task<IResult> ListAsync(
        Organization organization, Query query, Paging paging, CommandHistory history, CancellationToken cancellationToken)
    {
        var filter = new CommandFilter
        {
            EventType = query.Get(EventType),
            LocationId = query.Get(LocationId),
            From = query.Get(From),
            To = query.Get(To),
        };
        var page = await history.PageAsync(organization.Id, filter, paging.Offset, paging.Limit, cancellationToken);
        return ListedPage.With(new(page.Data, page.Total, paging.Page, paging.Limit));
    }

    static async Task<IResult> GetAsync(
        string id, Organization organization, CommandHistory history, HttpContext context, CancellationToken cancellationToken)
    {
        if (CommandTable.All.Any(command => id == command.Name || id == command.Alias))
        {
            // A command's name, where commands are given.
            context.Response.Headers.Allow = HttpMethods.Post;
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }

        var command = await history.CommandAsync(organization.Id, id, cancellationToken);
        return Summary.With((command, await history.CountAsync(command, cancellationToken)));
    }

    static async Task<IResult> ChargersAsync(
        string id, Organization organization, Query query, Paging paging, CommandHistory history, CancellationToken cancellationToken)
    {
        var command = await history.CommandAsync(organization.Id, id, cancellationToken);
        var page = await history.ChargersAsync(command, query.Get(Outcome), paging.Offset, paging.Limit, cancellationToken);
        return ChargerPage.With(new(page.Data, page.Total, paging.Page, paging.Limit));
    }

    static Answer<T> Describe<T>(Answer<T> answer, Func<T, CommandRecord> command) => answer
        .Text("id", "Its id.", of => command(of).Id)
        .Text("event_type", "Its name with underscores.", of => command(of).EventType)
        .Time("requested_at", "When it came in.", of => command(of).RequestedAt)
        .Text("location_id", "The location of its chargers.", of => command(of).LocationId)
        .TextOrNull("charger_id", "The charger, where it was for one alone; null where it was for chargers of the location.", of => command(of).ChargerId)
        .Json("payload", "The event with its defaults filled in.", of => Encoding.UTF8.GetBytes(command(of).Payload))
        .Int("targeted_count", "How many chargers it was for.", of => command(of).Targeted);

    static JsonObject CountsExample() => new(Outcomes.All.Select(word => KeyValuePair.Create(
        word, (JsonNode?)(word switch { "failed" => 1, "started" => 96, "refused" => 3, _ => 0 }))));

    static JsonObject Example(params ReadOnlySpan<(string Name, JsonNode? Value)> more)
    {
        var example = JsonNode.Parse(
            """
            {
              "id": "a1b2c3d4e5f6", "event_type": "start_session", "requested_at": "2026-11-24T08:00:00.000Z", "location_id": "loc-456", "charger_id": null,
              "payload": {"id_tag": "04A2B3C4D5E6F7", "connector_id": 1, "duration_seconds": 300, "target_energy_kwh": 20}, "targeted_count": 100
            }
            """)!.AsObject();
        foreach (var (name, value) in more)
        {
            example[name] = value;
        }

        return example;
    }
}
