using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>The security extension of 1.6: certificates, passwords, profiles, events.</summary>
public sealed class SecurityTests
{
    static readonly ECDsa RootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    static readonly X509Certificate2 Root = RootOf("CN=Root");

    [Theory]
    [InlineData("CentralSystemRootCertificate")]
    [InlineData("ManufacturerRootCertificate")]
    public void A_root_certificate_is_installed_listed_and_deleted(string use)
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal("NotFound", Status(fixture, "GetInstalledCertificateIds", $$"""{"certificateType":"{{use}}"}"""));
        Assert.Equal("Accepted", Install(fixture, use, Root.ExportCertificatePem()));
        Assert.Equal("Rejected", Install(fixture, use, "no certificate"));
        fixture.Restart();
        fixture.Connect();
        var listed = fixture.Ask("GetInstalledCertificateIds", $$"""{"certificateType":"{{use}}"}""");
        var name = Assert.Single(listed.GetProperty("certificateHashData").EnumerateArray()).GetRawText();
        Assert.Equal("Accepted", Status(fixture, "DeleteCertificate", $$"""{"certificateHashData":{{name}}}"""));
        Assert.Equal("NotFound", Status(fixture, "DeleteCertificate", $$"""{"certificateHashData":{{name}}}"""));
    }

    [Fact]
    public void A_certificate_is_asked_for_and_taken_when_it_is_for_the_charger_s_key()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal("Accepted", Status(fixture, "ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}"""));
        var csr = Payload(Assert.Single(fixture.Sent.OfAction("SignCertificate"))).GetProperty("csr").GetString()!;
        var request = CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256);
        Assert.Equal("CN=CP-1", request.SubjectName.Name);

        Install(fixture, "CentralSystemRootCertificate", Root.ExportCertificatePem());
        Assert.Null(fixture.Charger.CertificatePem);
        Assert.Equal("Accepted", Status(fixture, "CertificateSigned", $$"""{"certificateChain":{{JsonSerializer.Serialize(Signed(request, Root, RootKey))}}}"""));
        fixture.Restart();
        Assert.NotNull(fixture.Charger.CertificatePem);
        using var certificate = X509Certificate2.CreateFromPem(fixture.Charger.CertificatePem);
        Assert.Equal(fixture.Charger.CertificateKey.PublicKey(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void A_certificate_for_another_key_or_of_a_stranger_is_rejected_and_a_security_event()
    {
        var fixture = ChargerFixture.Booted();
        Status(fixture, "ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""");
        var csr = Payload(fixture.Sent.OfAction("SignCertificate").Last()).GetProperty("csr").GetString()!;
        Install(fixture, "CentralSystemRootCertificate", Root.ExportCertificatePem());
        using var strangerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = new CertificateRequest("CN=Stranger", strangerKey, HashAlgorithmName.SHA256) { CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) } }
            .CreateSelfSigned(ChargerFixture.Start.AddDays(-1), ChargerFixture.Start.AddDays(30));
        foreach (var chain in new[]
        {
            Signed(CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256), stranger, strangerKey),
            Root.ExportCertificatePem(),
            "nonsense",
        })
        {
            fixture.Sent.Clear();
            Assert.Equal("Rejected", Status(fixture, "CertificateSigned", $$"""{"certificateChain":{{JsonSerializer.Serialize(chain)}}}"""));
            Assert.Equal("InvalidChargePointCertificate", Payload(Assert.Single(fixture.Sent)).GetProperty("type").GetString());
        }
    }

    [Fact]
    public void A_new_password_makes_a_new_connection_and_is_told_nobody()
    {
        var fixture = Secured(1);
        Assert.Equal("Rejected", fixture.ChangeConfiguration("AuthorizationKey", "tooshort"));
        Assert.Equal("Accepted", fixture.ChangeConfiguration("AuthorizationKey", "0123456789abcdef0123"));
        Assert.Equal("0123456789abcdef0123", fixture.Charger.AuthorizationKey);
        Assert.Contains(fixture.Sent.OfAction("SecurityEventNotification"), message => Payload(message).GetProperty("type").GetString() == "ReconfigurationOfSecurityParameters");
        Assert.DoesNotContain("0123456789abcdef", fixture.Ask("GetConfiguration", "{}").GetRawText());
        fixture.Restart();
        Assert.Equal("0123456789abcdef0123", fixture.Charger.AuthorizationKey);
        fixture.See(fixture.Charger.ForgetAuthorizationKey());
        Assert.Null(fixture.Charger.AuthorizationKey);
    }

    [Fact]
    public void A_profile_is_raised_when_its_certificates_are_there_and_never_lowered()
    {
        var fixture = Secured(1);
        Assert.Equal("Rejected", fixture.ChangeConfiguration("SecurityProfile", "2"));
        Install(fixture, "CentralSystemRootCertificate", Root.ExportCertificatePem());
        Assert.Equal("Accepted", fixture.ChangeConfiguration("SecurityProfile", "2"));
        Assert.Equal(2, fixture.Charger.SecurityProfile);
        Assert.Equal("Rejected", fixture.ChangeConfiguration("SecurityProfile", "1"));
        Assert.Equal("Rejected", fixture.ChangeConfiguration("SecurityProfile", "3"));
        var name = fixture.Ask("GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}""").GetProperty("certificateHashData")[0].GetRawText();
        Assert.Equal("Failed", Status(fixture, "DeleteCertificate", $$"""{"certificateHashData":{{name}}}"""));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void A_start_is_a_security_event_of_a_charger_with_a_profile(int profile, int events)
    {
        var fixture = new ChargerFixture(securityProfile: profile);
        fixture.Connect();
        Assert.Equal(events, fixture.Sent.OfAction("SecurityEventNotification").Count());
    }

    [Fact]
    public void A_CSMS_whose_certificate_was_refused_hears_of_it_once_it_is_there()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Disconnect();
        fixture.See(fixture.Charger.ServerCertificateRefused("expired", fixture.Now));
        fixture.See(fixture.Charger.ServerCertificateRefused("expired", fixture.Now));
        fixture.Connect();
        var told = Payload(Assert.Single(fixture.Sent.OfAction("SecurityEventNotification")));
        Assert.Equal(("InvalidCentralSystemCertificate", "expired"), (told.GetProperty("type").GetString(), told.GetProperty("techInfo").GetString()));
    }

    static ChargerFixture Secured(int profile)
    {
        var fixture = new ChargerFixture(securityProfile: profile);
        fixture.Connect();
        fixture.Sent.Clear();
        return fixture;
    }

    static X509Certificate2 RootOf(string name) => new CertificateRequest(name, RootKey, HashAlgorithmName.SHA256)
    {
        CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) },
    }.CreateSelfSigned(ChargerFixture.Start.AddDays(-1), ChargerFixture.Start.AddDays(30));

    static string Signed(CertificateRequest request, X509Certificate2 issuer, ECDsa key) => request.Create(
        issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(key), ChargerFixture.Start.AddHours(-1), ChargerFixture.Start.AddDays(1), [1, 2, 3])
        .ExportCertificatePem();

    static string Install(ChargerFixture fixture, string use, string pem) =>
        Status(fixture, "InstallCertificate", $$"""{"certificateType":"{{use}}","certificate":{{JsonSerializer.Serialize(pem)}}}""");

    static string Status(ChargerFixture fixture, string action, string payload) => fixture.Ask(action, payload).GetProperty("status").GetString()!;

    static JsonElement Payload(OcppRequest request)
    {
        var text = Ocpp.Wire.Text(request);
        Assert.Null(Ocpp.Wire.Check(OcppVersion.V16, request.ActionName, text));
        return JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
