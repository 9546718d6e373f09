using System.Text.RegularExpressions;

namespace OcppLab.Simulation;

// UpdateFirmware (1.6 section 5.19, 2.0.1 use cases L01 and L02) and SignedUpdateFirmware (1.6 security white paper, use case L01): downloaded
// when it is time, installed when no session runs, then the charger boots. One that goes down in the middle of the installation has its old
// firmware. In 2.0.1 a charger that takes no new sessions for it (AllowNewSessionsPendingFirmwareUpdate) waits for those that run first of all.
public sealed partial class Charger
{
    internal V16.UpdateFirmwareResponse Answer(V16.UpdateFirmwareRequest request, DateTimeOffset now)
    {
        BeginUpdate(
            new() { Location = request.Location, At = request.RetrieveDate }, request.Retries, request.RetryInterval, now);
        return V16.UpdateFirmwareResponse.Instance;
    }

    internal V16.SignedUpdateFirmwareResponse Answer(V16.SignedUpdateFirmwareRequest request, DateTimeOffset now)
    {
        var firmware = request.Firmware;
        if (!IsSigner(firmware.SigningCertificate, firmware.Signature, firmware.Location, now))
        {
            return new() { Status = V16.UpdateFirmwareStatusEnumType.InvalidCertificate };
        }

        var canceled = state.FirmwareUpdate is not null;
        BeginUpdate(
            new()
            {
                RequestId = request.RequestId,
                Location = firmware.Location,
                SigningCertificate = firmware.SigningCertificate,
                Signature = firmware.Signature,
                InstallAt = firmware.InstallDateTime,
                At = firmware.RetrieveDateTime,
            },
            request.Retries, request.RetryInterval, now);
        return new() { Status = canceled ? V16.UpdateFirmwareStatusEnumType.AcceptedCanceled : V16.UpdateFirmwareStatusEnumType.Accepted };
    }

    // What is being installed can't be taken back (L01.FR.27).
    internal V2.UpdateFirmwareResponse Answer(V2.UpdateFirmwareRequest request, DateTimeOffset now)
    {
        var firmware = request.Firmware;
        if (firmware is { SigningCertificate: { } certificate, Signature: { } signature } && !IsSigner(certificate, signature, firmware.Location, now))
        {
            return new() { Status = V2.UpdateFirmwareStatusEnumType.InvalidCertificate };
        }

        if (state.FirmwareUpdate is { Step: FirmwareStep.Installing or FirmwareStep.Rebooting or FirmwareStep.CutOff })
        {
            return new() { Status = V2.UpdateFirmwareStatusEnumType.Rejected };
        }

        var canceled = state.FirmwareUpdate is not null;
        BeginUpdate(
            new()
            {
                RequestId = request.RequestId,
                Location = firmware.Location,
                SigningCertificate = firmware.SigningCertificate,
                Signature = firmware.Signature,
                InstallAt = firmware.InstallDateTime,
                At = firmware.RetrieveDateTime,
            },
            request.Retries, request.RetryInterval, now);
        return new() { Status = canceled ? V2.UpdateFirmwareStatusEnumType.AcceptedCanceled : V2.UpdateFirmwareStatusEnumType.Accepted };
    }

    // Whether the manufacturer's firmware may be signed with the certificate; if not the CSMS is told.
    bool IsSigner(string certificate, string signature, string location, DateTimeOffset now)
    {
        var isSigner = new FirmwareSignature(certificate, signature).CheckCertificate(RootsFor(CertificateUse.ManufacturerRoot), now) == CertificateFault.None;
        if (!isSigner)
        {
            TellSecurityEvent("InvalidFirmwareSigningCertificate", location, now);
        }

        return isSigner;
    }

    // One at a time: a new one takes the place of the one before.
    void BeginUpdate(FirmwareUpdate update, int? retries, int? retryInterval, DateTimeOffset now)
    {
        (update.Retries, update.RetryInterval) =
            (retries ?? DefaultRetries, retryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultRetryInterval);
        state.FirmwareUpdate = update;
        persist = true;
        ShowInstalling(now);
        var due = update.At <= now;
        if (update.RequestId is not null && (!due || MustWait))
        {
            TellFirmware(update, V2.FirmwareStatusEnumType.DownloadScheduled);
        }

        if (due)
        {
            DownloadWhenIdle(update, now);
        }
    }

    // Whether an update is to begin with no session, and one runs.
    bool MustWait => Version != OcppVersion.V16 && !Flag(Settings.AllowNewSessionsPendingFirmwareUpdate) && IsAnyInSession;

    bool IsAnyInSession => Array.Exists(connectors, connector => connector.InSession);

    void DownloadWhenIdle(FirmwareUpdate update, DateTimeOffset at)
    {
        if (MustWait)
        {
            (update.At, update.Held, persist) = (null, true, true);
            ShowInstalling(at);
        }
        else
        {
            BeginDownload(update);
        }
    }

    void AdvanceFirmware(FirmwareUpdate update, DateTimeOffset at)
    {
        switch (update.Step)
        {
            case FirmwareStep.Scheduled:
                DownloadWhenIdle(update, at);
                break;
            case FirmwareStep.Downloading:
                StartDownload(update);
                break;
            case FirmwareStep.Downloaded:
                update.At = null;
                WaitOrInstall(update, at);
                break;
            default:
                EndInstallation(update, at);
                break;
        }
    }

    void EndInstallation(FirmwareUpdate update, DateTimeOffset at)
    {
        if (Spec.Options?.FirmwareFailure == FirmwareFailure.Verification)
        {
            GiveUp(
                update, update.RequestId is null ? V2.FirmwareStatusEnumType.InstallationFailed : V2.FirmwareStatusEnumType.InstallVerificationFailed, at);
            return;
        }

        if (Spec.Options?.FirmwareFailure == FirmwareFailure.Installation)
        {
            (update.Step, update.At) = (FirmwareStep.CutOff, null);
        }
        else
        {
            (update.Step, update.At) = (FirmwareStep.Rebooting, null);
            state.FirmwareVersion = VersionIn(update.Location) ?? FirmwareVersion;
        }

        if (update.RequestId is not null)
        {
            TellFirmware(update, V2.FirmwareStatusEnumType.InstallRebooting);
        }

        ShutDown(at, StopReason.Reboot, TriggerReason.AbnormalCondition, BootReason.FirmwareUpdate, orderly: true);
    }

    // It has come to nothing: what was kept free for it is free again.
    void GiveUp(FirmwareUpdate update, V2.FirmwareStatusEnumType status, DateTimeOffset at)
    {
        var wasOutOfService = IsInstalling || IsHeldForFirmware;
        (state.FirmwareUpdate, persist) = (null, true);
        TellFirmware(update, status);
        if (wasOutOfService)
        {
            ShowInstalling(at);
        }
    }

    void FinishUpdate(DateTimeOffset at)
    {
        if (state.FirmwareUpdate is { Step: FirmwareStep.CutOff } cutOff)
        {
            state.FirmwareUpdate = null;
            TellFirmware(cutOff, V2.FirmwareStatusEnumType.InstallationFailed);
        }
        else if (state.FirmwareUpdate is { Step: FirmwareStep.Rebooting } update)
        {
            state.FirmwareUpdate = null;
            TellFirmware(update, V2.FirmwareStatusEnumType.Installed);
            if (update.RequestId is not null || SecurityProfile > 0)
            {
                TellSecurityEvent("FirmwareUpdated", FirmwareVersion, at);
            }
        }
        else
        {
            UpdateWhenIdle(at);
        }
    }

    void BeginDownload(FirmwareUpdate update)
    {
        TellFirmware(update, V2.FirmwareStatusEnumType.Downloading);
        StartDownload(update);
    }

    void StartDownload(FirmwareUpdate update)
    {
        (update.Step, update.At) = (FirmwareStep.Downloading, null);
        update.Number = Transfer(FileTransferKind.Download, update.Location, "", update.Signed, default);
    }

    void DownloadEnded(FirmwareUpdate update, FileTransferOutcome outcome, DateTimeOffset now)
    {
        if (outcome is FileTransferOutcome.Failed or FileTransferOutcome.Denied)
        {
            if (update.Retries > 0)
            {
                (update.Retries, update.At, persist) = (update.Retries - 1, now + update.RetryInterval, true);
                return;
            }

            GiveUp(update, V2.FirmwareStatusEnumType.DownloadFailed, now);
            return;
        }

        TellFirmware(update, V2.FirmwareStatusEnumType.Downloaded);
        if (outcome == FileTransferOutcome.InvalidSignature)
        {
            GiveUp(update, V2.FirmwareStatusEnumType.InvalidSignature, now);
            TellSecurityEvent("InvalidFirmwareSignature", update.Location, now);
            return;
        }

        if (update.Signed is not null)
        {
            TellFirmware(update, V2.FirmwareStatusEnumType.SignatureVerified);
        }

        (update.Step, update.At, persist) = (FirmwareStep.Downloaded, null, true);
        if (update.InstallAt > now)
        {
            (update.At, update.Held) = (update.InstallAt, false);
            TellFirmware(update, V2.FirmwareStatusEnumType.InstallScheduled);
            ShowInstalling(now);
        }
        else
        {
            WaitOrInstall(update, now);
        }
    }

    void WaitOrInstall(FirmwareUpdate update, DateTimeOffset at)
    {
        if (Version != OcppVersion.V16 && IsAnyInSession)
        {
            update.Held = true;
            TellFirmware(update, V2.FirmwareStatusEnumType.InstallScheduled);
            ShowInstalling(at);
        }
        else
        {
            UpdateWhenIdle(at);
        }
    }

    void UpdateWhenIdle(DateTimeOffset at)
    {
        // A reset comes first: what waits goes on after the boot.
        if (state.FirmwareUpdate is not { At: null } update || IsAnyInSession || state.Shutdown is not null || state.ResetWhenIdle)
        {
            return;
        }

        if (update is { Step: FirmwareStep.Scheduled })
        {
            BeginDownload(update);
        }
        else if (update is { Step: FirmwareStep.Downloaded })
        {
            (update.Step, update.At, persist) = (FirmwareStep.Installing, at + InstallationTime(at), true);
            ShowInstalling(at);
            TellFirmware(update, V2.FirmwareStatusEnumType.Installing);
        }
    }

    // While it is being installed no connector can be used; after it the charger boots. Before it those that are free may have to wait for the
    // others.
    void ShowInstalling(DateTimeOffset at)
    {
        for (var id = 1; id <= connectors.Length; id++)
        {
            Connector(id).IsInstalling = IsInstalling || IsHeldForFirmware;
            Show(id, at);
        }

        ShowCharger(at);
    }

    bool IsHeldForFirmware => state.FirmwareUpdate is { Held: true, Step: not FirmwareStep.CutOff and not FirmwareStep.Rebooting }
        && !Flag(Settings.AllowNewSessionsPendingFirmwareUpdate);

    bool IsInstalling => state.FirmwareUpdate is { Step: FirmwareStep.Installing };

    TimeSpan InstallationTime(DateTimeOffset at) =>
        Spec.Timing == Timing.Instant ? TimeSpan.Zero : Durations.Installation(Spec.Seed, at);

    void TellFirmware(FirmwareUpdate update, V2.FirmwareStatusEnumType status) => Notify(
        Version != OcppVersion.V16 ? new V2.FirmwareStatusNotificationRequest { Status = status, RequestId = update.RequestId }
        : update.RequestId is { } id ? new V16.SignedFirmwareStatusNotificationRequest { Status = Enum.Parse<V16.FirmwareStatusEnumType>(status.ToString()), RequestId = id }
        : new V16.FirmwareStatusNotificationRequest { Status = Enum.Parse<V16.FirmwareStatus>(status.ToString()) });

    V2.FirmwareStatusNotificationRequest FirmwareStatusOf201 => state.FirmwareUpdate is { } update
        ? new()
        {
            Status = update.Step switch
            {
                FirmwareStep.Scheduled => V2.FirmwareStatusEnumType.DownloadScheduled,
                FirmwareStep.Downloading => V2.FirmwareStatusEnumType.Downloading,
                FirmwareStep.Downloaded => V2.FirmwareStatusEnumType.InstallScheduled,
                FirmwareStep.Installing => V2.FirmwareStatusEnumType.Installing,
                FirmwareStep.Rebooting => V2.FirmwareStatusEnumType.InstallRebooting,
                _ => V2.FirmwareStatusEnumType.InstallationFailed,
            },
            RequestId = update.RequestId,
        }
        : new() { Status = V2.FirmwareStatusEnumType.Idle };

    V16.FirmwareStatusNotificationRequest FirmwareStatus => new()
    {
        Status = state.FirmwareUpdate is not { RequestId: null } update ? V16.FirmwareStatus.Idle
            : update.Step switch
            {
                FirmwareStep.Downloading => V16.FirmwareStatus.Downloading,
                FirmwareStep.Downloaded => V16.FirmwareStatus.Downloaded,
                FirmwareStep.Installing or FirmwareStep.Rebooting => V16.FirmwareStatus.Installing,
                FirmwareStep.CutOff => V16.FirmwareStatus.InstallationFailed,
                _ => V16.FirmwareStatus.Idle,
            },
    };

    V16.SignedFirmwareStatusNotificationRequest SignedFirmwareStatus => state.FirmwareUpdate is { RequestId: { } id } update
        ? new()
        {
            Status = update.Step switch
            {
                FirmwareStep.Scheduled => V16.FirmwareStatusEnumType.DownloadScheduled,
                FirmwareStep.Downloading => V16.FirmwareStatusEnumType.Downloading,
                FirmwareStep.Downloaded => V16.FirmwareStatusEnumType.SignatureVerified,
                FirmwareStep.CutOff => V16.FirmwareStatusEnumType.InstallationFailed,
                _ => V16.FirmwareStatusEnumType.Installing,
            },
            RequestId = id,
        }
        : new() { Status = V16.FirmwareStatusEnumType.Idle };

    internal string FirmwareVersion => state.FirmwareVersion ?? Spec.FirmwareVersion;

    // The version that a firmware file has in its name; null where there is none.
    static string? VersionIn(string location) =>
        VersionPattern().Match(location[(location.LastIndexOf('/') + 1)..]) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"\d{1,9}\.\d{1,9}(\.\d{1,9}){0,2}")]
    private static partial Regex VersionPattern();
}
