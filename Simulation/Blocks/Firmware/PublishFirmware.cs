using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>How far a charger has come with a firmware that it is to offer to others.</summary>
enum PublicationStep
{
    /// <summary>It is being downloaded, or is tried again at its time.</summary>
    [JsonStringEnumMemberName("Downloading")]
    Downloading,
    /// <summary>It is published.</summary>
    [JsonStringEnumMemberName("Published")]
    Published,
}

/// <summary>A firmware that a charger is to offer to others (2.0.1).</summary>
sealed class FirmwarePublication
{
    /// <summary>The number of its transfer under way.</summary>
    [JsonPropertyName("number")]
    public int Number { get; set; }

    [JsonPropertyName("requestId")]
    public int RequestId { get; set; }

    [JsonPropertyName("location")]
    public string Location { get; set; } = "";

    /// <summary>The file's MD5 in hexadecimal.</summary>
    [JsonPropertyName("checksum")]
    public string Checksum { get; set; } = "";

    [JsonPropertyName("retries")]
    public int Retries { get; set; }

    [JsonPropertyName("retryInterval")]
    public TimeSpan RetryInterval { get; set; }

    [JsonPropertyName("step")]
    public PublicationStep Step { get; set; }

    /// <summary>When the download is tried again; null while it is under way.</summary>
    [JsonPropertyName("at")]
    public DateTimeOffset? At { get; set; }
}

// PublishFirmware and UnpublishFirmware (2.0.1 use cases L03 and L04), as a local controller does: the file is downloaded and its checksum
// compared. The addresses that it is told to be at are the charger's own; nothing listens there.
public sealed partial class Charger
{
    const int MostPublications = 10;

    internal V2.PublishFirmwareResponse Answer(V2.PublishFirmwareRequest request)
    {
        if (state.Publications?.Count(other => other.Step == PublicationStep.Published && !Same(other.Checksum, request.Checksum)) >= MostPublications)
        {
            return new() { Status = V2.GenericStatusEnumType.Rejected };
        }

        var publications = state.Publications ??= new(1);
        publications.RemoveAll(other => other.Step == PublicationStep.Downloading || Same(other.Checksum, request.Checksum));
        var publication = new FirmwarePublication
        {
            RequestId = request.RequestId,
            Location = request.Location,
            Checksum = request.Checksum,
            Retries = request.Retries ?? DefaultRetries,
            RetryInterval = request.RetryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultRetryInterval,
        };
        publications.Add(publication);
        TellPublication(publication, V2.PublishFirmwareStatusEnumType.Downloading);
        StartPublication(publication);
        return new() { Status = V2.GenericStatusEnumType.Accepted };
    }

    internal V2.UnpublishFirmwareResponse Answer(V2.UnpublishFirmwareRequest request)
    {
        var publication = state.Publications?.Find(other => Same(other.Checksum, request.Checksum));
        if (publication is { Step: PublicationStep.Published })
        {
            Forget(publication);
        }

        return new()
        {
            Status = publication?.Step switch
            {
                PublicationStep.Published => V2.UnpublishFirmwareStatusEnumType.Unpublished,
                PublicationStep.Downloading => V2.UnpublishFirmwareStatusEnumType.DownloadOngoing,
                _ => V2.UnpublishFirmwareStatusEnumType.NoFirmware,
            },
        };
    }

    FirmwarePublication? PublicationUnderWay => state.Publications?.Find(publication => publication.Step == PublicationStep.Downloading);

    void StartPublication(FirmwarePublication publication)
    {
        publication.At = null;
        publication.Number = Transfer(FileTransferKind.Download, publication.Location, "", null, default, publication.Checksum);
    }

    void PublicationEnded(FirmwarePublication publication, FileTransferOutcome outcome, DateTimeOffset now)
    {
        persist = true;
        if (outcome is FileTransferOutcome.Failed or FileTransferOutcome.Denied)
        {
            if (publication.Retries > 0)
            {
                (publication.Retries, publication.At) = (publication.Retries - 1, now + publication.RetryInterval);
                return;
            }

            Forget(publication);
            TellPublication(publication, V2.PublishFirmwareStatusEnumType.DownloadFailed);
            return;
        }

        TellPublication(publication, V2.PublishFirmwareStatusEnumType.Downloaded);
        if (outcome == FileTransferOutcome.InvalidChecksum)
        {
            Forget(publication);
            TellPublication(publication, V2.PublishFirmwareStatusEnumType.InvalidChecksum);
            return;
        }

        TellPublication(publication, V2.PublishFirmwareStatusEnumType.ChecksumVerified);
        if (Spec.Options?.FirmwareFailure == FirmwareFailure.Publication)
        {
            Forget(publication);
            TellPublication(publication, V2.PublishFirmwareStatusEnumType.PublishFailed);
            return;
        }

        publication.Step = PublicationStep.Published;
        TellPublication(publication, V2.PublishFirmwareStatusEnumType.Published);
    }

    void Forget(FirmwarePublication publication)
    {
        state.Publications!.Remove(publication);
        state.Publications = state.Publications.Count > 0 ? state.Publications : null;
        persist = true;
    }

    void TellPublication(FirmwarePublication publication, V2.PublishFirmwareStatusEnumType status) => Notify(new V2.PublishFirmwareStatusNotificationRequest
    {
        Status = status,
        RequestId = publication.RequestId,
        Location = status == V2.PublishFirmwareStatusEnumType.Published ? AddressesOf(publication) : null,
    });

    // The last one asked for, as far as it has come.
    V2.PublishFirmwareStatusNotificationRequest PublicationStatus => state.Publications is [.., var last]
        ? new()
        {
            Status = last.Step == PublicationStep.Published ? V2.PublishFirmwareStatusEnumType.Published : V2.PublishFirmwareStatusEnumType.Downloading,
            RequestId = last.RequestId,
            Location = last.Step == PublicationStep.Published ? AddressesOf(last) : null,
        }
        : new() { Status = V2.PublishFirmwareStatusEnumType.Idle };

    IReadOnlyList<string> AddressesOf(FirmwarePublication publication) =>
    [
        .. new[] { "http", "ftp" }.Select(
            scheme => $"{scheme}://{Uri.EscapeDataString(Spec.Identity)}.local/firmware/{Uri.EscapeDataString(publication.Checksum)}"),
    ];
}
