using OcppLab.Inventory;

namespace OcppLab.Grains;

/// <summary>One location; its key is the location's id. It gives commands to its chargers, and again until each has stored them.</summary>
[Alias("ocpplab.location")]
public interface ILocationGrain : IGrainWithStringKey
{
    /// <summary>Gives a command to the location's chargers. It is stored before any of them is asked, and given again after a crash.</summary>
    /// <param name="organizationId">The organization that asks.</param>
    /// <param name="request">The command.</param>
    /// <param name="chargerIds">Only these chargers; null for all.</param>
    /// <returns>The chargers' answers, in the order of the ids given, or of the chargers' identities.</returns>
    /// <exception cref="FleetException">NotFound: the organization has no such location. Unavailable: the command can't be stored now.</exception>
    [Alias("command")]
    [return: Immutable]
    Task<ChargerReceipt[]> CommandAsync(
        string organizationId, [Immutable] CommandRequest request, [Immutable] string[]? chargerIds);

    /// <summary>Gives the commands again that are stored and not known to be stored by each charger.</summary>
    [Alias("activate")]
    Task ActivateAsync();
}
