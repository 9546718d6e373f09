namespace OcppLab.Ocpp;

/// <summary>How a file transfer ended.</summary>
public enum TransferOutcome
{
    /// <summary>The file is transferred, and its signature is right if there is one.</summary>
    Done,

    /// <summary>Chargers may not connect to the address, or to one that it redirects to.</summary>
    AddressNotAllowed,

    /// <summary>The file is downloaded, and the signature is not its.</summary>
    InvalidSignature,

    /// <summary>The file is downloaded, and the checksum is not its.</summary>
    InvalidChecksum,

    /// <summary>The server refused the user name or password, or the right to the file.</summary>
    Denied,

    /// <summary>The file could not be transferred.</summary>
    Failed,
}

/// <summary>What became of a file transfer.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Bytes">The file's length in bytes as far as it was transferred whole, else 0.</param>
/// <param name="Sha256">The file's SHA-256 in lower-case hexadecimal; null unless it was transferred whole.</param>
/// <param name="Reason">Why it is not done, a sentence without its full stop that never has credentials; null if it is done.</param>
public sealed record TransferResult(TransferOutcome Outcome, long Bytes, string? Sha256, string? Reason);

/// <summary>What file transfers may take.</summary>
public sealed record TransferLimits
{
    /// <summary>The time a connection may take to open, with TLS and log-in.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time a transfer may take, from when it is its turn.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The largest file downloaded, in bytes.</summary>
    public long MaxDownloadBytes { get; init; } = 200_000_000;

    /// <summary>How many transfers there may be at once; the others wait for their turn.</summary>
    public int Concurrent { get; init; } = 8;
}

/// <summary>A transfer failed for a reason that is already in plain words.</summary>
sealed class TransferFailure(string reason, bool isDenied = false) : Exception(reason)
{
    /// <summary>Whether the server refused the user or the user's right.</summary>
    public bool IsDenied => isDenied;
}
