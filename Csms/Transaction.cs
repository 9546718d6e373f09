namespace OcppLab.Csms;

/// <summary>A transaction as its charger tells it.</summary>
sealed class Transaction(string id, string identity)
{
    public string Id => id;
    public int ConnectorId { get; set; }
    public string? IdTag { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public double? MeterStartWh { get; set; }
    public DateTimeOffset? StoppedAt { get; set; }
    public double? MeterStopWh { get; set; }
    public string? StopReason { get; set; }
    public int Events { get; set; }
    public RecentMessages Messages { get; } = new();
    public SequenceNumbers SeqNos { get; } = new();

    public TransactionView View() =>
        new(id, identity, ConnectorId, IdTag, StartedAt, MeterStartWh, StoppedAt, MeterStopWh, StopReason, Events);
}
