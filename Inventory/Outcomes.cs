using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>The words for what a command has come to at a charger, in the database and in the contract.</summary>
public static class Outcomes
{
    /// <summary>The command is for the charger, and nothing more is known.</summary>
    public const string Queued = "queued";

    /// <summary>The charger refused it when it was given.</summary>
    public const string Failed = "failed";

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, Failed, .. Enum.GetValues<CommandOutcome>().Select(WordOf)];

    /// <summary>The word for an outcome that a charger tells.</summary>
    public static string WordOf(CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.Applied => "applied",
        CommandOutcome.Offline => "offline",
        CommandOutcome.Authorized => "authorized",
        CommandOutcome.Started => "started",
        CommandOutcome.Stopped => "stopped",
        CommandOutcome.Refused => "refused",
        CommandOutcome.TimedOut => "timed_out",
        CommandOutcome.Fault => "fault",
        CommandOutcome.NeverPlugged => "never_plugged",
        CommandOutcome.Cancelled => "cancelled",
        _ => "answered",
    };
}
