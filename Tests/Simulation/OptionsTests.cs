using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What is chosen for a charger, and what it is by itself where nothing is.</summary>
public sealed class OptionsTests
{
    static readonly ChargerModel Public = ChargerFixture.Ac with
    {
        FirmwareVersion = "7.1.6-4340",
        SerialNumberFormat = "ACE0#######",
        HasChargeBoxSerialNumber = true,
        MeterType = "Meter 3000",
        HasModem = true,
    };

    static readonly ChargerOptions All = new()
    {
        Timing = Timing.Realistic,
        BootTimeSeconds = 90,
        PlugInAfterSeconds = 12,
        SerialNumber = "SERIAL",
        FirmwareVersion = "9.9",
        Iccid = "89",
        Imsi = "90",
        MeterType = "My meter",
        MeterSerialNumber = "M-1",
        InitialMeterWh = 1234.5,
        Vehicle = new()
        {
            Name = "CityCar",
            BatteryKwh = 20.5,
            SocPercent = 0,
            AcPhases = 3,
            AcCurrentA = 6.5,
            Acceptance = [new(0, 5000), new(100, 50.5)],
            MaxDischargePowerW = 7_500,
            Iso15118 = true,
            PlugAndCharge = PlugAndCharge.Update,
            ContractCertificate = "PEM",
        },
        FirmwareFailure = FirmwareFailure.Installation,
    };

    [Fact]
    public void A_charger_introduces_itself_as_its_model_and_its_seed_have_it()
    {
        var boots = Enumerable.Range(1, 50).Select(seed => Booted16(Public, (ulong)seed)).ToList();

        Assert.All(boots, boot =>
        {
            Assert.Equal(("7.1.6-4340", "Meter 3000"), (boot.FirmwareVersion, boot.MeterType));
            Assert.Matches("^ACE0[0-9]{7}$", boot.ChargePointSerialNumber);
            Assert.Equal(boot.ChargePointSerialNumber, boot.ChargeBoxSerialNumber);
            Assert.Matches("^89[0-9]{17}$", boot.Iccid);
            Assert.Equal(0, boot.Iccid!.Reverse().Select((digit, i) => i % 2 == 0 ? digit - '0' : (digit - '0') * 2).Sum(number => (number / 10) + (number % 10)) % 10);
            Assert.Matches("^901[0-9]{12}$", boot.Imsi);
            Assert.Matches("^[0-9]{10}$", boot.MeterSerialNumber);
        });
        Assert.Distinct(boots.Select(boot => boot.ChargePointSerialNumber));
        Assert.Distinct(boots.Select(boot => boot.Iccid));
        Assert.Distinct(boots.Select(boot => boot.Imsi));
        Assert.Distinct(boots.Select(boot => boot.MeterSerialNumber));
        Assert.Equal(boots[6].ChargePointSerialNumber, Booted16(Public, 7).ChargePointSerialNumber);

        var plain = Booted16(ChargerFixture.Ac, 7);
        Assert.Equal(
            (null, null, null, null, null), (plain.ChargeBoxSerialNumber, plain.Iccid, plain.Imsi, plain.MeterType, plain.MeterSerialNumber));
    }

    [Fact]
    public void A_2_0_1_charger_tells_its_modem_and_nothing_of_a_meter()
    {
        var told = Booted201(Public, null);
        var same = Booted16(Public, 7);
        Assert.Equal(
            (same.ChargePointSerialNumber, "7.1.6-4340", same.Iccid, same.Imsi),
            (told.SerialNumber, told.FirmwareVersion, told.Modem!.Iccid, told.Modem.Imsi));
        Assert.Null(Booted201(ChargerFixture.Ac, null).Modem);
        Assert.Equal("90", Booted201(ChargerFixture.Ac, new() { Imsi = "90" }).Modem!.Imsi);
    }

    [Fact]
    public void What_was_chosen_is_told_and_a_firmware_update_goes_before_it()
    {
        foreach (var model in new[] { ChargerFixture.Ac, Public })
        {
            var boot = Booted16(model, 7, All);
            Assert.Equal(("SERIAL", "9.9"), (boot.ChargePointSerialNumber, boot.FirmwareVersion));
            Assert.Equal(("89", "90", "My meter", "M-1"), (boot.Iccid, boot.Imsi, boot.MeterType, boot.MeterSerialNumber));
        }

        var fixture = new ChargerFixture(options: new() { FirmwareVersion = "9.9" });
        fixture.Connect();
        fixture.Ask("UpdateFirmware", """{"location":"http://127.0.0.1/fw-10.2.bin","retrieveDate":"2025-03-01T08:00:00Z"}""");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(60);
        Assert.Equal("10.2", fixture.Sent.OfType<V16.BootNotificationRequest>().Last().FirmwareVersion);
    }

    [Fact]
    public void What_was_chosen_goes_before_what_the_silo_sets()
    {
        var spec = new ChargerSpec("CP-1", OcppVersion.V16, ChargerFixture.Ac, 7, true) { Timing = Timing.Instant, InitialMeterWh = 5 };
        Assert.Equal((null, null, null), (spec.BootTime, spec.PlugInAfter, spec.Vehicle));

        spec = spec with { Options = All };

        Assert.Equal((Timing.Realistic, 1234.5), (spec.Timing, spec.InitialMeterWh));
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(12), All.Vehicle), (spec.BootTime, spec.PlugInAfter, spec.Vehicle));
    }

    [Fact]
    public void Options_are_stored_by_names_that_stay_and_equal_what_they_were()
    {
        const string stored = """
            {"timing":"realistic","boot_time_seconds":90,"plug_in_after_seconds":12,"serial_number":"SERIAL","firmware_version":"9.9","iccid":"89","imsi":"90","meter_type":"My meter","meter_serial_number":"M-1","initial_meter_wh":1234.5,"vehicle":{"name":"CityCar","battery_kwh":20.5,"soc_percent":0,"ac_phases":3,"ac_current_a":6.5,"acceptance":[{"soc_percent":0,"power_w":5000},{"soc_percent":100,"power_w":50.5}],"max_discharge_power_w":7500,"iso15118":true,"plug_and_charge":"update","contract_certificate":"PEM"},"firmware_failure":"installation"}
            """;
        Assert.Equal(stored, All.ToJson());
        Assert.Equal(All, ChargerOptions.Parse(stored));
        Assert.Equal(All.GetHashCode(), ChargerOptions.Parse(stored).GetHashCode());
        Assert.NotEqual(All, ChargerOptions.Parse(stored.Replace("50.5", "50.6")));
        Assert.Equal("{}", new ChargerOptions().ToJson());
        Assert.Equal(new ChargerOptions(), ChargerOptions.Parse("""{"of_a_later_version":1}"""));
        Assert.Throws<JsonException>(() => ChargerOptions.Parse("[]"));
    }

    [Fact]
    public void A_register_begins_where_it_was_chosen_to_and_goes_on_from_there()
    {
        var fixture = new ChargerFixture(initialMeterWh: 700, options: new() { InitialMeterWh = 50_000 });
        fixture.Connect();
        fixture.Do(new StartSession("TAG", 1, null, 2_000));
        fixture.Wait(7200);
        Assert.Equal((50_000, 52_000), (fixture.Transactions.First().MeterWh, fixture.Transactions.Last().MeterWh));

        // Another beginning is for the connector that has delivered nothing.
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { Options = new() { InitialMeterWh = 9_000 } }, fixture.Now));
        fixture.Restart();
        fixture.Connect();
        fixture.Sent.Clear();
        fixture.Do(new StartSession("TAG", 1, null, 2_000));
        fixture.Do(new StartSession("TAG", 2, null, 2_000));
        Assert.Equal(
            [(1, 52_000), (2, 9_000)],
            fixture.Transactions.Where(message => message.Kind == TransactionEventKind.Started).Select(message => (message.ConnectorId, message.MeterWh)));
    }

    [Fact]
    public void The_driver_plugs_in_as_late_as_was_chosen()
    {
        var fixture = new ChargerFixture(plugInAfter: TimeSpan.FromSeconds(3), options: new() { PlugInAfterSeconds = 12 });
        fixture.Connect();
        fixture.Ask("RemoteStartTransaction", """{"idTag":"TAG","connectorId":1}""");
        fixture.Wait(11.9);
        Assert.Null(fixture[1].Transaction);
        fixture.Wait(0.1);
        Assert.NotNull(fixture[1].Transaction);
    }

    [Fact]
    public void Options_of_a_charger_that_runs_are_changed_without_a_boot()
    {
        var fixture = ChargerFixture.Booted();
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { Options = new() { SerialNumber = "NEW", BootTimeSeconds = 30 } }, fixture.Now));
        Assert.Empty(fixture.Sent);

        fixture.Reset(hard: false);
        Assert.Equal(fixture.Now.AddSeconds(30), fixture.Charger.NextDue);
        fixture.Wait(30);
        fixture.Connect();
        Assert.Equal("NEW", fixture.Sent.OfType<V16.BootNotificationRequest>().Single().ChargePointSerialNumber);
    }

    static V16.BootNotificationRequest Booted16(ChargerModel model, ulong seed, ChargerOptions? options = null)
    {
        var fixture = new ChargerFixture(model: model, seed: seed, options: options);
        fixture.Connect();
        return fixture.Sent.OfType<V16.BootNotificationRequest>().Single();
    }

    static V2.ChargingStationType Booted201(ChargerModel model, ChargerOptions? options)
    {
        var fixture = new ChargerFixture(OcppVersion.V201, model, options: options);
        fixture.Connect();
        return fixture.Sent.OfType<V2.BootNotificationRequest>().Single().ChargingStation;
    }
}
