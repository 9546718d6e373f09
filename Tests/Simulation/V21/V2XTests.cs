using System.Text.Json;
using OcppLab.Simulation;
using static OcppLab.Tests.Simulation.V21.V2XFlow;
using Transfer = OcppLab.Ocpp.Messages.V2.EnergyTransferModeEnumType;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>Energy that flows both ways (2.1, block Q): the powers that a CSMS sets, and how it comes to be allowed.</summary>
public sealed class V2XTests
{
    [Fact]
    public void A_vehicle_charges_gives_energy_and_rests_as_the_CSMS_sets_it()
    {
        var fixture = Charging(allowed: [Transfer.DC, Transfer.DCBPT]);
        fixture.ModeEvents();
        Assert.Null(Reason(fixture.Set($$"""
            {{Setpoint(5_000)}},{{Setpoint(-6_000, 600)}},{"startPeriod":1200,"operationMode":"Idle"},{"startPeriod":1800,"limit":7000}
            """)));
        Assert.Equal(["OperationModeChanged Charging CentralSetpoint"], fixture.ModeEvents());

        fixture.Wait(600);
        Assert.Equal(5_000.0 / 6, fixture[1].Transaction!.EnergyWh, 1e-6);
        Assert.Equal(["ChargingRateChanged Charging CentralSetpoint"], fixture.ModeEvents());
        Assert.Equal((-6_000, ConnectorStatus.Charging, null), (fixture[1].Transaction!.PowerW, fixture[1].Status, fixture[1].Transaction!.ExportedWh));

        fixture.Wait(600);
        Assert.Equal(["OperationModeChanged SuspendedEVSE Idle"], fixture.ModeEvents());
        var resting = fixture[1].Transaction!;
        Assert.Equal((833.333, 1_000.0, 0.0), (Math.Round(resting.EnergyWh, 3), resting.ExportedWh!.Value, resting.PowerW));
        Assert.Equal(60 + (100 * ((5_000.0 / 6) - 1_000) / 50_000), resting.SocPercent, 1e-9);

        fixture.Wait(600);
        Assert.Equal(["OperationModeChanged Charging ChargingOnly"], fixture.ModeEvents());
        Assert.Equal((1_000, 7_000), (fixture[1].Transaction!.ExportedWh, fixture[1].Transaction!.PowerW));

        fixture.Do(new StopSession(1));
        Assert.Equal(5_000.0 / 6, fixture.Sessions.Last().EnergyWh, 1e-6);
        Assert.Equal("1000", Value(fixture, "FiscalMetering", "EnergyExportRegister"));
    }

    [Fact]
    public void A_limit_of_the_state_of_charge_counts_what_was_given_back()
    {
        var fixture = Charging(allowed: [Transfer.DCBPT]);
        fixture.Csms = message => message is TransactionMessage
            ? new V2.TransactionEventResponse { TransactionLimit = new() { MaxSoC = 80 } }
            : ChargerFixture.Reply(message);
        fixture.Set($"{Setpoint(-5_000)},{Setpoint(10_000, 3_600)}");
        fixture.Wait(3_600);
        Assert.Equal(50, fixture[1].Transaction!.SocPercent, 1e-9);

        // From 50 to 80 % of 50 kWh at 10 kW.
        fixture.Wait(5_399);
        Assert.Equal(10_000, fixture[1].Transaction!.PowerW);
        fixture.Wait(2);
        Assert.Equal((80, 0), (Math.Round(fixture[1].Transaction!.SocPercent, 9), fixture[1].Transaction!.PowerW));
    }

    [Fact]
    public void What_is_generated_at_the_site_is_for_charging_within_a_limit_only()
    {
        var fixture = Charging(allowed: [Transfer.DCBPT]);
        fixture.Do(new SetChargingLimit(1, 3_000, LocalGeneration: true));
        fixture.Set("""{"startPeriod":0,"operationMode":"Idle"}""");
        Assert.Equal(0, fixture[1].Transaction!.PowerW);
        fixture.Set(Setpoint(4_000));
        Assert.Equal(4_000, fixture[1].Transaction!.PowerW);
    }

    [Fact]
    public void It_gives_nothing_more_at_its_floor_and_charges_again()
    {
        var fixture = Charging(vehicle: Giver with { SocPercent = 21 }, allowed: [Transfer.DCBPT]);
        fixture.Set($"{Setpoint(-8_000)},{Setpoint(8_000, 3_600)}");
        fixture.ModeEvents();

        // 1 % of 50 kWh at 8 kW.
        fixture.Wait(225);
        Assert.Equal(["ChargingStateChanged SuspendedEV CentralSetpoint"], fixture.ModeEvents());
        Assert.Equal((500, 20, 0), (Math.Round(fixture[1].Transaction!.ExportedWh!.Value, 9), fixture[1].Transaction!.SocPercent, fixture[1].Transaction!.PowerW));
        fixture.Wait(3_375);
        Assert.Equal(["ChargingStateChanged Charging CentralSetpoint"], fixture.ModeEvents());
        Assert.Equal(8_000, fixture[1].Transaction!.PowerW);
        fixture.Wait(60);
        Assert.Null(Reason(fixture.Set(Setpoint(-8_000))));
        Assert.Equal(["ChargingRateChanged Charging CentralSetpoint"], fixture.ModeEvents());
    }

    [Fact]
    public void A_full_battery_gives_energy_and_is_charged_again()
    {
        var fixture = Charging(vehicle: Giver with { SocPercent = 99.9 }, allowed: [Transfer.DCBPT]);
        fixture.Do(new StopSession(1));
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromHours(5), null, Vehicle: Giver with { SocPercent = 99.9 }));
        fixture.Wait(60);
        Assert.Equal((ConnectorStatus.SuspendedEV, 100), (fixture[1].Status, fixture[1].Transaction!.SocPercent));
        fixture.Set($$"""{{Setpoint(-4_000)}},{"startPeriod":900,"limit":11000}""");
        Assert.Equal(-4_000, fixture[1].Transaction!.PowerW);
        fixture.Wait(900);
        Assert.Equal((1_000, 98, 10_000), (fixture[1].Transaction!.ExportedWh!.Value, Math.Round(fixture[1].Transaction!.SocPercent, 9), fixture[1].Transaction!.PowerW));
        fixture.Wait(361);
        Assert.Equal((100, ConnectorStatus.SuspendedEV), (fixture[1].Transaction!.SocPercent, fixture[1].Status));
    }

    [Theory]
    [InlineData(-20_000, "", -8_000)]
    [InlineData(-5_000, ",\"dischargeLimit\":-3000", -3_000)]
    [InlineData(-5_000, ",\"limit\":1000", -5_000)]
    [InlineData(9_000, ",\"limit\":4000,\"dischargeLimit\":-3000", 4_000)]
    [InlineData(0, "", 0)]
    public void A_setpoint_is_followed_within_the_limits_that_go_with_it(double setpoint, string limits, double powerW)
    {
        var fixture = Charging(allowed: [Transfer.DCBPT]);
        Assert.Null(Reason(fixture.Set(Setpoint(setpoint, more: limits))));
        Assert.Equal(powerW, fixture[1].Transaction!.PowerW);
        fixture.Do(new PowerUpdate(1, 2_000));
        Assert.Equal(Math.Clamp(powerW, -2_000, 2_000), fixture[1].Transaction!.PowerW);
        fixture.Do(new EvStopsEnergy(1));
        Assert.Equal(0, fixture[1].Transaction!.PowerW);
    }

    [Fact]
    public void On_AC_amperes_are_those_of_a_phase()
    {
        var fixture = Charging(Ac, Giver with { MaxDischargePowerW = 20_000 }, allowed: [Transfer.ACBPT]);
        Assert.Null(Reason(fixture.Set(Setpoint(-10), "TxDefaultProfile", "A")));
        Assert.Equal(-6_900, fixture[1].Transaction!.PowerW);
        var period = Assert.Single(Composite(fixture, "A"));
        Assert.Equal((-10, "CentralSetpoint"), (period.GetProperty("setpoint").GetDouble(), period.GetProperty("operationMode").GetString()));
        Assert.False(period.TryGetProperty("limit", out _));
    }

    [Fact]
    public void A_composite_schedule_tells_setpoints_and_modes()
    {
        var fixture = Charging(allowed: [Transfer.DCBPT]);
        fixture.Set($$"""{{Setpoint(5_000)}},{{Setpoint(-20_000, 60)}},{"startPeriod":120,"operationMode":"Idle"},{"startPeriod":180,"limit":7000}""");
        Assert.Equal(
            ["0 CentralSetpoint 5000 -", "60 CentralSetpoint -8000 -", "120 Idle - 0", "180 - - 7000"],
            Composite(fixture, "W").Select(period =>
                $"{period.GetProperty("startPeriod")} {Field(period, "operationMode")} {Field(period, "setpoint")} {Field(period, "limit")}"));
        Assert.Equal("Accepted", fixture.Ask("GetCompositeSchedule", """{"evseId":0,"duration":600}""").GetProperty("status").GetString());

        static string Field(JsonElement period, string name) => period.TryGetProperty(name, out var value) ? value.ToString() : "-";
    }

    [Fact]
    public void Without_the_CSMS_s_leave_nothing_is_given_and_with_it_vehicle_and_charger_agree_anew()
    {
        var fixture = Charging();
        Assert.Equal("DC", Needs(fixture).GetProperty("requestedEnergyTransfer").GetString());
        Assert.Null(Reason(fixture.Set(Setpoint(-5_000))));
        Assert.Equal((0, ConnectorStatus.SuspendedEVSE), (fixture[1].Transaction!.PowerW, fixture[1].Status));

        Assert.Equal("Accepted", fixture.Allow("\"DC\",\"DC_BPT\""));
        var needs = Needs(fixture);
        Assert.Equal("DC_BPT", needs.GetProperty("requestedEnergyTransfer").GetString());
        Assert.Equal("""["DC","DC_BPT"]""", needs.GetProperty("availableEnergyTransfer").GetRawText());
        Assert.Equal("ScheduledControl", needs.GetProperty("controlMode").GetString());
        var parameters = needs.GetProperty("v2xChargingParameters");
        Assert.Equal((10_000, 8_000), (parameters.GetProperty("maxChargePower").GetDouble(), parameters.GetProperty("maxDischargePower").GetDouble()));
        Assert.Equal(
            (20_000, -20_000, 20_000),
            (parameters.GetProperty("evTargetEnergyRequest").GetDouble(), parameters.GetProperty("evMinEnergyRequest").GetDouble(), parameters.GetProperty("evMaxEnergyRequest").GetDouble()));
        Assert.Equal(-5_000, fixture[1].Transaction!.PowerW);
        Assert.Equal("Accepted", fixture.Allow("\"DC_BPT\""));
        Assert.Empty(fixture.Take("NotifyEVChargingNeeds"));

        Assert.Equal("Accepted", fixture.Allow("\"DC\""));
        Assert.Equal("DC", Needs(fixture).GetProperty("requestedEnergyTransfer").GetString());
        Assert.Equal(0, fixture[1].Transaction!.PowerW);
    }

    [Fact]
    public void A_vehicle_that_can_give_energy_names_itself_at_the_start()
    {
        var info = Assert.Single(Started(Charging()).GetProperty("idToken").GetProperty("additionalInfo").EnumerateArray());
        Assert.Equal(("EVCCID", 12), (info.GetProperty("type").GetString(), info.GetProperty("additionalIdToken").GetString()!.Length));
        Assert.False(Started(Charging(vehicle: Giver with { MaxDischargePowerW = 0 })).GetProperty("idToken").TryGetProperty("additionalInfo", out _));

        static JsonElement Started(ChargerFixture fixture) => fixture.Take("TransactionEvent")[0];
    }

    [Theory]
    [InlineData("TxNotFound", "none", true)]
    [InlineData("UnsupportedRequest", null, false)]
    [InlineData("UnsupportedParam", null, true)]
    public void A_way_of_energy_transfer_that_there_is_not_is_rejected(string reason, string? transactionId, bool iso15118)
    {
        var fixture = Charging(vehicle: Giver with { Iso15118 = iso15118 });
        Assert.Equal(reason, Reason(fixture.Ask("NotifyAllowedEnergyTransfer", $$"""
            {"transactionId":"{{transactionId ?? fixture[1].Transaction!.Id}}","allowedEnergyTransfer":["AC_BPT","WPT"]}
            """)));
    }

    [Fact]
    public void A_way_that_the_CSMS_rejects_is_given_up_for_another_and_at_last_the_transaction()
    {
        var fixture = Charging(allowed: [Transfer.DCBPT]);
        fixture.Take("NotifyEVChargingNeeds");
        fixture.Set(Setpoint(-5_000));
        var asked = 0;
        fixture.Csms = message => message.ActionName != "NotifyEVChargingNeeds" ? ChargerFixture.Reply(message) : new V2.NotifyEVChargingNeedsResponse
        {
            Status = ++asked < 3 ? V2.NotifyEVChargingNeedsStatusEnumType.Rejected : V2.NotifyEVChargingNeedsStatusEnumType.Accepted,
        };
        fixture.ModeEvents();
        fixture.Do(new EvRenegotiates(1));
        Assert.Equal(
            ["ChargingStateChanged SuspendedEVSE CentralSetpoint", "AbnormalCondition EVConnected CentralSetpoint ReqEnergyTransferRejected"],
            fixture.ModeEvents());
        Assert.Equal(2, asked);
        Assert.Null(fixture[1].Transaction);
    }

    [Fact]
    public void A_vehicle_that_gives_no_energy_rests_where_it_is_asked_for_some()
    {
        var fixture = Charging(vehicle: Giver with { MaxDischargePowerW = null }, allowed: [Transfer.DC, Transfer.DCBPT]);
        var needs = Needs(fixture);
        Assert.True(needs.TryGetProperty("dcChargingParameters", out _));
        Assert.False(needs.TryGetProperty("v2xChargingParameters", out _));
        Assert.Null(Reason(fixture.Set($"{Setpoint(-5_000)},{Setpoint(5_000, 60)}")));
        Assert.Equal((0, ConnectorStatus.SuspendedEVSE), (fixture[1].Transaction!.PowerW, fixture[1].Status));
        fixture.Wait(60);
        Assert.Equal((5_000, null), (fixture[1].Transaction!.PowerW, fixture[1].Transaction!.ExportedWh));
    }

    [Theory]
    [InlineData(null, """{"startPeriod":0,"operationMode":"Idle"}""", "TxProfile")]
    [InlineData(null, """{"startPeriod":0,"operationMode":"ChargingOnly","limit":5000}""", "ChargingStationMaxProfile")]
    [InlineData("InvalidProfile", """{"startPeriod":0,"operationMode":"CentralSetpoint","setpoint":5000}""", "ChargingStationMaxProfile")]
    [InlineData("InvalidSchedule", """{"startPeriod":0,"operationMode":"CentralSetpoint"}""", "TxProfile")]
    [InlineData("InvalidSchedule", """{"startPeriod":0,"operationMode":"CentralSetpoint","limit":5000}""", "TxDefaultProfile")]
    [InlineData("InvalidSchedule", """{"startPeriod":0,"operationMode":"CentralSetpoint","setpoint":5000,"limit":-1}""", "TxDefaultProfile")]
    [InlineData("InvalidSchedule", """{"startPeriod":0,"limit":5000,"setpoint":5000}""", "TxDefaultProfile")]
    [InlineData("InvalidSchedule", """{"startPeriod":0,"limit":5000,"dischargeLimit":-5000}""", "TxDefaultProfile")]
    [InlineData("InvalidSchedule", """{"startPeriod":0,"operationMode":"ChargingOnly"}""", "TxDefaultProfile")]
    [InlineData("PhaseConflict", """{"startPeriod":0,"operationMode":"CentralSetpoint","setpoint":5000,"setpoint_L2":5000}""", "TxProfile")]
    [InlineData("UnsupportedParam", """{"startPeriod":0,"operationMode":"CentralSetpoint","setpoint":5000,"setpointReactive":5000}""", "TxProfile")]
    [InlineData("UnsupportedParam", """{"startPeriod":0,"operationMode":"ExternalSetpoint"}""", "TxProfile")]
    [InlineData("UnsupportedParam", """{"startPeriod":0,"operationMode":"ExternalLimits"}""", "TxProfile")]
    [InlineData("UnsupportedParam", """{"startPeriod":0,"operationMode":"CentralFrequency","setpoint":5000}""", "TxProfile")]
    [InlineData("UnsupportedParam", """{"startPeriod":0,"operationMode":"LocalLoadBalancing"}""", "TxProfile")]
    [InlineData("UnsupportedParam", """
        {"startPeriod":0,"operationMode":"LocalFrequency","v2xBaseline":0,"v2xFreqWattCurve":[{"frequency":49,"power":-5000},{"frequency":51,"power":5000}]}
        """, "TxProfile")]
    public void A_period_is_taken_or_refused_with_the_reason(string? reason, string period, string purpose)
    {
        var fixture = Charging(allowed: [Transfer.DCBPT]);
        Assert.Equal(reason, Reason(fixture.Set(period, purpose, evseId: purpose == "ChargingStationMaxProfile" ? 0 : 1)));
    }

    [Fact]
    public void What_is_switched_off_or_not_there_is_refused_and_gives_nothing()
    {
        var fixture = Charging(allowed: [Transfer.DCBPT]);
        fixture.Set(Setpoint(-5_000));
        Assert.Equal("Accepted", SetVariable(fixture, "V2XChargingCtrlr", "Enabled", "false", evseId: 1));
        Assert.Equal(0, fixture[1].Transaction!.PowerW);
        Assert.Equal("UnsupportedParam", Reason(fixture.Set(Setpoint(-5_000))));
        Assert.Equal("UnsupportedParam", Reason(Charging(ChargerFixture.Dc).Set(Setpoint(5_000))));
    }

    [Fact]
    public void The_device_model_tells_what_a_bidirectional_charger_can_do()
    {
        var fixture = Charging(allowed: [Transfer.DCBPT]);
        Assert.Equal("true", Value(fixture, "V2XChargingCtrlr", "Available"));
        Assert.Equal("true", Value(fixture, "V2XChargingCtrlr", "Enabled"));
        Assert.Equal("DC,DC_BPT", Value(fixture, "V2XChargingCtrlr", "SupportedEnergyTransferModes"));
        Assert.Equal("AC_single_phase,AC_three_phase,AC_BPT", Value(Charging(Ac), "V2XChargingCtrlr", "SupportedEnergyTransferModes"));
        Assert.Equal("ChargingOnly,CentralSetpoint,Idle", Value(fixture, "V2XChargingCtrlr", "SupportedOperationModes"));
        Assert.Equal("0", Value(fixture, "FiscalMetering", "EnergyExportRegister"));
        Assert.Equal("true", fixture.GetVariable("ISO15118Ctrlr", "ServiceRenegotiationSupport").GetProperty("attributeValue").GetString());
        foreach (var other in new[] { Charging(ChargerFixture.Dc), Charging(version: OcppVersion.V201) })
        {
            Assert.Null(Value(other, "V2XChargingCtrlr", "Enabled"));
            Assert.Null(Value(other, "FiscalMetering", "EnergyExportRegister"));
        }
    }

    [Fact]
    public void Export_and_setpoint_are_measured_where_the_CSMS_asks_for_them()
    {
        const string Measurands = "Energy.Active.Import.Register,Energy.Active.Export.Register,Energy.Active.Export.Interval,Power.Active.Import,Power.Active.Export,Power.Active.Setpoint";
        var fixture = Charging(allowed: [Transfer.DCBPT]);
        Assert.Equal("Accepted", SetVariable(fixture, "SampledDataCtrlr", "TxUpdatedMeasurands", Measurands));
        Assert.Equal("Accepted", SetVariable(fixture, "SampledDataCtrlr", "TxUpdatedInterval", "900"));
        fixture.Set(Setpoint(-8_000));
        fixture.Take("TransactionEvent");
        fixture.Wait(900);
        var told = Assert.Single(fixture.Take("TransactionEvent"));
        Assert.Equal("CentralSetpoint", told.GetProperty("transactionInfo").GetProperty("operationMode").GetString());
        Assert.Equal(
            [("Energy.Active.Import.Register", 0), ("Power.Active.Import", 0), ("Energy.Active.Export.Register", 2_000), ("Energy.Active.Export.Interval", 2_000),
                ("Power.Active.Export", 8_000), ("Power.Active.Setpoint", -8_000)],
            told.GetProperty("meterValue")[0].GetProperty("sampledValue").EnumerateArray().Select(
                value => (value.GetProperty("measurand").GetString(), value.GetProperty("value").GetDouble())));
        Assert.Equal("Rejected", SetVariable(Charging(version: OcppVersion.V201), "SampledDataCtrlr", "TxUpdatedMeasurands", Measurands));
        Assert.NotNull(ChargerFixture.Booted().Do(new SetConfiguration("MeterValuesSampledData", "Energy.Active.Export.Register")).Refusal);
    }

    [Fact]
    public void A_charger_that_has_fallen_back_gives_nothing_and_says_nothing_of_it()
    {
        var fixture = new ChargerFixture(OcppVersion.V21, Dc, options: new() { FallbackVersion = OcppVersion.V201, Vehicle = Giver })
        {
            Csms = message => message.ActionName == "Authorize" ? Authorization([Transfer.DCBPT]) : ChargerFixture.Reply(message),
        };
        fixture.Connect();
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromDays(2), null));
        Assert.Null(Reason(fixture.Set(Setpoint(-5_000), "TxDefaultProfile")));
        Assert.Equal(-5_000, fixture[1].Transaction!.PowerW);
        fixture.Disconnect();
        fixture.Sent.Clear();
        fixture.Connect(OcppVersion.V201);
        Assert.Equal(10_000, fixture[1].Transaction!.PowerW);
        fixture.Do(new StopSession(1));
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromDays(2), null));
        Assert.Equal(10_000, fixture[1].Transaction!.PowerW);
        Assert.All(fixture.Sent, message => Assert.Null(Ocpp.Wire.Check(OcppVersion.V201, message.ActionName, Ocpp.Wire.Text(message))));
    }

    static JsonElement Needs(ChargerFixture fixture) => Assert.Single(fixture.Take("NotifyEVChargingNeeds")).GetProperty("chargingNeeds");

    static JsonElement[] Composite(ChargerFixture fixture, string unit) =>
    [
        .. fixture.Ask("GetCompositeSchedule", $$"""{"evseId":1,"duration":600,"chargingRateUnit":"{{unit}}"}""")
            .GetProperty("schedule").GetProperty("chargingSchedulePeriod").EnumerateArray(),
    ];

    static string? Value(ChargerFixture fixture, string component, string variable) =>
        fixture.Ask("GetVariables", $$$"""{"getVariableData":[{"component":{"name":"{{{component}}}","evse":{"id":1}},"variable":{"name":"{{{variable}}}"}}]}""")
            .GetProperty("getVariableResult")[0].TryGetProperty("attributeValue", out var value) ? value.GetString() : null;

    static string? SetVariable(ChargerFixture fixture, string component, string variable, string value, int? evseId = null) =>
        fixture.Ask("SetVariables", $$$"""
            {"setVariableData":[{"component":{"name":"{{{component}}}"{{{(evseId is null ? "" : $",\"evse\":{{\"id\":{evseId}}}")}}}},"variable":{"name":"{{{variable}}}"},"attributeValue":"{{{value}}}"}]}
            """).GetProperty("setVariableResult")[0].GetProperty("attributeStatus").GetString();
}
