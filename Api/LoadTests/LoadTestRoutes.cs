using OcppLab.Inventory;
using OcppLab.LoadTests;

namespace OcppLab.Api;

/// <summary><c>/ocpp/load-tests</c>: load tests, and what they come to.</summary>
static class LoadTestRoutes
{
    const string Html = "text/html";
    const string Xml = "application/xml";

    static readonly Field<ReportFormat> Format = Field.Choice(
        "format", "As what: a page for people (`html`), all that was measured (`json`), or the thresholds as test cases (`junit`).",
        ("html", ReportFormat.Html), ("json", ReportFormat.Json), ("junit", ReportFormat.JUnit)).Or(ReportFormat.Html, "html");

    static readonly Field<string?> CompareWith = Field.Text(
        "compare_with", "Another load test, which this one is compared with; not as `junit`.").OrNull();

    static readonly Answer<LoadTestRow> Listed = new Answer<LoadTestRow>("LoadTestListed", "A load test in a list.")
        .Text("load_test_id", "Its id.", row => row.Id)
        .Text("name", "Its name.", row => row.Name)
        .Text("location_id", "The location of its chargers; one of its own where they were made.", row => row.LocationId)
        .Word("status", "How far it is.", Words.Each<LoadTestStatus>(), row => row.Status)
        .WordOrNull("verdict", "What it has come to; null while it is not finished.", Words.Each<Verdict>(), row => row.Verdict)
        .Time("created_at", "When it was asked for.", row => row.CreatedAt)
        .TimeOrNull("started_at", "When its first stage began; null before.", row => row.StartedAt)
        .TimeOrNull("finished_at", "When it was over; null before.", row => row.FinishedAt)
        .Text("status_url", "Where to ask how far it is.", row => LoadTestAnswer.StatusUrl(row.Id))
        .Text("report_url", "Where its report is.", row => LoadTestAnswer.ReportUrl(row.Id));

    static readonly Answer<PageOf<LoadTestRow>> ListedPage = Listed.Paged();

    enum ReportFormat
    {
        Html,
        Json,
        JUnit,
    }

    /// <summary>Maps the routes.</summary>
    public static void MapLoadTests(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ocpp/load-tests").WithTags(Tags.LoadTests);
        group.MapPost("", CreateAsync).RequireWrite().RequireCommand()
            .WithName("create-load-test").WithSummary("Begin a load test.")
            .WithDescription("""
                The body is the plan, as JSON or, with `Content-Type: application/yaml`, as YAML. The load test is kept: it goes on after the death of
                a silo, and is there until it is deleted. A location has one at a time. A field of the plan that is not described is refused.
                """)
            .WithBody(LoadTestBody.Shape, yaml: true)
            .WithAnswer(StatusCodes.Status202Accepted, LoadTestAnswer.Begun.Shape, "It is carried out.")
            .WithRefusal(
                StatusCodes.Status403Forbidden,
                $"Insufficient permissions or missing required claims; or the organization has {LoadTestStore.MostOfOrganization} load tests, or {LoadTestStore.MostUnfinished} that are not finished.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.")
            .WithRefusal(StatusCodes.Status409Conflict, "The location has a load test that is not finished.")
            .WithIdempotency();
        group.MapGet("", ListAsync).RequireRead()
            .WithName("list-load-tests").WithSummary("List the load tests, newest first.").WithPaging()
            .WithAnswer(StatusCodes.Status200OK, ListedPage.Shape, "A page of them.");
        group.MapGet("{id}", GetAsync).RequireRead()
            .WithName("get-load-test").WithSummary("Tell how far a load test is, and what was measured so far.")
            .WithDescription("What was measured is as old as five seconds.")
            .WithAnswer(StatusCodes.Status200OK, LoadTestAnswer.Result.Shape, "The load test as it stands.")
            .WithRefusal(StatusCodes.Status404NotFound, "Load test not found.");
        group.MapPost("{id}/stop", StopAsync).RequireCommand()
            .WithName("stop-load-test").WithSummary("Stop a load test.")
            .WithDescription("Its sessions are stopped, and chargers that were made for it are removed, as at its end. One that is finished stays as it is.")
            .WithAnswer(StatusCodes.Status202Accepted, LoadTestAnswer.Begun.Shape, "It stops, or is finished.")
            .WithRefusal(StatusCodes.Status404NotFound, "Load test not found.");
        group.MapDelete("{id}", DeleteAsync).RequireWrite()
            .WithName("delete-load-test").WithSummary("Delete a load test that is finished, and what was measured.")
            .WithDone("It is deleted.")
            .WithRefusal(StatusCodes.Status404NotFound, "Load test not found.")
            .WithRefusal(StatusCodes.Status409Conflict, "It is not finished.");
        group.MapGet("{id}/report", ReportAsync).RequireRead()
            .WithName("get-load-test-report").WithSummary("Report on a load test, or on two beside each other.")
            .WithDescription("The page needs nothing from elsewhere: it can be kept, and sent to others. With `format=junit` it is XML for continuous integration; with `compare_with`, the JSON is that of the comparison.")
            .WithQuery(Format, CompareWith)
            .WithAnswer(StatusCodes.Status200OK, LoadTestAnswer.Report.Shape, "The report.", Html, Xml)
            .WithRefusal(StatusCodes.Status404NotFound, "Load test not found.");
    }

    static async Task<IResult> CreateAsync(
        Organization organization, Body body, LoadTestStore store, InventoryStore inventory, FleetClient fleet, FleetLimits limits, TimeProvider time,
        HttpContext context)
    {
        var plan = LoadTestBody.Read(body, limits);
        if (plan.Target.LocationId is { } locationId)
        {
            await inventory.LocationAsync(organization.Id, locationId, context.RequestAborted);
        }

        // With an idempotency key the id is the same whenever the request is repeated.
        var row = new LoadTestRow
        {
            Id = $"load-{Idempotency.CommandId(context, organization)}",
            OrganizationId = organization.Id,
            LocationId = plan.Target.LocationId ?? Ids.Location(),
            Name = plan.Name,
            Plan = LoadTestResults.Write(plan),
            Status = LoadTestResults.WordOf(LoadTestStatus.Preparing),
            CreatedAt = time.GetUtcNow(),
        };
        row = await store.AddAsync(row, context.RequestAborted);
        await fleet.ActivateLoadTestAsync(row.Id, CancellationToken.None);
        return Begun(row, LoadTestAnswer.StatusUrl(row.Id));
    }

    static async Task<IResult> ListAsync(Organization organization, Paging paging, LoadTestStore store, CancellationToken cancellationToken)
    {
        var page = await store.PageAsync(organization.Id, paging.Offset, paging.Limit, cancellationToken);
        return ListedPage.With(new(page.Data, page.Total, paging.Page, paging.Limit));
    }

    static async Task<IResult> GetAsync(Organization organization, string id, LoadTestStore store, CancellationToken cancellationToken) =>
        LoadTestAnswer.Result.With(LoadTestResults.Of(await store.FindAsync(organization.Id, id, cancellationToken)));

    static async Task<IResult> StopAsync(
        Organization organization, string id, LoadTestStore store, FleetClient fleet, CancellationToken cancellationToken)
    {
        var row = await store.RequestStopAsync(organization.Id, id, cancellationToken);
        if (row.FinishedAt is null)
        {
            await fleet.ActivateLoadTestAsync(id, CancellationToken.None);
        }

        return Begun(row);
    }

    static async Task<IResult> DeleteAsync(Organization organization, string id, LoadTestStore store, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(organization.Id, id, cancellationToken);
        return Results.NoContent();
    }

    static async Task<IResult> ReportAsync(
        Organization organization, string id, Query query, LoadTestStore store, HttpResponse response, CancellationToken cancellationToken)
    {
        var (format, other) = (query.Get(Format), query.Get(CompareWith));
        if (format == ReportFormat.JUnit && other is not null)
        {
            throw Body.Invalid("compare_with can't be had with format \"junit\".");
        }

        var result = await ResultAsync(id);
        var before = other is null ? null : await ResultAsync(other);
        response.Headers.XContentTypeOptions = "nosniff";
        return format switch
        {
            ReportFormat.Html => Page(before is null ? HtmlReport.Write(result) : HtmlReport.WriteComparison(before, result)),
            ReportFormat.JUnit => Results.Text(JUnitReport.Write(result), $"{Xml}; charset=utf-8"),
            _ => before is null
                ? LoadTestAnswer.Report.With(result)
                : Results.Json(Comparison.Of(before, result), ComparisonJson.Default.Comparison),
        };

        IResult Page(string html)
        {
            response.Headers.ContentSecurityPolicy = HtmlReport.ContentSecurityPolicy;
            return Results.Text(html, $"{Html}; charset=utf-8");
        }

        async Task<LoadTestResult> ResultAsync(string loadTestId) => LoadTestResults.Of(
            await store.FindAsync(organization.Id, loadTestId, cancellationToken), await store.PointsAsync(loadTestId, cancellationToken));
    }

    static IResult Begun(LoadTestRow row, string? location = null) =>
        LoadTestAnswer.Begun.With(new(row.Id, LoadTestResults.StatusOf(row)), StatusCodes.Status202Accepted, location);
}
