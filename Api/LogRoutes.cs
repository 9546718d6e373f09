using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>The frames that chargers exchanged with their CSMS.</summary>
static class LogRoutes
{
    const int MaxOffset = 1_000_000_000;

    static readonly Field<DateTimeOffset?> StartDate = Field.Time("start_date", "Not before this time.").OrNull();
    static readonly Field<DateTimeOffset?> EndDate = Field.Time("end_date", "Not after this time.").OrNull();
    static readonly Field<IReadOnlyList<string>?> Event = Actions("event");
    static readonly Field<int> Limit = Field.Int("limit", "How many at most.", 1, 1000).Or(50);
    static readonly Field<int> Offset = Field.Int("offset", "How many to leave out, newest first.", 0, MaxOffset).Or(0);

    static readonly Field<string?> ChargerId = Field.Text("charger_id", "Only this charger's.").OrNull();
    static readonly Field<string?> DeploymentId = Field.Text("deployment_id", "Another name for `charger_id`.").OrNull();
    static readonly Field<string?> Identity = Field.Text("identity", "Only the charger's with this identity.").OrNull();
    static readonly Field<DateTimeOffset?> DateStart = Field.Time("date_start", "Not before this time.").OrNull();
    static readonly Field<DateTimeOffset?> DateEnd = Field.Time("date_end", "Not after this time.").OrNull();
    static readonly Field<IReadOnlyList<string>?> Action = Actions("action");
    static readonly Field<bool> All = Field.Bool("all", "All of the organization's: instead of a filter.").Or(false);
    static readonly Field<int> Page = Field.Int("page", "The page, from 1.", 1, MaxOffset / 1000).Or(1);
    static readonly Field[] DeleteQuery = [ChargerId, DeploymentId, Identity, DateStart, DateEnd, Action, All];
    static readonly Field<int> PageSize = Field.Int("page_size", "How many items a page has.", 1, 1000).Or(50);

    /// <summary>A frame.</summary>
    public static readonly Answer<LogEntry> Frame = new Answer<LogEntry>("Log", "A frame between a charger and its CSMS.")
        .Text("charger_id", "The charger.", entry => entry.ChargerId)
        .Text("identity", "Its charge point identity.", entry => entry.Identity)
        .Word("direction", "Which way it went.", ["cp_to_csms", "csms_to_cp"], entry =>
            entry.Direction == MessageDirection.ToCsms ? "cp_to_csms" : "csms_to_cp")
        .Text("action", "The OCPP action; for an answer, its request's. Empty for a frame that is not OCPP.", entry => entry.Action)
        .Text("message", "The raw frame; for a connection that failed, why.", entry => entry.Message)
        .Time("timestamp", "When it was sent or received.", entry => entry.Timestamp);

    static readonly Answer<(LogPage Page, LogFilter Filter)> Frames = new Answer<(LogPage Page, LogFilter Filter)>("LogPage", "Frames, newest first.")
        .List("data", "The frames.", Frame, answer => answer.Page.Data)
        .Int("total", "How many fit the filter.", answer => answer.Page.Total)
        .Int("limit", "How many at most were asked for.", answer => answer.Filter.Limit)
        .Int("offset", "How many were left out.", answer => answer.Filter.Offset);

    static readonly Answer<int> Deleted = new Answer<int>("DeletedLogs", "What was forgotten.").Int("deleted_count", "How many frames.", count => count);

    /// <summary>Maps the routes.</summary>
    public static void MapLogs(this IEndpointRouteBuilder routes)
    {
        var logs = routes.MapGroup("/ocpp").WithTags(Tags.Logs);
        logs.MapGet("chargers/{id}/logs", OfChargerAsync)
            .RequireRead()
            .WithName("get-charger-logs")
            .WithSummary("The frames of a charger, newest first.")
            .WithDescription("What is still kept: memory for logs is bounded (`Logs:BytesPerCharger`, `Logs:MemoryBytes`), the oldest go first.")
            .WithQuery(StartDate, EndDate, Event, Action with { Description = "Another name for `event`." }, Limit, Offset)
            .WithAnswer(StatusCodes.Status200OK, Frames.Shape, "The frames.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        logs.MapGet("logs", AcrossAsync)
            .RequireRead()
            .WithName("get-logs")
            .WithSummary("The frames of all chargers of the organization, newest first.")
            .WithQuery(ChargerId, DeploymentId, Identity, DateStart, DateEnd, Action, Page, PageSize)
            .WithAnswer(StatusCodes.Status200OK, Frames.Shape, "The frames.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        logs.MapDelete("logs", DeleteAsync)
            .RequireWrite()
            .WithName("delete-logs")
            .WithSummary("Forgets kept frames.")
            .WithDescription("Those that fit the filter, or with `all=true` all of the organization. A parameter that is not one of these, or empty, is"
                + " refused: it would forget more than was meant.")
            .WithQuery(DeleteQuery)
            .WithAnswer(StatusCodes.Status200OK, Deleted.Shape, "They are forgotten.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
    }

    static async Task<IResult> OfChargerAsync(
        string id, Query query, Organization organization, InventoryStore inventory, FleetClient fleet, CancellationToken cancellationToken)
    {
        var filter = new LogFilter(
            query.Get(StartDate), query.Get(EndDate), ActionsOf(query, Event, Action), query.Get(Offset), query.Get(Limit));
        var charger = await inventory.ChargerAsync(organization.Id, id, cancellationToken);
        return Frames.With((await fleet.GetLogsAsync([charger], filter, cancellationToken), filter));
    }

    static async Task<IResult> AcrossAsync(
        Query query, Organization organization, InventoryStore inventory, FleetClient fleet, CancellationToken cancellationToken)
    {
        var size = query.Get(PageSize);
        var filter = Filter(query, (query.Get(Page) - 1) * size, size);
        var chargers = await ChargersAsync(query, organization, inventory, cancellationToken);
        return Frames.With((await fleet.GetLogsAsync(chargers, filter, cancellationToken), filter));
    }

    static async Task<IResult> DeleteAsync(
        Query query, Organization organization, InventoryStore inventory, FleetClient fleet, CancellationToken cancellationToken)
    {
        query.RequireOnly(DeleteQuery);
        var filter = Filter(query, 0, int.MaxValue);
        var filters = filter is not { From: null, To: null, Actions: null } || query.Get(ChargerId) is not null || query.Get(DeploymentId) is not null
            || query.Get(Identity) is not null;
        if (filters == query.Get(All))
        {
            throw Body.Invalid(filters
                ? "all is true beside a filter; give one of them."
                : "Give a filter (charger_id, deployment_id, identity, date_start, date_end or action), or all=true to forget all frames.");
        }

        var chargers = await ChargersAsync(query, organization, inventory, cancellationToken);
        return Deleted.With(await fleet.DeleteLogsAsync(chargers, filter, cancellationToken));
    }

    static LogFilter Filter(Query query, int offset, int limit) =>
        new(query.Get(DateStart), query.Get(DateEnd), ActionsOf(query, Action), offset, limit);

    static Field<IReadOnlyList<string>?> Actions(string name) => Field.List(
        name,
        "Only this OCPP action; its answers count too. Several mean any of them: repeat the parameter, separate them by commas, or give a"
        + " JSON array such as `[\"StartTransaction\"]`.",
        Field.Text("", "", max: 50),
        max: 100).OrNull();

    static string[]? ActionsOf(Query query, params Field<IReadOnlyList<string>?>[] fields)
    {
        string[] actions = [.. fields.SelectMany(field => query.Get(field) ?? [])];
        return actions.Length > 0 ? actions : null;
    }

    static async Task<IReadOnlyList<ChargerRecord>> ChargersAsync(
        Query query, Organization organization, InventoryStore inventory, CancellationToken cancellationToken)
    {
        var (chargerId, deploymentId, identity) = (query.Get(ChargerId), query.Get(DeploymentId), query.Get(Identity));
        if (chargerId is not null && deploymentId is not null && chargerId != deploymentId)
        {
            throw Body.Invalid($"charger_id '{chargerId}' and deployment_id '{deploymentId}' are two names for the same; they must not differ.");
        }

        return (chargerId ?? deploymentId, identity) switch
        {
            ({ } id, null) => [await inventory.ChargerAsync(organization.Id, id, cancellationToken)],
            (null, { } name) => [await inventory.ChargerByIdentityAsync(organization.Id, name, cancellationToken)],
            (null, null) => (await inventory.ChargersAsync(organization.Id, new ChargerFilter(), 0, int.MaxValue, cancellationToken)).Data,
            _ => throw Body.Invalid(
                $"{(chargerId is null ? DeploymentId : ChargerId).Name} and identity both name a charger; give one of them."),
        };
    }
}
