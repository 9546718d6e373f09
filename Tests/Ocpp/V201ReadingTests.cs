using OcppLab.Ocpp;
using OcppLab.Ocpp.V201;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

public sealed class V201ReadingTests
{
    static readonly BootMessage Boot = new(new("Acme", "Box", CurrentType.Ac, 3, 22_000, 1, "Type2"), "SN", "1", BootReason.PowerUp);

    static readonly TransactionMessage Started = new(
        TransactionEventKind.Started, 1, "tx-1", Wire.At, 0, TriggerReason.Authorized, ChargingState.Charging, new("TAG"), 0, null, false, null,
        [], Measurands.None);

    static CsmsReply Reply(ChargerMessage request, string payload) => Wire.Reply(OcppVersion.V201, request, payload);

    static CsmsCall Call(string action, string payload) => Wire.Call(OcppVersion.V201, action, payload);

    [Fact]
    public void BootReply() => Assert.Equal(
        new BootReply(RegistrationStatus.Rejected, TimeSpan.FromSeconds(30), Wire.At.ToUniversalTime()),
        Reply(
            Boot,
            """
            {"status":"Rejected","currentTime":"2026-01-31T11:30:15.250Z","interval":30,
             "statusInfo":{"reasonCode":"Unknown","additionalInfo":"who?","customData":{"vendorId":"x"}},
             "customData":{"vendorId":"x","more":[{}]}}
            """));

    [Fact]
    public void AuthorizeReply()
    {
        Assert.Equal(
            new AuthorizeReply(AuthorizationStatus.NoCredit, null, null),
            Reply(new AuthorizeMessage(new("TAG")), """{"idTokenInfo":{"status":"NoCredit"}}"""));
        Assert.Equal(
            new AuthorizeReply(AuthorizationStatus.Accepted, Wire.At.ToUniversalTime(), "GROUP"),
            Reply(
                new AuthorizeMessage(new("TAG")),
                """
                {"idTokenInfo":{"status":"Accepted","cacheExpiryDateTime":"2026-01-31T11:30:15.250Z","evseId":[1],"language1":"en",
                 "groupIdToken":{"idToken":"GROUP","type":"Central"},"personalMessage":{"format":"UTF8","content":"Hi"}}}
                """));
    }

    [Fact]
    public void TransactionReplies()
    {
        Assert.Equal(new TransactionReply(null, null, null, null), Reply(Started, "{}"));
        Assert.Equal(new TransactionReply(null, null, null, null), Reply(Started, """{"totalCost":1.25,"chargingPriority":-3}"""));
        Assert.Equal(
            new TransactionReply(null, AuthorizationStatus.NotAtThisTime, null, null),
            Reply(Started, """{"idTokenInfo":{"status":"NotAtThisTime"}}"""));
    }

    [Fact]
    public void RepliesWithoutContentAreAcknowledgements()
    {
        var status = new StatusMessage(1, ConnectorStatus.Available, ChargePointErrorCode.NoError, null, Wire.At);

        Assert.Same(Acknowledged.Instance, Reply(status, "{}"));
        Assert.Same(Acknowledged.Instance, Reply(status, """{"customData":{"vendorId":"x"}}"""));
        Assert.Same(Acknowledged.Instance, Reply(new MeterValuesMessage(1, default, Measurands.None), "{}"));
        Assert.Same(Acknowledged.Instance, Reply(HeartbeatMessage.Instance, """{"currentTime":"2026-01-31T11:30:15Z"}"""));
    }

    [Theory]
    [InlineData("""{"status":"Accepted","interval":1}""", ErrorCodes.OccurrenceConstraintViolation, "currentTime is missing.")]
    [InlineData("""{"x":1}""", ErrorCodes.OccurrenceConstraintViolation, "x is not a field of this message.")]
    [InlineData("""{"status":"Maybe"}""", ErrorCodes.PropertyConstraintViolation, "status is \"Maybe\"; it must be one of Accepted, Pending, Rejected.")]
    [InlineData("""{"status":true}""", ErrorCodes.TypeConstraintViolation, "status is true; it must be a string.")]
    [InlineData("""{"currentTime":"now"}""", ErrorCodes.TypeConstraintViolation, "currentTime is \"now\"; it must be a date and time of RFC 3339 with its offset.")]
    [InlineData("""{"statusInfo":{}}""", ErrorCodes.OccurrenceConstraintViolation, "statusInfo.reasonCode is missing.")]
    [InlineData("""{"customData":{}}""", ErrorCodes.OccurrenceConstraintViolation, "customData.vendorId is missing.")]
    [InlineData("""{"status":""", ErrorCodes.FormatViolation, "The payload is not JSON at line 1, byte 11.")]
    public void AReplyThatDoesNotFitIsAFailureThatSaysWhy(string payload, string code, string problem) => Assert.Equal(
        new CallFailed(code, $"The answer to BootNotification does not fit the specification: {problem}"), Reply(Boot, payload));

    [Fact]
    public void EveryCallOfTheCsmsIsRead()
    {
        Assert.Equal(
            new RemoteStart(2, new("TAG", "KeyCode"), 5),
            Call("RequestStartTransaction", """{"evseId":2,"remoteStartId":5,"idToken":{"idToken":"TAG","type":"KeyCode"}}"""));
        Assert.Equal(
            new RemoteStart(null, new("", "NoAuthorization"), 5),
            Call("RequestStartTransaction", """{"remoteStartId":5,"idToken":{"idToken":"","type":"NoAuthorization"}}"""));
        Assert.Equal(new RemoteStop("tx-1"), Call("RequestStopTransaction", """{"transactionId":"tx-1"}"""));
        Assert.Equal(new RemoteReset(true, null), Call("Reset", """{"type":"Immediate"}"""));
        Assert.Equal(new RemoteReset(false, 2), Call("Reset", """{"type":"OnIdle","evseId":2}"""));
        Assert.Equal(
            new TriggerCall(TriggerKind.TransactionEvent, 1),
            Call("TriggerMessage", """{"requestedMessage":"TransactionEvent","evse":{"id":1}}"""));
        Assert.Equal(new TriggerCall(TriggerKind.Other, null), Call("TriggerMessage", """{"requestedMessage":"SignV2GCertificate"}"""));
        Assert.Equal(new ChangeAvailabilityCall(0, false), Call("ChangeAvailability", """{"operationalStatus":"Inoperative"}"""));
        Assert.Equal(
            new ChangeAvailabilityCall(2, true),
            Call("ChangeAvailability", """{"operationalStatus":"Operative","evse":{"id":2,"connectorId":1}}"""));
        Assert.Equal(new UnlockCall(2), Call("UnlockConnector", """{"evseId":2,"connectorId":1}"""));
    }

    [Fact]
    public void ASecondConnectorOfAnEvseIsNoConnector()
    {
        Assert.Equal(new UnlockCall(-1), Call("UnlockConnector", """{"evseId":2,"connectorId":2}"""));
        Assert.Equal(
            new ChangeAvailabilityCall(-1, true),
            Call("ChangeAvailability", """{"operationalStatus":"Operative","evse":{"id":1,"connectorId":2}}"""));
        Assert.Equal(
            new TriggerCall(TriggerKind.StatusNotification, -1),
            Call("TriggerMessage", """{"requestedMessage":"StatusNotification","evse":{"id":1,"connectorId":0}}"""));
    }

    static readonly VariableRef Interval = new("OCPPCommCtrlr", null, null, "HeartbeatInterval", null, "Actual");
    static readonly VariableRef Power = new("Connector", "A", 1, "Power", "L1", "MaxSet", 1);

    [Fact]
    public void VariablesAreReadAndTheirOutcomesWritten()
    {
        var get = Assert.IsType<GetVariablesCall>(Call(
            "GetVariables",
            """
            {"getVariableData":[
                {"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}},
                {"attributeType":"MaxSet","component":{"name":"Connector","instance":"A","evse":{"id":1,"connectorId":1}},
                 "variable":{"name":"Power","instance":"L1"}}]}
            """));
        var set = Assert.IsType<SetVariablesCall>(Call(
            "SetVariables",
            """
            {"setVariableData":[
                {"attributeType":"Actual","attributeValue":"60","component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}}]}
            """));

        Assert.Equal([Interval, Power], get.Variables);
        Assert.Equal([(Interval, "60")], set.Values);
        Wire.AssertJson(
            """
            {"getVariableResult":[
                {"attributeStatus":"Accepted","component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"},
                 "attributeType":"Actual","attributeValue":"60"},
                {"attributeStatus":"UnknownVariable","component":{"name":"Connector","instance":"A","evse":{"id":1,"connectorId":1}},
                 "variable":{"name":"Power","instance":"L1"},"attributeType":"MaxSet"}]}
            """,
            Result(get, new VariablesResult([new(Interval, CallStatus.Accepted, "60"), new(Power, CallStatus.UnknownVariable, null)])));
        Wire.AssertJson(
            """
            {"setVariableResult":[
                {"attributeStatus":"RebootRequired","component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"},
                 "attributeType":"Actual"}]}
            """,
            Result(set, new VariablesResult([new(Interval, CallStatus.RebootRequired, null)])));
    }

    const string Start = """
        {"remoteStartId":5,"idToken":{"idToken":"TAG","type":"Central"},"chargingProfile":{
            "id":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",
            "chargingSchedule":[{"id":1,"chargingRateUnit":"W","chargingSchedulePeriod":[PERIODS]}]}}
        """;

    [Fact]
    public void AChargingProfileIsHeldToItsSchemaAndIgnored()
    {
        Assert.Equal(
            new RemoteStart(null, new("TAG", "Central"), 5),
            Call("RequestStartTransaction", Start.Replace("PERIODS", """{"startPeriod":0,"limit":11000.55}""")));
        Assert.Equal(
            (ErrorCodes.OccurrenceConstraintViolation,
                "chargingProfile.chargingSchedule[0].chargingSchedulePeriod has 0 items; it must have 1 to 1024."),
            Wire.Refusal(OcppVersion.V201, "RequestStartTransaction", Start.Replace("PERIODS", "")));
    }

    [Theory]
    [InlineData("Reset", "{}", ErrorCodes.OccurrenceConstraintViolation, "type is missing.")]
    [InlineData("Reset", """{"type":"Hard"}""", ErrorCodes.PropertyConstraintViolation, "type is \"Hard\"; it must be one of Immediate, OnIdle.")]
    [InlineData("Reset", """{"type":"OnIdle","evse":1}""", ErrorCodes.OccurrenceConstraintViolation, "evse is not a field of this message.")]
    [InlineData("Reset", """{"type":"OnIdle","evseId":-1}""", ErrorCodes.PropertyConstraintViolation, "evseId is -1; it must be 0 or more.")]
    [InlineData("RequestStartTransaction", """{"remoteStartId":1,"idToken":"TAG"}""", ErrorCodes.TypeConstraintViolation, "idToken is \"TAG\"; it must be an object.")]
    [InlineData("RequestStartTransaction", """{"remoteStartId":1,"idToken":{"idToken":"TAG"}}""", ErrorCodes.OccurrenceConstraintViolation, "idToken.type is missing.")]
    [InlineData("RequestStartTransaction", """{"remoteStartId":1,"idToken":{"idToken":"1234567890123456789012345678901234567","type":"Central"}}""", ErrorCodes.PropertyConstraintViolation, "idToken.idToken is \"1234567890123456789012345678901234567\" with 37 characters; it may have 36.")]
    [InlineData("GetVariables", """{"getVariableData":[]}""", ErrorCodes.OccurrenceConstraintViolation, "getVariableData has 0 items; it must have 1 or more.")]
    [InlineData("SetVariables", """{"setVariableData":[{"attributeValue":60,"component":{"name":"C"},"variable":{"name":"V"}}]}""", ErrorCodes.TypeConstraintViolation, "setVariableData[0].attributeValue is 60; it must be a string.")]
    [InlineData("UnlockConnector", """{"evseId":1""", ErrorCodes.FormatViolation, "The payload is not JSON at line 1, byte 12.")]
    [InlineData("ClearCache", "{}", ErrorCodes.NotSupported, "ClearCache is not supported by this charger.")]
    [InlineData("GetConfiguration", "{}", ErrorCodes.NotImplemented, "GetConfiguration is not an action of ocpp2.0.1.")]
    public void ACallThatDoesNotFitIsRefused(string action, string payload, string code, string description) =>
        Assert.Equal((code, description), Wire.Refusal(OcppVersion.V201, action, payload));

    [Fact]
    public void EveryAnswerIsWritten()
    {
        var start = new RemoteStart(1, new("T", "Central"), 5);

        Assert.Equal("""{"status":"Accepted"}""", Result(start, new StatusResult(CallStatus.Accepted)));
        Assert.Equal("""{"status":"Rejected","transactionId":"tx-1"}""", Result(start, new StatusResult(CallStatus.Rejected, "tx-1")));
        Assert.Equal("""{"status":"Rejected"}""", Result(new RemoteStop("1"), new StatusResult(CallStatus.Rejected)));
        Assert.Equal("""{"status":"Scheduled"}""", Result(new RemoteReset(false, null), new StatusResult(CallStatus.Scheduled)));
        Assert.Equal("""{"status":"NotImplemented"}""", Result(new TriggerCall(TriggerKind.Other, null), new StatusResult(CallStatus.NotImplemented)));
        Assert.Equal("""{"status":"Scheduled"}""", Result(new ChangeAvailabilityCall(0, true), new StatusResult(CallStatus.Scheduled)));
        Assert.Equal("""{"status":"UnknownConnector"}""", Result(new UnlockCall(-1), new StatusResult(CallStatus.UnknownConnector)));
    }

    static string Result(CsmsCall call, CallResult result) => Wire.Result(OcppVersion.V201, call, result);

    [Fact]
    public void WhatAChargerWritesACsmsReads()
    {
        var sample = new MeterSample(Wire.At, ReadingContext.TransactionEnd, 1500, 7360, 7360, 230, 32, 1, 50);
        var ended = Started with
        {
            Kind = TransactionEventKind.Ended,
            SeqNo = 9,
            StopReason = StopReason.Remote,
            Offline = true,
            Samples = [sample],
            Measurands = Measurands.CurrentImport,
        };

        Assert.Equal(
            new BootNotificationRequest(new("Box", "Acme", "SN", "1"), "PowerUp"),
            Wire.Read(BootNotificationRequest.Message, Wire.Request(OcppVersion.V201, Boot)));
        var read = Wire.Read(TransactionEventRequest.Message, Wire.Request(OcppVersion.V201, ended));
        Assert.Equal(
            (TransactionEventKind.Ended, Wire.At.ToUniversalTime(), "Authorized", 9, true),
            (read.EventType, read.Timestamp, read.TriggerReason, read.SeqNo, read.Offline));
        Assert.Equal(new TransactionType("tx-1", ChargingState.Charging, StoppedReason: "Remote"), read.TransactionInfo);
        Assert.Equal(new EVSEType(1, 1), read.Evse);
        Assert.Equal(new IdTokenType("TAG", "Central"), read.IdToken);
        Assert.Equal(
            new SampledValueType(32, "Transaction.End", "Current.Import", "L1", "Outlet", new("A")),
            Assert.Single(Assert.Single(read.MeterValue!).SampledValue));
    }
}
