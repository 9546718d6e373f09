using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, letter A: passwords and certificates. Those of the connection are in Tests/Wire.</summary>
public abstract class SecurityCases(OcppVersion version) : VersionedCases(version), IDisposable
{
    readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public void TC_A_09_Update_charging_station_password_accepted()
    {
        const string password = "0123456789abcdef0123456789abcdef";
        var fixture = Flow.Booted(securityProfile: 1);
        Assert.Equal(Calls.Accepted, fixture.SetVariable("SecurityCtrlr", "BasicAuthPassword", password));
        Assert.Equal(password, fixture.Charger.AuthorizationKey);
        Assert.Equal(Calls.Rejected, fixture.GetVariable("SecurityCtrlr", "BasicAuthPassword").GetProperty("attributeStatus").GetString());
        fixture.Says("SecurityEventNotification ReconfigurationOfSecurityParameters");
    }

    [Fact]
    public void TC_A_10_Update_charging_station_password_rejected()
    {
        var fixture = Flow.Booted(securityProfile: 1);
        Assert.Equal(Calls.Rejected, fixture.SetVariable("SecurityCtrlr", "BasicAuthPassword", "tooshort"));
        Assert.Null(fixture.Charger.AuthorizationKey);
        fixture.Says();
    }

    [Fact]
    public void TC_A_11_Update_charging_station_certificate_charging_station()
    {
        var fixture = Flow.Booted(securityProfile: 3);
        fixture.Install(Calls.Accepted, "CSMSRootCertificate", authority.Pem);
        var chain = authority.Issue(AskForRequest(fixture, "SignChargingStationCertificate", " ChargingStationCertificate"));
        var answer = fixture.Charger.Receive(
            new V2.CertificateSignedRequest { CertificateChain = chain, CertificateType = V2.CertificateSigningUseEnumType.ChargingStationCertificate },
            fixture.Now, out var changes);
        Assert.Equal(V2.CertificateSignedStatusEnumType.Accepted, Assert.IsType<V2.CertificateSignedResponse>(answer).Status);
        Assert.True(changes.Reconnect);
        Assert.Equal(chain, fixture.Charger.CertificatePem);
        fixture.See(changes);
        fixture.Wait(100_000);
        Assert.Empty(fixture.Sent.OfAction("SignCertificate"));
    }

    [Fact]
    public void TC_A_12_Update_charging_station_certificate_V2G()
    {
        var fixture = Flow.Booted();
        fixture.Install(Calls.Accepted, "V2GRootCertificate", authority.Pem);
        var chain = authority.Issue(AskForRequest(fixture, "SignV2GCertificate", " V2GCertificate"));
        fixture.Answers(Calls.Accepted, "CertificateSigned", $$"""{"certificateType":"V2GCertificate","certificateChain":{{JsonSerializer.Serialize(chain)}}}""");
        Assert.Null(fixture.Charger.CertificatePem);
        Assert.Equal(["V2GRootCertificate", "V2GCertificateChain"], fixture.Installed("{}"));
        fixture.Says();
    }

    [Fact]
    public void TC_A_13_Update_charging_station_certificate_combined()
    {
        var fixture = Flow.Booted(securityProfile: 3);
        fixture.Install(Calls.Accepted, "V2GRootCertificate", authority.Pem);
        var chain = authority.Issue(AskForRequest(fixture, "SignCombinedCertificate", ""));
        fixture.Answers(Calls.Accepted, "CertificateSigned", $$"""{"certificateChain":{{JsonSerializer.Serialize(chain)}}}""");
        Assert.Equal(chain, fixture.Charger.CertificatePem);
        Assert.Contains("V2GCertificateChain", fixture.Installed("{}"));
    }

    [Fact]
    public void TC_A_14_Update_charging_station_certificate_invalid()
    {
        var fixture = Flow.Booted(securityProfile: 3);
        fixture.Install(Calls.Accepted, "CSMSRootCertificate", authority.Pem);
        using var stranger = new TestAuthority("Stranger");
        var chain = stranger.Issue(AskForRequest(fixture, "SignChargingStationCertificate", " ChargingStationCertificate"));
        fixture.Answers(
            Calls.Rejected, "CertificateSigned",
            $$"""{"certificateType":"ChargingStationCertificate","certificateChain":{{JsonSerializer.Serialize(chain)}}}""");
        fixture.Says("SecurityEventNotification InvalidChargingStationCertificate");
        Assert.Null(fixture.Charger.CertificatePem);
    }

    [Fact]
    public void A_certificate_that_does_not_come_is_asked_for_again_less_and_less_often()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetConfiguration("SecurityCtrlr.CertSigningWaitMinimum", "30"));
        fixture.Do(new SetConfiguration("SecurityCtrlr.CertSigningRepeatTimes", "2"));
        fixture.Do(new SetConfiguration("OCPPCommCtrlr.HeartbeatInterval", "0"));
        var csr = AskForRequest(fixture, "SignChargingStationCertificate", " ChargingStationCertificate");
        fixture.Wait(29);
        fixture.Says();
        fixture.Wait(1);
        Assert.Equal(csr, fixture.Sole("SignCertificate").GetProperty("csr").GetString());
        fixture.Says("SignCertificate ChargingStationCertificate");
        fixture.Wait(59);
        fixture.Says();
        fixture.Restart();
        fixture.Wait(1);
        fixture.Connect();
        fixture.Says("StatusNotification 1 Available", "StatusNotification 2 Available", "SignCertificate ChargingStationCertificate");
        fixture.Wait(100_000);
        fixture.Says();
    }

    [Fact]
    public void A_certificate_that_the_CSMS_will_not_have_signed_is_not_asked_for_again()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetConfiguration("OCPPCommCtrlr.HeartbeatInterval", "0"));
        fixture.Csms = message => message.ActionName == "SignCertificate"
            ? new V2.SignCertificateResponse { Status = V2.GenericStatusEnumType.Rejected }
            : ChargerFixture.Reply(message);
        AskForRequest(fixture, "SignChargingStationCertificate", " ChargingStationCertificate");
        fixture.Wait(100_000);
        fixture.Says();
    }

    [Fact]
    public void A_certificate_is_renewed_a_month_before_it_expires()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetConfiguration("OCPPCommCtrlr.HeartbeatInterval", "0"));
        var chain = authority.Issue(
            AskForRequest(fixture, "SignChargingStationCertificate", " ChargingStationCertificate"), until: fixture.Now.AddDays(365));
        fixture.Answers(Calls.Accepted, "CertificateSigned", $$"""{"certificateChain":{{JsonSerializer.Serialize(chain)}}}""");
        fixture.Wait(TimeSpan.FromDays(335).TotalSeconds - 1);
        fixture.Says();
        fixture.Wait(1);
        fixture.Says("SignCertificate ChargingStationCertificate");
    }

    [Fact]
    public void A_charger_that_has_no_certificate_for_vehicles_installed_asks_for_none()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetConfiguration("ISO15118Ctrlr.V2GCertificateInstallationEnabled", "false"));
        fixture.Answers(Calls.Rejected, "TriggerMessage", """{"requestedMessage":"SignV2GCertificate"}""");
        fixture.Says();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_boot_is_a_security_event_of_a_charger_with_a_profile(int profile)
    {
        var fixture = new ChargerFixture(Flow.Version, securityProfile: profile);
        fixture.Connect();
        fixture.Reset(hard: true);
        Assert.Equal(
            profile == 0 ? [] : ["StartupOfTheDevice", "ResetOrReboot"],
            fixture.All("SecurityEventNotification").Select(told => told.GetProperty("type").GetString()!));
    }

    // The charger makes a key and asks for its certificate.
    static string AskForRequest(ChargerFixture fixture, string trigger, string type)
    {
        fixture.Answers(Calls.Accepted, "TriggerMessage", $$"""{"requestedMessage":"{{trigger}}"}""");
        var csr = fixture.Sole("SignCertificate").GetProperty("csr").GetString()!;
        fixture.Says($"SignCertificate{type}");
        return csr;
    }
}
