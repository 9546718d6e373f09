using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, in 2.1 too: contract certificates of vehicles (C_50 to C_52, M_26, M_28).</summary>
public abstract class ContractCases : VersionedCases, IDisposable
{
    const string Emaid = "DEABC1234567890";
    const string Responder = "http://127.0.0.1/ocsp";

    static readonly string[] Started =
        [
            "StatusNotification 1 Occupied", $"Authorize {Emaid}", $"TransactionEvent Started Authorized Charging {Emaid}", "NotifyEVChargingNeeds 1",
        ];

    readonly TestAuthority mobilityOperator = new("MO root");
    readonly TestAuthority contract;

    protected ContractCases(OcppVersion version)
        : base(version) => contract = new("DEABC1234567890", mobilityOperator, responder: Responder);

    public void Dispose()
    {
        contract.Dispose();
        mobilityOperator.Dispose();
    }

    [Fact]
    public void TC_C_50_Contract_certificate_online_local_validation_accepted()
    {
        var fixture = Booted();
        fixture.Install(Calls.Accepted, "MORootCertificate", mobilityOperator.Pem);
        Charge(fixture, PlugAndCharge.Contract);
        var authorize = fixture.Sole("Authorize");
        Assert.Equal("eMAID", authorize.GetProperty("idToken").GetProperty("type").GetString());
        Assert.False(authorize.TryGetProperty("certificate", out _));
        var hash = Assert.Single(authorize.GetProperty("iso15118CertificateHashData").EnumerateArray());
        var name = CertificateHashData.Of(CertificateHashAlgorithm.Sha256, contract.Certificate, mobilityOperator.Certificate);
        Assert.Equal(
            (name.IssuerNameHash, name.IssuerKeyHash, name.SerialNumber, Responder),
            (hash.GetProperty("issuerNameHash").GetString(), hash.GetProperty("issuerKeyHash").GetString(), hash.GetProperty("serialNumber").GetString(),
                hash.GetProperty("responderURL").GetString()));
        fixture.Says(Started);
    }

    [Fact]
    public void TC_C_51_Contract_certificate_online_local_validation_rejected()
    {
        var fixture = Booted();
        fixture.Install(Calls.Accepted, "MORootCertificate", mobilityOperator.Pem);
        fixture.Csms = message => message.ActionName == "Authorize"
            ? new V2.AuthorizeResponse
            {
                IdTokenInfo = new() { Status = V2.AuthorizationStatusEnumType.Invalid },
                CertificateStatus = V2.AuthorizeCertificateStatusEnumType.CertificateRevoked,
            }
            : ChargerFixture.Reply(message);
        Charge(fixture, PlugAndCharge.Contract);
        Assert.Equal((CommandOutcome.Refused, "CertificateRevoked"), (fixture.Sessions.Last().Outcome, fixture.Sessions.Last().Reason));
        fixture.Says("StatusNotification 1 Occupied", $"Authorize {Emaid}", "StatusNotification 1 Available");
    }

    [Fact]
    public void TC_C_52_Contract_certificate_online_central_validation_accepted()
    {
        var fixture = Booted();
        fixture.Do(new SetConfiguration("ISO15118Ctrlr.CentralContractValidationAllowed", "true"));
        Charge(fixture, PlugAndCharge.Contract);
        var authorize = fixture.Sole("Authorize");
        Assert.Equal(contract.Pem, authorize.GetProperty("certificate").GetString());
        Assert.False(authorize.TryGetProperty("iso15118CertificateHashData", out _));
        fixture.Says(Started);
    }

    [Fact]
    public void TC_M_26_Certificate_installation_EV_success() => GetsCertificate(PlugAndCharge.Install, "Install");

    [Fact]
    public void TC_M_28_Certificate_update_EV_success() => GetsCertificate(PlugAndCharge.Update, "Update");

    [Fact]
    public void A_vehicle_that_gets_no_certificate_does_not_charge()
    {
        var fixture = Booted();
        fixture.Csms = message => message.ActionName == "Get15118EVCertificate"
            ? new V2.Get15118EVCertificateResponse { Status = V2.Iso15118EVCertificateStatusEnumType.Failed, ExiResponse = "" }
            : ChargerFixture.Reply(message);
        Charge(fixture, PlugAndCharge.Install);
        Assert.Equal(CommandOutcome.Refused, fixture.Sessions.Last().Outcome);
        fixture.Says("StatusNotification 1 Occupied", "Get15118EVCertificate", "StatusNotification 1 Available");
    }

    [Fact]
    public void A_contract_of_a_stranger_is_refused_without_the_CSMS()
    {
        using var other = new TestAuthority("Other");
        var fixture = Booted();
        fixture.Install(Calls.Accepted, "MORootCertificate", other.Pem);
        Charge(fixture, PlugAndCharge.Contract);
        Assert.Contains("leads to none", fixture.Sessions.Last().Reason);
        fixture.Says("StatusNotification 1 Occupied", "StatusNotification 1 Available");
    }

    [Fact]
    public void Without_Plug_and_Charge_the_token_goes_alone()
    {
        var fixture = Booted();
        fixture.Do(new SetConfiguration("ISO15118Ctrlr.PnCEnabled", "false"));
        Charge(fixture, PlugAndCharge.Install);
        Assert.Equal(["idToken"], fixture.Sole("Authorize").EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void A_contract_of_the_seed_s_is_the_same_again_and_leads_to_its_root()
    {
        var fixture = Booted();
        Charge(fixture, PlugAndCharge.Contract, own: true);
        var names = fixture.Sole("Authorize").GetProperty("iso15118CertificateHashData").EnumerateArray().ToList();
        Assert.Equal(2, names.Count);
        var again = Booted();
        Charge(again, PlugAndCharge.Contract, own: true);
        Assert.Equal(JsonSerializer.Serialize(names), again.Sole("Authorize").GetProperty("iso15118CertificateHashData").GetRawText());
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public void While_the_CSMS_is_away_a_contract_counts_where_it_is_checked(string validates, int transactions)
    {
        var fixture = Booted();
        fixture.Do(new SetConfiguration("AuthCtrlr.OfflineTxForUnknownIdEnabled", "true"));
        fixture.Do(new SetConfiguration("ISO15118Ctrlr.ContractValidationOffline", validates));
        fixture.Install(Calls.Accepted, "MORootCertificate", mobilityOperator.Pem);
        fixture.Disconnect();
        Charge(fixture, PlugAndCharge.Contract);
        Assert.Equal(transactions, fixture.Charger.View(fixture.Now).Connectors.Count(connector => connector.Transaction is not null));
    }

    [Fact]
    public void A_certificate_that_is_waited_for_outlives_process_and_connection()
    {
        var fixture = Booted();
        fixture.Disconnect();
        Charge(fixture, PlugAndCharge.Install);
        Assert.Equal(CommandOutcome.Offline, fixture.Sessions.Last().Outcome);
        fixture.Restart(60);
        fixture.Connect();
        Assert.Equal(
            ["Get15118EVCertificate", "Authorize", "TransactionEvent", "NotifyEVChargingNeeds"],
            fixture.Sent.Select(message => message.ActionName).Where(action => action != "StatusNotification"));
    }

    void GetsCertificate(PlugAndCharge lacks, string action)
    {
        var fixture = Booted();
        Charge(fixture, lacks);
        var asked = fixture.Sole("Get15118EVCertificate");
        Assert.Equal(("urn:iso:15118:2:2013:MsgDef", action), (asked.GetProperty("iso15118SchemaVersion").GetString(), asked.GetProperty("action").GetString()));
        Assert.Equal(640, Convert.FromBase64String(asked.GetProperty("exiRequest").GetString()!).Length);
        fixture.Says([Started[0], "Get15118EVCertificate", .. Started[1..]]);
    }

    static ChargerFixture Booted()
    {
        var fixture = Flow.Booted();
        fixture.Csms = message => message.ActionName == "Get15118EVCertificate"
            ? new V2.Get15118EVCertificateResponse { Status = V2.Iso15118EVCertificateStatusEnumType.Accepted, ExiResponse = "gA==" }
            : ChargerFixture.Reply(message);
        return fixture;
    }

    void Charge(ChargerFixture fixture, PlugAndCharge plugAndCharge, bool own = false) => fixture.Do(new StartSession(
        Emaid, 1, null, 5_000,
        Vehicle: new() { Iso15118 = true, PlugAndCharge = plugAndCharge, ContractCertificate = own ? null : contract.Pem }));
}
