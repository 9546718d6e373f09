namespace OcppLab.Simulation;

// BootNotification (1.6 section 4.2, 2.0.1 use cases B01 to B03).
public sealed partial class Charger
{
    static readonly TimeSpan BootRetry = TimeSpan.FromSeconds(60);

    OcppRequest Boot(BootReason reason) => Version == OcppVersion.V16
        ? new V16.BootNotificationRequest
        {
            ChargePointVendor = Spec.Model.Vendor,
            ChargePointModel = Spec.Model.Model,
            ChargePointSerialNumber = Spec.SerialNumber,
            ChargeBoxSerialNumber = Spec.Model.HasChargeBoxSerialNumber ? Spec.SerialNumber : null,
            FirmwareVersion = FirmwareVersion,
            Iccid = Spec.Iccid,
            Imsi = Spec.Imsi,
            MeterType = Spec.MeterType,
            MeterSerialNumber = Spec.MeterSerialNumber,
        }
        : new V2.BootNotificationRequest
        {
            ChargingStation = new()
            {
                Model = Spec.Model.Model,
                VendorName = Spec.Model.Vendor,
                SerialNumber = Spec.SerialNumber,
                FirmwareVersion = FirmwareVersion,
                Modem = Spec is { Iccid: null, Imsi: null } ? null : new() { Iccid = Spec.Iccid, Imsi = Spec.Imsi },
            },
            Reason = SameName<BootReason, V2.BootReasonEnumType>.Of(reason),
        };

    static bool IsBoot(OcppRequest request) => request is V16.BootNotificationRequest or V2.BootNotificationRequest;

    void BootAnswered(OcppResponse response, DateTimeOffset now)
    {
        switch (response)
        {
            case V16.BootNotificationResponse answer:
                BootAnswered(SameName<V16.RegistrationStatus, RegistrationStatus>.Of(answer.Status), answer.Interval, now);
                break;
            case V2.BootNotificationResponse answer:
                BootAnswered(SameName<V2.RegistrationStatusEnumType, RegistrationStatus>.Of(answer.Status), answer.Interval, now);
                break;
            default:
                state.BootAt = state.Boot is null ? null : now + BootRetry;
                break;
        }
    }

    void BootAnswered(RegistrationStatus status, int intervalSeconds, DateTimeOffset now)
    {
        state.Registration = status;
        if (status == RegistrationStatus.Accepted)
        {
            FinishUpdate(now);
            KeepSecurityProfile(now);
            TellIfSecured(state.Boot is BootReason.RemoteReset or BootReason.ScheduledReset ? "ResetOrReboot" : "StartupOfTheDevice", now);

            // Stored, so that the restart of a process is no boot of its chargers.
            persist |= state.Boot is not null || IsObserved || state.Outbox is { Count: > 0 };
            (state.Boot, state.BootAt) = (null, null);
            if (intervalSeconds > 0)
            {
                Set(Settings.HeartbeatInterval, Settings.Invariant(intervalSeconds), now);
            }

            if (!state.Online)
            {
                GoOnline(now);
            }
        }
        else
        {
            state.Boot ??= BootReason.Triggered;
            state.BootAt = now + (intervalSeconds <= 0 ? BootRetry : TimeSpan.FromSeconds(intervalSeconds));
            if (state.Online)
            {
                Drop(now);
                connected = true;
            }
        }
    }
}
