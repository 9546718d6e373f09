using Microsoft.AspNetCore.Authorization;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary><c>/ocpp/deployment-runtime-ops</c>: switching off, restarting and deleting a charger or a whole location.</summary>
static class RuntimeRoutes
{
    const string Delete = "delete";

    static readonly Field<string> Action = Field.Choice(
        "action",
        "What to do. `delete` needs the scope `ocpp:write` too.",
        [.. RuntimeOperation.All.Select(operation => operation.Name).Append(Delete).Select(name => (name, name))]);

    static readonly Field<string?> DeploymentId = Field.Text("deployment_id", "One charger.").OrNull();

    static readonly Field<string?> LocationId = Field.Text("location_id", "All chargers of a location; `delete` leaves the location itself.").OrNull();

    static readonly Shape Request = new(
        "RuntimeOperation", "What to do with whom: exactly one of `deployment_id` and `location_id`.", Action, DeploymentId, LocationId);

    static readonly Answer<Outcome> Response = new Answer<Outcome>("RuntimeOperationResponse", "What became of it.")
        .Text("action", "What was to be done.", outcome => outcome.Action)
        .Word("target_type", "With whom.", ["deployment", "location"], outcome => outcome.DeploymentId is null ? "location" : "deployment")
        .TextOrNull("deployment_id", "The charger; null where it was a location.", outcome => outcome.DeploymentId)
        .TextOrNull("location_id", "The location; null where it was a charger.", outcome => outcome.LocationId)
        .Int("accepted_count", "How many chargers took it.", outcome => outcome.Items.Count(item => item.Error is null))
        .Int("failed_count", "How many refused it.", outcome => outcome.Items.Count(item => item.Error is not null))
        .List("results", "One item for each charger.", new Answer<Item>("RuntimeOperationResult", "A charger's answer.")
            .Text("deployment_id", "The charger.", item => item.DeploymentId)
            .Word("status", "Whether it took it.", ["accepted", "failed"], item => item.Error is null ? "accepted" : "failed")
            .ObjectOrNull(
                "response",
                "The command as it was queued; null for `delete` and where it failed.",
                RuntimeOperation.Receipt,
                item => item.Command)
            .TextOrNull("error", "Why it was refused; null if it was not.", item => item.Error), outcome => outcome.Items);

    /// <summary>Maps the route.</summary>
    public static IEndpointRouteBuilder MapRuntimeOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/ocpp/deployment-runtime-ops", RunAsync).RequireCommand().WithTags(Tags.Deployments)
            .WithName("run-deployment-operation").WithSummary("Start, stop, restart or delete a charger or all chargers of a location.").WithBody(Request)
            .WithAnswer(StatusCodes.Status202Accepted, Response.Shape, "What each charger answered.")
            .WithRefusal(StatusCodes.Status404NotFound, "Charger or location not found.").WithIdempotency();
        return routes;
    }

    static async Task<IResult> RunAsync(
        Organization organization, Body body, InventoryStore inventory, ChargerRegistry chargers, FleetClient fleet,
        IAuthorizationService authorization, HttpContext context)
    {
        var action = body.Get(Action);
        var (deploymentId, locationId) = (body.Get(DeploymentId), body.Get(LocationId));
        if (deploymentId is null == locationId is null)
        {
            throw Body.Invalid("The body must have exactly one of deployment_id and location_id.");
        }

        IReadOnlyList<Item> items;
        if (RuntimeOperation.All.FirstOrDefault(operation => operation.Name == action) is { } operation)
        {
            var response = await operation.GiveAsync(
                fleet, organization.Id, new(deploymentId, null, locationId, null), context.RequestAborted);
            items =
            [
                .. response.Queued.Select(queued => new Item(queued.ChargerId, new(response.Request, queued.Version), null)),
                .. response.Failed.Select(failed => new Item(failed.ChargerId, null, failed.Refusal)),
            ];
        }
        else
        {
            if (!(await authorization.AuthorizeAsync(context.User, context, Scopes.Write)).Succeeded)
            {
                context.Response.Headers.WWWAuthenticate = Authentication.InsufficientScope;
                throw new BadHttpRequestException($"The token lacks the scope {Scopes.Write}.", StatusCodes.Status403Forbidden);
            }

            var rows = deploymentId is null
                ? await inventory.ChargersAsync(organization.Id, locationId!, context.RequestAborted)
                : [await inventory.ChargerAsync(organization.Id, deploymentId, context.RequestAborted)];
            await chargers.RemoveAsync(organization.Id, rows);
            items = [.. rows.Select(row => new Item(row.Id, null, null))];
        }

        return Response.With(new(action, deploymentId, locationId, items), StatusCodes.Status202Accepted);
    }

    /// <summary>What became of an operation.</summary>
    sealed record Outcome(string Action, string? DeploymentId, string? LocationId, IReadOnlyList<Item> Items);

    /// <summary>What became of it at a charger.</summary>
    sealed record Item(string DeploymentId, QueuedCommand? Command, string? Error);
}
