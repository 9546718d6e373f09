using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>The authority that a central system has its chargers' keys certified by: a root of its own, made at the start and kept in
/// memory alone. It asks nobody whether a charger is who it says, as an operator's would.</summary>
sealed class CertificateAuthority
{
    const int SerialNumberBytes = 16;

    /// <summary>A charger asks through its CSMS, which answers by itself.</summary>
    const string Responder = "http://ocsp.ocpplab.invalid/";

    static readonly Oid Sha256WithEcdsa = new("1.2.840.10045.4.3.2");

    /// <summary>By how much a charger's clock may be behind.</summary>
    static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    readonly TimeProvider time;
    readonly X509Certificate2 root;
    readonly X509SignatureGenerator signer;

    /// <summary>Makes the root.</summary>
    /// <param name="time">The clock that certificates are valid by.</param>
    public CertificateAuthority(TimeProvider time)
    {
        this.time = time;
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        signer = X509SignatureGenerator.CreateForECDsa(key);
        var request = new CertificateRequest("O=OcppLab, CN=OcppLab CSMS root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        root = request.CreateSelfSigned(now - ClockTolerance, now.AddYears(20));
        RootPem = root.ExportCertificatePem();
    }

    /// <summary>The root certificate in PEM.</summary>
    public string RootPem { get; }

    /// <summary>Certifies a charger's key for a year, to be shown by a client of TLS, or to vehicles (ISO 15118).</summary>
    /// <param name="signingRequest">PKCS #10 in PEM: the certificate has its subject and its key, and nothing else of it.</param>
    /// <param name="forVehicles">Whether vehicles are shown it, rather than a CSMS: then it names somebody to ask whether it is revoked.</param>
    /// <returns>The certificate in PEM; its chain is complete with it, since the root signs. Null if the request can't be read, or was not
    /// signed by the key that it is for.</returns>
    public string? Sign(string signingRequest, bool forVehicles = false)
    {
        try
        {
            var request = CertificateRequest.LoadSigningRequestPem(signingRequest, HashAlgorithmName.SHA256);
            var extensions = request.CertificateExtensions;
            extensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
            extensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
            extensions.Add(new X509EnhancedKeyUsageExtension(
                [forVehicles ? new("1.3.6.1.5.5.7.3.1", "serverAuth") : new("1.3.6.1.5.5.7.3.2", "clientAuth")], false));
            if (forVehicles)
            {
                extensions.Add(new X509AuthorityInformationAccessExtension([Responder], null));
            }

            extensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
            var now = time.GetUtcNow();
            using var certificate = request.Create(root.SubjectName, signer, now - ClockTolerance, now.AddYears(1), NextSerialNumber());
            return certificate.ExportCertificatePem();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            // No request at all, one of an algorithm that nobody knows, or one that its key has not signed.
            return null;
        }
    }

    /// <summary>The OCSP response (RFC 6960, DER) for a certificate of this authority, which revokes none; null for one of another.</summary>
    public byte[]? StatusOf(CertificateHashData name)
    {
        var own = CertificateHashData.Of(name.Algorithm, root, root);
        if (!(own with { SerialNumber = name.SerialNumber }).Names(name) || !IsHexadecimal(name.SerialNumber))
        {
            return null;
        }

        var basic = new AsnWriter(AsnEncodingRules.DER);
        using (basic.PushSequence())
        {
            var data = ResponseData(name);
            basic.WriteEncodedValue(data);
            using (basic.PushSequence())
            {
                basic.WriteObjectIdentifier(Sha256WithEcdsa.Value!);
            }

            basic.WriteBitString(signer.SignData(data, HashAlgorithmName.SHA256));
        }

        var response = new AsnWriter(AsnEncodingRules.DER);
        using (response.PushSequence())
        {
            response.WriteEncodedValue([0x0A, 1, 0]);
            using (response.PushSequence(new(TagClass.ContextSpecific, 0)))
            using (response.PushSequence())
            {
                response.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                response.WriteOctetString(basic.Encode());
            }
        }

        return response.Encode();
    }

    byte[] ResponseData(CertificateHashData name)
    {
        var now = time.GetUtcNow();
        var data = new AsnWriter(AsnEncodingRules.DER);
        using (data.PushSequence())
        {
            using (data.PushSequence(new(TagClass.ContextSpecific, 1)))
            {
                data.WriteEncodedValue(root.SubjectName.RawData);
            }

            data.WriteGeneralizedTime(now, omitFractionalSeconds: true);
            using (data.PushSequence())
            using (data.PushSequence())
            {
                WriteName(data, name);
                data.WriteNull(new(TagClass.ContextSpecific, 0));
                data.WriteGeneralizedTime(now, omitFractionalSeconds: true);
            }
        }

        return data.Encode();
    }

    static bool IsHexadecimal(string text) => text.Length > 0 && text.All(char.IsAsciiHexDigit);

    static void WriteName(AsnWriter data, CertificateHashData name)
    {
        using (data.PushSequence())
        {
            using (data.PushSequence())
            {
                data.WriteObjectIdentifier(name.Algorithm switch
                {
                    CertificateHashAlgorithm.Sha256 => "2.16.840.1.101.3.4.2.1",
                    CertificateHashAlgorithm.Sha384 => "2.16.840.1.101.3.4.2.2",
                    _ => "2.16.840.1.101.3.4.2.3",
                });
            }

            data.WriteOctetString(Convert.FromHexString(name.IssuerNameHash));
            data.WriteOctetString(Convert.FromHexString(name.IssuerKeyHash));
            data.WriteInteger(BigInteger.Parse("0" + name.SerialNumber, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }
    }

    // RFC 5280 section 4.1.2.2: positive, so the first bit is 0 and the number is not.
    static byte[] NextSerialNumber()
    {
        var number = RandomNumberGenerator.GetBytes(SerialNumberBytes);
        number[0] = (byte)((number[0] & 0x7F) | 0x40);
        return number;
    }
}
