using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcppLab.Simulation;

/// <summary>The hashes by which OCPP names a certificate (HashAlgorithmEnumType).</summary>
public enum CertificateHashAlgorithm
{
    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-384.</summary>
    Sha384,

    /// <summary>SHA-512.</summary>
    Sha512,
}

/// <summary>A certificate as OCPP names it (CertificateHashDataType, after RFC 6960 section 4.1.1).</summary>
/// <param name="Algorithm">The hash of the two hashes.</param>
/// <param name="IssuerNameHash">The hash of the issuer's distinguished name in DER, in lower-case hexadecimal.</param>
/// <param name="IssuerKeyHash">The hash of the issuer's public key, the bit string without tag and length, in lower-case hexadecimal.</param>
/// <param name="SerialNumber">The serial number in lower-case hexadecimal without leading zeros.</param>
public sealed record CertificateHashData(
    CertificateHashAlgorithm Algorithm, string IssuerNameHash, string IssuerKeyHash, string SerialNumber)
{
    /// <summary>That of a certificate.</summary>
    /// <param name="algorithm">The hash.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="issuer">Its issuer's; itself for a root.</param>
    public static CertificateHashData Of(CertificateHashAlgorithm algorithm, X509Certificate2 certificate, X509Certificate2 issuer) => new(
        algorithm,
        Hash(algorithm, certificate.IssuerName.RawData),
        Hash(algorithm, issuer.PublicKey.EncodedKeyValue.RawData),
        Trimmed(certificate.SerialNumber));

    /// <summary>Whether both name the same certificate, in any letter case and with zeros before the serial number or without.</summary>
    public bool Names(CertificateHashData other) =>
        Algorithm == other.Algorithm
        && IssuerNameHash.Equals(other.IssuerNameHash, StringComparison.OrdinalIgnoreCase)
        && IssuerKeyHash.Equals(other.IssuerKeyHash, StringComparison.OrdinalIgnoreCase)
        && Trimmed(SerialNumber) == Trimmed(other.SerialNumber);

    static string Trimmed(string serialNumber) => serialNumber.TrimStart('0') is { Length: > 0 } digits ? digits.ToLowerInvariant() : "0";

    static string Hash(CertificateHashAlgorithm algorithm, byte[] bytes) => Convert.ToHexStringLower(algorithm switch
    {
        CertificateHashAlgorithm.Sha256 => SHA256.HashData(bytes),
        CertificateHashAlgorithm.Sha384 => SHA384.HashData(bytes),
        _ => SHA512.HashData(bytes),
    });
}
