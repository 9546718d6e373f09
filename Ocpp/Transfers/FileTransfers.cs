using System.Net.Sockets;
using System.Security.Cryptography;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>Downloads firmware and uploads diagnostics and logs by http, https, ftp and ftps, to and from the addresses that chargers may
/// connect to. One serves all chargers of a process. A file that is downloaded is kept nowhere.</summary>
public sealed class FileTransfers : IDisposable
{
    /// <summary>What <see cref="IsSupported"/> knows, as the configuration key SupportedFileTransferProtocols and the variable
    /// FileTransferProtocols name them.</summary>
    public const string Protocols = "FTP,FTPS,HTTP,HTTPS";

    readonly TransferConnections connections;
    readonly TransferLimits limits;
    readonly SemaphoreSlim turns;

    /// <summary>Transfers under the rules of connections to CSMSs: addresses, certificates, clock.</summary>
    /// <exception cref="FormatException">Their addresses can't be read.</exception>
    public FileTransfers(CsmsConnectionOptions options, TransferLimits? limits = null)
    {
        connections = new(options);
        this.limits = limits ?? new();
        turns = new(this.limits.Concurrent);
    }

    /// <summary>Whether an address is of a kind that files are transferred by.</summary>
    public static bool IsSupported(Uri location) => location is { IsAbsoluteUri: true, Scheme: "http" or "https" or "ftp" or "ftps" };

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    /// <summary>Downloads a file.</summary>
    /// <param name="location">Where it is; user name and password may be in the address.</param>
    /// <param name="signature">The signature it has to have; null for none.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <param name="md5">The MD5 it has to have, in hexadecimal of any letter case; null for none.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<TransferResult> DownloadAsync(
        Uri location, FirmwareSignature? signature, CancellationToken cancellationToken, string? md5 = null) =>
        InTurnAsync("download", location, cancellationToken, async stop =>
        {
            using var file = new DownloadedFile(limits.MaxDownloadBytes, md5 is not null);
            if (location.Scheme is "http" or "https")
            {
                using var transfer = new HttpTransfer(location, connections, limits, stop);
                await transfer.DownloadAsync(location, file).ConfigureAwait(false);
            }
            else
            {
                await new FtpTransfer(location, connections, limits, stop).DownloadAsync(file).ConfigureAwait(false);
            }

            var sha256 = file.Sha256();
            return signature?.IsOf(sha256) == false
                ? new(TransferOutcome.InvalidSignature, file.Bytes, Convert.ToHexStringLower(sha256), $"the signature is not that of {Name(location)}")
                : file.Md5() is { } sum && !Convert.ToHexString(sum).Equals(md5, StringComparison.OrdinalIgnoreCase)
                ? new(TransferOutcome.InvalidChecksum, file.Bytes, Convert.ToHexStringLower(sha256), $"the checksum is not that of {Name(location)}")
                : new(TransferOutcome.Done, file.Bytes, Convert.ToHexStringLower(sha256), null);
        });

    /// <summary>Uploads a file.</summary>
    /// <param name="location">Where to; user name and password may be in the address. A directory by ftp and where it ends in a slash.</param>
    /// <param name="fileName">The file's name in a directory.</param>
    /// <param name="content">What is in the file.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<TransferResult> UploadAsync(Uri location, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        InTurnAsync("upload to", location, cancellationToken, async stop =>
        {
            if (location.Scheme is "http" or "https")
            {
                using var transfer = new HttpTransfer(location, connections, limits, stop);
                await transfer.UploadAsync(location, fileName, content).ConfigureAwait(false);
            }
            else
            {
                await new FtpTransfer(location, connections, limits, stop).UploadAsync(fileName, content).ConfigureAwait(false);
            }

            return new(TransferOutcome.Done, content.Length, Convert.ToHexStringLower(SHA256.HashData(content.Span)), null);
        });

    /// <summary>An address as it may be told: without credentials and query.</summary>
    internal static string Name(Uri location) => $"{location.Scheme}://{location.Authority}{location.AbsolutePath}";

    async Task<TransferResult> InTurnAsync(
        string deed, Uri location, CancellationToken cancellationToken, Func<CancellationToken, Task<TransferResult>> transfer)
    {
        if (!IsSupported(location))
        {
            return new(
                TransferOutcome.Failed, 0, null,
                location.IsAbsoluteUri ? $"could not {deed} {Name(location)}: only http, https, ftp and ftps are supported" : "the location is no address");
        }

        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var due = new CancellationTokenSource(limits.TotalTimeout, connections.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            return await transfer(ending.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var why = due.IsCancellationRequested ? $"it took longer than {limits.TotalTimeout.TotalSeconds:0.#} s" : Why(e, location, limits);
            var outcome = e switch
            {
                ConnectFailure { Kind: ConnectFailureKind.AddressNotAllowed } => TransferOutcome.AddressNotAllowed,
                TransferFailure { IsDenied: true } => TransferOutcome.Denied,
                _ => TransferOutcome.Failed,
            };
            return new(outcome, 0, null, $"could not {deed} {Name(location)}: {why}");
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Why a connection or a transfer failed, without where it was from or to at the beginning.</summary>
    internal static string Why(Exception e, Uri location, TransferLimits limits) => e switch
    {
        TransferFailure => e.Message,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted }
            or IOException { InnerException: not SocketException { SocketErrorCode: not (SocketError.ConnectionReset or SocketError.ConnectionAborted) } } =>
            "the server dropped the connection",
        _ => ConnectFailure.Describe(e, location, "connect to", limits.ConnectTimeout),
    };
}
