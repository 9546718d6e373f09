using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>Certification cases of 1.6: passwords, certificates, security profiles. Those of the connection are in Tests/Wire.</summary>
public sealed class SecurityCases : IDisposable
{
    const string CsmsRoot = "CentralSystemRootCertificate";
    const string ManufacturerRoot = "ManufacturerRootCertificate";

    readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public void TC_073_Update_of_the_password()
    {
        const string password = "0123456789abcdef0123456789abcdef";
        var fixture = Flow.Secured(1);
        var answer = fixture.Charger.Receive(new V16.ChangeConfigurationRequest { Key = "AuthorizationKey", Value = password }, fixture.Now, out var changes);
        Assert.Equal(V16.ConfigurationStatus.Accepted, Assert.IsType<V16.ChangeConfigurationResponse>(answer).Status);
        Assert.True(changes.Reconnect);
        Assert.Equal(password, fixture.Charger.AuthorizationKey);
        fixture.See(changes);
        fixture.Says("SecurityEventNotification ReconfigurationOfSecurityParameters");
    }

    [Fact]
    public void TC_074_Update_of_the_charger_s_certificate()
    {
        var fixture = Flow.Secured(3);
        Install(fixture, Calls.Accepted, CsmsRoot, authority.Pem);
        var chain = authority.Issue(AskForRequest(fixture));
        var answer = fixture.Charger.Receive(new V16.CertificateSignedRequest { CertificateChain = chain }, fixture.Now, out var changes);
        Assert.Equal(V16.CertificateSignedStatusEnumType.Accepted, Assert.IsType<V16.CertificateSignedResponse>(answer).Status);
        Assert.True(changes.Reconnect);
        Assert.Equal(chain, fixture.Charger.CertificatePem);
        fixture.See(changes);
        fixture.Says();
    }

    [Fact]
    public void TC_075_1_Install_a_manufacturer_s_root() => IsInstalled(ManufacturerRoot);

    [Fact]
    public void TC_075_2_Install_a_CSMS_s_root() => IsInstalled(CsmsRoot);

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void TC_076_Delete_a_certificate(string algorithm)
    {
        var fixture = Flow.Secured(1);
        Install(fixture, Calls.Accepted, CsmsRoot, authority.Pem);
        var name = CertificateHashData.Of(
            Enum.Parse<CertificateHashAlgorithm>(algorithm, ignoreCase: true), authority.Certificate, authority.Certificate);
        fixture.Answers(Calls.Accepted, "DeleteCertificate", $$$"""
            {"certificateHashData":{"hashAlgorithm":"{{{algorithm}}}","issuerNameHash":"{{{name.IssuerNameHash}}}",
             "issuerKeyHash":"{{{name.IssuerKeyHash}}}","serialNumber":"{{{name.SerialNumber}}}"}}
            """);
        fixture.Answers("NotFound", "GetInstalledCertificateIds", $$"""{"certificateType":"{{CsmsRoot}}"}""");
        fixture.Says();
    }

    [Fact]
    public void TC_077_Invalid_charger_s_certificate()
    {
        var fixture = Flow.Secured(3);
        Install(fixture, Calls.Accepted, CsmsRoot, authority.Pem);
        using var stranger = new TestAuthority("Stranger");
        var chain = stranger.Issue(AskForRequest(fixture));
        fixture.Answers(Calls.Rejected, "CertificateSigned", $$"""{"certificateChain":{{JsonSerializer.Serialize(chain)}}}""");
        fixture.Says("SecurityEventNotification InvalidChargePointCertificate");
    }

    [Fact]
    public void TC_078_Invalid_CSMS_s_certificate()
    {
        using var old = new TestAuthority("Old", until: ChargerFixture.Start.AddDays(-1));
        var fixture = Flow.Secured(2);
        Install(fixture, Calls.Rejected, CsmsRoot, old.Pem);
        fixture.Says("SecurityEventNotification InvalidCentralSystemCertificate");
        Install(fixture, Calls.Rejected, ManufacturerRoot, old.Pem);
        fixture.Says();
    }

    [Fact]
    public void TC_083_Upgrade_of_the_security_profile()
    {
        var fixture = Flow.Secured(1);
        Install(fixture, Calls.Accepted, CsmsRoot, authority.Pem);
        Assert.Equal(Calls.Accepted, fixture.ChangeConfiguration("SecurityProfile", "2"));
        fixture.Says("SecurityEventNotification ReconfigurationOfSecurityParameters");
        Assert.Equal(Calls.Accepted, fixture.Reset(hard: true));
        fixture.Says(["BootNotification", .. Flow.Statuses("Available"), "SecurityEventNotification ResetOrReboot"]);
        Assert.Equal(2, fixture.Charger.SecurityProfile);
        Assert.Equal(Calls.Rejected, fixture.ChangeConfiguration("SecurityProfile", "1"));
    }

    void IsInstalled(string type)
    {
        var fixture = Flow.Secured(1);
        Install(fixture, Calls.Accepted, type, authority.Pem);
        var answer = fixture.Ask("GetInstalledCertificateIds", $$"""{"certificateType":"{{type}}"}""");
        Assert.Equal(Calls.Accepted, answer.GetProperty("status").GetString());
        var name = Assert.Single(answer.GetProperty("certificateHashData").EnumerateArray());
        var expected = CertificateHashData.Of(CertificateHashAlgorithm.Sha256, authority.Certificate, authority.Certificate);
        Assert.Equal(
            ("SHA256", expected.IssuerNameHash, expected.IssuerKeyHash, expected.SerialNumber),
            (name.GetProperty("hashAlgorithm").GetString(), name.GetProperty("issuerNameHash").GetString(),
                name.GetProperty("issuerKeyHash").GetString(), name.GetProperty("serialNumber").GetString()));
        fixture.Says();
    }

    // The charger makes a key and asks for its certificate.
    static string AskForRequest(ChargerFixture fixture)
    {
        fixture.Answers(Calls.Accepted, "ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""");
        var csr = fixture.Sole("SignCertificate").GetProperty("csr").GetString()!;
        fixture.Says("SignCertificate");
        return csr;
    }

    static void Install(ChargerFixture fixture, string status, string type, string pem) => fixture.Answers(
        status, "InstallCertificate", $$"""{"certificateType":"{{type}}","certificate":{{JsonSerializer.Serialize(pem)}}}""");
}
