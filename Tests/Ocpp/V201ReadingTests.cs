using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

public sealed class V201ReadingTests
{
    static readonly V2.BootNotificationRequest Boot = new()
    {
        ChargingStation = new() { Model = "Box", VendorName = "Acme" },
        Reason = V2.BootReasonEnumType.PowerUp,
    };

    static readonly TransactionMessage Started = new(
        TransactionEventKind.Started, 1, "tx-1", Wire.At, 0, TriggerReason.Authorized, ChargingState.Charging, new("TAG"), 0, null, false, null,
        [], Measurands.None)
    { Version = OcppVersion.V201 };

    static OcppResponse Reply(OcppRequest request, string payload) => Wire.Reply(OcppVersion.V201, request, payload);

    [Fact]
    public void A_reply_is_read_whatever_else_its_objects_carry()
    {
        Assert.Equal(
            new V2.BootNotificationResponse
            {
                Status = V2.RegistrationStatusEnumType.Rejected,
                CurrentTime = Wire.At.ToUniversalTime(),
                Interval = 30,
                StatusInfo = new() { ReasonCode = "Unknown", AdditionalInfo = "who?" },
            },
            Reply(
                Boot,
                """
                {"status":"Rejected","currentTime":"2026-01-31T11:30:15.250Z","interval":30,
                 "statusInfo":{"reasonCode":"Unknown","additionalInfo":"who?","customData":{"vendorId":"x"}},
                 "customData":{"vendorId":"x","more":[{}]}}
                """));
        var authorized = Assert.IsType<V2.AuthorizeResponse>(Reply(
            new V2.AuthorizeRequest { IdToken = new() { IdToken = "TAG", Type = "Central" } },
            """
            {"idTokenInfo":{"status":"Accepted","cacheExpiryDateTime":"2026-01-31T11:30:15.250Z","evseId":[1],"language1":"en",
             "groupIdToken":{"idToken":"GROUP","type":"Central"},"personalMessage":{"format":"UTF8","content":"Hi"}}}
            """));
        Assert.Equal(
            (V2.AuthorizationStatusEnumType.Accepted, "GROUP", V2.MessageFormatEnumType.UTF8),
            (authorized.IdTokenInfo.Status, authorized.IdTokenInfo.GroupIdToken?.IdToken, authorized.IdTokenInfo.PersonalMessage?.Format));
        Assert.Same(
            V2.StatusNotificationResponse.Instance,
            Reply(
                new StatusMessage(OcppVersion.V201, 1, ConnectorStatus.Available, ChargePointErrorCode.NoError, Wire.At),
                """{"customData":{"vendorId":"x"}}"""));
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
        new CallRefused(code, $"The answer to BootNotification does not fit the specification: {problem}"), Reply(Boot, payload));

    const string Start = """
        {"remoteStartId":5,"idToken":{"idToken":"TAG","type":"Central"},"chargingProfile":{
            "id":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",
            "chargingSchedule":[{"id":1,"chargingRateUnit":"W","chargingSchedulePeriod":[PERIODS]}]}}
        """;

    [Fact]
    public void A_schedule_has_a_period_at_least()
    {
        var request = Assert.IsType<V2.RequestStartTransactionRequest>(
            Wire.Call(OcppVersion.V201, "RequestStartTransaction", Start.Replace("PERIODS", """{"startPeriod":0,"limit":11000.55}""")));
        Assert.Equal(11000.55, Assert.Single(Assert.Single(request.ChargingProfile!.ChargingSchedule).ChargingSchedulePeriod).Limit);
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
    [InlineData("GetConfiguration", "{}", ErrorCodes.NotImplemented, "GetConfiguration is not an action of ocpp2.0.1.")]
    public void ACallThatDoesNotFitIsRefused(string action, string payload, string code, string description) =>
        Assert.Equal((code, description), Wire.Refusal(OcppVersion.V201, action, payload));

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

        var read = Wire.Read<V2.TransactionEventRequest>(OcppVersion.V201, ended);
        Assert.Equal(
            (V2.TransactionEventEnumType.Ended, Wire.At.ToUniversalTime(), V2.TriggerReasonEnumType.Authorized, 9, true),
            (read.EventType, read.Timestamp, read.TriggerReason, read.SeqNo, read.Offline));
        Assert.Equal(
            new V2.TransactionType
            {
                TransactionId = "tx-1",
                ChargingState = V2.ChargingStateEnumType.Charging,
                StoppedReason = V2.ReasonEnumType.Remote,
            },
            read.TransactionInfo);
        Assert.Equal(new V2.EVSEType { Id = 1, ConnectorId = 1 }, read.Evse);
        Assert.Equal(new V2.IdTokenType { IdToken = "TAG", Type = "Central" }, read.IdToken);
        Assert.Equal(
            new V2.SampledValueType
            {
                Value = 32,
                Context = V2.ReadingContextEnumType.TransactionEnd,
                Measurand = V2.MeasurandEnumType.CurrentImport,
                Phase = V2.PhaseEnumType.L1,
                Location = V2.LocationEnumType.Outlet,
                UnitOfMeasure = new() { Unit = "A" },
            },
            Assert.Single(Assert.Single(read.MeterValue!).SampledValue));
    }
}
