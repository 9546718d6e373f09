using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Security;

/// <summary>The root certificates in a charger.</summary>
public sealed class InstalledCertificatesTests : IDisposable
{
    const int Room = 3;
    static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly CertificateUse[] All = Enum.GetValues<CertificateUse>();

    readonly TestAuthority root = new();
    readonly TestAuthority vendor = new("Vendor");
    readonly InstalledCertificates installed = new();

    public void Dispose()
    {
        root.Dispose();
        vendor.Dispose();
    }

    [Fact]
    public void What_is_installed_is_listed_by_its_use()
    {
        Assert.Null(installed.Install(CertificateUse.CsmsRoot, root.Pem, Room, Now));
        Assert.Null(installed.Install(CertificateUse.ManufacturerRoot, vendor.Pem, Room, Now));

        Assert.Equal([root.Pem], installed.For(CertificateUse.CsmsRoot));
        Assert.Equal([CertificateUse.ManufacturerRoot], Uses([CertificateUse.ManufacturerRoot]));
        Assert.Equal([CertificateUse.CsmsRoot, CertificateUse.ManufacturerRoot], Uses(All));
        Assert.Empty(Uses([CertificateUse.V2GRoot]));
    }

    [Fact]
    public void A_certificate_is_named_by_the_hashes_of_its_issuers_name_and_key_and_its_serial_number()
    {
        using var middle = new TestAuthority("Middle", root);
        installed.Install(CertificateUse.CsmsRoot, root.Pem, Room, Now);
        installed.Install(CertificateUse.CsmsRoot, middle.Pem, Room, Now);

        var names = installed.List(All, CertificateHashAlgorithm.Sha256).Select(entry => entry.Name).ToArray();

        var expected = Convert.ToHexStringLower(SHA256.HashData(BitString(root.Certificate.PublicKey.ExportSubjectPublicKeyInfo())));
        Assert.Equal([expected, expected], names.Select(name => name.IssuerKeyHash));
        Assert.All(names, name => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(root.Certificate.SubjectName.RawData)), name.IssuerNameHash));
        Assert.Equal("8a01", names[1].SerialNumber);
    }

    [Theory]
    [InlineData(CertificateHashAlgorithm.Sha256, 64)]
    [InlineData(CertificateHashAlgorithm.Sha384, 96)]
    [InlineData(CertificateHashAlgorithm.Sha512, 128)]
    public void Each_algorithm_names_and_deletes(CertificateHashAlgorithm algorithm, int length)
    {
        installed.Install(CertificateUse.CsmsRoot, root.Pem, Room, Now);
        installed.Install(CertificateUse.ManufacturerRoot, vendor.Pem, Room, Now);
        var name = installed.List([CertificateUse.CsmsRoot], algorithm)[0].Name;

        Assert.Equal((length, length), (name.IssuerNameHash.Length, name.IssuerKeyHash.Length));
        Assert.InRange(name.SerialNumber.Length, 1, 40);
        var written = name with { IssuerKeyHash = name.IssuerKeyHash.ToUpperInvariant(), SerialNumber = "00" + name.SerialNumber.ToUpperInvariant() };
        Assert.Equal(CertificateDeletion.NotFound, installed.Delete(name with { SerialNumber = name.SerialNumber + "0" }, false));
        Assert.Equal(CertificateDeletion.Accepted, installed.Delete(written, false));
        Assert.Equal(CertificateDeletion.NotFound, installed.Delete(name, false));
        Assert.Equal([CertificateUse.ManufacturerRoot], Uses(All));
    }

    [Fact]
    public void The_last_root_that_the_connection_needs_stays()
    {
        using var next = new TestAuthority("Next");
        installed.Install(CertificateUse.CsmsRoot, root.Pem, Room, Now);
        installed.Install(CertificateUse.CsmsRoot, next.Pem, Room, Now);
        installed.Install(CertificateUse.ManufacturerRoot, vendor.Pem, Room, Now);
        var names = installed.List(All, CertificateHashAlgorithm.Sha256);

        Assert.Equal(CertificateDeletion.Accepted, installed.Delete(names[0].Name, true));
        Assert.Equal(CertificateDeletion.Failed, installed.Delete(names[1].Name, true));
        Assert.Equal(CertificateDeletion.Accepted, installed.Delete(names[2].Name, true));
        Assert.Equal(CertificateDeletion.Accepted, installed.Delete(names[1].Name, false));
        Assert.Empty(installed.Certificates);
    }

    [Fact]
    public void There_is_room_for_so_many_and_the_same_one_takes_it_once()
    {
        using var next = new TestAuthority("Next");
        using var other = new TestAuthority("Other");
        foreach (var authority in new[] { root, vendor, next, root })
        {
            Assert.Null(installed.Install(CertificateUse.CsmsRoot, authority.Pem, Room, Now));
        }

        Assert.Equal("no more than 3 certificates can be installed", installed.Install(CertificateUse.CsmsRoot, other.Pem, Room, Now));
        Assert.Equal(3, installed.Certificates.Count);
    }

    [Fact]
    public void What_is_no_certificate_or_not_valid_now_is_rejected()
    {
        using var expired = new TestAuthority("Old", until: Now.AddDays(-1));

        Assert.Equal(CertificateFault.Unreadable.Sentence(), installed.Install(CertificateUse.CsmsRoot, "nothing", Room, Now));
        Assert.Equal(CertificateFault.Expired.Sentence(), installed.Install(CertificateUse.CsmsRoot, expired.Pem, Room, Now));
        Assert.Equal("there is more than one certificate", installed.Install(CertificateUse.CsmsRoot, $"{root.Pem}\n{vendor.Pem}", Room, Now));
        Assert.Empty(installed.Certificates);
    }

    [Fact]
    public void The_state_is_stored_under_the_names_it_has_always_had()
    {
        installed.Install(CertificateUse.ManufacturerRoot, vendor.Pem, Room, Now);
        installed.Install(CertificateUse.CsmsRoot, root.Pem, Room, Now);
        installed.Certificates.Add(new(CertificateUse.V2GRoot, "a"));
        installed.Certificates.Add(new(CertificateUse.MORoot, "b"));

        var json = JsonSerializer.Serialize(installed, StoredCertificates.Default.InstalledCertificates);

        Assert.Equal(
            $$"""{"certificates":[{"pem":{{Text(vendor.Pem)}}},{"use":"CsmsRoot","pem":{{Text(root.Pem)}}},{"use":"V2GRoot","pem":"a"},{"use":"MORoot","pem":"b"}]}""", json);
        Assert.Equal(
            installed.Certificates, JsonSerializer.Deserialize(json, StoredCertificates.Default.InstalledCertificates)!.Certificates);
    }

    static string Text(string text) => JsonSerializer.Serialize(text);

    IEnumerable<CertificateUse> Uses(CertificateUse[] uses) => installed.List(uses, CertificateHashAlgorithm.Sha256).Select(entry => entry.Use);

    static byte[] BitString(byte[] subjectPublicKeyInfo)
    {
        var info = new AsnReader(subjectPublicKeyInfo, AsnEncodingRules.DER).ReadSequence();
        info.ReadEncodedValue();
        return info.ReadBitString(out _);
    }
}

/// <summary>As a charger's state is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(InstalledCertificates))]
sealed partial class StoredCertificates : JsonSerializerContext;
