using System.Text;
using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>A file that a CSMS has asked for.</summary>
sealed class Upload
{
    /// <summary>The number of its transfer under way.</summary>
    [JsonPropertyName("number")]
    public int Number { get; set; }

    /// <summary>The id of the GetLog that asked for it; null for GetDiagnostics.</summary>
    [JsonPropertyName("requestId")]
    public int? RequestId { get; set; }

    /// <summary>Whether it is the log of security events rather than diagnostics.</summary>
    [JsonPropertyName("isSecurityLog")]
    public bool IsSecurityLog { get; set; }

    [JsonPropertyName("location")]
    public string Location { get; set; } = "";

    [JsonPropertyName("fileName")]
    public string FileName { get; set; } = "";

    [JsonPropertyName("retries")]
    public int Retries { get; set; }

    [JsonPropertyName("retryInterval")]
    public TimeSpan RetryInterval { get; set; }

    /// <summary>When it is tried again; null while it is under way.</summary>
    [JsonPropertyName("at")]
    public DateTimeOffset? At { get; set; }
}

// GetDiagnostics (1.6 section 5.9) and GetLog (1.6 security white paper and 2.0.1, use case N01): the file is what is known of the charger.
public sealed partial class Charger
{
    const int DefaultRetries = 3;
    static readonly TimeSpan DefaultRetryInterval = TimeSpan.FromSeconds(60);

    internal V16.GetDiagnosticsResponse Answer(V16.GetDiagnosticsRequest request, DateTimeOffset now)
    {
        if (HasNothingOf(request.StartTime, request.StopTime, now))
        {
            return new();
        }

        var fileName = $"{Spec.Identity}-diagnostics-{now.UtcDateTime:yyyyMMddHHmmss}.txt";
        BeginUpload(request.Location, fileName, null, isSecurityLog: false, request.Retries, request.RetryInterval, now);
        return new() { FileName = fileName };
    }

    internal V16.GetLogResponse Answer(V16.GetLogRequest request, DateTimeOffset now)
    {
        if (HasNothingOf(request.Log.OldestTimestamp, request.Log.LatestTimestamp, now))
        {
            return new() { Status = V16.LogStatusEnumType.Rejected };
        }

        var isSecurityLog = request.LogType == V16.LogEnumType.SecurityLog;
        var canceled = state.Upload is { RequestId: not null };
        var fileName = LogName(isSecurityLog, now);
        BeginUpload(request.Log.RemoteLocation, fileName, request.RequestId, isSecurityLog, request.Retries, request.RetryInterval, now);
        return new() { Status = canceled ? V16.LogStatusEnumType.AcceptedCanceled : V16.LogStatusEnumType.Accepted, Filename = fileName };
    }

    internal V2.GetLogResponse Answer(V2.GetLogRequest request, DateTimeOffset now)
    {
        if (request.LogType is not (V2.LogEnumType.DiagnosticsLog or V2.LogEnumType.SecurityLog)
            || HasNothingOf(request.Log.OldestTimestamp, request.Log.LatestTimestamp, now))
        {
            return new() { Status = V2.LogStatusEnumType.Rejected };
        }

        var isSecurityLog = request.LogType == V2.LogEnumType.SecurityLog;
        var canceled = state.Upload is not null;
        var fileName = LogName(isSecurityLog, now);
        BeginUpload(request.Log.RemoteLocation, fileName, request.RequestId, isSecurityLog, request.Retries, request.RetryInterval, now);
        return new() { Status = canceled ? V2.LogStatusEnumType.AcceptedCanceled : V2.LogStatusEnumType.Accepted, Filename = fileName };
    }

    string LogName(bool isSecurityLog, DateTimeOffset now) =>
        $"{Spec.Identity}-{(isSecurityLog ? "security" : "diagnostics")}-{now.UtcDateTime:yyyyMMddHHmmss}.txt";

    // A time that ends before it begins, or has not come yet: there is no file to name (1.6 section 5.9).
    static bool HasNothingOf(DateTimeOffset? from, DateTimeOffset? until, DateTimeOffset now) => from > until || from > now;

    // One at a time: a new one takes the place of the one before.
    void BeginUpload(
        string location, string fileName, int? requestId, bool isSecurityLog, int? retries, int? retryInterval, DateTimeOffset now)
    {
        // That a log takes the place of another is in the answer, and in 2.0.1 a status of the former too (N01.FR.20).
        if (state.Upload is { } former && Version != OcppVersion.V16)
        {
            TellUpload(former, V16.DiagnosticsStatus.UploadFailed, V2.UploadLogStatusEnumType.AcceptedCanceled);
        }
        else if (state.Upload is { } replaced && (replaced.RequestId is null || requestId is null))
        {
            TellUpload(replaced, V16.DiagnosticsStatus.UploadFailed, V2.UploadLogStatusEnumType.UploadFailure);
        }

        state.Upload = new()
        {
            RequestId = requestId,
            IsSecurityLog = isSecurityLog,
            Location = location,
            FileName = fileName,
            Retries = retries ?? DefaultRetries,
            RetryInterval = retryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultRetryInterval,
        };
        if (Version != OcppVersion.V16 && CanNotTransferTo(location) is { } problem)
        {
            (var upload, state.Upload, persist) = (state.Upload, null, true);
            TellUpload(upload, V16.DiagnosticsStatus.UploadFailed, problem);
            return;
        }

        StartUpload(state.Upload, now);
    }

    // What no address is, and what it is of that the charger can't do (2.0.1 UploadLogStatusEnumType).
    static V2.UploadLogStatusEnumType? CanNotTransferTo(string location) =>
        !Uri.TryCreate(location, UriKind.Absolute, out var address) ? V2.UploadLogStatusEnumType.BadMessage
        : address.Scheme is "http" or "https" or "ftp" or "ftps" ? null
        : V2.UploadLogStatusEnumType.NotSupportedOperation;

    void StartUpload(Upload upload, DateTimeOffset now)
    {
        upload.At = null;
        upload.Number = Transfer(
            FileTransferKind.Upload, upload.Location, upload.FileName, null,
            Encoding.UTF8.GetBytes(upload.IsSecurityLog ? SecurityLog() : Diagnostics(now)));
        TellUpload(upload, V16.DiagnosticsStatus.Uploading, V2.UploadLogStatusEnumType.Uploading);
    }

    void UploadEnded(Upload upload, FileTransferOutcome outcome, DateTimeOffset now)
    {
        var failed = outcome is FileTransferOutcome.Failed or FileTransferOutcome.Denied;
        if (failed && upload.Retries > 0)
        {
            (upload.Retries, upload.At, persist) = (upload.Retries - 1, now + upload.RetryInterval, true);
            return;
        }

        state.Upload = null;
        if (failed)
        {
            var isDenied = outcome == FileTransferOutcome.Denied && Version != OcppVersion.V16;
            TellUpload(
                upload, V16.DiagnosticsStatus.UploadFailed,
                isDenied ? V2.UploadLogStatusEnumType.PermissionDenied : V2.UploadLogStatusEnumType.UploadFailure);
        }
        else
        {
            TellUpload(upload, V16.DiagnosticsStatus.Uploaded, V2.UploadLogStatusEnumType.Uploaded);
        }
    }

    void TellUpload(Upload upload, V16.DiagnosticsStatus diagnostics, V2.UploadLogStatusEnumType log) => Notify(upload.RequestId is not { } id
        ? new V16.DiagnosticsStatusNotificationRequest { Status = diagnostics }
        : Version == OcppVersion.V16
            ? new V16.LogStatusNotificationRequest { Status = Enum.Parse<V16.UploadLogStatusEnumType>(log.ToString()), RequestId = id }
            : new V2.LogStatusNotificationRequest { Status = log, RequestId = id });

    V16.DiagnosticsStatusNotificationRequest DiagnosticsStatus => new()
    {
        Status = state.Upload is { RequestId: null } ? V16.DiagnosticsStatus.Uploading : V16.DiagnosticsStatus.Idle,
    };

    V16.LogStatusNotificationRequest LogStatus => state.Upload is { RequestId: { } id }
        ? new() { Status = V16.UploadLogStatusEnumType.Uploading, RequestId = id }
        : new() { Status = V16.UploadLogStatusEnumType.Idle };

    V2.LogStatusNotificationRequest LogStatusOf201 => state.Upload is { } upload
        ? new() { Status = V2.UploadLogStatusEnumType.Uploading, RequestId = upload.RequestId }
        : new() { Status = V2.UploadLogStatusEnumType.Idle };

    string Diagnostics(DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine($"{Spec.Identity}: {Spec.Model.Vendor} {Spec.Model.Model}, firmware {FirmwareVersion}, at {now.UtcDateTime:O}");
        foreach (var connector in View(now).Connectors)
        {
            text.AppendLine($"connector {connector.ConnectorId}: {connector.Status}, {connector.ErrorCode}, transaction {connector.Transaction?.Id ?? "none"}");
        }

        var is16 = Version == OcppVersion.V16;
        foreach (var setting in Settings.All.Where(setting => (is16 ? setting.Key : setting.Component) is not null && !setting.IsSecret))
        {
            text.AppendLine($"{(is16 ? setting.Key : $"{setting.Component}.{setting.Variable}")}={Value(setting)}");
        }

        return text.ToString();
    }
}
