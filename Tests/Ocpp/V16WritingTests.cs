using System.Text.Json;
using FsCheck.Xunit;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

public sealed class V16WritingTests
{
    static readonly MeterSample Sample = new(
        Wire.At, ReadingContext.SamplePeriodic, EnergyWh: 1234.567, PowerW: 10_999.96, OfferedW: 11_000, VoltageV: 230,
        CurrentA: 15.94197, Phases: 3, SocPercent: 41.26, IntervalWh: 30.55);

    static readonly TransactionMessage Updated = new(
        TransactionEventKind.Updated, 2, "4711", Wire.At, 3, TriggerReason.MeterValuePeriodic, ChargingState.Charging, null, 1234.567, null,
        false, null, [Sample], Measurands.EnergyActiveImportRegister);

    static void AssertRequest(OcppRequest message, string action, string expected)
    {
        Assert.Equal(action, message.ActionName);
        Wire.AssertJson(expected, Wire.Text(message));
        Assert.Null(Wire.Check(OcppVersion.V16, action, expected));
    }

    [Fact]
    public void StatusNotification() => AssertRequest(
        new StatusMessage(OcppVersion.V16, 2, ConnectorStatus.Faulted, ChargePointErrorCode.GroundFailure, Wire.At),
        "StatusNotification",
        """{"connectorId":2,"errorCode":"GroundFailure","status":"Faulted","timestamp":"2026-01-31T11:30:15.250Z"}""");

    [Fact]
    public void StatusNotificationWithoutAnError() => AssertRequest(
        new StatusMessage(OcppVersion.V16, 0, ConnectorStatus.SuspendedEV, ChargePointErrorCode.NoError, Wire.At),
        "StatusNotification",
        """{"connectorId":0,"errorCode":"NoError","status":"SuspendedEV","timestamp":"2026-01-31T11:30:15.250Z"}""");

    [Fact]
    public void StartTransaction() => AssertRequest(
        Updated with { Kind = TransactionEventKind.Started, TransactionId = null, IdToken = new("TAG"), MeterWh = 99.5 },
        "StartTransaction",
        """{"connectorId":2,"idTag":"TAG","meterStart":100,"timestamp":"2026-01-31T11:30:15.250Z"}""");

    [Fact]
    public void MeterValuesOfATransaction() => AssertRequest(
        Updated,
        "MeterValues",
        """
        {"connectorId":2,"transactionId":4711,"meterValue":[{"timestamp":"2026-01-31T11:30:15.250Z","sampledValue":[
            {"value":"1234.6","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"}]}]}
        """);

    [Fact]
    public void MeterValuesOfATransactionWithoutASampleSayTheRegister() => AssertRequest(
        Updated with { TransactionId = null, Samples = [] },
        "MeterValues",
        """
        {"connectorId":2,"meterValue":[{"timestamp":"2026-01-31T11:30:15.250Z","sampledValue":[
            {"value":"1234.6","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"}]}]}
        """);

    [Fact]
    public void EveryMeasurandOnThreePhases() => AssertRequest(
        new MeterValuesMessage(OcppVersion.V16, 1, Sample with { Context = ReadingContext.SampleClock }, (Measurands)1023),
        "MeterValues",
        """
        {"connectorId":1,"meterValue":[{"timestamp":"2026-01-31T11:30:15.250Z","sampledValue":[
            {"value":"1234.6","context":"Sample.Clock","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"},
            {"value":"11000","context":"Sample.Clock","measurand":"Power.Active.Import","location":"Outlet","unit":"W"},
            {"value":"15.942","context":"Sample.Clock","measurand":"Current.Import","phase":"L1","location":"Outlet","unit":"A"},
            {"value":"15.942","context":"Sample.Clock","measurand":"Current.Import","phase":"L2","location":"Outlet","unit":"A"},
            {"value":"15.942","context":"Sample.Clock","measurand":"Current.Import","phase":"L3","location":"Outlet","unit":"A"},
            {"value":"230","context":"Sample.Clock","measurand":"Voltage","phase":"L1-N","location":"Outlet","unit":"V"},
            {"value":"230","context":"Sample.Clock","measurand":"Voltage","phase":"L2-N","location":"Outlet","unit":"V"},
            {"value":"230","context":"Sample.Clock","measurand":"Voltage","phase":"L3-N","location":"Outlet","unit":"V"},
            {"value":"41.3","context":"Sample.Clock","measurand":"SoC","location":"EV","unit":"Percent"},
            {"value":"11000","context":"Sample.Clock","measurand":"Power.Offered","location":"Outlet","unit":"W"},
            {"value":"15.942","context":"Sample.Clock","measurand":"Current.Offered","location":"Outlet","unit":"A"},
            {"value":"30.6","context":"Sample.Clock","measurand":"Energy.Active.Import.Interval","location":"Outlet","unit":"Wh"},
            {"value":"50","context":"Sample.Clock","measurand":"Frequency","location":"Outlet"}]}]}
        """);

    [Fact]
    public void DirectCurrentHasNoPhases() => AssertRequest(
        new MeterValuesMessage(
            OcppVersion.V16,
            1,
            Sample with { Context = ReadingContext.Trigger, Phases = 0, VoltageV = 400.04, CurrentA = 125, SocPercent = null },
            Measurands.CurrentImport | Measurands.Voltage | Measurands.SoC | Measurands.Frequency),
        "MeterValues",
        """
        {"connectorId":1,"meterValue":[{"timestamp":"2026-01-31T11:30:15.250Z","sampledValue":[
            {"value":"125","context":"Trigger","measurand":"Current.Import","location":"Outlet","unit":"A"},
            {"value":"400","context":"Trigger","measurand":"Voltage","location":"Outlet","unit":"V"}]}]}
        """);

    [Fact]
    public void NothingToReportIsTheRegister() => AssertRequest(
        new MeterValuesMessage(OcppVersion.V16, 1, Sample with { SocPercent = null, PowerW = -0.01 }, Measurands.SoC),
        "MeterValues",
        """
        {"connectorId":1,"meterValue":[{"timestamp":"2026-01-31T11:30:15.250Z","sampledValue":[
            {"value":"1234.6","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"}]}]}
        """);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0001, "0")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0104, "0.01")]
    [InlineData(0.9996, "1")]
    [InlineData(9.05, "9.05")]
    [InlineData(100, "100")]
    [InlineData(1234567.1, "1234567.1")]
    [InlineData(-1.25, "-1.25")]
    public void ValuesAreRoundedAndHaveNoNeedlessZeros(double value, string text) => Assert.Contains(
        $"\"value\":\"{text}\"",
        Wire.Text(new MeterValuesMessage(OcppVersion.V16, 1, Sample with { Phases = 0, CurrentA = value }, Measurands.CurrentImport)));

    [Property]
    public void ValuesAreWithinHalfOfTheirLastDigit(int thousandths, double part)
    {
        var amperes = (thousandths + (double.IsFinite(part) ? part % 1 : 0)) / 1000;
        var message = new MeterValuesMessage(OcppVersion.V201, 1, Sample with { Phases = 0, CurrentA = amperes }, Measurands.CurrentImport);
        using var payload = JsonDocument.Parse(Wire.Text(message));

        var written = payload.RootElement.GetProperty("meterValue")[0].GetProperty("sampledValue")[0].GetProperty("value").GetDouble();
        Assert.InRange(written - amperes, -0.0005001, 0.0005001);
    }

    [Fact]
    public void StopTransactionWithItsSamples() => AssertRequest(
        Updated with
        {
            Kind = TransactionEventKind.Ended,
            IdToken = new("TAG"),
            MeterWh = 15_499.9999,
            StopReason = StopReason.DeAuthorized,
            Samples = [Sample with { Context = ReadingContext.TransactionBegin, EnergyWh = 0 }, Sample with { Context = ReadingContext.TransactionEnd }],
        },
        "StopTransaction",
        """
        {"transactionId":4711,"idTag":"TAG","meterStop":15500,"timestamp":"2026-01-31T11:30:15.250Z","reason":"DeAuthorized","transactionData":[
            {"timestamp":"2026-01-31T11:30:15.250Z","sampledValue":[
                {"value":"0","context":"Transaction.Begin","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"}]},
            {"timestamp":"2026-01-31T11:30:15.250Z","sampledValue":[
                {"value":"1234.6","context":"Transaction.End","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"}]}]}
        """);

    [Theory]
    [InlineData(StopReason.Local, "Local")]
    [InlineData(StopReason.Remote, "Remote")]
    [InlineData(StopReason.EVDisconnected, "EVDisconnected")]
    [InlineData(StopReason.HardReset, "HardReset")]
    [InlineData(StopReason.SoftReset, "SoftReset")]
    [InlineData(StopReason.UnlockCommand, "UnlockCommand")]
    [InlineData(StopReason.PowerLoss, "PowerLoss")]
    [InlineData(StopReason.Reboot, "Reboot")]
    [InlineData(StopReason.EmergencyStop, "EmergencyStop")]
    [InlineData(StopReason.EnergyLimitReached, "Local")]
    [InlineData(StopReason.TimeLimitReached, "Local")]
    [InlineData(StopReason.StoppedByEV, "Other")]
    [InlineData(StopReason.GroundFault, "Other")]
    [InlineData(StopReason.OvercurrentFault, "Other")]
    [InlineData(StopReason.Other, "Other")]
    [InlineData(null, "Local")]
    public void EveryStopReasonHasAWord(StopReason? reason, string word) => AssertRequest(
        Updated with { Kind = TransactionEventKind.Ended, TransactionId = null, MeterWh = 0, StopReason = reason, Samples = [] },
        "StopTransaction",
        $$"""{"transactionId":-1,"meterStop":0,"timestamp":"2026-01-31T11:30:15.250Z","reason":"{{word}}"}""");

    [Fact]
    public void AMessageOfTheUsersOwnGoesOutAsGiven()
    {
        var message = new RawMessage("DataTransfer", """{ "vendorId": "x", "n": 1.0 }""");

        Assert.Equal("DataTransfer", message.ActionName);
        Assert.Equal(message.PayloadJson, Wire.Text(message));
    }

    [Fact]
    public void The_values_of_a_sample_can_be_told_as_they_are_written()
    {
        Assert.Equal(
            [
                new("Energy.Active.Import.Register", null, 1234.6, "Wh"), new("Power.Active.Import", null, 11_000, "W"),
                new("Current.Import", "L1", 15.942, "A"), new("Current.Import", "L2", 15.942, "A"), new("Current.Import", "L3", 15.942, "A"),
                new("SoC", null, 41.3, "Percent"),
            ],
            SampledValues.Of(
                Sample, Measurands.EnergyActiveImportRegister | Measurands.PowerActiveImport | Measurands.CurrentImport | Measurands.SoC));
        Assert.Equal(
            new SampledMeasurand("Energy.Active.Import.Register", null, 1234.6, "Wh"), Assert.Single(SampledValues.Of(Sample, Measurands.None)));
    }
}
