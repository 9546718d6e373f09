using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary><c>/ocpp/chargers</c>: the chargers, one by one.</summary>
static class ChargerRoutes
{
    static readonly Field<string?> LocationFilter = Field.Text("location_id", "Only this location's.").OrNull();

    static readonly Field<string?> IdentityFilter = Field.Text("identity", "Only the one with this identity.").OrNull();

    static readonly Field<string?> Search = Field.Text(
        "search", "Only those that have this text in their identity or name, in any letter case.").OrNull();

    static readonly Field<string> DeploymentId = Field.Text("deployment_id", "The charger.");

    /// <summary>Maps the chargers' routes, in both vocabularies.</summary>
    public static IEndpointRouteBuilder MapChargers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ocpp/chargers").WithTags(Tags.Chargers);
        group.MapPost("", (Organization organization, Body body, ChargerRegistry chargers, LocationRegistry locations, FleetClient fleet, CancellationToken cancellationToken) =>
            CreateAsync(organization, body, chargers, locations, fleet, ChargerAnswer.Created, true, cancellationToken)).RequireWrite()
            .WithName("create-charger").WithSummary("Create a charger.")
            .WithDescription("It boots at once: `status` may already be `READY`. Chargers with the same identity have the same vehicles, whenever they are created.")
            .WithBody(ChargerBody.Create)
            .WithAnswer(StatusCodes.Status202Accepted, ChargerAnswer.Created.Shape, "The charger was created.")
            .WithRefusal(StatusCodes.Status404NotFound, "Brand, model or location not found.")
            .WithRefusal(StatusCodes.Status409Conflict, "A charger with this identity exists already.").WithIdempotency();
        group.MapGet("", ListAsync).RequireRead()
            .WithName("list-chargers").WithSummary("List the chargers, in order of their identities.").WithPaging(LocationFilter, IdentityFilter, Search)
            .WithAnswer(StatusCodes.Status200OK, ChargerAnswer.Page.Shape, "A page of them.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.");
        group.MapGet("{id}", GetAsync).RequireRead()
            .WithName("get-charger").WithSummary("Get a charger with its connection, its connectors and their transactions.")
            .WithAnswer(StatusCodes.Status200OK, ChargerAnswer.Charger.Shape, "The charger.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        group.MapPut("{id}", ChangeAsync).RequireWrite()
            .WithName("update-charger").WithSummary("Update a charger as it runs.")
            .WithDescription("""
                Only the fields that are given change. A new `ws_url`, `security_profile` or `authorization_key` reconnects; a new
                `identity`, model or `ocpp_version` boots anew. Where the model changes and the new one can't be had with the
                connector type, it becomes the new model's first.
                """)
            .WithBody(ChargerBody.Change)
            .WithAnswer(StatusCodes.Status200OK, ChargerAnswer.Charger.Shape, "The charger as it is now.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger or location not found.")
            .WithRefusal(StatusCodes.Status409Conflict, "A charger with this identity exists already.");
        group.MapDelete("{id}", DeleteAsync).RequireWrite()
            .WithName("delete-charger").WithSummary("Delete a charger.")
            .WithDescription("Its sessions end and its connection closes. Past sessions are kept.")
            .WithDone("It is gone.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        group.MapGet("{id}/status", StatusAsync).RequireRead()
            .WithName("get-charger-status").WithSummary("Tell how far a charger is.")
            .WithAnswer(StatusCodes.Status200OK, ChargerAnswer.StatusAnswer.Shape, "How far it is.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        group.MapPost("{id}/discard-unreadable-state", DiscardUnreadableStateAsync).RequireWrite()
            .WithName("discard-unreadable-state").WithSummary("Let a charger start anew whose stored state can't be read.")
            .WithDescription("""
                Such a charger is faulted, and its state is kept as it is: the program that wrote it may still read it. This sets the
                state aside in the database and boots the charger as a new one; the session it had is not continued.
                """)
            .WithAnswer(StatusCodes.Status200OK, ChargerAnswer.Charger.Shape, "The charger as it is now.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.")
            .WithRefusal(StatusCodes.Status409Conflict, "The charger's state can be read.");
        foreach (var operation in RuntimeOperation.All)
        {
            group.MapPost($"{{id}}/{operation.Name}-charger", (Organization organization, string id, FleetClient fleet, CancellationToken cancellationToken) =>
                OperateAsync(operation, organization, id, fleet, cancellationToken)).RequireCommand()
                .WithName($"{operation.Name}-charger").WithSummary(operation.Summary)
                .WithAnswer(StatusCodes.Status202Accepted, RuntimeOperation.Receipt.Shape, "The command was queued.")
                .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.")
                .WithRefusal(StatusCodes.Status409Conflict, "The charger refuses in its present state.");
        }

        var second = routes.MapGroup("/ocpp/deployment").WithTags(Tags.Deployments);
        second.MapPost("", (Organization organization, Body body, ChargerRegistry chargers, LocationRegistry locations, FleetClient fleet, CancellationToken cancellationToken) =>
            CreateAsync(organization, body, chargers, locations, fleet, ChargerAnswer.Deployed, false, cancellationToken)).RequireWrite()
            .WithName("create-deployment").WithSummary("Create a charger.").WithBody(ChargerBody.Deployment)
            .WithAnswer(StatusCodes.Status202Accepted, ChargerAnswer.Deployed.Shape, "The charger was created.")
            .WithRefusal(StatusCodes.Status404NotFound, "Brand, model or location not found.")
            .WithRefusal(StatusCodes.Status409Conflict, "A charger with this identity exists already.").WithIdempotency();
        second.MapDelete("", (Organization organization, Query query, ChargerRegistry chargers, CancellationToken cancellationToken) =>
            DeleteAsync(organization, query.Get(DeploymentId), chargers, cancellationToken)).RequireWrite()
            .WithName("delete-deployment").WithSummary("Delete a charger.").WithQuery(DeploymentId)
            .WithDone("It is gone.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger not found.");
        return routes;
    }

    static async Task<IResult> CreateAsync(
        Organization organization, Body body, ChargerRegistry chargers, LocationRegistry locations, FleetClient fleet,
        Answer<ChargerAnswer> answer, bool identityRequired, CancellationToken cancellationToken)
    {
        var template = ChargerBody.ReadTemplate(body);
        var identity = ChargerBody.ReadIdentity(body, identityRequired);
        // Before a location is made for it.
        ChargerRules.Model(template.BrandSlug, template.ModelSlug, FleetError.NotFound);
        template.Check(identity);
        var location = await locations.ResolveAsync(
            organization.Id, body.Get(ChargerBody.LocationId), body.Get(ChargerBody.LocationName), cancellationToken);
        var charger = await chargers.CreateAsync(template, location, identity, cancellationToken);
        return answer.With(
            await ChargerAnswer.OfNewAsync(fleet, charger, cancellationToken), StatusCodes.Status202Accepted, $"/ocpp/chargers/{charger.Id}");
    }

    static async Task<IResult> ListAsync(
        Organization organization, Query query, Paging paging, InventoryStore inventory, FleetClient fleet, CancellationToken cancellationToken)
    {
        var filter = new ChargerFilter
        {
            LocationId = query.Get(LocationFilter),
            Identity = query.Get(IdentityFilter),
            Search = query.Get(Search),
        };
        var page = await inventory.ChargersAsync(organization.Id, filter, paging.Offset, paging.Limit, cancellationToken);
        return ChargerAnswer.Page.With(
            new(await ChargerAnswer.OfAsync(fleet, page.Data, cancellationToken), page.Total, paging.Page, paging.Limit));
    }

    static async Task<IResult> GetAsync(
        Organization organization, string id, InventoryStore inventory, FleetClient fleet, CancellationToken cancellationToken) =>
        ChargerAnswer.Charger.With(await ChargerAnswer.OfAsync(
            fleet, await inventory.ChargerAsync(organization.Id, id, cancellationToken), cancellationToken));

    static async Task<IResult> StatusAsync(
        Organization organization, string id, InventoryStore inventory, FleetClient fleet, CancellationToken cancellationToken) =>
        ChargerAnswer.StatusAnswer.With(await ChargerAnswer.OfAsync(
            fleet, await inventory.ChargerAsync(organization.Id, id, cancellationToken), cancellationToken));

    static async Task<IResult> ChangeAsync(
        Organization organization, string id, Body body, ChargerRegistry chargers, LocationRegistry locations, InventoryStore inventory,
        FleetClient fleet, CancellationToken cancellationToken)
    {
        var change = ChargerBody.ReadChange(body);
        if (body.Has(ChargerBody.LocationId) || body.Has(ChargerBody.LocationName))
        {
            // Before a location is made for it.
            change.Apply(await inventory.ChargerAsync(organization.Id, id, cancellationToken), default);
            var location = await locations.ResolveAsync(
                organization.Id, body.Get(ChargerBody.LocationId), body.Get(ChargerBody.LocationName), cancellationToken);
            change = change with { LocationId = new(location.Id) };
        }

        var charger = await chargers.ChangeAsync(organization.Id, id, change, cancellationToken);
        return ChargerAnswer.Charger.With(await ChargerAnswer.OfAsync(fleet, charger, cancellationToken));
    }

    static async Task<IResult> DeleteAsync(
        Organization organization, string id, ChargerRegistry chargers, CancellationToken cancellationToken)
    {
        await chargers.RemoveAsync(organization.Id, id, cancellationToken);
        return TypedResults.NoContent();
    }

    static async Task<IResult> DiscardUnreadableStateAsync(
        Organization organization, string id, InventoryStore inventory, FleetClient fleet, CancellationToken cancellationToken)
    {
        var charger = await inventory.ChargerAsync(organization.Id, id, cancellationToken);
        return await fleet.SetUnreadableStateAsideAsync(charger, cancellationToken)
            ? ChargerAnswer.Charger.With(await ChargerAnswer.OfAsync(fleet, charger, cancellationToken))
            : throw new FleetException(FleetError.Conflict, $"The stored state of charger '{id}' can be read; it is not discarded.");
    }

    static async Task<IResult> OperateAsync(
        RuntimeOperation operation, Organization organization, string id, FleetClient fleet, CancellationToken cancellationToken)
    {
        var response = await operation.GiveAsync(fleet, organization.Id, new(id, null, null, null), cancellationToken);
        return response.Failed is [{ Refusal: { } refusal }, ..]
            ? throw new FleetException(FleetError.Conflict, $"Charger '{id}' refuses: {refusal}.")
            : RuntimeOperation.Receipt.With(new(response.Request, response.Queued[0].Version), StatusCodes.Status202Accepted);
    }
}
