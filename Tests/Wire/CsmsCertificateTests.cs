using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using OcppLab.Csms;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation;

namespace OcppLab.Tests.Wire;

/// <summary>The central system certifies its chargers' keys.</summary>
public sealed class CsmsCertificateTests
{
    [Fact]
    public async Task A_charger_that_asks_for_a_certificate_has_one_that_leads_to_the_root()
    {
        await using var csms = await CsmsFixture.OpenAsync();
        using var wire = await csms.ConnectAsync("CP-1", "ocpp1.6");
        var charger = new ChargerFixture();
        charger.WaitUntil(csms.Time.GetUtcNow());
        charger.Connect();
        var root = new JsonObject { ["certificateType"] = "CentralSystemRootCertificate", ["certificate"] = csms.System.RootCertificatePem };
        Assert.Contains("Accepted", charger.Ask("InstallCertificate", root.ToJsonString()).ToString());
        charger.Ask("ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""");
        var request = Ocpp.Wire.Text(Assert.Single(charger.Sent.OfAction("SignCertificate")));

        Assert.Equal("""{"status":"Accepted"}""", await wire.ResultAsync("SignCertificate", request));
        var call = JsonNode.Parse((await wire.ReadAsync())!)!;
        Assert.Equal("CertificateSigned", call[2]!.GetValue<string>());
        var answer = charger.Ask("CertificateSigned", call[3]!.ToJsonString()).ToString();
        await wire.SendAsync($"""[3,"{call[1]}",{answer}]""");

        Assert.Equal("""{"status":"Accepted"}""", answer);
        using var certificate = X509Certificate2.CreateFromPem(charger.Charger.CertificatePem);
        var (now, usages) = (csms.Time.GetUtcNow(), certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages);
        Assert.Equal("CN=CP-1", certificate.Subject);
        Assert.Equal("1.3.6.1.5.5.7.3.2", Assert.Single(usages.Cast<Oid>()).Value);
        Assert.Equal(now.AddYears(1), certificate.NotAfter);
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        await wire.ResultAsync("Heartbeat", "{}");
        Assert.Equal(0, csms.System.Charger("CP-1")!.Violations);
    }

    [Fact]
    public async Task A_charger_of_2_0_1_is_given_what_it_asked_for()
    {
        await using var csms = await CsmsFixture.OpenAsync();
        using var wire = await csms.ConnectAsync("CP-1", "ocpp2.0.1");
        var request = JsonNode.Parse(Payload(new ChargerKey(7, 0).SigningRequest("CP-1", "Operator")!))!;
        request["certificateType"] = "ChargingStationCertificate";

        Assert.Equal("""{"status":"Accepted"}""", await wire.ResultAsync("SignCertificate", request.ToJsonString()));
        var call = JsonNode.Parse((await wire.ReadAsync())!)!;

        Assert.Equal("CertificateSigned", call[2]!.GetValue<string>());
        Assert.Equal("ChargingStationCertificate", call[3]!["certificateType"]!.GetValue<string>());
        Assert.Equal(
            CertificateFault.None,
            CertificateChain.CheckFor(
                new(7, 0), call[3]!["certificateChain"]!.GetValue<string>(), [csms.System.RootCertificatePem], csms.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_certificate_for_vehicles_has_a_status_that_the_root_signs()
    {
        await using var csms = await CsmsFixture.OpenAsync();
        using var wire = await csms.ConnectAsync("CP-1", "ocpp2.0.1");
        var charger = new ChargerFixture(OcppVersion.V201);
        charger.WaitUntil(csms.Time.GetUtcNow());
        charger.Connect();
        charger.Ask("InstallCertificate", new JsonObject { ["certificateType"] = "V2GRootCertificate", ["certificate"] = csms.System.RootCertificatePem }.ToJsonString());
        charger.Ask("TriggerMessage", """{"requestedMessage":"SignV2GCertificate"}""");
        await wire.ResultAsync("SignCertificate", Ocpp.Wire.Text(Assert.Single(charger.Sent.OfAction("SignCertificate"))));
        var call = JsonNode.Parse((await wire.ReadAsync())!)!;
        await wire.SendAsync($"""[3,"{call[1]}",{charger.Ask("CertificateSigned", call[3]!.ToJsonString())}]""");
        var asked = Ocpp.Wire.Text(Assert.Single(charger.Sent.OfAction("GetCertificateStatus")));

        var answer = JsonNode.Parse(await wire.ResultAsync("GetCertificateStatus", asked))!;

        Assert.Equal("Accepted", answer["status"]!.GetValue<string>());
        using var root = X509Certificate2.CreateFromPem(csms.System.RootCertificatePem);
        var response = new AsnReader(Convert.FromBase64String(answer["ocspResult"]!.GetValue<string>()), AsnEncodingRules.DER).ReadSequence();
        Assert.Equal(new byte[] { 0x0A, 1, 0 }, response.ReadEncodedValue().ToArray());
        var bytes = response.ReadSequence(new(TagClass.ContextSpecific, 0)).ReadSequence();
        Assert.Equal("1.3.6.1.5.5.7.48.1.1", bytes.ReadObjectIdentifier());
        var basic = new AsnReader(bytes.ReadOctetString(), AsnEncodingRules.DER).ReadSequence();
        var data = basic.ReadEncodedValue().ToArray();
        basic.ReadSequence();
        using var key = root.GetECDsaPublicKey()!;
        Assert.True(key.VerifyData(data, basic.ReadBitString(out _), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        var stranger = JsonNode.Parse(asked)!;
        stranger["ocspRequestData"]!["issuerKeyHash"] = "00";
        Assert.Equal("""{"status":"Failed"}""", await wire.ResultAsync("GetCertificateStatus", stranger.ToJsonString()));
    }

    [Fact]
    public async Task A_vehicle_gets_its_contract_certificate_and_may_charge_by_it()
    {
        await using var csms = await CsmsFixture.OpenAsync();
        using var wire = await csms.ConnectAsync("CP-1", "ocpp2.0.1");
        Assert.Equal(
            """{"status":"Accepted","exiResponse":"gAA="}""",
            await wire.ResultAsync("Get15118EVCertificate", """{"iso15118SchemaVersion":"urn:iso:15118:2:2013:MsgDef","action":"Install","exiRequest":"gAA="}"""));
        Assert.Equal(
            "Accepted",
            JsonNode.Parse(await wire.ResultAsync("Authorize", """{"idToken":{"idToken":"DEABC1","type":"eMAID"},"certificate":"PEM"}"""))!["certificateStatus"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("ocpp1.6")]
    [InlineData("ocpp2.0.1")]
    public async Task A_request_that_cannot_be_read_or_was_changed_is_rejected(string subprotocol)
    {
        await using var csms = await CsmsFixture.OpenAsync();
        using var wire = await csms.ConnectAsync("CP-1", subprotocol);
        var good = new ChargerKey(7, 0).SigningRequest("CP-1", "Operator")!;
        var der = Convert.FromBase64String(string.Concat(good.Split('\n')[1..^1]));
        der[^1] ^= 1;

        foreach (var broken in new[] { "", "no PEM", csms.System.RootCertificatePem, PemEncoding.WriteString("CERTIFICATE REQUEST", der) })
        {
            Assert.Equal("""{"status":"Rejected"}""", await wire.ResultAsync("SignCertificate", Payload(broken)));
        }

        // Nothing is handed over: what comes next is the answer to what is asked next.
        Assert.Contains("currentTime", await wire.ResultAsync("Heartbeat", "{}"));
    }

    [Fact]
    public async Task The_root_is_served()
    {
        await using var csms = await CsmsFixture.OpenAsync();

        var response = await csms.Http.GetAsync("/csms/certificates/root.pem");

        Assert.Equal((HttpStatusCode.OK, "application/x-pem-file"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        using var root = X509Certificate2.CreateFromPem(await response.Content.ReadAsStringAsync());
        Assert.Equal(root.Subject, root.Issuer);
        Assert.Equal(csms.Time.GetUtcNow().AddYears(20), root.NotAfter);
        using var other = X509Certificate2.CreateFromPem(new CentralSystem(new(), csms.Time).RootCertificatePem);
        Assert.NotEqual(root.GetPublicKey(), other.GetPublicKey());
    }

    static string Payload(string signingRequest) => new JsonObject { ["csr"] = signingRequest }.ToJsonString();
}
