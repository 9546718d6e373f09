using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcppLab.Csms;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Wire;

/// <summary>The central system as a charger meets it.</summary>
public sealed class CsmsTests
{
    internal const string Boot16 = """{"chargePointVendor":"Alfen","chargePointModel":"Eve"}""";
    const string Boot201 = """{"chargingStation":{"vendorName":"Alfen","model":"Eve"},"reason":"PowerUp"}""";

    [Theory]
    [InlineData("ocpp1.6", "ocpp1.6")]
    [InlineData("ocpp2.0.1", "ocpp2.0.1", "ocpp1.6")]
    [InlineData("ocpp2.1", "ocpp2.1", "ocpp2.0.1")]
    [InlineData("ocpp1.6", "ocpp1.5", "ocpp1.6", "ocpp2.0.1")]
    public async Task The_first_version_in_common_is_agreed_to(string agreed, params string[] offered)
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", offered);

        Assert.Equal(agreed, charger.Socket.SubProtocol);
    }

    [Fact]
    public async Task Without_a_version_in_common_the_connection_is_closed_at_once()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1");

        Assert.Null(await charger.ReadAsync());
        Assert.Equal(WebSocketCloseStatus.ProtocolError, charger.Socket.CloseStatus);
        Assert.Equal("no OCPP version in common", charger.Socket.CloseStatusDescription);
    }

    [Theory]
    [InlineData("CP 1/ä?%2F")]
    [InlineData("stats.")]
    public async Task The_identity_is_taken_as_it_was_encoded(string identity)
    {
        await using var fixture = await CsmsFixture.OpenAsync(new() { Password = "p:w" });
        using var charger = await fixture.ConnectAsync(identity, "ocpp1.6");
        await charger.ResultAsync("BootNotification", Boot16);

        Assert.Equal(identity, fixture.System.Charger(identity)!.Identity);
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_plain_words()
    {
        await using var fixture = await CsmsFixture.OpenAsync(new() { Password = "right" });
        var probe = new Probe();
        CsmsConnection.Open(new(fixture.Url, "CP-1", "ocpp1.6", 1, "wrong"), new(), probe);

        Assert.Equal("the CSMS refused the identity or password (HTTP 401)", await probe.Closed);
    }

    [Theory]
    [InlineData("ocpp1.6", Boot16)]
    [InlineData("ocpp2.0.1", Boot201)]
    [InlineData("ocpp2.1", Boot201)]
    public async Task A_charger_that_boots_is_accepted_and_known(string subprotocol, string boot)
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", subprotocol);

        var answer = JsonNode.Parse(await charger.ResultAsync("BootNotification", boot))!;

        Assert.Equal("Accepted", answer["status"]!.GetValue<string>());
        Assert.Equal(300, answer["interval"]!.GetValue<int>());
        Assert.Equal("2026-03-01T12:00:00.000Z", answer["currentTime"]!.GetValue<string>());
        var known = fixture.System.Charger("CP-1")!;
        Assert.Equal((subprotocol, true, "Alfen", "Eve", 1), (known.OcppVersion, known.Connected, known.Vendor, known.Model, known.Boots));
        Assert.Equal(fixture.Time.GetUtcNow(), fixture.System.Statistics().LastBootAt);
    }

    [Theory]
    [InlineData(RegistrationStatus.Pending)]
    [InlineData(RegistrationStatus.Rejected)]
    public async Task A_charger_that_is_not_accepted_may_only_boot(RegistrationStatus registration)
    {
        await using var fixture = await CsmsFixture.OpenAsync(new() { Registration = registration, ReportAtFirstBoot = false });
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp2.0.1");

        Assert.Contains($"\"interval\":10,\"status\":\"{registration}\"", await charger.ResultAsync("BootNotification", Boot201));
        Assert.Equal("SecurityError", (await charger.AskAsync("Heartbeat", "{}"))[2]!.GetValue<string>());
        Assert.Equal("CP-1: Heartbeat before BootNotification was accepted.", Assert.Single(fixture.System.Statistics().LastViolations));
        fixture.Settings.Registration = RegistrationStatus.Accepted;
        await charger.ResultAsync("BootNotification", Boot201);
        await charger.ResultAsync("Heartbeat", "{}");
    }

    [Fact]
    public async Task A_pending_charger_may_say_what_it_was_asked_for()
    {
        await using var fixture = await CsmsFixture.OpenAsync(new() { Registration = RegistrationStatus.Pending });
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");
        await charger.ResultAsync("BootNotification", Boot16);

        _ = fixture.System.CallAsync("CP-1", "TriggerMessage", JsonElement.Parse("""{"requestedMessage":"Heartbeat"}"""), default);
        await charger.ReadAsync();

        await charger.ResultAsync("Heartbeat", "{}");
    }

    [Fact]
    public async Task What_a_vehicle_needs_and_plans_is_accepted_and_limits_and_profiles_are_taken()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp2.0.1");
        await charger.ResultAsync("BootNotification", Boot201);

        Assert.Equal("""{"status":"Accepted"}""", await charger.ResultAsync("NotifyEVChargingNeeds", """
            {"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"DC"}}
            """));
        const string Schedule = """{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8}]}""";
        Assert.Equal("""{"status":"Accepted"}""", await charger.ResultAsync(
            "NotifyEVChargingSchedule", $$"""{"evseId":1,"timeBase":"2026-03-01T12:00:00Z","chargingSchedule":{{Schedule}}}"""));
        Assert.Equal("{}", await charger.ResultAsync("NotifyChargingLimit", """{"chargingLimit":{"chargingLimitSource":"EMS"}}"""));
        Assert.Equal("{}", await charger.ResultAsync("ClearedChargingLimit", """{"chargingLimitSource":"EMS"}"""));
        Assert.Equal("{}", await charger.ResultAsync("ReportChargingProfiles", $$"""
            {"requestId":1,"chargingLimitSource":"CSO","evseId":1,"chargingProfile":[{"id":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile",
             "chargingProfileKind":"Relative","chargingSchedule":[{{Schedule}}]}]}
            """));
    }

    [Theory]
    [InlineData("TAG", "Accepted", "Accepted")]
    [InlineData("blocked-1", "Blocked", "Blocked")]
    [InlineData("EXPIRED", "Expired", "Expired")]
    [InlineData("INVALID7", "Invalid", "Invalid")]
    [InlineData("LATE", "Accepted", "Blocked")]
    public async Task Id_tags_are_judged_by_how_they_start(string idTag, string authorized, string started)
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var old = await fixture.ConnectAsync("CP-1", "ocpp1.6");
        using var current = await fixture.ConnectAsync("CP-2", "ocpp2.0.1");

        Assert.Contains($"\"{authorized}\"", await old.ResultAsync("Authorize", $$"""{"idTag":"{{idTag}}"}"""));
        Assert.Contains($"\"{started}\"", await old.ResultAsync(
            "StartTransaction", $$"""{"connectorId":1,"idTag":"{{idTag}}","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}"""));
        Assert.Contains($"\"{authorized}\"", await current.ResultAsync("Authorize", $$$"""{"idToken":{"idToken":"{{{idTag}}}","type":"Central"}}"""));
        Assert.Contains($"\"{started}\"", await current.ResultAsync("TransactionEvent", $$$"""
            {"eventType":"Started","timestamp":"2026-03-01T12:00:00Z","triggerReason":"Authorized","seqNo":0,"transactionInfo":{"transactionId":"t"},
            "idToken":{"idToken":"{{{idTag}}}","type":"Central"}}
            """));
    }

    [Theory]
    [InlineData("ocpp1.6", "Heartbeat", """{"x":1}""", "OccurenceConstraintViolation")]
    [InlineData("ocpp1.6", "Authorize", """{"idTag":"012345678901234567890"}""", "PropertyConstraintViolation")]
    [InlineData("ocpp1.6", "Authorize", """{"idTag":7}""", "TypeConstraintViolation")]
    [InlineData("ocpp1.6", "TransactionEvent", "{}", "NotImplemented")]
    [InlineData("ocpp2.0.1", "Authorize", "{}", "OccurrenceConstraintViolation")]
    [InlineData("ocpp2.0.1", "StartTransaction", "{}", "NotImplemented")]
    [InlineData("ocpp2.0.1", "VatNumberValidation", "{}", "NotImplemented")]
    [InlineData("ocpp2.1", "VatNumberValidation", "{}", "OccurrenceConstraintViolation")]
    public async Task What_breaks_the_schema_is_refused_and_counted(string subprotocol, string action, string payload, string code)
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", subprotocol);

        var answer = await charger.AskAsync(action, payload);

        Assert.Equal("4", answer[0]!.ToJsonString());
        Assert.Equal(code, answer[2]!.GetValue<string>());
        Assert.Equal(1, fixture.System.Charger("CP-1")!.Violations);
        Assert.Contains(action, Assert.Single(fixture.System.Statistics().LastViolations));
        Assert.NotEqual("4", (await charger.AskAsync("Heartbeat", "{}"))[0]!.ToJsonString());
    }

    [Theory]
    [InlineData("ocpp1.6", "not JSON", null)]
    [InlineData("ocpp1.6", """[3,"x",{}]""", null)]
    [InlineData("ocpp2.0.1", "not JSON", "RpcFrameworkError")]
    [InlineData("ocpp2.0.1", """[9,"x",{}]""", "MessageTypeNotSupported")]
    [InlineData("ocpp2.0.1", """[6,"x","NotifyPeriodicEventStream",{}]""", "MessageTypeNotSupported")]
    [InlineData("ocpp2.1", """[6,"x","NotifyPeriodicEventStream",{}]""", null)]
    [InlineData("ocpp2.1", """[6,"x","Heartbeat",{}]""", null)]
    [InlineData("ocpp2.1", """[5,"x","GenericError","",{}]""", null)]
    public async Task What_is_not_OCPP_is_counted_and_answered_as_the_version_says(string subprotocol, string frame, string? code)
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", subprotocol);

        await charger.SendAsync(frame);
        if (code is not null)
        {
            Assert.Contains(code, await charger.ReadAsync());
        }

        await charger.ResultAsync("Heartbeat", "{}");
        Assert.Equal(1, fixture.System.Statistics().Violations);
    }

    [Theory]
    [InlineData("OpenPeriodicEventStream", """{"constantStreamData":{"id":1,"params":{},"variableMonitoringId":1}}""", """{"status":"Accepted"}""")]
    [InlineData("PullDynamicScheduleUpdate", """{"chargingProfileId":1}""", """{"status":"Rejected"}""")]
    [InlineData("VatNumberValidation", """{"vatNumber":"NL123456789B01","evseId":1}""", "\"status\":\"Accepted\"")]
    [InlineData("VatNumberValidation", """{"vatNumber":"12345"}""", """{"vatNumber":"12345","status":"Rejected"}""")]
    [InlineData("NotifyPriorityCharging", """{"transactionId":"x","activated":true}""", "{}")]
    [InlineData(
        "GetCertificateChainStatus",
        """{"certificateStatusRequests":[{"certificateHashData":{"hashAlgorithm":"SHA256","issuerNameHash":"0a","issuerKeyHash":"0b","serialNumber":"1"},"source":"OCSP","urls":["http://127.0.0.1/"]}]}""",
        "\"status\":\"Unknown\"")]
    public async Task What_came_with_21_is_answered(string action, string payload, string answer)
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp2.1");
        Assert.Contains(answer, await charger.ResultAsync(action, payload));
        await charger.SendAsync("""[6,"x","NotifyPeriodicEventStream",{"data":[{"t":0,"v":"1"}],"id":1,"pending":0,"basetime":"2026-03-01T12:00:00Z"}]""");
        await charger.ResultAsync("Heartbeat", "{}");
        Assert.Equal(0, fixture.System.Statistics().Violations);
    }

    [Fact]
    public async Task Statuses_and_other_notifications_are_taken()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");

        await charger.ResultAsync("StatusNotification", """{"connectorId":0,"errorCode":"NoError","status":"Available"}""");
        await charger.ResultAsync("StatusNotification", """{"connectorId":1,"errorCode":"GroundFailure","status":"Faulted"}""");
        await charger.ResultAsync("FirmwareStatusNotification", """{"status":"Installed"}""");
        Assert.Contains("UnknownVendorId", await charger.ResultAsync("DataTransfer", """{"vendorId":"x"}"""));

        Assert.Equal(new Dictionary<int, string> { [0] = "Available", [1] = "Faulted" }, fixture.System.Charger("CP-1")!.Connectors);
        Assert.Equal(2, fixture.System.Statistics().Actions["StatusNotification"]);
    }

    [Fact]
    public async Task Calls_are_made_one_at_a_time_and_answered()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");
        await charger.ResultAsync("Heartbeat", "{}");

        var reset = fixture.System.CallAsync("CP-1", "Reset", JsonElement.Parse("""{"type":"Soft"}"""), default);
        var odd = fixture.System.CallAsync("CP-1", "MakeCoffee", null, default);

        Assert.Equal("""[2,"00000001","Reset",{"type":"Soft"}]""", await charger.ReadAsync());
        await charger.SendAsync("""[3,"00000001",{"status":"Accepted"}]""");
        Assert.Equal("""[2,"00000002","MakeCoffee",{}]""", await charger.ReadAsync());
        await charger.SendAsync("""[4,"00000002","NotImplemented","no beans",{"left":0}]""");
        Assert.Equal("""{"status":"Accepted"}""", (await reset).Result.ToString());
        var error = (await odd).Error!;
        Assert.Equal(("NotImplemented", "no beans", """{"left":0}"""), (error.Code, error.Description, error.Details.ToString()));
    }

    [Fact]
    public async Task An_answer_that_breaks_the_schema_is_a_violation()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");
        await charger.ResultAsync("Heartbeat", "{}");

        var reset = fixture.System.CallAsync("CP-1", "Reset", JsonElement.Parse("""{"type":"Soft"}"""), default);
        await charger.ReadAsync();
        await charger.SendAsync("""[3,"00000001",{"status":"Maybe"}]""");
        await reset;

        Assert.Contains("The answer to Reset: status", Assert.Single(fixture.System.Statistics().LastViolations));
    }

    [Fact]
    public async Task A_call_without_an_answer_makes_way_for_the_next()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");
        await charger.ResultAsync("Heartbeat", "{}");

        var silent = fixture.System.CallAsync("CP-1", "Reset", null, default);
        await charger.ReadAsync();
        fixture.Time.Advance(fixture.Settings.CallTimeout);
        await Assert.ThrowsAsync<TimeoutException>(() => silent);
        var next = fixture.System.CallAsync("CP-1", "ClearCache", null, default);

        Assert.Contains("ClearCache", await charger.ReadAsync());
        charger.Socket.Abort();
        await Assert.ThrowsAsync<ChargerGoneException>(() => next);
    }

    [Fact]
    public async Task A_new_connection_replaces_the_old_one_of_the_same_identity()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var old = await fixture.ConnectAsync("CP-1", "ocpp1.6");
        await old.ResultAsync("Heartbeat", "{}");
        using var current = await fixture.ConnectAsync("CP-1", "ocpp1.6");

        Assert.Null(await old.ReadAsync());
        Assert.Equal("replaced by a new connection of the same identity", old.Socket.CloseStatusDescription);
        await current.ResultAsync("Heartbeat", "{}");
        Assert.True(fixture.System.Charger("CP-1")!.Connected);
    }

    [Fact]
    public async Task A_test_can_watch_and_change_what_is_answered()
    {
        var seen = new List<ReceivedFrame>();
        await using var fixture = await CsmsFixture.OpenAsync(new()
        {
            MaxFrames = 2,
            Intercept = frame => frame.Action switch
            {
                "Heartbeat" => new($$"""[4,"{{frame.MessageId}}","InternalError","",{}]"""),
                "Authorize" => new(null, Drop: true),
                _ => null,
            },
        });
        fixture.System.Received += seen.Add;
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");

        await charger.ResultAsync("BootNotification", Boot16);
        Assert.Equal("InternalError", (await charger.AskAsync("Heartbeat", "{}"))[2]!.GetValue<string>());
        await charger.SendAsync("""[2,"9","Authorize",{"idTag":"X"}]""");
        await Assert.ThrowsAsync<WebSocketException>(charger.ReadAsync);

        Assert.Equal(["BootNotification", "Heartbeat", "Authorize"], seen.Select(frame => frame.Action));
        Assert.Equal(Boot16, seen[0].Payload);
        Assert.Equal(["Heartbeat", "Authorize"], fixture.System.Charger("CP-1")!.Frames.Select(frame => frame.Action));
    }

    [Fact]
    public async Task Answers_can_be_held_back()
    {
        await using var fixture = await CsmsFixture.OpenAsync(new() { AnswerDelay = TimeSpan.FromMinutes(1) });
        var received = new TaskCompletionSource();
        fixture.System.Received += _ => received.TrySetResult();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");

        var answer = charger.ResultAsync("Heartbeat", "{}");
        await received.Task;
        Assert.False(answer.IsCompleted);
        while (!answer.IsCompleted)
        {
            fixture.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Contains("currentTime", await answer);
    }

    [Fact]
    public async Task Stopping_says_goodbye_to_every_charger()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        var probes = Enumerable.Range(0, 50).Select(_ => new Probe()).ToArray();
        for (var i = 0; i < probes.Length; i++)
        {
            CsmsConnection.Open(new(fixture.Url, $"CP-{i}", "ocpp2.0.1", 0, null), new(), probes[i]);
        }

        foreach (var probe in probes)
        {
            await probe.Opened;
        }

        await fixture.StopAsync();

        foreach (var probe in probes)
        {
            Assert.Equal("the CSMS closed the connection (1001 going away: the CSMS shuts down)", await probe.Closed);
        }

        Assert.Equal(0, fixture.System.Statistics().Connected);
    }
}
