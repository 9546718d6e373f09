using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>Switching chargers on and off.</summary>
/// <param name="Name">Its name in the contract.</param>
/// <param name="Summary">What it does, for the API description.</param>
/// <param name="Command">The same for a charger.</param>
sealed record RuntimeOperation(string Name, string Summary, Command Command)
{
    /// <summary>The operations there are.</summary>
    public static readonly IReadOnlyList<RuntimeOperation> All =
    [
        new("start", "Switch a charger on.", new StartCharger()),
        new("stop", "Switch a charger off: its transactions end, its connection closes.", new StopCharger()),
        new("restart", "Switch a charger off and on.", new RestartCharger()),
    ];

    static readonly ReadOnlyMemory<byte> NoPayload = "{}"u8.ToArray();

    /// <summary>What a client gets for it.</summary>
    public static readonly Answer<QueuedCommand> Receipt = new Answer<QueuedCommand>("QueuedCommandResponse", "A command that was queued.")
        .Text("id", "The command's id.", queued => queued.Request.Id)
        .Text("event_type", "The command's name with underscores.", queued => queued.Request.EventType)
        .Text("ocpp_version", "The charger's OCPP version.", queued => queued.Version.Name())
        .Json("payload", "The command's event.", queued => queued.Request.Payload);

    /// <summary>Gives it to every charger of a target.</summary>
    public Task<LocationCommandResponse> GiveAsync(
        FleetClient fleet, string organizationId, CommandTarget target, CancellationToken cancellationToken) =>
        fleet.CommandAsync(organizationId, target, new(Ids.Command(), $"{Name}_charger", Command, NoPayload), cancellationToken);
}

/// <summary>A command that a charger took.</summary>
/// <param name="Request">The command.</param>
/// <param name="Version">The charger's OCPP version.</param>
sealed record QueuedCommand(CommandRequest Request, OcppVersion Version);
