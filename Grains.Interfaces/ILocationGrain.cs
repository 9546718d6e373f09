using OcppLab.Inventory;

namespace OcppLab.Grains;

/// <summary>One location; its key is the location's id. It gives commands to its chargers, and again until each has stored them.</summary>
[Alias("ocpplab.location")]
public interface ILocationGrain : IGrainWithStringKey
{
    /// <summary>Gives a command to the location's chargers. It is stored before any of them is asked, and given again after a crash. Made
    /// again with the same id while the first is under way, it waits for the same answers.</summary>
    /// <param name="organizationId">The organization that asks.</param>
    /// <param name="request">The command.</param>
    /// <param name="chargerIds">Only these chargers; null for all.</param>
    /// <param name="cancellationToken">Nobody waits for the answers any more. Before the command is stored nothing comes of it then;
    /// afterwards it is carried out all the same.</param>
    /// <returns>The chargers' answers, in the order of the ids given, or of the chargers' identities. One that can't be asked now has
    /// none: it counts as queued, and is given the command later.</returns>
    /// <exception cref="FleetException">NotFound: the organization has no such location. Unavailable: the command can't be stored now.</exception>
    [Alias("command")]
    [ResponseTimeout(CallTimes.Location)]
    [return: Immutable]
    Task<ChargerReceipt[]> CommandAsync(
        string organizationId, [Immutable] CommandRequest request, [Immutable] string[]? chargerIds,
        CancellationToken cancellationToken = default);

    /// <summary>Gives the commands again that are stored and not known to be stored by each charger.</summary>
    [Alias("activate")]
    Task ActivateAsync();
}
