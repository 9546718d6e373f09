using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcppLab.Simulation;

/// <summary>A charger's own key, ECDSA over P-256. It follows from the charger's seed, so that there is no secret to store; a new generation is
/// another key.</summary>
/// <param name="Seed">The charger's seed.</param>
/// <param name="Generation">How many keys it had before, from 0.</param>
public readonly record struct ChargerKey(ulong Seed, int Generation)
{
    /// <summary>The most characters a certificate signing request may have (SignCertificate.req, csr).</summary>
    public const int MaxRequestLength = 5500;

    const int CoordinateBytes = 32;

    /// <summary>The order of the group of P-256 (FIPS 186-4, D.1.2.3).</summary>
    static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The key as an object, to be disposed.</summary>
    public ECDsa Create() => KeyOf(Secret);

    /// <summary>The public key as a certificate has it (SubjectPublicKeyInfo, DER).</summary>
    public byte[] PublicKey()
    {
        using var key = Create();
        return key.ExportSubjectPublicKeyInfo();
    }

    /// <summary>The signature of data (ECDSA with SHA-256, DER), the same for the same data.</summary>
    public byte[] Sign(byte[] data)
    {
        using var key = Create();
        return new RepeatableSigner(key, Secret).SignData(data, HashAlgorithmName.SHA256);
    }

    /// <summary>A request to certify the key (PKCS #10 in PEM, signed with SHA-256), the same for the same arguments.</summary>
    /// <param name="commonName">Who the charger is: its serial number or identity.</param>
    /// <param name="organization">The operator, as the configuration key CpoName has it; empty to leave it out.</param>
    /// <param name="country">The country, two letters; empty to leave it out.</param>
    /// <returns>The request; null if such names make it longer than <see cref="MaxRequestLength"/>.</returns>
    public string? SigningRequest(string commonName, string organization, string country = "")
    {
        var subject = new X500DistinguishedNameBuilder();
        if (country.Length > 0)
        {
            subject.AddCountryOrRegion(country);
        }

        if (organization.Length > 0)
        {
            subject.AddOrganizationName(organization);
        }

        subject.AddCommonName(commonName);
        using var key = Create();
        var signer = new RepeatableSigner(key, Secret);
        var request = new CertificateRequest(subject.Build(), signer.PublicKey, HashAlgorithmName.SHA256).CreateSigningRequestPem(signer);
        return request.Length <= MaxRequestLength ? request : null;
    }

    /// <summary>What signs with the key, always the same for the same.</summary>
    /// <param name="key">The key as an object.</param>
    internal X509SignatureGenerator SignerOf(ECDsa key) => new RepeatableSigner(key, Secret);

    BigInteger Secret
    {
        get
        {
            Span<byte> source = stackalloc byte[sizeof(ulong) + sizeof(int)];
            BinaryPrimitives.WriteUInt64BigEndian(source, Seed);
            BinaryPrimitives.WriteInt32BigEndian(source[sizeof(ulong)..], Generation);
            return Scalar("charging station certificate"u8, source);
        }
    }

    /// <summary>A number from 1 to below the order, always the same for the same purpose and source.</summary>
    static BigInteger Scalar(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> source) =>
        (Number(SHA256.HashData([.. purpose, .. source])) % (Order - 1)) + 1;

    static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    static ECDsa KeyOf(BigInteger scalar)
    {
        var bytes = new byte[CoordinateBytes];
        scalar.TryWriteBytes(bytes.AsSpan(CoordinateBytes - scalar.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = bytes });
    }

    /// <summary>Signs with a nonce that follows from key and message, as RFC 6979 has it in mind: a charger that is asked again says the same.</summary>
    sealed class RepeatableSigner(ECDsa key, BigInteger secret) : X509SignatureGenerator
    {
        readonly X509SignatureGenerator usual = CreateForECDsa(key);

        protected override PublicKey BuildPublicKey() => this.usual.PublicKey;

        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            this.usual.GetSignatureAlgorithmIdentifier(hashAlgorithm);

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
        {
            var digest = SHA256.HashData(data);
            for (byte attempt = 0; ; attempt++)
            {
                var nonce = Scalar("nonce"u8, [.. secret.ToByteArray(), .. digest, attempt]);
                using var point = KeyOf(nonce);
                var r = Number(point.ExportParameters(includePrivateParameters: false).Q.X) % Order;
                var s = BigInteger.ModPow(nonce, Order - 2, Order) * (Number(digest) + (r * secret)) % Order;
                if (!r.IsZero && !s.IsZero)
                {
                    var signature = new AsnWriter(AsnEncodingRules.DER);
                    using (signature.PushSequence())
                    {
                        signature.WriteInteger(r);
                        signature.WriteInteger(s);
                    }

                    return signature.Encode();
                }
            }
        }
    }
}
