using OcppLab.Grains;

namespace OcppLab.Api;

/// <summary><c>POST /ocpp/commands/{name}</c>: commands to one charger or many.</summary>
static class CommandRoutes
{
    /// <summary>Maps every command of the table.</summary>
    public static void MapCommands(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ocpp/commands").WithTags(Tags.Commands).RequireCommand();
        foreach (var command in CommandTable.All)
        {
            Map(command.Name);
            if (command.Alias is { } alias)
            {
                Map(alias);
            }

            void Map(string route) => group
                .MapPost(route, (Organization organization, Body body, FleetClient fleet, HttpContext context) =>
                    GiveAsync(command, organization, body, fleet, context))
                .WithName(route.Replace('/', '-'))
                .WithSummary(command.Summary)
                .WithDescription($"{command.Description}\n\nWhat becomes of it is told at the `Location` of the answer, `/ocpp/commands/{{id}}`.")
                .WithBody(command.Request)
                .WithAnswer(StatusCodes.Status202Accepted, CommandAnswer.Shape, "Command accepted and queued for the target charger(s).")
                .WithRefusal(StatusCodes.Status404NotFound, "Charger or location not found.")
                .WithIdempotency();
        }

        // Without it the server would offer GET, as commands that were given are found by their ids here.
        group.MapPost("{name}", () => Results.NotFound()).ExcludeFromDescription();
    }

    static async Task<CommandAnswer> GiveAsync(
        CommandSpec command, Organization organization, Body body, FleetClient fleet, HttpContext context)
    {
        var target = CommandBody.ReadTarget(body);
        var @event = CommandBody.ReadEvent(body);
        var request = new CommandRequest(
            Idempotency.CommandId(context, organization), command.EventType, command.Read(@event), command.Payload(@event));
        return new(await fleet.CommandAsync(organization.Id, target, request, context.RequestAborted));
    }
}
