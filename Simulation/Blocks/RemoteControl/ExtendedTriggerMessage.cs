namespace OcppLab.Simulation;

// ExtendedTriggerMessage (1.6 security white paper, section 5.3).
public sealed partial class Charger
{
    internal V16.ExtendedTriggerMessageResponse Answer(V16.ExtendedTriggerMessageRequest request, DateTimeOffset now)
    {
        switch (request.RequestedMessage)
        {
            case V16.MessageTriggerEnumType.StatusNotification or V16.MessageTriggerEnumType.MeterValues when !IsOneOrAll(request.ConnectorId):
                return new() { Status = V16.TriggerMessageStatusEnumType.Rejected };
            case V16.MessageTriggerEnumType.BootNotification:
                Enqueue(new TriggeredEntry(Boot(BootReason.Triggered)));
                break;
            case V16.MessageTriggerEnumType.Heartbeat:
                Enqueue(new TriggeredEntry(Heartbeat));
                break;
            case V16.MessageTriggerEnumType.StatusNotification:
                TriggerStatuses(request.ConnectorId is { } one ? [one] : Enumerable.Range(0, connectors.Length + 1), now);
                break;
            case V16.MessageTriggerEnumType.MeterValues:
                TriggerMeterValues(request.ConnectorId, now);
                break;
            case V16.MessageTriggerEnumType.LogStatusNotification:
                Enqueue(new TriggeredEntry(LogStatus));
                break;
            case V16.MessageTriggerEnumType.FirmwareStatusNotification:
                Enqueue(new TriggeredEntry(SignedFirmwareStatus));
                break;
            default:
                if (SignCertificate() is not { } signing)
                {
                    return new() { Status = V16.TriggerMessageStatusEnumType.Rejected };
                }

                Notify(signing);
                break;
        }

        return new() { Status = V16.TriggerMessageStatusEnumType.Accepted };
    }
}
