using System.Text;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The rows that are written with a charger's state.</summary>
sealed class ChargerRows
{
    /// <summary>None; nothing is added to it.</summary>
    public static readonly ChargerRows None = new();

    /// <summary>The sessions as they are now.</summary>
    public List<SessionChanged> Sessions { get; } = [];

    /// <summary>What commands have come to that began no session.</summary>
    public List<OutcomeRow> Outcomes { get; } = [];

    /// <summary>The commands that were for this charger alone.</summary>
    public List<CommandRow> Commands { get; } = [];

    /// <summary>Puts rows that could not be written before these.</summary>
    public void AddBefore(ChargerRows earlier)
    {
        Sessions.InsertRange(0, earlier.Sessions);
        Outcomes.InsertRange(0, earlier.Outcomes);
        Commands.InsertRange(0, earlier.Commands);
    }
}

/// <summary>What a command has come to at a charger, where it began no session.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="OrganizationId">Its organization.</param>
/// <param name="ChargerId">The charger.</param>
/// <param name="Identity">Its identity; null where the location has no such charger.</param>
/// <param name="Outcome">To what, as <see cref="Inventory.Outcomes"/> has it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null where there is nothing to add.</param>
readonly record struct OutcomeRow(
    string CommandId, string OrganizationId, string ChargerId, string? Identity, string Outcome, DateTimeOffset At, string? Reason);

/// <summary>A command as people find it.</summary>
/// <param name="Request">The command.</param>
/// <param name="OrganizationId">Its organization.</param>
/// <param name="LocationId">The location of its chargers.</param>
/// <param name="Targets">The chargers it is for.</param>
sealed record CommandRow(CommandRequest Request, string OrganizationId, string LocationId, IReadOnlyList<string> Targets)
{
    /// <summary>The charger, where it is for that alone.</summary>
    public string? ChargerId => Request.LocationId is null ? Targets[0] : null;

    /// <summary>The event with its defaults filled in.</summary>
    public string Payload => Encoding.UTF8.GetString(Request.Payload.Span);

    /// <summary>The chargers of the location as a JSON array; null where it is for one charger alone.</summary>
    public string? TargetIds => Request.LocationId is null ? null : JsonSerializer.Serialize(Targets, StorageJson.Default.IReadOnlyListString);
}
