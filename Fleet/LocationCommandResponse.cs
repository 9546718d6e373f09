using OcppLab.Simulation;

namespace OcppLab.Fleet;

/// <summary>One charger's answer to a command.</summary>
/// <param name="ChargerId">The charger as the target named it.</param>
/// <param name="Identity">Its identity; null where the location has no such charger.</param>
/// <param name="Version">The OCPP version it speaks.</param>
/// <param name="Refusal">Why it was refused; null when it was queued.</param>
public readonly record struct ChargerAnswer(string ChargerId, string? Identity, OcppVersion Version, string? Refusal);

/// <summary>The answer to a command, for one charger or many: put together here from the chargers' answers, for both engines.</summary>
/// <param name="Request">The command.</param>
/// <param name="Queued">The chargers that took it.</param>
/// <param name="Failed">The chargers that refused it.</param>
public sealed record LocationCommandResponse(
    CommandRequest Request, IReadOnlyList<ChargerAnswer> Queued, IReadOnlyList<ChargerAnswer> Failed)
{
    /// <summary>Sorts the chargers' answers, keeping their order.</summary>
    public static LocationCommandResponse From(CommandRequest request, IReadOnlyList<ChargerAnswer> answers)
    {
        var queued = new List<ChargerAnswer>(answers.Count);
        var failed = new List<ChargerAnswer>();
        foreach (var answer in answers)
            (answer.Refusal is null ? queued : failed).Add(answer);
        return new(request, queued, failed);
    }
}
