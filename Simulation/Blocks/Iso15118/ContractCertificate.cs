using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcppLab.Simulation;

/// <summary>The contract certificate of a vehicle that has none of its user's own: of a mobility operator that there is in the simulation only.</summary>
public static class ContractCertificate
{
    const ulong OperatorSeed = 0x4D6F_6269_6C69_7479;
    const string Responder = "http://ocsp.mobility-operator.invalid/";
    static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Until = new(2060, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether a text is certificates in PEM.</summary>
    public static bool IsReadable(string pem)
    {
        var certificates = CertificateChain.Read(pem);
        var isReadable = certificates.Count > 0;
        CertificateChain.Dispose(certificates);
        return isReadable;
    }

    /// <summary>The certificate of an eMAID, with the sub-authority's and the root's after it, in PEM: the same for the same arguments.</summary>
    /// <param name="seed">The charger's seed.</param>
    /// <param name="emaid">The eMAID.</param>
    internal static string Of(ulong seed, string emaid)
    {
        var root = new ChargerKey(OperatorSeed, 0);
        var authority = new ChargerKey(OperatorSeed, 1);
        var rootName = NameOf("Simulated mobility operator root");
        var authorityName = NameOf("Simulated mobility operator sub CA");
        return string.Join('\n',
            Certify(new(Mixer.Mix(seed, Mixer.Hash(emaid)), 0), NameOf(emaid), authority, authorityName, Mixer.Hash(emaid), isAuthority: false),
            Certify(authority, authorityName, root, rootName, 2, isAuthority: true),
            Certify(root, rootName, root, rootName, 1, isAuthority: true));
    }

    static X500DistinguishedName NameOf(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddOrganizationName("OcppLab");
        name.AddCommonName(commonName);
        return name.Build();
    }

    static string Certify(
        ChargerKey subject, X500DistinguishedName subjectName, ChargerKey issuer, X500DistinguishedName issuerName, ulong number, bool isAuthority)
    {
        using var key = subject.Create();
        using var issuerKey = issuer.Create();
        var request = new CertificateRequest(subjectName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, true));
        if (subject != issuer)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([Responder], null));
        }

        var serialNumber = Convert.FromHexString("40" + number.ToString("X16", CultureInfo.InvariantCulture));
        using var certificate = request.Create(issuerName, issuer.SignerOf(issuerKey), From, Until, serialNumber);
        return certificate.ExportCertificatePem();
    }
}
