namespace OcppLab.Simulation;

// TriggerMessage (1.6 section 5.17, 2.0.1 use case F06).
public sealed partial class Charger
{
    internal V16.TriggerMessageResponse Answer(V16.TriggerMessageRequest request, DateTimeOffset now)
    {
        switch (request.RequestedMessage)
        {
            case V16.MessageTrigger.StatusNotification or V16.MessageTrigger.MeterValues when !IsOneOrAll(request.ConnectorId):
                return new() { Status = V16.TriggerMessageStatus.Rejected };
            case V16.MessageTrigger.BootNotification:
                Enqueue(new TriggeredEntry(Boot(BootReason.Triggered)));
                break;
            case V16.MessageTrigger.Heartbeat:
                Enqueue(new TriggeredEntry(Heartbeat));
                break;
            case V16.MessageTrigger.StatusNotification:
                TriggerStatuses(
                    request.ConnectorId is { } one ? [one] : Enumerable.Range(0, connectors.Length + 1), now);
                break;
            case V16.MessageTrigger.MeterValues:
                TriggerMeterValues(request.ConnectorId, now);
                break;
            case V16.MessageTrigger.DiagnosticsStatusNotification:
                Enqueue(new TriggeredEntry(DiagnosticsStatus));
                break;
            default:
                Enqueue(new TriggeredEntry(FirmwareStatus));
                break;
        }

        return new() { Status = V16.TriggerMessageStatus.Accepted };
    }

    internal V2.TriggerMessageResponse Answer(V2.TriggerMessageRequest request, DateTimeOffset now)
    {
        var ids = NumbersOf(request.Evse).ToList();
        if (ids.Count == 0)
        {
            return new() { Status = V2.TriggerMessageStatusEnumType.Rejected };
        }

        switch (request.RequestedMessage)
        {
            case V2.MessageTriggerEnumType.BootNotification when state.Boot is null:
                return new() { Status = V2.TriggerMessageStatusEnumType.Rejected };
            case V2.MessageTriggerEnumType.BootNotification:
                Enqueue(new TriggeredEntry(Boot(BootReason.Triggered)));
                break;
            case V2.MessageTriggerEnumType.Heartbeat:
                Enqueue(new TriggeredEntry(Heartbeat));
                break;
            case V2.MessageTriggerEnumType.StatusNotification:
                TriggerStatuses(ids, now);
                break;
            case V2.MessageTriggerEnumType.MeterValues:
                TriggerMeterValues(request.Evse?.Id, now);
                break;
            case V2.MessageTriggerEnumType.LogStatusNotification:
                Enqueue(new TriggeredEntry(LogStatusOf201));
                break;
            case V2.MessageTriggerEnumType.FirmwareStatusNotification:
                Enqueue(new TriggeredEntry(FirmwareStatusOf201));
                break;
            case V2.MessageTriggerEnumType.PublishFirmwareStatusNotification:
                Enqueue(new TriggeredEntry(PublicationStatus));
                break;
            case V2.MessageTriggerEnumType.SignChargingStationCertificate:
                return new() { Status = TriggerSigning(CertificateSigningUse.ChargingStation, now) };
            case V2.MessageTriggerEnumType.SignV2GCertificate:
                return new() { Status = TriggerSigning(CertificateSigningUse.V2G, now) };
            case V2.MessageTriggerEnumType.SignCombinedCertificate:
                return new() { Status = TriggerSigning(CertificateSigningUse.Combined, now) };
            case V2.MessageTriggerEnumType.TransactionEvent:
                var running = ids.Select(asked => Connector(asked).ToldOf).OfType<Transaction>().ToList();
                running.ForEach(transaction => TriggerUpdate(transaction, now));
                return new()
                {
                    Status = running.Count > 0 ? V2.TriggerMessageStatusEnumType.Accepted : V2.TriggerMessageStatusEnumType.Rejected,
                };
            default:
                return new() { Status = V2.TriggerMessageStatusEnumType.NotImplemented };
        }

        return new() { Status = V2.TriggerMessageStatusEnumType.Accepted };
    }

    // A connector that a message has nothing to do with is not looked at (1.6 section 5.17).
    bool IsOneOrAll(int? connectorId) => connectorId is null or 0 || Missing(connectorId.Value) is null;

    // The connectors that a request is about: the one it names, or all.
    IEnumerable<int> Asked(int? connectorId) => connectorId is { } one and > 0 ? [one] : Enumerable.Range(1, connectors.Length);

    void TriggerStatuses(IEnumerable<int> ids, DateTimeOffset now)
    {
        foreach (var id in ids)
        {
            Enqueue(new TriggeredEntry(StatusOf(id, now)));
        }
    }

    // In 1.6 the values of a transaction name it; in 2.0.1 MeterValues never does (use case F06).
    void TriggerMeterValues(int? evseOrConnectorId, DateTimeOffset now)
    {
        foreach (var (place, id) in MeterPlaces(evseOrConnectorId))
        {
            var transaction = Connector(id).Open;
            if (transaction is not null && Version == OcppVersion.V16)
            {
                TriggerUpdate(transaction, now);
            }
            else
            {
                Enqueue(new TriggeredEntry(new MeterValuesMessage(
                    Version, place,
                    transaction is null ? IdleSample(id, now, ReadingContext.Trigger) : SampleOf(transaction, now, ReadingContext.Trigger),
                    Chosen(Settings.SampledMeasurands))));
            }
        }
    }

    // Where meter values are of: in 1.6 the connectors, in 2.0.1 the EVSEs, each with its connector that is in use.
    IEnumerable<(int PlaceId, int ConnectorId)> MeterPlaces(int? evseOrConnectorId) => Version == OcppVersion.V16
        ? Asked(evseOrConnectorId).Select(id => (id, id))
        : Enumerable.Range(1, Spec.Model.EvseCount).Where(id => evseOrConnectorId is null or 0 || id == evseOrConnectorId).Select(id => (id, ActiveOf(id)));

    void TriggerUpdate(Transaction transaction, DateTimeOffset now)
    {
        Tell(transaction, TransactionEventKind.Updated, TriggerReason.Trigger, now);
        persist = true;
    }
}
