using System.Text.Json.Nodes;

namespace OcppLab.Tests.Simulation;

/// <summary>Requests of 1.6 that fit their schema, or just do not, and that the specification says more about.</summary>
public sealed class BorderlinePayloadTests
{
    const string Inoperative = """ChangeAvailability {"connectorId":1,"type":"Inoperative"}""";
    const string Reserved = """ReserveNow {"connectorId":1,"expiryDate":"2026-03-01T13:00:00Z","idTag":"TAG","reservationId":5}""";
    const string Listed = """SendLocalList {"listVersion":5,"updateType":"Full","localAuthorizationList":[{"idTag":"A","idTagInfo":{"status":"Accepted"}}]}""";
    const string NoList = """ChangeConfiguration {"key":"LocalAuthListEnabled","value":"false"}""";
    const string Logged = """GetLog {"logType":"SecurityLog","requestId":1,"log":{"remoteLocation":"ftp://127.0.0.1/"}}""";

    const string Default = """
        {"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","startSchedule":"2026-03-01T00:00:00Z","chargingSchedulePeriod":[{"startPeriod":0,"limit":16}]}}
        """;

    const string Firmware = """
        {"requestId":1,"firmware":{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDateTime":"2026-03-01T13:00:00Z","signingCertificate":‹root›,"signature":"AAAA"}}
        """;

    const string ChargerLimit = $$"""SetChargingProfile {"connectorId":0,"csChargingProfiles":{{Default}}}""";

    const string ConnectorLimit = """
        SetChargingProfile {"connectorId":2,"csChargingProfiles":{"chargingProfileId":2,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":7000}]}}}
        """;

    const string Limits = $"{ChargerLimit}\n{ConnectorLimit}";

    [Theory]
    [InlineData("ChangeAvailability", """{"connectorId":‹id›,"type":"Inoperative"}""", "Accepted", "Accepted", "Rejected")]
    [InlineData("ClearChargingProfile", """{"connectorId":‹id›}""", "Accepted", "Accepted", "Unknown")]
    [InlineData("ExtendedTriggerMessage", """{"requestedMessage":"StatusNotification","connectorId":‹id›}""", "Accepted", "Accepted", "Rejected")]
    [InlineData("ExtendedTriggerMessage", """{"requestedMessage":"Heartbeat","connectorId":‹id›}""", "Accepted", "Accepted", "Accepted")]
    [InlineData("GetCompositeSchedule", """{"connectorId":‹id›,"duration":60}""", "Accepted", "Accepted", "Rejected")]
    [InlineData("RemoteStartTransaction", """{"idTag":"TAG","connectorId":‹id›}""", "Rejected", "Accepted", "Rejected")]
    [InlineData("ReserveNow", """{"connectorId":‹id›,"expiryDate":"2026-03-01T13:00:00Z","idTag":"TAG","reservationId":1}""", "Accepted", "Accepted", "Rejected")]
    [InlineData("SetChargingProfile", $$"""{"connectorId":‹id›,"csChargingProfiles":{{Default}}}""", "Accepted", "Accepted", "Rejected")]
    [InlineData("TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":‹id›}""", "Accepted", "Accepted", "Rejected")]
    [InlineData("TriggerMessage", """{"requestedMessage":"BootNotification","connectorId":‹id›}""", "Accepted", "Accepted", "Accepted")]
    [InlineData("UnlockConnector", """{"connectorId":‹id›}""", "NotSupported", "Unlocked", "NotSupported")]
    public async Task A_connector_is_the_charger_one_of_its_own_or_none(string action, string payload, string ofCharger, string ofLast, string ofNone)
    {
        foreach (var (connectorId, answer) in new[] { (0, ofCharger), (2, ofLast), (3, ofNone), (-1, "PropertyConstraintViolation") })
        {
            var session = await IncomingSession.InAsync(action == "ClearChargingProfile" ? Limits : "");
            await session.AssertAsync(action, payload.Replace("‹id›", $"{connectorId}", StringComparison.Ordinal), answer);
        }
    }

    [Theory]
    [InlineData("TriggerMessage", """{"requestedMessage":"StatusNotification","connectorId":0}""", "StatusNotification 0 Available")]
    [InlineData("TriggerMessage", """{"requestedMessage":"StatusNotification","connectorId":2}""", "StatusNotification 2 Available")]
    [InlineData("TriggerMessage", """{"requestedMessage":"StatusNotification"}""", "StatusNotification 0 Available", "StatusNotification 1 Available", "StatusNotification 2 Available")]
    [InlineData("TriggerMessage", """{"requestedMessage":"StatusNotification","connectorId":3}""")]
    [InlineData("TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":2}""", "MeterValues 2")]
    [InlineData("TriggerMessage", """{"requestedMessage":"MeterValues"}""", "MeterValues 1", "MeterValues 2")]
    [InlineData("TriggerMessage", """{"requestedMessage":"Heartbeat","connectorId":99}""", "Heartbeat")]
    [InlineData("TriggerMessage", """{"requestedMessage":"BootNotification","connectorId":99}""", "BootNotification")]
    [InlineData("TriggerMessage", """{"requestedMessage":"FirmwareStatusNotification","connectorId":99}""", "FirmwareStatusNotification Idle")]
    [InlineData("TriggerMessage", """{"requestedMessage":"DiagnosticsStatusNotification","connectorId":99}""", "DiagnosticsStatusNotification Idle")]
    [InlineData("ExtendedTriggerMessage", """{"requestedMessage":"MeterValues","connectorId":3}""")]
    [InlineData("ExtendedTriggerMessage", """{"requestedMessage":"LogStatusNotification","connectorId":99}""", "LogStatusNotification Idle")]
    [InlineData("ExtendedTriggerMessage", """{"requestedMessage":"FirmwareStatusNotification","connectorId":99}""", "SignedFirmwareStatusNotification Idle")]
    [InlineData("ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate","connectorId":99}""", "SignCertificate")]
    [InlineData("UpdateFirmware", """{"location":"ftp://127.0.0.1/a.bin","retrieveDate":"2026-03-01T11:00:00Z"}""", "FirmwareStatusNotification Downloading")]
    [InlineData("UpdateFirmware", """{"location":"ftp://127.0.0.1/a.bin","retrieveDate":"2026-03-01T13:00:00+01:00"}""", "FirmwareStatusNotification Downloading")]
    [InlineData("UpdateFirmware", """{"location":"ftp://127.0.0.1/a.bin","retrieveDate":"2026-03-01T13:00:00.25+01:00"}""")]
    [InlineData("SignedUpdateFirmware", Firmware, "SignedFirmwareStatusNotification DownloadScheduled")]
    [InlineData("GetDiagnostics", """{"location":"ftp://127.0.0.1/","startTime":"2026-03-01T11:00:00Z","stopTime":"2026-03-01T11:00:00Z"}""", "DiagnosticsStatusNotification Uploading")]
    [InlineData("GetDiagnostics", """{"location":"ftp://127.0.0.1/","startTime":"2026-03-01T11:00:00Z","stopTime":"2026-03-01T10:00:00Z"}""")]
    [InlineData("GetDiagnostics", """{"location":"ftp://127.0.0.1/","startTime":"2026-03-02T11:00:00Z"}""")]
    public async Task What_a_request_brings_about_follows_its_answer(string action, string payload, params string[] said)
    {
        var session = await IncomingSession.InAsync("");
        Assert.Equal(3, (int)(await session.AskAsync(action, payload))[0]!);
        Assert.Equal(said, session.Said);
    }

    [Theory]
    [InlineData("RemoteStopTransaction", """{"transactionId":77}""", "Rejected")]
    [InlineData("RemoteStopTransaction", """{"transactionId":78}""", "Rejected", IncomingSession.Charging)]
    [InlineData("RemoteStopTransaction", """{"transactionId":-1}""", "Rejected", IncomingSession.Charging)]
    [InlineData("RemoteStartTransaction", """{"idTag":"TAG","connectorId":1}""", "Rejected", IncomingSession.Charging)]
    [InlineData("RemoteStartTransaction", """{"idTag":"TAG","connectorId":1}""", "Rejected", Inoperative)]
    [InlineData("RemoteStartTransaction", """{"idTag":"OTHER","connectorId":1}""", "Rejected", Reserved)]
    [InlineData("RemoteStartTransaction", """{"idTag":"tag","connectorId":1}""", "Accepted", Reserved)]
    [InlineData("RemoteStartTransaction", $$"""{"idTag":"TAG","chargingProfile":{{Default}}}""", "Rejected")]
    [InlineData("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""", "Scheduled", IncomingSession.Charging)]
    [InlineData("ChangeAvailability", """{"connectorId":0,"type":"Inoperative"}""", "Scheduled", IncomingSession.Charging)]
    [InlineData("ChangeAvailability", """{"connectorId":1,"type":"Operative"}""", "Accepted", IncomingSession.Charging)]
    [InlineData("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""", "Accepted", Inoperative)]
    [InlineData("UnlockConnector", """{"connectorId":1}""", "Unlocked", IncomingSession.Charging)]
    [InlineData("ClearCache", "{}", "Rejected", """ChangeConfiguration {"key":"AuthorizationCacheEnabled","value":"false"}""")]
    [InlineData("ClearChargingProfile", """{"id":9}""", "Unknown", Limits)]
    [InlineData("ClearChargingProfile", """{"connectorId":1,"chargingProfilePurpose":"TxDefaultProfile"}""", "Unknown", Limits)]
    [InlineData("ClearChargingProfile", """{"stackLevel":-1}""", "Unknown", Limits)]
    [InlineData("GetCompositeSchedule", """{"connectorId":1,"duration":0}""", "Rejected")]
    [InlineData("GetCompositeSchedule", """{"connectorId":1,"duration":-1}""", "Rejected")]
    [InlineData("GetCompositeSchedule", """{"connectorId":1,"duration":2147483648}""", "PropertyConstraintViolation")]
    [InlineData("SignedUpdateFirmware", Firmware, "AcceptedCanceled", $"SignedUpdateFirmware {Firmware}")]
    [InlineData("SignedUpdateFirmware", """
        {"requestId":1,"firmware":{"location":"ftp://127.0.0.1/a","retrieveDateTime":"2026-03-01T11:00:00Z","signingCertificate":"none","signature":"AAAA"}}
        """, "InvalidCertificate")]
    [InlineData("GetLog", """{"logType":"SecurityLog","requestId":1,"log":{"remoteLocation":"ftp://127.0.0.1/"}}""", "AcceptedCanceled", Logged)]
    [InlineData("GetLog", """{"logType":"DiagnosticsLog","requestId":2,"log":{"remoteLocation":"ftp://127.0.0.1/"}}""", "AcceptedCanceled", Logged)]
    [InlineData("GetLog", """
        {"logType":"SecurityLog","requestId":1,"log":{"remoteLocation":"ftp://127.0.0.1/","oldestTimestamp":"2026-03-01T11:00:00Z","latestTimestamp":"2026-03-01T10:00:00Z"}}
        """, "Rejected")]
    [InlineData("InstallCertificate", """{"certificateType":"ManufacturerRootCertificate","certificate":"none"}""", "Rejected")]
    [InlineData("InstallCertificate", """{"certificateType":"CentralSystemRootCertificate","certificate":""}""", "Rejected")]
    [InlineData("CertificateSigned", """{"certificateChain":"none"}""", "Rejected")]
    [InlineData("DeleteCertificate", """{"certificateHashData":{"hashAlgorithm":"SHA256","issuerNameHash":"00","issuerKeyHash":"00","serialNumber":"00"}}""", "NotFound")]
    public Task A_request_is_judged_by_the_situation(string action, string payload, string answer, string situation = "") =>
        AssertAsync(action, payload, answer, situation);

    [Theory]
    [InlineData(1, "2026-03-01T11:59:59Z", "Rejected")]
    [InlineData(1, "2026-03-01T12:00:00Z", "Rejected")]
    [InlineData(1, "2026-03-01T12:00:00.001Z", "Accepted")]
    [InlineData(1, "2026-03-01T12:00:00.123456789Z", "Accepted")]
    [InlineData(1, "2026-03-01T13:00:00+02:00", "Rejected")]
    [InlineData(1, "2026-03-01T08:30:00-05:00", "Accepted")]
    [InlineData(1, @"2026-03-01T15:30:00\u002B02:00", "Accepted")]
    [InlineData(1, @"2026-03-01T13:30:00\u002B02:00", "Rejected")]
    [InlineData(1, @"2026-03-01T15:30:00\u002B0200", "TypeConstraintViolation")]
    [InlineData(1, "2026-03-01T13:00:00+0000", "TypeConstraintViolation")]
    [InlineData(1, "2026-03-01T13:00:00", "TypeConstraintViolation")]
    [InlineData(1, "2026-03-01", "TypeConstraintViolation")]
    [InlineData(1, "2026-02-30T13:00:00Z", "TypeConstraintViolation")]
    [InlineData(1, "2026-03-01T13:00:00Z", "Accepted", Reserved)]
    [InlineData(2, "2026-03-01T13:00:00Z", "Accepted", Reserved)]
    [InlineData(1, "2026-03-01T13:00:00Z", "Occupied", """ReserveNow {"connectorId":1,"expiryDate":"2026-03-01T13:00:00Z","idTag":"TAG","reservationId":6}""")]
    [InlineData(1, "2026-03-01T13:00:00Z", "Occupied", IncomingSession.Charging)]
    [InlineData(1, "2026-03-01T13:00:00Z", "Unavailable", Inoperative)]
    public Task A_reservation_is_for_a_time_to_come_and_of_a_free_connector(int connectorId, string expiryDate, string answer, string situation = "") => AssertAsync(
        "ReserveNow", $$"""{"connectorId":{{connectorId}},"expiryDate":"{{expiryDate}}","idTag":"TAG","reservationId":5}""", answer, situation);

    [Theory]
    [InlineData("""{"listVersion":6,"updateType":"Differential"}""", "Accepted", 6)]
    [InlineData("""{"listVersion":5,"updateType":"Differential"}""", "VersionMismatch", 5)]
    [InlineData("""{"listVersion":4,"updateType":"Differential"}""", "VersionMismatch", 5)]
    [InlineData("""{"listVersion":0,"updateType":"Differential"}""", "VersionMismatch", 5)]
    [InlineData("""{"listVersion":-1,"updateType":"Differential"}""", "VersionMismatch", 5)]
    [InlineData("""{"listVersion":6,"updateType":"Differential","localAuthorizationList":[{"idTag":"A"}]}""", "Accepted", 0)]
    [InlineData("""{"listVersion":5,"updateType":"Full","localAuthorizationList":[{"idTag":"B","idTagInfo":{"status":"Blocked"}}]}""", "Accepted", 5)]
    [InlineData("""{"listVersion":4,"updateType":"Full","localAuthorizationList":[{"idTag":"B","idTagInfo":{"status":"Blocked"}}]}""", "Accepted", 4)]
    [InlineData("""{"listVersion":0,"updateType":"Full","localAuthorizationList":[{"idTag":"B","idTagInfo":{"status":"Blocked"}}]}""", "Failed", 5)]
    [InlineData("""{"listVersion":-1,"updateType":"Full"}""", "Failed", 5)]
    [InlineData("""{"listVersion":0,"updateType":"Full"}""", "Accepted", 0)]
    [InlineData("""{"listVersion":7,"updateType":"Full","localAuthorizationList":[]}""", "Accepted", 0)]
    public async Task A_list_has_a_version_above_0_and_an_amendment_one_above_the_last(string payload, string answer, int version)
    {
        var session = await IncomingSession.InAsync(Listed);
        await session.AssertAsync("SendLocalList", payload, answer);
        await session.AssertAsync("GetLocalListVersion", "{}", $$"""{"listVersion":{{version}}}""");
    }

    [Fact]
    public async Task A_disabled_list_has_the_version_of_none()
    {
        await AssertAsync("GetLocalListVersion", "{}", """{"listVersion":-1}""", NoList);
        await AssertAsync("SendLocalList", """{"listVersion":6,"updateType":"Full"}""", "NotSupported", NoList);
    }

    [Theory]
    [InlineData("NoSuchKey", "1", "NotSupported")]
    [InlineData("NumberOfConnectors", "2", "Rejected")]
    [InlineData("heartbeatINTERVAL", "600", "Accepted")]
    [InlineData("MeterValueSampleInterval", "0", "Accepted")]
    [InlineData("MeterValueSampleInterval", "-1", "Rejected")]
    [InlineData("MeterValueSampleInterval", "1.5", "Rejected")]
    [InlineData("MeterValueSampleInterval", "", "Rejected")]
    [InlineData("MeterValueSampleInterval", "2147483648", "Rejected")]
    [InlineData("ClockAlignedDataInterval", "86400", "Accepted")]
    [InlineData("ClockAlignedDataInterval", "86401", "Rejected")]
    [InlineData("WebSocketPingInterval", "-1", "Rejected")]
    [InlineData("MeterValuesSampledData", "Voltage,Current.Import", "Accepted")]
    [InlineData("MeterValuesSampledData", "", "Accepted")]
    [InlineData("MeterValuesSampledData", "Voltage,NoSuchMeasurand", "Rejected")]
    [InlineData("LocalPreAuthorize", "TRUE", "Accepted")]
    [InlineData("LocalPreAuthorize", "maybe", "Rejected")]
    [InlineData("AuthorizationKey", "0123456789abcde", "Rejected")]
    [InlineData("SecurityProfile", "0", "Rejected")]
    [InlineData("SecurityProfile", "2", "Rejected")]
    [InlineData("SecurityProfile", "4", "Rejected")]
    public Task A_key_takes_what_is_in_its_range(string key, string value, string answer) =>
        AssertAsync("ChangeConfiguration", $$"""{"key":"{{key}}","value":"{{value}}"}""", answer);

    [Fact]
    public async Task An_empty_list_of_keys_asks_for_all_and_more_keys_than_GetConfigurationMaxKeys_are_answered_too()
    {
        var session = await IncomingSession.InAsync("");
        var all = (await session.AskAsync("GetConfiguration", "{}"))[2]!;
        Assert.True(JsonNode.DeepEquals(all, (await session.AskAsync("GetConfiguration", """{"key":[]}"""))[2]));
        Assert.Equal("100", (string?)all["configurationKey"]!.AsArray().Single(key => (string?)key!["key"] == "GetConfigurationMaxKeys")!["value"]);
        await session.AssertAsync("GetConfiguration", """{"key":["None"]}""", """{"configurationKey":[],"unknownKey":["None"]}""");

        var unknown = Enumerable.Range(0, 101).Select(i => $"\"Key{i}\"").ToList();
        await session.AssertAsync(
            "GetConfiguration", $$"""{"key":[{{string.Join(',', unknown)}}]}""", $$"""{"unknownKey":[{{string.Join(',', unknown)}}]}""");
    }

    [Theory]
    [InlineData("""{"stackLevel":20}""", "Accepted")]
    [InlineData("""{"stackLevel":21}""", "Rejected")]
    [InlineData("""{"stackLevel":-1}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"duration":1}}""", "Accepted")]
    [InlineData("""{"chargingSchedule":{"duration":0}}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"duration":-1}}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[]}}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[{"startPeriod":1,"limit":16}]}}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[{"startPeriod":0,"limit":16},{"startPeriod":60,"limit":10},{"startPeriod":30,"limit":8}]}}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[{"startPeriod":0,"limit":16},{"startPeriod":0,"limit":10}]}}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[{"startPeriod":0,"limit":0}]}}""", "Accepted")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[{"startPeriod":0,"limit":-0.1}]}}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[{"startPeriod":0,"limit":8.1}]}}""", "Accepted")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[{"startPeriod":0,"limit":8.15}]}}""", "PropertyConstraintViolation")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[{"startPeriod":0,"limit":16,"numberPhases":0}]}}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"chargingSchedulePeriod":[{"startPeriod":0,"limit":16,"numberPhases":4}]}}""", "Rejected")]
    [InlineData("""{"chargingSchedule":{"startSchedule":"2026-03-01T02:00:00.5+02:00"}}""", "Accepted")]
    [InlineData("""{"validFrom":"2026-03-02T00:00:00Z","validTo":"2026-03-01T00:00:00Z"}""", "Rejected")]
    [InlineData("""{"validFrom":"2026-03-01T13:00:00+02:00","validTo":"2026-03-01T12:00:00Z"}""", "Accepted")]
    [InlineData("""{"chargingProfileKind":"Recurring"}""", "Rejected")]
    [InlineData("""{"chargingProfileKind":"Recurring","recurrencyKind":"Weekly"}""", "Accepted")]
    [InlineData("""{"chargingProfilePurpose":"ChargePointMaxProfile"}""", "Rejected")]
    [InlineData("""{"chargingProfilePurpose":"TxProfile"}""", "Rejected")]
    [InlineData("""{"chargingProfilePurpose":"TxProfile","transactionId":77}""", "Accepted", IncomingSession.Charging)]
    [InlineData("""{"chargingProfilePurpose":"TxProfile","transactionId":78}""", "Rejected", IncomingSession.Charging)]
    [InlineData("""{"transactionId":77}""", "Rejected", IncomingSession.Charging)]
    public Task A_profile_is_one_that_can_be_followed(string change, string answer, string situation = "")
    {
        var profile = JsonNode.Parse(Default)!.AsObject();
        Merge(profile, JsonNode.Parse(change)!.AsObject());
        return AssertAsync("SetChargingProfile", $$"""{"connectorId":1,"csChargingProfiles":{{profile.ToJsonString()}}}""", answer, situation);
    }

    [Theory]
    [InlineData(100, "Accepted")]
    [InlineData(101, "Rejected")]
    public Task A_schedule_has_no_more_periods_than_ChargingScheduleMaxPeriods(int periods, string answer)
    {
        var schedule = new JsonObject
        {
            ["chargingSchedulePeriod"] = new JsonArray([.. Enumerable.Range(0, periods).Select(i => new JsonObject { ["startPeriod"] = i * 60, ["limit"] = 6 + (i % 2) })]),
        };
        return A_profile_is_one_that_can_be_followed(new JsonObject { ["chargingSchedule"] = schedule }.ToJsonString(), answer);
    }

    [Theory]
    [InlineData("ChargePointMaxProfile", 0, "Accepted")]
    [InlineData("TxProfile", 0, "Rejected")]
    public Task A_profile_of_the_charger_is_its_own_limit_or_a_default(string purpose, int connectorId, string answer) => AssertAsync(
        "SetChargingProfile", $$"""{"connectorId":{{connectorId}},"csChargingProfiles":{{Default.Replace("TxDefaultProfile", purpose, StringComparison.Ordinal)}}}""", answer,
        IncomingSession.Charging);

    [Fact]
    public async Task A_canceled_reservation_is_known_no_more_and_a_replaced_one_leaves_its_connector()
    {
        var session = await IncomingSession.InAsync(Reserved);
        await session.AssertAsync("CancelReservation", """{"reservationId":6}""", "Rejected");
        await session.AssertAsync("ReserveNow", """{"connectorId":2,"expiryDate":"2026-03-01T13:00:00Z","idTag":"TAG","reservationId":5}""", "Accepted");
        Assert.Equal(["StatusNotification 1 Available", "StatusNotification 2 Reserved"], session.Said);
        await session.AssertAsync("CancelReservation", """{"reservationId":5}""", "Accepted");
        Assert.Equal(["StatusNotification 2 Available"], session.Said);
        await session.AssertAsync("CancelReservation", """{"reservationId":5}""", "Rejected");
    }

    static async Task AssertAsync(string action, string payload, string answer, string situation = "")
    {
        var session = await IncomingSession.InAsync(situation);
        await session.AssertAsync(action, payload, answer);
    }

    static void Merge(JsonObject into, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject inner && into[name] is JsonObject known)
            {
                Merge(known, inner);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}
