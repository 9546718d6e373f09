using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcppLab.Simulation;

/// <summary>The signature of a firmware file (SignedUpdateFirmware.req, firmware): over the file's SHA-256, by RSA (PKCS #1 v1.5 or PSS) or
/// ECDSA.</summary>
/// <param name="SigningCertificate">The signer's certificate in PEM, perhaps with those of its issuers after it.</param>
/// <param name="Signature">The signature in base64; of ECDSA in DER or as r and s one after the other.</param>
public sealed record FirmwareSignature(string SigningCertificate, string Signature)
{
    /// <summary>Keys beyond all that is in use only cost time.</summary>
    const int MaxModulusBytes = 2048;

    /// <summary>Whether the certificate is valid and leads to a root if there is one, to be asked before the download; if not, the update is
    /// answered with InvalidCertificate.</summary>
    /// <param name="roots">The installed ManufacturerRootCertificates, each in PEM; where there are none, the vendor is not checked.</param>
    /// <param name="now">The time at which it has to be valid.</param>
    public CertificateFault CheckCertificate(IEnumerable<string> roots, DateTimeOffset now) => CertificateChain.Check(SigningCertificate, roots, now);

    /// <summary>Whether this is the signature of a file, to be asked after the download; if not, the update fails with InvalidSignature.</summary>
    /// <param name="sha256">The SHA-256 of the file's bytes.</param>
    public bool IsOf(ReadOnlySpan<byte> sha256)
    {
        var signature = new byte[Signature.Length];
        var certificates = CertificateChain.Read(SigningCertificate);
        try
        {
            if (certificates.Count == 0 || !Convert.TryFromBase64String(Signature, signature, out var length))
            {
                return false;
            }

            using var rsa = certificates[0].GetRSAPublicKey();
            using var ecdsa = certificates[0].GetECDsaPublicKey();
            return IsOf(sha256, signature.AsSpan(0, length), rsa, ecdsa);
        }
        catch (CryptographicException)
        {
            // A key or a signature that is none of its algorithm.
            return false;
        }
        finally
        {
            CertificateChain.Dispose(certificates);
        }
    }

    static bool IsOf(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature, RSA? rsa, ECDsa? ecdsa) =>
        rsa is not null ? rsa.VerifyHash(sha256, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) || IsPss(rsa, sha256, signature)
        : ecdsa is not null && (ecdsa.VerifyHash(sha256, signature, DSASignatureFormat.Rfc3279DerSequence)
            || ecdsa.VerifyHash(sha256, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    /// <summary>RSASSA-PSS with a salt of any length (RFC 8017 section 9.1.2): the framework takes 32 bytes only, and what signs on a command
    /// line uses as many as fit.</summary>
    static bool IsPss(RSA rsa, ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature)
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        if (key.Modulus!.Length > MaxModulusBytes || key.Exponent!.Length > sizeof(ulong))
        {
            return false;
        }

        var modulus = Number(key.Modulus);
        var bits = (int)modulus.GetBitLength() - 1;
        var encoded = new byte[(bits + 7) / 8];
        var opened = BigInteger.ModPow(Number(signature), Number(key.Exponent), modulus);
        var size = opened.GetByteCount(isUnsigned: true);
        if (size > encoded.Length || encoded.Length < (2 * SHA256.HashSizeInBytes) + 2)
        {
            return false;
        }

        opened.TryWriteBytes(encoded.AsSpan(encoded.Length - size), out _, isUnsigned: true, isBigEndian: true);
        var block = encoded.AsSpan(0, encoded.Length - SHA256.HashSizeInBytes - 1);
        var hash = encoded.AsSpan(block.Length, SHA256.HashSizeInBytes);
        var spare = (8 * encoded.Length) - bits;
        if (encoded[^1] != 0xBC || block[0] >> (8 - spare) != 0)
        {
            return false;
        }

        Unmask(block, hash);
        block[0] &= (byte)(0xFF >> spare);
        var start = block.IndexOfAnyExcept((byte)0);
        return start >= 0 && block[start] == 1
            && SHA256.HashData([.. new byte[8], .. sha256, .. block[(start + 1)..]]).AsSpan().SequenceEqual(hash);
    }

    /// <summary>Takes away the mask that MGF1 makes of a seed.</summary>
    static void Unmask(Span<byte> block, ReadOnlySpan<byte> seed)
    {
        for (var counter = 0; counter * SHA256.HashSizeInBytes < block.Length; counter++)
        {
            var mask = SHA256.HashData([.. seed, (byte)(counter >> 24), (byte)(counter >> 16), (byte)(counter >> 8), (byte)counter]);
            var part = block[(counter * SHA256.HashSizeInBytes)..];
            for (var i = 0; i < mask.Length && i < part.Length; i++)
            {
                part[i] ^= mask[i];
            }
        }
    }

    static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
