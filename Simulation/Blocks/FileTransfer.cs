namespace OcppLab.Simulation;

/// <summary>Which way a file goes.</summary>
public enum FileTransferKind
{
    /// <summary>To the charger.</summary>
    Download,
    /// <summary>From the charger.</summary>
    Upload,
}

/// <summary>A file that a charger's host is to transfer: it tells what became of it by <see cref="Charger.TransferEnded"/>.</summary>
/// <param name="Number">Tells it from the charger's other transfers.</param>
/// <param name="Kind">Which way it goes.</param>
/// <param name="Location">The address, as the CSMS gave it.</param>
/// <param name="FileName">The file's name where the address is a directory's.</param>
/// <param name="Signature">The signature that a downloaded file has to have; null for none.</param>
/// <param name="Content">What an uploaded file has in it.</param>
/// <param name="Md5">The MD5 in hexadecimal that a downloaded file has to have, in any letter case; null for none.</param>
public sealed record FileTransfer(
    int Number, FileTransferKind Kind, string Location, string FileName, FirmwareSignature? Signature, ReadOnlyMemory<byte> Content, string? Md5 = null);

/// <summary>What became of a file transfer.</summary>
public enum FileTransferOutcome
{
    /// <summary>The file is there.</summary>
    Done,
    /// <summary>The host may not connect to the address: the charger goes on as if the file were there.</summary>
    Simulated,
    /// <summary>The file is there, and the signature is not its.</summary>
    InvalidSignature,
    /// <summary>The file is there, and the checksum is not its.</summary>
    InvalidChecksum,
    /// <summary>The server refused the user name or password, or the right to the file.</summary>
    Denied,
    /// <summary>The file could not be transferred.</summary>
    Failed,
}

// Files of firmware, diagnostics and logs: the charger says what is to be transferred and when, its host does it.
public sealed partial class Charger
{
    List<FileTransfer>? transfers;

    /// <summary>A file transfer that <see cref="Changes.Transfers"/> asked for has ended.</summary>
    public Changes TransferEnded(int number, FileTransferOutcome outcome, DateTimeOffset now)
    {
        AdvanceTo(now);
        if (state.Upload is { } upload && upload.Number == number)
        {
            UploadEnded(upload, outcome, now);
        }
        else if (state.FirmwareUpdate is { } update && update.Number == number)
        {
            DownloadEnded(update, outcome, now);
        }
        else if (PublicationUnderWay is { } publication && publication.Number == number)
        {
            PublicationEnded(publication, outcome, now);
        }

        return TakeChanges();
    }

    // Those whose host is no more.
    void ResumeTransfers(DateTimeOffset now)
    {
        if (state.Upload is { At: null } upload)
        {
            StartUpload(upload, now);
        }

        if (state.FirmwareUpdate is { At: null, Step: FirmwareStep.Downloading } update)
        {
            StartDownload(update);
        }

        if (PublicationUnderWay is { At: null } publication)
        {
            StartPublication(publication);
        }
    }

    DateTimeOffset? NextTransferStep => Earlier(Earlier(state.Upload?.At, state.FirmwareUpdate?.At), PublicationUnderWay?.At);

    void AdvanceTransfers(DateTimeOffset at)
    {
        if (state.Upload is { } upload && upload.At <= at)
        {
            StartUpload(upload, at);
        }
        else if (PublicationUnderWay is { } publication && publication.At <= at)
        {
            StartPublication(publication);
        }
        else
        {
            AdvanceFirmware(state.FirmwareUpdate!, at);
        }
    }

    int Transfer(FileTransferKind kind, string location, string fileName, FirmwareSignature? signature, ReadOnlyMemory<byte> content, string? md5 = null)
    {
        var number = ++state.Transfers;
        (transfers ??= new(1)).Add(new(number, kind, location, fileName, signature, content, md5));
        persist = true;
        return number;
    }
}
