using OcppLab.Ocpp;
using OcppLab.Ocpp.V16;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

public sealed class V16ReadingTests
{
    static readonly BootMessage Boot = new(new("Acme", "Box", CurrentType.Ac, 3, 22_000, 1, "Type2"), "SN", "1", BootReason.PowerUp);

    static readonly TransactionMessage Started = new(
        TransactionEventKind.Started, 1, null, Wire.At, 0, TriggerReason.Authorized, ChargingState.Charging, new("TAG"), 0, null, false, null,
        [], Measurands.None);

    static CsmsReply Reply(ChargerMessage request, string payload) => Wire.Reply(OcppVersion.V16, request, payload);

    [Fact]
    public void BootReply() => Assert.Equal(
        new BootReply(RegistrationStatus.Pending, TimeSpan.FromSeconds(300), Wire.At.ToUniversalTime()),
        Reply(Boot, """{"status":"Pending","currentTime":"2026-01-31T12:30:15.25+01:00","interval":300}"""));

    [Fact]
    public void AuthorizeReply()
    {
        Assert.Equal(
            new AuthorizeReply(AuthorizationStatus.ConcurrentTx, null, null),
            Reply(new AuthorizeMessage(new("TAG")), """{"idTagInfo":{"status":"ConcurrentTx"}}"""));
        Assert.Equal(
            new AuthorizeReply(AuthorizationStatus.Accepted, Wire.At.ToUniversalTime(), "GROUP"),
            Reply(
                new AuthorizeMessage(new("TAG")),
                """{"idTagInfo":{"expiryDate":"2026-01-31T11:30:15.250Z","parentIdTag":"GROUP","status":"Accepted"}}"""));
    }

    [Fact]
    public void TransactionReplies()
    {
        Assert.Equal(
            new TransactionReply("-5", AuthorizationStatus.Blocked, null, "GROUP"),
            Reply(Started, """{"transactionId":-5,"idTagInfo":{"status":"Blocked","parentIdTag":"GROUP"}}"""));
        Assert.Equal(
            new TransactionReply(null, null, null, null), Reply(Started with { Kind = TransactionEventKind.Updated }, "{}"));
        Assert.Equal(
            new TransactionReply(null, null, null, null), Reply(Started with { Kind = TransactionEventKind.Ended }, "{}"));
        Assert.Equal(
            new TransactionReply(null, AuthorizationStatus.Expired, null, null),
            Reply(Started with { Kind = TransactionEventKind.Ended }, """{"idTagInfo":{"status":"Expired"}}"""));
    }

    [Fact]
    public void RepliesWithoutContentAreAcknowledgements()
    {
        var status = new StatusMessage(1, ConnectorStatus.Available, ChargePointErrorCode.NoError, null, Wire.At);
        var values = new MeterValuesMessage(1, default, Measurands.None);

        Assert.Same(Acknowledged.Instance, Reply(status, "{}"));
        Assert.Same(Acknowledged.Instance, Reply(values, " { } "));
        Assert.Same(Acknowledged.Instance, Reply(HeartbeatMessage.Instance, """{"currentTime":"2026-01-31T11:30:15Z"}"""));
        Assert.Same(Acknowledged.Instance, Reply(new RawMessage("DataTransfer", "{}"), """{"what":["ever"]}"""));
    }

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
        new CallFailed(code, $"The answer to BootNotification does not fit the specification: {problem}"), Reply(Boot, payload));

    [Fact]
    public void AReplyWithUnknownContentIsAFailure()
    {
        var status = new StatusMessage(1, ConnectorStatus.Available, ChargePointErrorCode.NoError, null, Wire.At);

        Assert.IsType<CallFailed>(Reply(status, """{"status":"Accepted"}"""));
        Assert.IsType<CallFailed>(Reply(Started, """{"transactionId":"1","idTagInfo":{"status":"Accepted"}}"""));
        Assert.IsType<CallFailed>(Reply(Started, """{"transactionId":1,"idTagInfo":{"status":"NoCredit"}}"""));
        Assert.IsType<CallFailed>(Reply(HeartbeatMessage.Instance, "{}"));
    }

    [Fact]
    public void EveryCallOfTheCsmsIsRead()
    {
        Assert.Equal(new RemoteStart(2, new("TAG"), null), Call("RemoteStartTransaction", """{"connectorId":2,"idTag":"TAG"}"""));
        Assert.Equal(new RemoteStart(null, new("TAG"), null), Call("RemoteStartTransaction", """{"idTag":"TAG"}"""));
        Assert.Equal(new RemoteStop("4711"), Call("RemoteStopTransaction", """{"transactionId":4711}"""));
        Assert.Equal(new RemoteReset(true, null), Call("Reset", """{"type":"Hard"}"""));
        Assert.Equal(new RemoteReset(false, null), Call("Reset", """{"type":"Soft"}"""));
        Assert.Equal(new TriggerCall(TriggerKind.MeterValues, 1), Call("TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":1}"""));
        Assert.Equal(new TriggerCall(TriggerKind.Other, null), Call("TriggerMessage", """{"requestedMessage":"FirmwareStatusNotification"}"""));
        Assert.Equal(new ChangeConfigurationCall("K", ""), Call("ChangeConfiguration", """{"key":"K","value":""}"""));
        Assert.Equal(new ChangeAvailabilityCall(0, false), Call("ChangeAvailability", """{"connectorId":0,"type":"Inoperative"}"""));
        Assert.Equal(new ChangeAvailabilityCall(1, true), Call("ChangeAvailability", """{"connectorId":1,"type":"Operative"}"""));
        Assert.Equal(new UnlockCall(1), Call("UnlockConnector", """{"connectorId":1}"""));
        Assert.Empty(Assert.IsType<GetConfigurationCall>(Call("GetConfiguration", "{}")).Keys);
        Assert.Equal(["A", "B"], Assert.IsType<GetConfigurationCall>(Call("GetConfiguration", """{"key":["A","B"]}""")).Keys);
    }

    static CsmsCall Call(string action, string payload) => Wire.Call(OcppVersion.V16, action, payload);

    const string Profile = """
        {"idTag":"TAG","chargingProfile":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",
        "chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":LIMIT}]}}}
        """;

    [Fact]
    public void AChargingProfileIsHeldToItsSchemaAndIgnored()
    {
        Assert.Equal(
            new RemoteStart(null, new("TAG"), null),
            Call("RemoteStartTransaction", Profile.Replace("LIMIT", "16.1")));
        Assert.Equal(
            (ErrorCodes.PropertyConstraintViolation,
                "chargingProfile.chargingSchedule.chargingSchedulePeriod[0].limit is 16.11; it must be a multiple of 0.1."),
            Wire.Refusal(
                OcppVersion.V16, "RemoteStartTransaction", Profile.Replace("LIMIT", "16.11")));
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
    [InlineData("ReserveNow", "{}", ErrorCodes.NotSupported, "ReserveNow is not supported by this charger.")]
    [InlineData("GetVariables", "{}", ErrorCodes.NotImplemented, "GetVariables is not an action of ocpp1.6.")]
    [InlineData("reset", "{}", ErrorCodes.NotImplemented, "reset is not an action of ocpp1.6.")]
    public void ACallThatDoesNotFitIsRefused(string action, string payload, string code, string description) =>
        Assert.Equal((code, description), Wire.Refusal(OcppVersion.V16, action, payload));

    [Fact]
    public void LengthsCountCharactersNotBytes()
    {
        var twenty = string.Concat(Enumerable.Repeat("😀", 20));

        Assert.Equal(new RemoteStart(null, new(twenty), null), Call("RemoteStartTransaction", $$"""{"idTag":"{{twenty}}"}"""));
        Wire.Refusal(OcppVersion.V16, "RemoteStartTransaction", $$"""{"idTag":"{{twenty}}é"}""");
    }

    [Fact]
    public void EveryAnswerIsWritten()
    {
        Assert.Equal("""{"status":"Accepted"}""", Result(new RemoteStart(1, new("T"), null), new StatusResult(CallStatus.Accepted)));
        Assert.Equal("""{"status":"Rejected"}""", Result(new RemoteStop("1"), new StatusResult(CallStatus.Rejected)));
        Assert.Equal("""{"status":"Accepted"}""", Result(new RemoteReset(false, null), new StatusResult(CallStatus.Scheduled)));
        Assert.Equal("""{"status":"NotImplemented"}""", Result(new TriggerCall(TriggerKind.Other, null), new StatusResult(CallStatus.NotImplemented)));
        Assert.Equal("""{"status":"RebootRequired"}""", Result(new ChangeConfigurationCall("K", "V"), new StatusResult(CallStatus.RebootRequired)));
        Assert.Equal("""{"status":"Scheduled"}""", Result(new ChangeAvailabilityCall(0, true), new StatusResult(CallStatus.Scheduled)));
        Assert.Equal("""{"status":"UnlockFailed"}""", Result(new UnlockCall(1), new StatusResult(CallStatus.UnlockFailed)));
        Assert.Equal(
            """{"configurationKey":[{"key":"K","readonly":true,"value":"V"}],"unknownKey":["X"]}""",
            Result(new GetConfigurationCall([]), new ConfigurationResult([new("K", true, "V")], ["X"])));
        Assert.Equal(
            """{"configurationKey":[]}""", Result(new GetConfigurationCall([]), new ConfigurationResult([], [])));
    }

    static string Result(CsmsCall call, CallResult result) => Wire.Result(OcppVersion.V16, call, result);

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
            new BootNotificationRequest("Acme", "Box", "SN", FirmwareVersion: "1"),
            Wire.Read(BootNotificationRequest.Message, Wire.Request(OcppVersion.V16, Boot)));
        Assert.Equal(
            new StartTransactionRequest(1, "TAG", 0, Wire.At.ToUniversalTime()),
            Wire.Read(StartTransactionRequest.Message, Wire.Request(OcppVersion.V16, Started)));
        var stop = Wire.Read(StopTransactionRequest.Message, Wire.Request(OcppVersion.V16, ended));
        Assert.Equal((7, 1500, "Remote"), (stop.TransactionId, stop.MeterStop, stop.Reason));
        Assert.Equal(
            new SampledValue("32", "Sample.Periodic", null, "Current.Import", "L1", "Outlet", "A"),
            Assert.Single(Assert.Single(stop.TransactionData!).SampledValue));
        var values = Wire.Read(
            MeterValuesRequest.Message, Wire.Request(OcppVersion.V16, ended with { Kind = TransactionEventKind.Updated }));
        Assert.Equal((1, 7), (values.ConnectorId, values.TransactionId));
    }

    [Theory]
    [InlineData("""{"connectorId":1,"meterValue":[]}""", "meterValue has 0 items; it must have 1 or more.", ErrorCodes.OccurenceConstraintViolation)]
    [InlineData("""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-31T11:30:15Z","sampledValue":[{"value":1}]}]}""", "meterValue[0].sampledValue[0].value is 1; it must be a string.", ErrorCodes.TypeConstraintViolation)]
    [InlineData("""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-31T11:30:15Z","sampledValue":[{"value":"1","unit":"kV"}]}]}""", null, ErrorCodes.PropertyConstraintViolation)]
    public void MeterValuesThatDoNotFitAreRefusedByACsms(string payload, string? description, string code)
    {
        var refusal = Assert.Throws<OcppException>(() => Wire.Read(MeterValuesRequest.Message, payload));

        Assert.Equal(code, refusal.Code);
        Assert.StartsWith(description ?? "meterValue[0].sampledValue[0].unit is \"kV\"; it must be one of Wh, kWh", refusal.Message);
        Assert.InRange(refusal.Message.Length, 1, OcppException.MaxDescriptionLength);
    }
}
