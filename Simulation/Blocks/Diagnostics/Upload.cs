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

// GetDiagnostics (1.6 section 5.9) and GetLog (1.6 security white paper, use case N01): the file is what is known of the charger.
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
        var fileName = $"{Spec.Identity}-{(isSecurityLog ? "security" : "diagnostics")}-{now.UtcDateTime:yyyyMMddHHmmss}.txt";
        var canceled = state.Upload is { RequestId: not null };
        BeginUpload(request.Log.RemoteLocation, fileName, request.RequestId, isSecurityLog, request.Retries, request.RetryInterval, now);
        return new() { Status = canceled ? V16.LogStatusEnumType.AcceptedCanceled : V16.LogStatusEnumType.Accepted, Filename = fileName };
    }

    // A time that ends before it begins, or has not come yet: there is no file to name (1.6 section 5.9).
    static bool HasNothingOf(DateTimeOffset? from, DateTimeOffset? until, DateTimeOffset now) => from > until || from > now;

    // One at a time: a new one takes the place of the one before.
    void BeginUpload(
        string location, string fileName, int? requestId, bool isSecurityLog, int? retries, int? retryInterval, DateTimeOffset now)
    {
        // That a log takes the place of another is in the answer.
        if (state.Upload is { } former && (former.RequestId is null || requestId is null))
        {
            TellUpload(former, V16.DiagnosticsStatus.UploadFailed, V16.UploadLogStatusEnumType.UploadFailure);
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
        StartUpload(state.Upload, now);
    }

    void StartUpload(Upload upload, DateTimeOffset now)
    {
        upload.At = null;
        upload.Number = Transfer(
            FileTransferKind.Upload, upload.Location, upload.FileName, null,
            Encoding.UTF8.GetBytes(upload.IsSecurityLog ? SecurityLog() : Diagnostics(now)));
        TellUpload(upload, V16.DiagnosticsStatus.Uploading, V16.UploadLogStatusEnumType.Uploading);
    }

    void UploadEnded(Upload upload, FileTransferOutcome outcome, DateTimeOffset now)
    {
        if (outcome == FileTransferOutcome.Failed && upload.Retries > 0)
        {
            (upload.Retries, upload.At, persist) = (upload.Retries - 1, now + upload.RetryInterval, true);
            return;
        }

        state.Upload = null;
        if (outcome == FileTransferOutcome.Failed)
        {
            TellUpload(upload, V16.DiagnosticsStatus.UploadFailed, V16.UploadLogStatusEnumType.UploadFailure);
        }
        else
        {
            TellUpload(upload, V16.DiagnosticsStatus.Uploaded, V16.UploadLogStatusEnumType.Uploaded);
        }
    }

    void TellUpload(Upload upload, V16.DiagnosticsStatus diagnostics, V16.UploadLogStatusEnumType log) => Notify(upload.RequestId is { } id
        ? new V16.LogStatusNotificationRequest { Status = log, RequestId = id }
        : new V16.DiagnosticsStatusNotificationRequest { Status = diagnostics });

    V16.DiagnosticsStatusNotificationRequest DiagnosticsStatus => new()
    {
        Status = state.Upload is { RequestId: null } ? V16.DiagnosticsStatus.Uploading : V16.DiagnosticsStatus.Idle,
    };

    V16.LogStatusNotificationRequest LogStatus => state.Upload is { RequestId: { } id }
        ? new() { Status = V16.UploadLogStatusEnumType.Uploading, RequestId = id }
        : new() { Status = V16.UploadLogStatusEnumType.Idle };

    string Diagnostics(DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine($"{Spec.Identity}: {Spec.Model.Vendor} {Spec.Model.Model}, firmware {FirmwareVersion}, at {now.UtcDateTime:O}");
        foreach (var connector in View(now).Connectors)
        {
            text.AppendLine($"connector {connector.ConnectorId}: {connector.Status}, {connector.ErrorCode}, transaction {connector.Transaction?.Id ?? "none"}");
        }

        foreach (var setting in Settings.All.Where(setting => setting.Key is not null && !setting.IsSecret))
        {
            text.AppendLine($"{setting.Key}={Value(setting)}");
        }

        return text.ToString();
    }
}
