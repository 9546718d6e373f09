using System.Buffers;
using System.Security.Cryptography;

namespace OcppLab.Ocpp;

/// <summary>A file that is downloaded for its length, its SHA-256 and, where it is asked for, its MD5 only.</summary>
sealed class DownloadedFile(long maxBytes, bool withMd5 = false) : IDisposable
{
    const int BufferBytes = 64 * 1024;

    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly IncrementalHash? md5 = withMd5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;

    /// <summary>Its length so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Its SHA-256, once.</summary>
    public byte[] Sha256() => hash.GetHashAndReset();

    /// <summary>Its MD5, once.</summary>
    public byte[]? Md5() => md5?.GetHashAndReset();

    /// <inheritdoc/>
    public void Dispose()
    {
        hash.Dispose();
        md5?.Dispose();
    }

    /// <summary>Says no to what is known to be too large.</summary>
    /// <exception cref="TransferFailure">It is.</exception>
    public void Expect(long? bytes)
    {
        if (bytes > maxBytes)
        {
            throw new TransferFailure($"the file is larger than {maxBytes} bytes");
        }
    }

    /// <summary>Reads it to its end.</summary>
    /// <exception cref="TransferFailure">It is too large.</exception>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                Bytes += read;
                Expect(Bytes);
                hash.AppendData(buffer, 0, read);
                md5?.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
