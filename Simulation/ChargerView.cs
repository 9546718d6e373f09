namespace OcppLab.Simulation;

/// <summary>A charger's state for a reader.</summary>
/// <param name="On">Whether it is switched on.</param>
/// <param name="Registration">What the CSMS last said to BootNotification; null before the first answer and when detached.</param>
/// <param name="Connectors">The connectors in order.</param>
public sealed record ChargerView(bool On, RegistrationStatus? Registration, IReadOnlyList<ConnectorView> Connectors)
{
    /// <summary>What its display shows, from the top; empty for nothing.</summary>
    public IReadOnlyList<string> Display { get; init; } = [];
}

/// <summary>A connector's state for a reader.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="Status">Its status.</param>
/// <param name="ErrorCode">Its error, NoError for none.</param>
/// <param name="Transaction">The running transaction, or null.</param>
/// <param name="CommandId">The command whose session waits or runs at it; null for none, and where the CSMS has started it.</param>
public sealed record ConnectorView(
    int ConnectorId, ConnectorStatus Status, ChargePointErrorCode ErrorCode, TransactionView? Transaction, string? CommandId = null);

/// <summary>A running transaction for a reader.</summary>
/// <param name="Id">The OCPP transaction id; null while the CSMS has not given it.</param>
/// <param name="IdTag">The id tag.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="EnergyWh">The energy delivered so far, in watt-hours.</param>
/// <param name="PowerW">The present power in watts; below 0 what the vehicle gives.</param>
/// <param name="SocPercent">The vehicle's state of charge in percent.</param>
/// <param name="EndsAt">When it will stop by its nearest limit as things are; null without limits.</param>
/// <param name="ExportedWh">The energy that the vehicle has given so far, in watt-hours; null for none.</param>
public sealed record TransactionView(
    string? Id, string IdTag, DateTimeOffset StartedAt, double EnergyWh, double PowerW, double SocPercent, DateTimeOffset? EndsAt,
    double? ExportedWh = null);
