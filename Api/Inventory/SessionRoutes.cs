using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary><c>/ocpp/sessions</c>: the sessions that were and that are.</summary>
static class SessionRoutes
{
    const string Csv = "text/csv";

    static readonly Field<string?> LocationId = Field.Text("location_id", "Only this location's.").OrNull();

    static readonly Field<string?> ChargerId = Field.Text("charger_id", "Only this charger's.").OrNull();

    static readonly (string Word, SessionStatus Status)[] Statuses =
        [("pending", SessionStatus.Pending), ("active", SessionStatus.Active), ("completed", SessionStatus.Completed), ("failed", SessionStatus.Failed)];

    static readonly Field<SessionStatus?> Status = Field.Choice(
        "status",
        "Only those that wait for the CSMS to be there (`pending`), that run (`active`), that are over (`completed`), or that never came to a"
        + " transaction (`failed`).",
        Statuses).OrNull();

    static readonly Field<DateTimeOffset?> From = Field.Time("from", "Only those whose `started_at` is this time or later.").OrNull();

    static readonly Field<DateTimeOffset?> To = Field.Time("to", "Only those whose `started_at` is before this time.").OrNull();

    static readonly Answer<SessionRecord> Session = new Answer<SessionRecord>("Session", "A charging session.")
        .Text("id", "Its id.", session => session.Id)
        .Text("location_id", "The charger's location.", session => session.LocationId)
        .Text("charger_id", "The charger.", session => session.ChargerId)
        .Text("identity", "The charger's identity.", session => session.Identity)
        .Int("connector_id", "The connector (1.6) or EVSE (2.0.1).", session => session.ConnectorId)
        .Text("id_tag", "The id tag.", session => session.IdTag)
        .TextOrNull("transaction_id", "The OCPP transaction id; null while the CSMS has not given it.", session => session.TransactionId)
        .Word("status", "How far it is: `failed` is one that never came to a transaction.", Statuses.Select(status => status.Word), StatusOf)
        .Time("started_at", "When its transaction started; when it was asked for, where it has none.", session => session.StartedAt)
        .TimeOrNull("stopped_at", "When it ended; null while it runs or waits.", session => session.StoppedAt)
        .Number("energy_wh", "The energy delivered, in watt-hours; up to now while it runs.", session => Energy(session))
        .TextOrNull("stop_reason", "Why it ended; null while it runs.", session => session.StopReason)
        .TextOrNull("command_id", "The command that started it; null if the CSMS did.", session => session.CommandId)
        .WordOrNull(
            "outcome", "What it has come to, as commands have it; null for a session of an older version.", Outcomes.All, session => session.Outcome)
        .TextOrNull(
            "reason", "Why it has come to that, in the CSMS's own words or in a sentence; null where there is nothing to add.", session => session.Reason);

    static readonly (string Name, Func<SessionRecord, string?> Value)[] Columns =
    [
        ("id", session => session.Id),
        ("location_id", session => session.LocationId),
        ("charger_id", session => session.ChargerId),
        ("identity", session => session.Identity),
        ("connector_id", session => session.ConnectorId.ToString(CultureInfo.InvariantCulture)),
        ("id_tag", session => session.IdTag),
        ("transaction_id", session => session.TransactionId),
        ("status", StatusOf),
        ("started_at", session => UtcTime.Text(session.StartedAt)),
        ("stopped_at", session => session.StoppedAt is { } stopped ? UtcTime.Text(stopped) : null),
        ("energy_wh", session => Energy(session).ToString(CultureInfo.InvariantCulture)),
        ("stop_reason", session => session.StopReason),
        ("command_id", session => session.CommandId),
        ("outcome", session => session.Outcome),
        ("reason", session => session.Reason),
    ];

    static readonly Answer<PageOf<SessionRecord>> SessionPage = Session.Paged();

    /// <summary>Maps the sessions.</summary>
    public static IEndpointRouteBuilder MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ocpp/sessions", ListAsync).RequireRead().WithTags(Tags.Sessions)
            .WithName("list-sessions").WithSummary("List the sessions, newest first.")
            .WithDescription("Those that were asked for in vain are there too, with the reason.\n\nWith `Accept: text/csv` all that fit, whatever the page, as RFC 4180 has it: a header, then a line for each session. A value that"
                + " begins with `=`, `+`, `-` or `@` has an apostrophe before it, so that a spreadsheet does not take it for a formula.")
            .WithPaging(LocationId, ChargerId, Status, From, To)
            .WithAnswer(StatusCodes.Status200OK, SessionPage.Shape, "A page of them.", Csv);
        return routes;
    }

    static async Task<IResult> ListAsync(
        Organization organization, Query query, Paging paging, LiveSessions sessions, HttpContext context)
    {
        var filter = new SessionFilter
        {
            LocationId = query.Get(LocationId),
            ChargerId = query.Get(ChargerId),
            Status = query.Get(Status),
            From = query.Get(From),
            To = query.Get(To),
        };
        if (WantsCsv(context.Request))
        {
            return new CsvAnswer(sessions.AllAsync(organization.Id, filter, context.RequestAborted));
        }

        var page = await sessions.PageAsync(organization.Id, filter, paging.Offset, paging.Limit, context.RequestAborted);
        return SessionPage.With(new(page.Data, page.Total, paging.Page, paging.Limit));
    }

    /// <summary>Whether CSV is what the client likes best.</summary>
    static bool WantsCsv(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault() is { } best
        && best.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase);

    static string StatusOf(SessionRecord session) => Statuses.First(status => status.Status == session.Status).Word;

    static double Energy(SessionRecord session) => Math.Round(session.EnergyWh, 3);

    /// <summary>Sessions as CSV, written as they are read.</summary>
    sealed class CsvAnswer(IAsyncEnumerable<SessionRecord> sessions) : IResult
    {
        const int FlushCharacters = 32 * 1024;

        public async Task ExecuteAsync(HttpContext context)
        {
            var response = context.Response;
            response.ContentType = "text/csv; charset=utf-8; header=present";
            response.Headers.ContentDisposition = "attachment; filename=\"sessions.csv\"";
            var text = new StringBuilder();
            text.AppendJoin(',', Columns.Select(column => column.Name)).Append("\r\n");
            await foreach (var session in sessions)
            {
                foreach (var (_, value) in Columns)
                {
                    Append(text, value(session)).Append(',');
                }

                text.Length--;
                text.Append("\r\n");
                if (text.Length < FlushCharacters)
                {
                    continue;
                }

                await response.WriteAsync(text.ToString(), context.RequestAborted);
                text.Clear();
            }

            await response.WriteAsync(text.ToString(), context.RequestAborted);
        }

        static StringBuilder Append(StringBuilder text, string? value)
        {
            if (value is ['=' or '+' or '-' or '@', ..])
            {
                // A spreadsheet would take it for a formula.
                value = $"'{value}";
            }

            return value.AsSpan().ContainsAny(",\"\r\n") ? text.Append('"').Append(value!.Replace("\"", "\"\"")).Append('"') : text.Append(value);
        }
    }
}
