using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

public sealed class V16ReadingTests
{
    static readonly V16.BootNotificationRequest Boot = new() { ChargePointVendor = "Acme", ChargePointModel = "Box" };

    static readonly TransactionMessage Started = new(
        TransactionEventKind.Started, 1, null, Wire.At, 0, TriggerReason.Authorized, ChargingState.Charging, new("TAG"), 0, null, false, null,
        [], Measurands.None);

    static OcppResponse Reply(OcppRequest request, string payload) => Wire.Reply(OcppVersion.V16, request, payload);

    [Fact]
    public void A_reply_is_read() => Assert.Equal(
        new V16.AuthorizeResponse
        {
            IdTagInfo = new() { Status = V16.AuthorizationStatus.ConcurrentTx, ExpiryDate = Wire.At.ToUniversalTime(), ParentIdTag = "GROUP" },
        },
        Reply(
            new V16.AuthorizeRequest { IdTag = "TAG" },
            """{"idTagInfo":{"expiryDate":"2026-01-31T12:30:15.25+01:00","parentIdTag":"GROUP","status":"ConcurrentTx"}}"""));

    [Fact]
    public void A_reply_without_content_costs_nothing()
    {
        var status = new StatusMessage(OcppVersion.V16, 1, ConnectorStatus.Available, ChargePointErrorCode.NoError, Wire.At);

        Assert.Same(V16.StatusNotificationResponse.Instance, Reply(status, "{}"));
        Assert.Same(V16.MeterValuesResponse.Instance, Reply(Started with { Kind = TransactionEventKind.Updated }, " { } "));
    }

    [Fact]
    public void The_reply_to_a_message_of_the_users_own_is_not_looked_at() =>
        Assert.Same(Acknowledged.Instance, Reply(new RawMessage("DataTransfer", "{}"), """{"what":["ever"]}"""));

    [Theory]
    [InlineData("{}", ErrorCodes.OccurenceConstraintViolation, "status is missing.")]
    [InlineData("""{"status":"Accepted","interval":1}""", ErrorCodes.OccurenceConstraintViolation, "currentTime is missing.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-01-31T11:30:15Z","interval":1,"x":1}""", ErrorCodes.OccurenceConstraintViolation, "x is not a field of this message.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-01-31T11:30:15Z","interval":1,"customData":{"vendorId":"x"}}""", ErrorCodes.OccurenceConstraintViolation, "customData is not a field of this message.")]
    [InlineData("""{"status":"Accepted","status":"Accepted","currentTime":"2026-01-31T11:30:15Z","interval":1}""", ErrorCodes.OccurenceConstraintViolation, "status is there twice.")]
    [InlineData("""{"status":"accepted","currentTime":"2026-01-31T11:30:15Z","interval":1}""", ErrorCodes.PropertyConstraintViolation, "status is \"accepted\"; it must be one of Accepted, Pending, Rejected.")]
    [InlineData("""{"status":1,"currentTime":"2026-01-31T11:30:15Z","interval":1}""", ErrorCodes.TypeConstraintViolation, "status is 1; it must be a string.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-01-31T11:30:15","interval":1}""", ErrorCodes.TypeConstraintViolation, "currentTime is \"2026-01-31T11:30:15\"; it must be a date and time of RFC 3339 with its offset.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-01-31","interval":1}""", ErrorCodes.TypeConstraintViolation, "currentTime is \"2026-01-31\"; it must be a date and time of RFC 3339 with its offset.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-02-30T11:30:15Z","interval":1}""", ErrorCodes.TypeConstraintViolation, "currentTime is \"2026-02-30T11:30:15Z\"; it must be a date and time of RFC 3339 with its offset.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-01-31T11:30:15Z","interval":"1"}""", ErrorCodes.TypeConstraintViolation, "interval is \"1\"; it must be an integer.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-01-31T11:30:15Z","interval":1.5}""", ErrorCodes.TypeConstraintViolation, "interval is 1.5; it must be an integer.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-01-31T11:30:15Z","interval":null}""", ErrorCodes.TypeConstraintViolation, "interval is null; it must be an integer.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-01-31T11:30:15Z","interval":-1}""", ErrorCodes.PropertyConstraintViolation, "interval is -1; it must be 0 or more.")]
    [InlineData("""{"status":"Accepted","currentTime":"2026-01-31T11:30:15Z","interval":99999999999}""", ErrorCodes.PropertyConstraintViolation, "interval is 99999999999; it must be 0 or more.")]
    [InlineData("[]", ErrorCodes.TypeConstraintViolation, "The payload is an array; it must be an object.")]
    [InlineData("{", ErrorCodes.FormationViolation, "The payload is not JSON at line 1, byte 2.")]
    [InlineData("""{"status":"\ud800"}""", ErrorCodes.FormationViolation, "The payload has a string that is not Unicode text.")]
    public void AReplyThatDoesNotFitIsAFailureThatSaysWhy(string payload, string code, string problem) => Assert.Equal(
        new CallRefused(code, $"The answer to BootNotification does not fit the specification: {problem}"), Reply(Boot, payload));

    [Fact]
    public void AReplyWithUnknownContentIsAFailure()
    {
        var status = new StatusMessage(OcppVersion.V16, 1, ConnectorStatus.Available, ChargePointErrorCode.NoError, Wire.At);

        Assert.IsType<CallRefused>(Reply(status, """{"status":"Accepted"}"""));
        Assert.IsType<CallRefused>(Reply(Started, """{"transactionId":"1","idTagInfo":{"status":"Accepted"}}"""));
        Assert.IsType<CallRefused>(Reply(Started, """{"transactionId":1,"idTagInfo":{"status":"NoCredit"}}"""));
        Assert.IsType<CallRefused>(Reply(V16.HeartbeatRequest.Instance, "{}"));
    }

    const string Profile = """
        {"idTag":"TAG","chargingProfile":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",
        "chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":LIMIT}]}}}
        """;

    [Fact]
    public void A_limit_has_one_digit_after_the_point()
    {
        var start = Assert.IsType<V16.RemoteStartTransactionRequest>(
            Wire.Call(OcppVersion.V16, "RemoteStartTransaction", Profile.Replace("LIMIT", "16.1")));
        Assert.Equal(16.1, Assert.Single(start.ChargingProfile!.ChargingSchedule.ChargingSchedulePeriod).Limit);
        Assert.Equal(
            (ErrorCodes.PropertyConstraintViolation,
                "chargingProfile.chargingSchedule.chargingSchedulePeriod[0].limit is 16.11; it must be a multiple of 0.1."),
            Wire.Refusal(OcppVersion.V16, "RemoteStartTransaction", Profile.Replace("LIMIT", "16.11")));
    }

    [Theory]
    [InlineData("Reset", "{}", ErrorCodes.OccurenceConstraintViolation, "type is missing.")]
    [InlineData("Reset", """{"type":"Warm"}""", ErrorCodes.PropertyConstraintViolation, "type is \"Warm\"; it must be one of Hard, Soft.")]
    [InlineData("RemoteStartTransaction", """{"idTag":"123456789012345678901"}""", ErrorCodes.PropertyConstraintViolation, "idTag is \"123456789012345678901\" with 21 characters; it may have 20.")]
    [InlineData("RemoteStartTransaction", """{"idTag":"T","connectorId":"1"}""", ErrorCodes.TypeConstraintViolation, "connectorId is \"1\"; it must be an integer.")]
    [InlineData("RemoteStartTransaction", """{"idTag":"T","chargingProfile":{}}""", ErrorCodes.OccurenceConstraintViolation, "chargingProfile.chargingProfileId is missing.")]
    [InlineData("GetConfiguration", """{"key":["A",5]}""", ErrorCodes.TypeConstraintViolation, "key[1] is 5; it must be a string.")]
    [InlineData("GetConfiguration", """{"key":"A"}""", ErrorCodes.TypeConstraintViolation, "key is \"A\"; it must be an array.")]
    [InlineData("UnlockConnector", """{"connectorId":-1}""", ErrorCodes.PropertyConstraintViolation, "connectorId is -1; it must be 0 or more.")]
    [InlineData("UnlockConnector", """{"connectorId":1""", ErrorCodes.FormationViolation, "The payload is not JSON at line 1, byte 17.")]
    [InlineData("Heartbeat", "{}", ErrorCodes.NotSupported, "Heartbeat is not supported by this charger.")]
    [InlineData("GetVariables", "{}", ErrorCodes.NotImplemented, "GetVariables is not an action of ocpp1.6.")]
    [InlineData("reset", "{}", ErrorCodes.NotImplemented, "reset is not an action of ocpp1.6.")]
    public void ACallThatDoesNotFitIsRefused(string action, string payload, string code, string description) =>
        Assert.Equal((code, description), Wire.Refusal(OcppVersion.V16, action, payload));

    [Fact]
    public void LengthsCountCharactersNotBytes()
    {
        var twenty = string.Concat(Enumerable.Repeat("😀", 20));

        Wire.Call(OcppVersion.V16, "RemoteStartTransaction", $$"""{"idTag":"{{twenty}}"}""");
        Wire.Refusal(OcppVersion.V16, "RemoteStartTransaction", $$"""{"idTag":"{{twenty}}é"}""");
    }

    [Fact]
    public void WhatAChargerWritesACsmsReads()
    {
        var sample = new MeterSample(Wire.At, ReadingContext.SamplePeriodic, 1500, 7360, 7360, 230, 32, 1, 50);
        var ended = Started with
        {
            Kind = TransactionEventKind.Ended,
            TransactionId = "7",
            MeterWh = 1500,
            StopReason = StopReason.Remote,
            Samples = [sample],
            Measurands = Measurands.CurrentImport,
        };

        Assert.Equal(
            new V16.StartTransactionRequest { ConnectorId = 1, IdTag = "TAG", MeterStart = 0, Timestamp = Wire.At.ToUniversalTime() },
            Wire.Read<V16.StartTransactionRequest>(OcppVersion.V16, Started));
        var stop = Wire.Read<V16.StopTransactionRequest>(OcppVersion.V16, ended);
        Assert.Equal((7, 1500, V16.Reason.Remote), (stop.TransactionId, stop.MeterStop, stop.Reason));
        Assert.Equal(
            new V16.SampledValue
            {
                Value = "32",
                Context = V16.ReadingContext.SamplePeriodic,
                Measurand = V16.Measurand.CurrentImport,
                Phase = V16.Phase.L1,
                Location = V16.Location.Outlet,
                Unit = V16.UnitOfMeasure.A,
            },
            Assert.Single(Assert.Single(stop.TransactionData!).SampledValue));
        var values = Wire.Read<V16.MeterValuesRequest>(OcppVersion.V16, ended with { Kind = TransactionEventKind.Updated });
        Assert.Equal((1, 7), (values.ConnectorId, values.TransactionId));
    }

    [Theory]
    [InlineData("""{"connectorId":1,"meterValue":[]}""", "meterValue has 0 items; it must have 1 or more.", ViolationKind.Occurrence)]
    [InlineData("""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-31T11:30:15Z","sampledValue":[{"value":1}]}]}""", "meterValue[0].sampledValue[0].value is 1; it must be a string.", ViolationKind.Type)]
    [InlineData("""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-31T11:30:15Z","sampledValue":[{"value":"1","unit":"kV"}]}]}""", null, ViolationKind.Property)]
    public void MeterValuesThatDoNotFitAreRefusedByACsms(string payload, string? description, ViolationKind kind)
    {
        var violation = Wire.Check(OcppVersion.V16, "MeterValues", payload)!;

        Assert.Equal(kind, violation.Kind);
        Assert.StartsWith(description ?? "meterValue[0].sampledValue[0].unit is \"kV\"; it must be one of Wh, kWh", violation.Description);
        Assert.InRange(violation.Description.Length, 1, Violation.MaxDescriptionLength);
    }
}
