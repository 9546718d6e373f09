using System.Text.Json.Nodes;
using OcppLab.Ocpp;
using OcppLab.Ocpp.Messages.Generator;
using OcppLab.Tests.Messages;

namespace OcppLab.Tests.Simulation;

/// <summary>Every request that a CSMS makes in 1.6 and its security extension, as a frame: answered as its sections have it, or refused with
/// the code of what is wrong (OCPP-J section 4.2.3).</summary>
public sealed class IncomingPayloadTests
{
    const string Reserved = """ReserveNow {"connectorId":1,"expiryDate":"2026-03-01T13:00:00Z","idTag":"TAG","reservationId":5}""";
    const string Installed = """InstallCertificate {"certificateType":"CentralSystemRootCertificate","certificate":‹root›}""";
    const string Asked = """ExtendedTriggerMessage {"requestedMessage":"SignChargePointCertificate"}""";
    const string Listed = """SendLocalList {"listVersion":3,"updateType":"Full","localAuthorizationList":[{"idTag":"A","idTagInfo":{"status":"Accepted"}}]}""";

    const string Schedule = """
        {"chargingRateUnit":"A","duration":3600,"startSchedule":"2026-03-01T00:00:00Z","minChargingRate":6.0,"chargingSchedulePeriod":[{"startPeriod":0,"limit":10.5,"numberPhases":3}]}
        """;

    const string WholeProfile = $$"""
        {"chargingProfileId":1,"transactionId":77,"stackLevel":2,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Recurring","recurrencyKind":"Daily","validFrom":"2026-02-01T00:00:00Z","validTo":"2026-04-01T00:00:00Z","chargingSchedule":{{Schedule}}}
        """;

    const string LeastProfile = """
        {"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":7000}]}}
        """;

    const string ProfileSet = $$"""SetChargingProfile {"connectorId":0,"csChargingProfiles":{{LeastProfile}}}""";

    static readonly (string Action, string Payload, string Answer, string Situation)[] All =
    [
        ("CancelReservation", """{"reservationId":5}""", "Accepted", Reserved),
        ("CancelReservation", """{"reservationId":5}""", "Rejected", ""),
        ("CertificateSigned", """{"certificateChain":‹signed›}""", "Accepted", Asked),
        ("CertificateSigned", """{"certificateChain":‹root›}""", "Rejected", ""),
        ("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""", "Accepted", ""),
        ("ChangeConfiguration", """{"key":"HeartbeatInterval","value":"600"}""", "Accepted", ""),
        ("ClearCache", "{}", "Accepted", ""),
        ("ClearChargingProfile", """{"id":1,"connectorId":0,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":0}""", "Accepted", ProfileSet),
        ("ClearChargingProfile", "{}", "Accepted", ProfileSet),
        ("ClearChargingProfile", "{}", "Unknown", ""),
        ("DataTransfer", """{"vendorId":"acme","messageId":"m","data":"x"}""", "UnknownVendorId", ""),
        ("DataTransfer", """{"vendorId":"acme"}""", "UnknownVendorId", ""),
        ("DeleteCertificate", """{"certificateHashData":‹hash›}""", "Accepted", Installed),
        ("DeleteCertificate", """{"certificateHashData":‹hash›}""", "NotFound", ""),
        ("ExtendedTriggerMessage", """{"requestedMessage":"StatusNotification","connectorId":1}""", "Accepted", ""),
        ("ExtendedTriggerMessage", """{"requestedMessage":"Heartbeat"}""", "Accepted", ""),
        ("GetCompositeSchedule", """{"connectorId":1,"duration":600,"chargingRateUnit":"A"}""", """
            {"status":"Accepted","connectorId":1,"chargingSchedule":{"duration":600,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":32}]}}
            """, ""),
        ("GetCompositeSchedule", """{"connectorId":0,"duration":600}""", """
            {"status":"Accepted","connectorId":0,"chargingSchedule":{"duration":600,"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":14000}]}}
            """, ProfileSet),
        ("GetConfiguration", """{"key":["ConnectionTimeOut","NoSuchKey"]}""", """
            {"configurationKey":[{"key":"ConnectionTimeOut","readonly":false,"value":"60"}],"unknownKey":["NoSuchKey"]}
            """, ""),
        ("GetConfiguration", "{}", """{"configurationKey":null}""", ""),
        ("GetDiagnostics", """
            {"location":"ftp://127.0.0.1/","retries":2,"retryInterval":30,"startTime":"2026-02-28T12:00:00Z","stopTime":"2026-03-01T12:00:00Z"}
            """, """{"fileName":"CP-1-diagnostics-20260301120000.txt"}""", ""),
        ("GetDiagnostics", """{"location":"ftp://127.0.0.1/"}""", """{"fileName":"CP-1-diagnostics-20260301120000.txt"}""", ""),
        ("GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}""", """{"status":"Accepted","certificateHashData":[‹hash›]}""", Installed),
        ("GetInstalledCertificateIds", """{"certificateType":"ManufacturerRootCertificate"}""", "NotFound", Installed),
        ("GetLocalListVersion", "{}", """{"listVersion":0}""", ""),
        ("GetLocalListVersion", "{}", """{"listVersion":3}""", Listed),
        ("GetLog", """
            {"logType":"DiagnosticsLog","requestId":1,"retries":1,"retryInterval":10,"log":{"remoteLocation":"http://127.0.0.1/","oldestTimestamp":"2026-02-01T00:00:00Z","latestTimestamp":"2026-03-01T00:00:00Z"}}
            """, """{"status":"Accepted","filename":"CP-1-diagnostics-20260301120000.txt"}""", ""),
        ("GetLog", """{"logType":"SecurityLog","requestId":1,"log":{"remoteLocation":"http://127.0.0.1/"}}""",
            """{"status":"Accepted","filename":"CP-1-security-20260301120000.txt"}""", ""),
        ("InstallCertificate", """{"certificateType":"ManufacturerRootCertificate","certificate":‹root›}""", "Accepted", ""),
        ("RemoteStartTransaction", $$"""{"idTag":"TAG","connectorId":1,"chargingProfile":{{WholeProfile}}}""", "Rejected", ""),
        ("RemoteStartTransaction", $$$"""
            {"idTag":"TAG","connectorId":1,"chargingProfile":{"chargingProfileId":1,"stackLevel":2,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Absolute","chargingSchedule":{{{Schedule}}}}}
            """, "Accepted", ""),
        ("RemoteStartTransaction", """{"idTag":"TAG"}""", "Accepted", ""),
        ("RemoteStopTransaction", """{"transactionId":77}""", "Accepted", IncomingSession.Charging),
        ("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T13:00:00Z","idTag":"TAG","reservationId":5,"parentIdTag":"GROUP"}""", "Accepted", ""),
        ("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T13:00:00Z","idTag":"TAG","reservationId":5}""", "Accepted", ""),
        ("Reset", """{"type":"Soft"}""", "Accepted", ""),
        ("Reset", """{"type":"Hard"}""", "Accepted", IncomingSession.Charging),
        ("SendLocalList", """
            {"listVersion":1,"updateType":"Full","localAuthorizationList":[{"idTag":"A","idTagInfo":{"status":"Accepted","expiryDate":"2027-01-01T00:00:00Z","parentIdTag":"GROUP"}}]}
            """, "Accepted", ""),
        ("SendLocalList", """{"listVersion":1,"updateType":"Full"}""", "Accepted", ""),
        ("SetChargingProfile", $$"""{"connectorId":1,"csChargingProfiles":{{WholeProfile}}}""", "Accepted", IncomingSession.Charging),
        ("SetChargingProfile", $$"""{"connectorId":1,"csChargingProfiles":{{LeastProfile}}}""", "Accepted", ""),
        ("SignedUpdateFirmware", """
            {"requestId":1,"retries":1,"retryInterval":10,"firmware":{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDateTime":"2026-03-01T13:00:00Z","installDateTime":"2026-03-01T14:00:00Z","signingCertificate":‹root›,"signature":"AAAA"}}
            """, "Accepted", ""),
        ("SignedUpdateFirmware", """
            {"requestId":1,"firmware":{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDateTime":"2026-03-01T13:00:00Z","signingCertificate":‹root›,"signature":"AAAA"}}
            """, "Accepted", ""),
        ("TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":1}""", "Accepted", ""),
        ("TriggerMessage", """{"requestedMessage":"BootNotification"}""", "Accepted", ""),
        ("UnlockConnector", """{"connectorId":1}""", "Unlocked", ""),
        ("UpdateFirmware", """{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDate":"2026-03-01T13:00:00Z","retries":1,"retryInterval":10}""", "{}", ""),
        ("UpdateFirmware", """{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDate":"2026-03-01T13:00:00Z"}""", "{}", ""),
    ];

    static readonly Facts Facts = FactFiles.Of("1.6").Facts;
    static readonly PayloadFields Payload = new(Facts, version: 0, ErrorCodes.OccurenceConstraintViolation);

    public static TheoryData<string, string, string, string> Payloads
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            foreach (var (action, payload, answer, situation) in All)
            {
                data.Add(action, payload, answer, situation);
            }

            return data;
        }
    }

    public static TheoryData<string> Actions => [.. Facts.Messages.Where(message => message.Sender != "charger").Select(message => message.Action)];

    [Theory, MemberData(nameof(Payloads))]
    public async Task A_request_is_answered_as_the_specification_has_it(string action, string payload, string answer, string situation)
    {
        var session = await IncomingSession.InAsync(situation);
        await session.AssertAsync(action, payload, answer);
    }

    [Theory, MemberData(nameof(Actions))]
    public void A_request_is_made_with_all_that_it_may_have_and_with_no_more_than_it_must(string action)
    {
        var payloads = All.Where(row => row.Action == action)
            .Select(row => JsonNode.Parse(IncomingSession.WithRoot(row.Payload.Replace("‹signed›", "\"\"", StringComparison.Ordinal)))!.AsObject()).ToList();
        Assert.Contains(payloads, payload => Payload.Of(action).All(field => field.Owner(payload)?.ContainsKey(field.Name) == true));
        Assert.Contains(payloads, payload => Payload.Of(action).All(
            field => field.Owner(payload) is not { } owner || owner.ContainsKey(field.Name) == field.Facts.IsRequired));
    }

    [Fact]
    public void They_are_the_requests_of_the_specification_and_its_security_extension() => Assert.Equal(26, Facts.Messages.Count(message => message.Sender != "charger"));

    [Theory, MemberData(nameof(Actions))]
    public async Task What_is_wrong_with_a_request_comes_back_as_its_code_and_names_the_field(string action)
    {
        var session = await IncomingSession.InAsync("");
        var whole = Whole(action);
        foreach (var (path, code, payload) in Payload.Wrong(action, whole))
        {
            var answer = await session.AskAsync(action, payload);
            Assert.True(
                (int)answer[0]! == 4 && (string?)answer[2] == code && ((string)answer[3]!).StartsWith($"{path} ", StringComparison.Ordinal),
                $"{payload}: expected {code} of {path}, but was {answer.ToJsonString()}");
            Assert.Empty(session.Said);
        }
    }

    [Theory, MemberData(nameof(Actions))]
    public async Task A_text_of_just_the_maximal_length_is_no_violation(string action)
    {
        var session = await IncomingSession.InAsync("");
        foreach (var field in Payload.Of(action).Where(field => field.Facts.LengthOf(0) is not null))
        {
            var text = new string('é', field.Facts.LengthOf(0)!.Value);
            var payload = Whole(action);
            field.Owner(payload)![field.Name] = field.Facts.Type.Items is null ? text : new JsonArray(text);
            var answer = await session.AskAsync(action, payload.ToJsonString());
            Assert.True((int)answer[0]! == 3, $"{field.Path}: {answer.ToJsonString()}");
        }
    }

    static JsonObject Whole(string action) => All.Where(row => row.Action == action)
        .Select(row => JsonNode.Parse(IncomingSession.WithRoot(row.Payload.Replace("‹signed›", "\"\"", StringComparison.Ordinal)))!.AsObject())
        .First(payload => Payload.Of(action).All(field => field.Owner(payload)?.ContainsKey(field.Name) == true));
}
