using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

public sealed class V201WritingTests
{
    static readonly MeterSample Sample = new(
        Wire.At, ReadingContext.SamplePeriodic, EnergyWh: 1234.567, PowerW: 10_999.96, OfferedW: 11_000, VoltageV: 230,
        CurrentA: 15.94197, Phases: 3, SocPercent: 41.26, IntervalWh: 30.55);

    static readonly TransactionMessage Updated = new(
        TransactionEventKind.Updated, 2, "tx-1", Wire.At, 3, TriggerReason.MeterValuePeriodic, ChargingState.Charging, null, 1234.567, null,
        false, null, [Sample], Measurands.EnergyActiveImportRegister)
    { Version = OcppVersion.V201 };

    static void AssertRequest(OcppRequest message, string action, string expected)
    {
        Assert.Equal(action, message.ActionName);
        Wire.AssertJson(expected, Wire.Text(message));
        Assert.Null(Wire.Check(OcppVersion.V201, action, expected));
    }

    [Theory]
    [InlineData(ConnectorStatus.Available, "Available")]
    [InlineData(ConnectorStatus.Preparing, "Occupied")]
    [InlineData(ConnectorStatus.Charging, "Occupied")]
    [InlineData(ConnectorStatus.SuspendedEVSE, "Occupied")]
    [InlineData(ConnectorStatus.SuspendedEV, "Occupied")]
    [InlineData(ConnectorStatus.Finishing, "Occupied")]
    [InlineData(ConnectorStatus.Reserved, "Reserved")]
    [InlineData(ConnectorStatus.Unavailable, "Unavailable")]
    [InlineData(ConnectorStatus.Faulted, "Faulted")]
    public void StatusNotificationHasTheCoarserStatusOfConnector1OfTheEvse(ConnectorStatus status, string word) => AssertRequest(
        new StatusMessage(OcppVersion.V201, 2, status, ChargePointErrorCode.OtherError, Wire.At),
        "StatusNotification",
        $$"""{"timestamp":"2026-01-31T11:30:15.250Z","connectorStatus":"{{word}}","evseId":2,"connectorId":1}""");

    [Fact]
    public void TransactionStarted() => AssertRequest(
        Updated with
        {
            Kind = TransactionEventKind.Started,
            SeqNo = 0,
            Trigger = TriggerReason.RemoteStart,
            IdToken = new("TAG", "Central"),
            RemoteStartId = 77,
            ChargingState = ChargingState.EVConnected,
            Samples = [],
        },
        "TransactionEvent",
        """
        {"eventType":"Started","timestamp":"2026-01-31T11:30:15.250Z","triggerReason":"RemoteStart","seqNo":0,
         "transactionInfo":{"transactionId":"tx-1","chargingState":"EVConnected","remoteStartId":77},
         "evse":{"id":2,"connectorId":1},"idToken":{"idToken":"TAG","type":"Central"}}
        """);

    [Fact]
    public void TransactionUpdatedWhileOffline() => AssertRequest(
        Updated with { Offline = true },
        "TransactionEvent",
        """
        {"eventType":"Updated","timestamp":"2026-01-31T11:30:15.250Z","triggerReason":"MeterValuePeriodic","seqNo":3,"offline":true,
         "transactionInfo":{"transactionId":"tx-1","chargingState":"Charging"},"evse":{"id":2,"connectorId":1},
         "meterValue":[{"timestamp":"2026-01-31T11:30:15.250Z","sampledValue":[
            {"value":1234.6,"context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","location":"Outlet","unitOfMeasure":{"unit":"Wh"}}]}]}
        """);

    [Theory]
    [InlineData(StopReason.Local, "Local")]
    [InlineData(StopReason.Remote, "Remote")]
    [InlineData(StopReason.DeAuthorized, "DeAuthorized")]
    [InlineData(StopReason.EVDisconnected, "EVDisconnected")]
    [InlineData(StopReason.HardReset, "ImmediateReset")]
    [InlineData(StopReason.SoftReset, "ImmediateReset")]
    [InlineData(StopReason.UnlockCommand, "Other")]
    [InlineData(StopReason.PowerLoss, "PowerLoss")]
    [InlineData(StopReason.Reboot, "Reboot")]
    [InlineData(StopReason.EmergencyStop, "EmergencyStop")]
    [InlineData(StopReason.EnergyLimitReached, "EnergyLimitReached")]
    [InlineData(StopReason.TimeLimitReached, "TimeLimitReached")]
    [InlineData(StopReason.StoppedByEV, "StoppedByEV")]
    [InlineData(StopReason.GroundFault, "GroundFault")]
    [InlineData(StopReason.OvercurrentFault, "OvercurrentFault")]
    [InlineData(StopReason.Other, "Other")]
    [InlineData(null, "Local")]
    public void TransactionEndedSaysWhy(StopReason? reason, string word) => AssertRequest(
        Updated with
        {
            Kind = TransactionEventKind.Ended,
            Trigger = TriggerReason.StopAuthorized,
            ChargingState = ChargingState.Idle,
            StopReason = reason,
            Samples = [],
        },
        "TransactionEvent",
        $$"""
        {"eventType":"Ended","timestamp":"2026-01-31T11:30:15.250Z","triggerReason":"StopAuthorized","seqNo":3,
         "transactionInfo":{"transactionId":"tx-1","chargingState":"Idle","stoppedReason":"{{word}}"},"evse":{"id":2,"connectorId":1} }
        """);

    [Fact]
    public void EveryMeasurandOnOnePhase() => AssertRequest(
        new MeterValuesMessage(OcppVersion.V201, 1, Sample with { Phases = 1, OfferedW = 7_360, Context = ReadingContext.Trigger }, (Measurands)1023),
        "MeterValues",
        """
        {"evseId":1,"meterValue":[{"timestamp":"2026-01-31T11:30:15.250Z","sampledValue":[
            {"value":1234.6,"context":"Trigger","measurand":"Energy.Active.Import.Register","location":"Outlet","unitOfMeasure":{"unit":"Wh"}},
            {"value":11000,"context":"Trigger","measurand":"Power.Active.Import","location":"Outlet","unitOfMeasure":{"unit":"W"}},
            {"value":15.942,"context":"Trigger","measurand":"Current.Import","phase":"L1","location":"Outlet","unitOfMeasure":{"unit":"A"}},
            {"value":230,"context":"Trigger","measurand":"Voltage","phase":"L1-N","location":"Outlet","unitOfMeasure":{"unit":"V"}},
            {"value":41.3,"context":"Trigger","measurand":"SoC","location":"EV","unitOfMeasure":{"unit":"Percent"}},
            {"value":7360,"context":"Trigger","measurand":"Power.Offered","location":"Outlet","unitOfMeasure":{"unit":"W"}},
            {"value":32,"context":"Trigger","measurand":"Current.Offered","location":"Outlet","unitOfMeasure":{"unit":"A"}},
            {"value":30.6,"context":"Trigger","measurand":"Energy.Active.Import.Interval","location":"Outlet","unitOfMeasure":{"unit":"Wh"}},
            {"value":50,"context":"Trigger","measurand":"Frequency","location":"Outlet","unitOfMeasure":{"unit":"Hz"}}]}]}
        """);
}
