using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace OcppLab.Simulation;

/// <summary>How far a firmware update has come.</summary>
enum FirmwareStep
{
    /// <summary>It is to be downloaded at its time.</summary>
    [JsonStringEnumMemberName("Scheduled")]
    Scheduled,
    /// <summary>It is being downloaded, or is tried again at its time.</summary>
    [JsonStringEnumMemberName("Downloading")]
    Downloading,
    /// <summary>It is downloaded, and installed at its time when no session runs.</summary>
    [JsonStringEnumMemberName("Downloaded")]
    Downloaded,
    /// <summary>It is being installed until its time.</summary>
    [JsonStringEnumMemberName("Installing")]
    Installing,
    /// <summary>It is installed, and told when the charger has booted.</summary>
    [JsonStringEnumMemberName("Rebooting")]
    Rebooting,
    /// <summary>The charger went down while it was being installed, which is told when it has booted.</summary>
    [JsonStringEnumMemberName("CutOff")]
    CutOff,
}

/// <summary>A firmware update that a CSMS has asked for.</summary>
sealed class FirmwareUpdate
{
    /// <summary>The number of its transfer under way.</summary>
    [JsonPropertyName("number")]
    public int Number { get; set; }

    /// <summary>The id of the SignedUpdateFirmware that asked for it; null for UpdateFirmware.</summary>
    [JsonPropertyName("requestId")]
    public int? RequestId { get; set; }

    [JsonPropertyName("location")]
    public string Location { get; set; } = "";

    [JsonPropertyName("signingCertificate")]
    public string? SigningCertificate { get; set; }

    [JsonPropertyName("signature")]
    public string? Signature { get; set; }

    [JsonPropertyName("installAt")]
    public DateTimeOffset? InstallAt { get; set; }

    [JsonPropertyName("retries")]
    public int Retries { get; set; }

    [JsonPropertyName("retryInterval")]
    public TimeSpan RetryInterval { get; set; }

    [JsonPropertyName("step")]
    public FirmwareStep Step { get; set; }

    /// <summary>When it goes on by itself; null while a transfer or a session is waited for.</summary>
    [JsonPropertyName("at")]
    public DateTimeOffset? At { get; set; }

    [JsonIgnore]
    public FirmwareSignature? Signed => SigningCertificate is null ? null : new(SigningCertificate, Signature!);
}

// UpdateFirmware (1.6 section 5.19) and SignedUpdateFirmware (1.6 security white paper, use case L01): downloaded when it is time,
// installed when no session runs, then the charger boots. One that goes down in the middle of the installation has its old firmware.
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
        if (new FirmwareSignature(firmware.SigningCertificate, firmware.Signature)
            .CheckCertificate(RootsFor(CertificateUse.ManufacturerRoot), now) != CertificateFault.None)
        {
            TellSecurityEvent("InvalidFirmwareSigningCertificate", firmware.Location, now);
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

    // One at a time: a new one takes the place of the one before.
    void BeginUpdate(FirmwareUpdate update, int? retries, int? retryInterval, DateTimeOffset now)
    {
        (update.Retries, update.RetryInterval) =
            (retries ?? DefaultRetries, retryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultRetryInterval);
        state.FirmwareUpdate = update;
        persist = true;
        ShowInstalling(now);
        if (update.At <= now)
        {
            BeginDownload(update);
        }
        else if (update.RequestId is not null)
        {
            TellFirmware(update, V16.FirmwareStatusEnumType.DownloadScheduled);
        }
    }

    void AdvanceFirmware(FirmwareUpdate update, DateTimeOffset at)
    {
        switch (update.Step)
        {
            case FirmwareStep.Scheduled:
                BeginDownload(update);
                break;
            case FirmwareStep.Downloading:
                StartDownload(update);
                break;
            case FirmwareStep.Downloaded:
                update.At = null;
                InstallWhenIdle(at);
                break;
            default:
                (update.Step, update.At) = (FirmwareStep.Rebooting, null);
                state.FirmwareVersion = VersionIn(update.Location) ?? FirmwareVersion;
                if (update.RequestId is not null)
                {
                    TellFirmware(update, V16.FirmwareStatusEnumType.InstallRebooting);
                }

                ShutDown(at, StopReason.Reboot, TriggerReason.AbnormalCondition, BootReason.FirmwareUpdate, orderly: true);
                break;
        }
    }

    void FinishUpdate(DateTimeOffset at)
    {
        if (state.FirmwareUpdate is { Step: FirmwareStep.CutOff } cutOff)
        {
            state.FirmwareUpdate = null;
            TellFirmware(cutOff, V16.FirmwareStatusEnumType.InstallationFailed);
        }
        else if (state.FirmwareUpdate is { Step: FirmwareStep.Rebooting } update)
        {
            state.FirmwareUpdate = null;
            TellFirmware(update, V16.FirmwareStatusEnumType.Installed);
            if (update.RequestId is not null || SecurityProfile > 0)
            {
                TellSecurityEvent("FirmwareUpdated", FirmwareVersion, at);
            }
        }
    }

    void BeginDownload(FirmwareUpdate update)
    {
        TellFirmware(update, V16.FirmwareStatusEnumType.Downloading);
        StartDownload(update);
    }

    void StartDownload(FirmwareUpdate update)
    {
        (update.Step, update.At) = (FirmwareStep.Downloading, null);
        update.Number = Transfer(FileTransferKind.Download, update.Location, "", update.Signed, default);
    }

    void DownloadEnded(FirmwareUpdate update, FileTransferOutcome outcome, DateTimeOffset now)
    {
        if (outcome == FileTransferOutcome.Failed)
        {
            if (update.Retries > 0)
            {
                (update.Retries, update.At, persist) = (update.Retries - 1, now + update.RetryInterval, true);
                return;
            }

            state.FirmwareUpdate = null;
            TellFirmware(update, V16.FirmwareStatusEnumType.DownloadFailed);
            return;
        }

        TellFirmware(update, V16.FirmwareStatusEnumType.Downloaded);
        if (outcome == FileTransferOutcome.InvalidSignature)
        {
            state.FirmwareUpdate = null;
            TellFirmware(update, V16.FirmwareStatusEnumType.InvalidSignature);
            TellSecurityEvent("InvalidFirmwareSignature", update.Location, now);
            return;
        }

        if (update.RequestId is not null)
        {
            TellFirmware(update, V16.FirmwareStatusEnumType.SignatureVerified);
        }

        (update.Step, update.At, persist) = (FirmwareStep.Downloaded, null, true);
        if (update.InstallAt > now)
        {
            update.At = update.InstallAt;
            TellFirmware(update, V16.FirmwareStatusEnumType.InstallScheduled);
        }
        else
        {
            InstallWhenIdle(now);
        }
    }

    void InstallWhenIdle(DateTimeOffset at)
    {
        if (state.FirmwareUpdate is { Step: FirmwareStep.Downloaded, At: null } update && !connectors.Any(connector => connector.InSession))
        {
            (update.Step, update.At, persist) = (FirmwareStep.Installing, at + InstallationTime(at), true);
            ShowInstalling(at);
            TellFirmware(update, V16.FirmwareStatusEnumType.Installing);
        }
    }

    // While it is being installed no connector can be used; after it the charger boots.
    void ShowInstalling(DateTimeOffset at)
    {
        for (var id = 1; id <= connectors.Length; id++)
        {
            Connector(id).IsInstalling = IsInstalling;
            Show(id, at);
        }

        ShowCharger(at);
    }

    bool IsInstalling => state.FirmwareUpdate is { Step: FirmwareStep.Installing };

    TimeSpan InstallationTime(DateTimeOffset at) =>
        Spec.Timing == Timing.Instant ? TimeSpan.Zero : Durations.Installation(Spec.Seed, at);

    void TellFirmware(FirmwareUpdate update, V16.FirmwareStatusEnumType status) => Notify(update.RequestId is { } id
        ? new V16.SignedFirmwareStatusNotificationRequest { Status = status, RequestId = id }
        : new V16.FirmwareStatusNotificationRequest { Status = Enum.Parse<V16.FirmwareStatus>(status.ToString()) });

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
