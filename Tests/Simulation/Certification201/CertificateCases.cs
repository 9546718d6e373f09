using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, letter M: root certificates, and the charger's for ISO 15118.</summary>
public abstract class CertificateCases(OcppVersion version) : VersionedCases(version), IDisposable
{
    readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public void TC_M_01_Install_CA_certificate_CSMSRootCertificate() => IsInstalled("CSMSRootCertificate");

    [Fact]
    public void TC_M_02_Install_CA_certificate_ManufacturerRootCertificate() => IsInstalled("ManufacturerRootCertificate");

    [Fact]
    public void TC_M_03_Install_CA_certificate_V2GRootCertificate() => IsInstalled("V2GRootCertificate");

    [Fact]
    public void TC_M_04_Install_CA_certificate_MORootCertificate() => IsInstalled("MORootCertificate");

    [Fact]
    public void TC_M_05_Install_CA_certificate_failed()
    {
        var fixture = Flow.Booted();
        fixture.Choose("InstallCertificate", "Failed");
        fixture.Install("Failed", "CSMSRootCertificate", authority.Pem);
        Assert.Empty(fixture.Installed("{}"));
        using var old = new TestAuthority("Old", until: ChargerFixture.Start.AddDays(-1));
        fixture.Install(Calls.Rejected, "CSMSRootCertificate", old.Pem);
        fixture.Says("SecurityEventNotification InvalidCsmsCertificate");
        fixture.Install(Calls.Rejected, "MORootCertificate", old.Pem);
        fixture.Says();
    }

    [Fact]
    public void TC_M_12_Retrieve_certificates_CSMSRootCertificate() => IsListed("CSMSRootCertificate");

    [Fact]
    public void TC_M_13_Retrieve_certificates_ManufacturerRootCertificate() => IsListed("ManufacturerRootCertificate");

    [Fact]
    public void TC_M_14_Retrieve_certificates_V2GRootCertificate() => IsListed("V2GRootCertificate");

    [Fact]
    public void TC_M_15_Retrieve_certificates_V2GCertificateChain()
    {
        using var middle = new TestAuthority("Sub CA", authority);
        var fixture = Flow.Booted();
        fixture.Install(Calls.Accepted, "V2GRootCertificate", authority.Pem);
        InstallV2G(fixture, middle);
        var chain = Assert.Single(fixture.Chains("""{"certificateType":["V2GCertificateChain"]}"""));
        Assert.Equal("V2GCertificateChain", chain.GetProperty("certificateType").GetString());
        var own = chain.GetProperty("certificateHashData");
        var child = Assert.Single(chain.GetProperty("childCertificateHashData").EnumerateArray());
        var name = CertificateHashData.Of(CertificateHashAlgorithm.Sha256, middle.Certificate, authority.Certificate);
        Assert.Equal((name.IssuerNameHash, name.IssuerKeyHash), (child.GetProperty("issuerNameHash").GetString(), child.GetProperty("issuerKeyHash").GetString()));
        Assert.NotEqual(name.IssuerKeyHash, own.GetProperty("issuerKeyHash").GetString());
        fixture.Says();
    }

    [Fact]
    public void TC_M_16_Retrieve_certificates_MORootCertificate() => IsListed("MORootCertificate");

    [Fact]
    public void TC_M_17_Retrieve_certificates_CSMSRootCertificate_and_ManufacturerRootCertificate()
    {
        var fixture = WithAll();
        Assert.Equal(
            ["CSMSRootCertificate", "ManufacturerRootCertificate"],
            fixture.Installed("""{"certificateType":["CSMSRootCertificate","ManufacturerRootCertificate"]}"""));
        fixture.Says();
    }

    [Fact]
    public void TC_M_18_Retrieve_certificates_all_types()
    {
        var fixture = WithAll();
        Assert.Equal(
            ["CSMSRootCertificate", "MORootCertificate", "ManufacturerRootCertificate", "V2GCertificateChain", "V2GRootCertificate"],
            fixture.Installed("{}").Order(StringComparer.Ordinal));
        fixture.Says();
    }

    [Fact]
    public void TC_M_19_Retrieve_certificates_no_matching_certificate_found()
    {
        var fixture = Flow.Booted();
        fixture.Install(Calls.Accepted, "CSMSRootCertificate", authority.Pem);
        fixture.Answers("NotFound", "GetInstalledCertificateIds", """{"certificateType":["MORootCertificate","V2GCertificateChain"]}""");
        fixture.Says();
    }

    [Fact]
    public void TC_M_20_Delete_a_certificate_success()
    {
        var fixture = Flow.Booted();
        fixture.Install(Calls.Accepted, "CSMSRootCertificate", authority.Pem);
        var name = Assert.Single(fixture.Chains("{}")).GetProperty("certificateHashData").GetRawText();
        fixture.Answers(Calls.Accepted, "DeleteCertificate", $$"""{"certificateHashData":{{name}}}""");
        fixture.Answers("NotFound", "GetInstalledCertificateIds", "{}");
        fixture.Answers("NotFound", "DeleteCertificate", $$"""{"certificateHashData":{{name}}}""");
        InstallV2G(fixture, authority);
        var chain = Assert.Single(fixture.Chains("{}")).GetProperty("certificateHashData").GetRawText();
        fixture.Answers(Calls.Accepted, "DeleteCertificate", $$"""{"certificateHashData":{{chain}}}""");
        Assert.Empty(fixture.Installed("{}"));
    }

    [Fact]
    public void TC_M_21_Delete_a_certificate_failed()
    {
        var fixture = Flow.Booted(securityProfile: 2);
        fixture.Install(Calls.Accepted, "CSMSRootCertificate", authority.Pem);
        var name = Assert.Single(fixture.Chains("{}")).GetProperty("certificateHashData").GetRawText();
        fixture.Answers("Failed", "DeleteCertificate", $$"""{"certificateHashData":{{name}}}""");
        Assert.Equal(["CSMSRootCertificate"], fixture.Installed("{}"));
        fixture.Says();
    }

    [Fact]
    public void TC_M_24_Get_charging_station_certificate_status_success()
    {
        const string responder = "http://127.0.0.1/ocsp";
        using var middle = new TestAuthority("Sub CA", authority, responder: responder);
        var fixture = Flow.Booted();
        fixture.Do(new SetConfiguration("OCPPCommCtrlr.HeartbeatInterval", "0"));
        fixture.Install(Calls.Accepted, "V2GRootCertificate", authority.Pem);
        InstallV2G(fixture, middle);
        var asked = fixture.Sole("GetCertificateStatus").GetProperty("ocspRequestData");
        var name = CertificateHashData.Of(CertificateHashAlgorithm.Sha256, middle.Certificate, authority.Certificate);
        Assert.Equal(
            ("SHA256", name.IssuerNameHash, name.IssuerKeyHash, name.SerialNumber, responder),
            (asked.GetProperty("hashAlgorithm").GetString(), asked.GetProperty("issuerNameHash").GetString(), asked.GetProperty("issuerKeyHash").GetString(),
                asked.GetProperty("serialNumber").GetString(), asked.GetProperty("responderURL").GetString()));
        fixture.Says("GetCertificateStatus");
        fixture.Wait(TimeSpan.FromDays(7).TotalSeconds - 1);
        fixture.Says();
        fixture.Wait(1);
        fixture.Says("GetCertificateStatus");
    }

    void IsInstalled(string type)
    {
        var fixture = Flow.Booted();
        fixture.Install(Calls.Accepted, type, authority.Pem);
        fixture.Says();
        fixture.Restart();
        Assert.Equal([type], fixture.Installed("{}"));
    }

    void IsListed(string type)
    {
        var fixture = Flow.Booted();
        fixture.Install(Calls.Accepted, type, authority.Pem);
        var chain = Assert.Single(fixture.Chains($$"""{"certificateType":["{{type}}"]}"""));
        var name = chain.GetProperty("certificateHashData");
        var expected = CertificateHashData.Of(CertificateHashAlgorithm.Sha256, authority.Certificate, authority.Certificate);
        Assert.Equal(
            (type, "SHA256", expected.IssuerNameHash, expected.IssuerKeyHash, expected.SerialNumber),
            (chain.GetProperty("certificateType").GetString(), name.GetProperty("hashAlgorithm").GetString(), name.GetProperty("issuerNameHash").GetString(),
                name.GetProperty("issuerKeyHash").GetString(), name.GetProperty("serialNumber").GetString()));
        Assert.False(chain.TryGetProperty("childCertificateHashData", out _));
        fixture.Says();
    }

    ChargerFixture WithAll()
    {
        var fixture = Flow.Booted();
        foreach (var type in new[] { "CSMSRootCertificate", "ManufacturerRootCertificate", "V2GRootCertificate", "MORootCertificate" })
        {
            fixture.Install(Calls.Accepted, type, authority.Pem);
        }

        InstallV2G(fixture, authority);
        return fixture;
    }

    // The charger gets its certificate for ISO 15118, with that of the authority that has signed it.
    static void InstallV2G(ChargerFixture fixture, TestAuthority issuer)
    {
        fixture.Answers(Calls.Accepted, "TriggerMessage", """{"requestedMessage":"SignV2GCertificate"}""");
        var chain = issuer.Issue(fixture.Sole("SignCertificate").GetProperty("csr").GetString()!) + "\n" + issuer.Pem;
        fixture.Says("SignCertificate V2GCertificate");
        fixture.Answers(Calls.Accepted, "CertificateSigned", $$"""{"certificateType":"V2GCertificate","certificateChain":{{JsonSerializer.Serialize(chain)}}}""");
    }
}
