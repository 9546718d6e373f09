using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary><c>/ocpp/locations/{id}/chargers</c>: a location's chargers, many at once.</summary>
static class BulkRoutes
{
    static readonly Field<IReadOnlyList<string>?> Only = Field.List(
        "charger_ids", "Only these; repeat the parameter, or separate them by commas.", Field.Text("", "")).OrNull();

    static readonly Answer<Job> Queued = new Answer<Job>("ChargersJob", "A job that creates, changes or deletes chargers.")
        .Text("job_id", "Its id.", job => job.Id)
        .Word("status", "How far it is.", ["PENDING", "RUNNING", "COMPLETED"], StatusOf)
        .Text("status_url", "Where to ask how far it is.", StatusUrl);

    static readonly Answer<JobResult> Done = new Answer<JobResult>("ChargersJobDone", "A charger that the job is done with.")
        .Text("charger_id", "Its id.", result => result.ChargerId)
        .TextOrNull("identity", "Its identity, where it was created.", result => result.Identity);

    static readonly Answer<JobResult> Failed = new Answer<JobResult>("ChargersJobFailure", "A charger that could not be created, changed or deleted.")
        .TextOrNull("charger_id", "Its id; null where it was to be created.", result => result.Identity is null ? result.ChargerId : null)
        .TextOrNull("identity", "Its identity, where it was to be created.", result => result.Identity)
        .Text("error", "Why, in a sentence.", result => result.Error!);

    static readonly Answer<Job> Report = new Answer<Job>("ChargersJobReport", "A job as it stands.")
        .Text("job_id", "Its id.", job => job.Id)
        .Text("location_id", "The location of its chargers.", job => job.LocationId)
        .Word("operation", "What it does to each of them.", Enum.GetNames<JobKind>().Select(Lower), job => Lower(job.Kind.ToString()))
        .Word("status", "How far it is; `COMPLETED` means that every charger is in `results`, failed ones too.", ["PENDING", "RUNNING", "COMPLETED"], StatusOf)
        .Int("total", "How many chargers it is for.", job => job.Total)
        .Object("results", "What it has done, item by item.", new Answer<Job>("ChargersJobResults", "What a job has done, item by item.")
            .List("created", "The chargers created.", Done, job => Successes(job, JobKind.Create))
            .List("updated", "The chargers changed.", Done, job => Successes(job, JobKind.Update))
            .List("deleted", "The chargers deleted.", Done, job => Successes(job, JobKind.Delete))
            .List("failed", "The chargers that could not be.", Failed, job => job.Results.Where(result => result.Error is not null)), job => job)
        .Time("created_at", "When it was asked for.", job => job.CreatedAt)
        .TimeOrNull("finished_at", "When it was completed; null while it is not.", job => job.FinishedAt);

    /// <summary>Maps a location's chargers and its jobs.</summary>
    public static IEndpointRouteBuilder MapBulkChargers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ocpp/locations/{id}/chargers").WithTags(Tags.LocationChargers);
        group.MapGet("", ListAsync).RequireRead()
            .WithName("list-location-chargers").WithSummary("List a location's chargers, in order of their identities.").WithPaging(Only)
            .WithAnswer(StatusCodes.Status200OK, ChargerAnswer.Page.Shape, "A page of them.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.");
        group.MapPost("", CreateAsync).RequireWrite()
            .WithName("create-location-chargers").WithSummary("Create many chargers.")
            .WithDescription("""
                An identity is the template's `identity_prefix` and an item of `charger_ids`, or 12 random hexadecimal digits. The
                chargers are created in the background, in order; one whose identity is taken is an item of the job's `failed`. The
                job is kept: a restart does not lose it. It can be asked for for a week after it is completed.
                """)
            .WithBody(ChargerBody.Entry, many: true)
            .WithAnswer(StatusCodes.Status202Accepted, Queued.Shape, "The job was queued.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.").WithIdempotency();
        group.MapPut("", ChangeAsync).RequireWrite()
            .WithName("update-location-chargers").WithSummary("Update many chargers.")
            .WithDescription("Changes them as `PUT /ocpp/chargers/{id}` does, by a job in the background; identity and location can only be changed one by one.")
            .WithBody(ChargerBody.BulkChange)
            .WithAnswer(StatusCodes.Status202Accepted, Queued.Shape, "The job was queued.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.").WithIdempotency();
        group.MapDelete("", DeleteAsync).RequireWrite()
            .WithName("delete-location-chargers").WithSummary("Delete many chargers.")
            .WithDescription("Deletes them by a job in the background. Instead of the query, a JSON body may have `charger_ids`: a query is limited in length.")
            .WithQuery(ChargerBody.ChargerIds)
            .WithAnswer(StatusCodes.Status202Accepted, Queued.Shape, "The job was queued.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.");
        group.MapGet("jobs/{job_id}", GetJobAsync).RequireRead()
            .WithName("get-chargers-job").WithSummary("Tell how far a job is, item by item.")
            .WithAnswer(StatusCodes.Status200OK, Report.Shape, "The job as it stands.")
            .WithRefusal(StatusCodes.Status404NotFound, "Job not found.");
        return routes;
    }

    static async Task<IResult> ListAsync(
        Organization organization, string id, Query query, Paging paging, InventoryStore inventory, FleetClient fleet,
        CancellationToken cancellationToken)
    {
        var page = await inventory.ChargersAsync(
            organization.Id, new() { LocationId = id, Ids = query.Get(Only) }, paging.Offset, paging.Limit, cancellationToken);
        return ChargerAnswer.Page.With(
            new(await ChargerAnswer.OfAsync(fleet, page.Data, cancellationToken), page.Total, paging.Page, paging.Limit));
    }

    static async Task<IResult> CreateAsync(
        Organization organization, string id, Body body, JobStore jobs, FleetClient fleet, FleetLimits limits, CancellationToken cancellationToken)
    {
        List<BulkEntry> entries = [.. body.Items(1, limits.BulkChargers).Select(entry => ChargerBody.ReadEntry(entry, limits))];
        return await BeginAsync(await jobs.CreateAsync(organization.Id, id, entries, cancellationToken), fleet);
    }

    static async Task<IResult> ChangeAsync(
        Organization organization, string id, Body body, JobStore jobs, FleetClient fleet, CancellationToken cancellationToken)
    {
        var (ids, change) = ChargerBody.ReadBulk(body);
        return await BeginAsync(await jobs.UpdateAsync(organization.Id, id, ids, change, cancellationToken), fleet);
    }

    static async Task<IResult> DeleteAsync(
        Organization organization, string id, Query query, JobStore jobs, FleetClient fleet, HttpContext context)
    {
        var ids = context.Request.ContentLength > 0 && !context.Request.Query.ContainsKey(ChargerBody.ChargerIds.Name)
            ? (await Body.BindAsync(context)).Get(ChargerBody.ChargerIds)
            : query.Get(ChargerBody.ChargerIds);
        return await BeginAsync(await jobs.DeleteAsync(organization.Id, id, ids, context.RequestAborted), fleet);
    }

    static async Task<IResult> GetJobAsync(
        Organization organization, string id, string job_id, JobStore jobs, CancellationToken cancellationToken) =>
        Report.With(await jobs.FindAsync(organization.Id, id, job_id, cancellationToken));

    static async Task<IResult> BeginAsync(Job job, FleetClient fleet)
    {
        // It is stored, and begins, though the client leaves now.
        await fleet.ActivateAsync(job, CancellationToken.None);
        return Queued.With(job, StatusCodes.Status202Accepted, StatusUrl(job));
    }

    static IEnumerable<JobResult> Successes(Job job, JobKind kind) =>
        job.Kind == kind ? job.Results.Where(result => result.Error is null) : [];

    static string StatusOf(Job job) => job switch
    {
        { FinishedAt: not null } => "COMPLETED",
        { Results.Count: 0 } => "PENDING",
        _ => "RUNNING",
    };

    static string StatusUrl(Job job) => $"/ocpp/locations/{job.LocationId}/chargers/jobs/{job.Id}";

    static string Lower(string name) => name.ToLowerInvariant();
}
