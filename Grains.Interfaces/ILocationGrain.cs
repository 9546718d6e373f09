using OcppLab.Fleet;

namespace OcppLab.Grains;

/// <summary>One location; its key is the location's id. It gives commands to its chargers and sees to it that what it has
/// promised is kept.</summary>
[Alias("ocpplab.location")]
public interface ILocationGrain : IGrainWithStringKey
{
    /// <summary>Gives a command to the location's chargers. It is stored before any of them is asked, and given again after a crash.</summary>
    /// <param name="organizationId">The location's organization.</param>
    /// <param name="request">The command.</param>
    /// <param name="chargerIds">Only these chargers; null for all.</param>
    /// <returns>The chargers' answers, in the order of the ids given, or of the chargers' identities.</returns>
    /// <exception cref="IOException">The command could not be stored.</exception>
    [Alias("command")]
    [return: Immutable]
    Task<ChargerAnswer[]> CommandAsync(
        string organizationId, [Immutable] CommandRequest request, [Immutable] string[]? chargerIds);

    /// <summary>Gives the commands that were promised again where it is not known that the chargers stored them.</summary>
    [Alias("wake")]
    Task WakeAsync();
}
