using OcppLab.Fleet;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>The frames that chargers exchanged with their CSMS.</summary>
static class LogRoutes
{
    const int MaxOffset = 1_000_000_000;

    static readonly Field<DateTimeOffset?> StartDate = Field.Time("start_date", "Not before this time.").OrNull();
    static readonly Field<DateTimeOffset?> EndDate = Field.Time("end_date", "Not after this time.").OrNull();
    static readonly Field<string?> Event = Field.Text("event", "Only this OCPP action; its answers count too.", max: 50).OrNull();
    static readonly Field<int> Limit = Field.Int("limit", "How many at most.", 1, 1000).Or(50);
    static readonly Field<int> Offset = Field.Int("offset", "How many to leave out, newest first.", 0, MaxOffset).Or(0);

    static readonly Field<string?> DeploymentId = Field.Text("deployment_id", "Only this charger's.").OrNull();
    static readonly Field<string?> Identity = Field.Text("identity", "Only the charger's with this identity.").OrNull();
    static readonly Field<DateTimeOffset?> DateStart = Field.Time("date_start", "Not before this time.").OrNull();
    static readonly Field<DateTimeOffset?> DateEnd = Field.Time("date_end", "Not after this time.").OrNull();
    static readonly Field<string?> Action = Field.Text("action", "Only this OCPP action; its answers count too.", max: 50).OrNull();
    static readonly Field<int> Page = Field.Int("page", "The page, from 1.", 1, MaxOffset / 1000).Or(1);
    static readonly Field<int> PageSize = Field.Int("page_size", "How many items a page has.", 1, 1000).Or(50);

    /// <summary>Maps the routes.</summary>
    public static void MapLogs(this IEndpointRouteBuilder routes)
    {
        var logs = routes.MapGroup("/ocpp").WithTags("Logs");
        logs.MapGet("chargers/{id}/logs", OfChargerAsync)
            .RequireRead()
            .WithName("get-charger-logs")
            .WithSummary("The frames of a charger, newest first.")
            .WithDescription("What is still kept: memory for logs is bounded (`Logs:BytesPerCharger`, `Logs:MemoryBytes`), the oldest go first.")
            .WithQuery(StartDate, EndDate, Event, Limit, Offset)
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        logs.MapGet("logs", AcrossAsync)
            .RequireRead()
            .WithName("get-logs")
            .WithSummary("The frames of all chargers of the organization, newest first.")
            .WithQuery(DeploymentId, Identity, DateStart, DateEnd, Action, Page, PageSize)
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        logs.MapDelete("logs", DeleteAsync)
            .RequireWrite()
            .WithName("delete-logs")
            .WithSummary("Forgets kept frames.")
            .WithDescription("Those that fit the filter; without one, all of the organization.")
            .WithQuery(DeploymentId, Identity, DateStart, DateEnd, Action)
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
    }

    static async Task<LogItems> OfChargerAsync(
        string id, Query query, Organization organization, Inventory inventory, IFleet fleet, CancellationToken cancellationToken)
    {
        var filter = new LogFilter(query.Get(StartDate), query.Get(EndDate), query.Get(Event), query.Get(Offset), query.Get(Limit));
        var charger = await inventory.ChargerAsync(organization.Id, id, cancellationToken);
        return LogItems.From(await fleet.LogsAsync([charger], filter, cancellationToken), filter);
    }

    static async Task<LogItems> AcrossAsync(
        Query query, Organization organization, Inventory inventory, IFleet fleet, CancellationToken cancellationToken)
    {
        var size = query.Get(PageSize);
        var filter = Filter(query, (query.Get(Page) - 1) * size, size);
        var chargers = await ChargersAsync(query, organization, inventory, cancellationToken);
        return LogItems.From(await fleet.LogsAsync(chargers, filter, cancellationToken), filter);
    }

    static async Task<DeletedLogs> DeleteAsync(
        Query query, Organization organization, Inventory inventory, IFleet fleet, CancellationToken cancellationToken)
    {
        var filter = Filter(query, 0, int.MaxValue);
        var chargers = await ChargersAsync(query, organization, inventory, cancellationToken);
        return new(await fleet.DeleteLogsAsync(chargers, filter, cancellationToken));
    }

    static LogFilter Filter(Query query, int offset, int limit) =>
        new(query.Get(DateStart), query.Get(DateEnd), query.Get(Action), offset, limit);

    static async Task<IReadOnlyList<ChargerRecord>> ChargersAsync(
        Query query, Organization organization, Inventory inventory, CancellationToken cancellationToken) =>
        (query.Get(DeploymentId), query.Get(Identity)) switch
        {
            ({ } id, null) => [await inventory.ChargerAsync(organization.Id, id, cancellationToken)],
            (null, { } identity) => [await inventory.ChargerByIdentityAsync(organization.Id, identity, cancellationToken)],
            (null, null) => (await inventory.ChargersAsync(organization.Id, null, null, 0, int.MaxValue, cancellationToken)).Data,
            _ => throw Body.Invalid("deployment_id and identity both name a charger; give one of them."),
        };
}

/// <summary>A frame between a charger and its CSMS.</summary>
/// <param name="ChargerId">The charger.</param>
/// <param name="Identity">Its charge point identity.</param>
/// <param name="Direction"><c>cp_to_csms</c> or <c>csms_to_cp</c>.</param>
/// <param name="Action">The OCPP action; for an answer, its request's. Empty for a frame that is not OCPP.</param>
/// <param name="Message">The raw frame.</param>
/// <param name="Timestamp">When it was sent or received.</param>
sealed record LogItem(string ChargerId, string Identity, string Direction, string Action, string Message, DateTimeOffset Timestamp)
{
    public static LogItem From(LogEntry entry) => new(
        entry.ChargerId,
        entry.Identity,
        entry.Direction == MessageDirection.ToCsms ? "cp_to_csms" : "csms_to_cp",
        entry.Action,
        entry.Message,
        entry.Timestamp);
}

/// <summary>A page of frames.</summary>
/// <param name="Data">The frames, newest first.</param>
/// <param name="Total">How many fit the filter.</param>
/// <param name="Limit">How many at most were asked for.</param>
/// <param name="Offset">How many were left out.</param>
sealed record LogItems(IReadOnlyList<LogItem> Data, int Total, int Limit, int Offset)
{
    public static LogItems From(LogPage page, LogFilter filter) =>
        new([.. page.Data.Select(LogItem.From)], page.Total, filter.Limit, filter.Offset);
}

/// <summary>How many frames were forgotten.</summary>
/// <param name="DeletedCount">The number.</param>
sealed record DeletedLogs(int DeletedCount);
