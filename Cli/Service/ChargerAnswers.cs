namespace OcppLab.Cli;

/// <summary>A page of a list.</summary>
sealed record PageAnswer<T>(IReadOnlyList<T> Data, int Total);

/// <summary>A command that was given.</summary>
sealed record CommandTaken(int QueuedCount, IReadOnlyList<TakenCommand> Results, IReadOnlyList<RefusedCommand> Failed);

/// <summary>A charger that took it.</summary>
sealed record TakenCommand(string ChargerId, string Identity, QueuedCommand Command);

/// <summary>The command as it was taken.</summary>
sealed record QueuedCommand(string Id);

/// <summary>A charger that did not take it.</summary>
sealed record RefusedCommand(string? Identity, string Error);

/// <summary>What became of a command: how many chargers have come to what.</summary>
sealed record CommandSummary(string Id, IReadOnlyDictionary<string, int> Outcomes);

/// <summary>What became of a command at one charger.</summary>
sealed record CommandOutcomeAnswer(string ChargerId, string? Identity, string Outcome, string? Reason);

/// <summary>A charger and what it is doing.</summary>
sealed record ChargerAnswer(
    string Id, string Identity, string OcppVersion, string? LocationId, ConnectionAnswer Connection, IReadOnlyList<ConnectorAnswer> Connectors);

/// <summary>A charger's connection.</summary>
sealed record ConnectionAnswer(string State, string? LastError);

/// <summary>A connector.</summary>
sealed record ConnectorAnswer(int ConnectorId, string Status, TransactionAnswer? Transaction);

/// <summary>A running transaction.</summary>
sealed record TransactionAnswer(double EnergyWh, double PowerW);

/// <summary>A frame.</summary>
sealed record FrameAnswer(string ChargerId, string Identity, string Direction, string Action, string Message, DateTimeOffset Timestamp);

/// <summary>Some of what happened may be missing.</summary>
sealed record GapEvent(string? Detail);
