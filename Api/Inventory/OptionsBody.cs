using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>What can be chosen for a charger, in bodies and in answers, and a vehicle, in the event of a session too.</summary>
static class OptionsBody
{
    static readonly Field<string?> VehicleName = Field.Choice<string>(
        "name",
        "A vehicle by its name; null for the one that the charger's seed chooses for each session. The other fields go before what it has.",
        [.. Vehicles.Names.Select(name => (name, name))]).OrNull();

    static readonly Field<double?> BatteryKwh =
        Field.Number("battery_kwh", "The battery's usable capacity in kWh.", 0, OptionsRules.MaxBatteryKwh, above: true).OrNull();

    static readonly Field<double?> SocPercent = Field.Number(
        "soc_percent", "The state of charge on arrival in percent; null for 10 to 60, by the charger's seed.", 0, 100).OrNull();

    static readonly Field<int?> AcPhases = Field.Int("ac_phases", "The phases of its on-board charger: 1 or 3.", 1, 3).OrNull();

    static readonly Field<double?> AcCurrentA = Field.Number(
        "ac_current_a", "The on-board charger's current per phase in amperes.", 0, OptionsRules.MaxAcCurrentA, above: true).OrNull();

    static readonly Field<double> PointSocPercent = Field.Number("soc_percent", "The state of charge in percent.", 0, 100);

    static readonly Field<double> PointPowerW =
        Field.Number("power_w", "The power in watts that the battery takes at it.", 0, OptionsRules.MaxAcceptanceW, above: true);

    static readonly Field<IReadOnlyList<Body>?> Acceptance = Field.List(
        "acceptance",
        "The power that the battery takes over the state of charge, from 0 to 100 percent ascending; straight between the points.",
        Field.Object("", "", new("AcceptancePoint", "The power that a battery takes at a state of charge.", PointSocPercent, PointPowerW)),
        2, OptionsRules.MaxAcceptancePoints).OrNull();

    static readonly Field<double?> MaxDischargePowerW = Field.Number(
        "max_discharge_power_w",
        "The most power that it gives back to a bidirectional charger of OCPP 2.1 that asks for it, in watts (with `iso15118`); 0 for none. It gives none below 20 % of its battery.",
        0, OptionsRules.MaxAcceptanceW).OrNull();

    static readonly Field<bool?> Iso15118 = Field.Bool("iso15118", "Whether it talks to the charger by ISO 15118; null for no.").OrNull();

    static readonly Field<PlugAndCharge?> PlugAndCharge = Field.Choice(
        "plug_and_charge",
        "What it brings along for Plug & Charge (with `iso15118`, OCPP 2.0.1 only): a contract certificate, or one to be installed or updated first. The id tag of its sessions is then its eMAID. Null for nothing.",
        ("contract", Simulation.PlugAndCharge.Contract), ("install", Simulation.PlugAndCharge.Install), ("update", Simulation.PlugAndCharge.Update)).OrNull();

    static readonly Field<string?> ContractCertificate = Field.Text(
        "contract_certificate", "Its contract certificate in PEM, then those of its issuers; null for one that the charger's seed makes.",
        max: OptionsRules.MaxContractCertificate, lines: true).OrNull();

    /// <summary>A vehicle.</summary>
    public static readonly Shape VehicleShape = new(
        "Vehicle",
        "A vehicle by name, by values or by both; what is left out or null is as the named vehicle has it.",
        VehicleName, BatteryKwh, SocPercent, AcPhases, AcCurrentA, Acceptance, MaxDischargePowerW, Iso15118, PlugAndCharge, ContractCertificate);

    static readonly Field<Body?> Vehicle = Field.Object("vehicle", "The vehicle that comes to each of its sessions; null for one that its seed chooses for each.", VehicleShape).OrNull();

    static readonly Field<Timing?> Pace = Field.Choice(
        "timing", "At what pace charger, driver and vehicle act; null for as the setting `Chargers:Timing` has it.",
        ("realistic", Timing.Realistic), ("instant", Timing.Instant)).OrNull();

    static readonly Field<int?> BootTimeSeconds = Field.Int(
        "boot_time_seconds", "How long a boot takes, in seconds; null for as `timing` has it.", 0, OptionsRules.MaxBootTimeSeconds).OrNull();

    static readonly Field<int?> PlugInAfterSeconds = Field.Int(
        "plug_in_after_seconds",
        "How long after a remote start the driver plugs in, in seconds; later than ConnectionTimeOut (a setting, 60 s) is never. Null for as `timing` has it.",
        0, OptionsRules.MaxPlugInAfterSeconds).OrNull();

    static readonly Field<string?> SerialNumber = Field.Text(
        "serial_number", "The serial number that BootNotification tells; null for one as the model's are.", max: OptionsRules.MaxSerialNumber, ascii: true).OrNull();

    static readonly Field<string?> FirmwareVersion = Field.Text(
        "firmware_version", "The version of the firmware it comes with, told until an update; null for the model's.",
        max: OptionsRules.MaxFirmwareVersion, ascii: true).OrNull();

    static readonly Field<string?> Iccid = Field.Text(
        "iccid", "The number of the modem's SIM card; null for one as the model has it.", max: OptionsRules.MaxSimNumber, ascii: true).OrNull();

    static readonly Field<string?> Imsi = Field.Text(
        "imsi", "The subscriber's number on the modem's SIM card; null for one as the model has it.", max: OptionsRules.MaxSimNumber, ascii: true).OrNull();

    static readonly Field<string?> MeterType = Field.Text(
        "meter_type", "The type of the energy meter (OCPP 1.6 only); null for the model's.", max: OptionsRules.MaxSerialNumber, ascii: true).OrNull();

    static readonly Field<string?> MeterSerialNumber = Field.Text(
        "meter_serial_number", "The serial number of the energy meter (OCPP 1.6 only); null for one as the model has it.",
        max: OptionsRules.MaxSerialNumber, ascii: true).OrNull();

    static readonly Field<double?> InitialMeterWh = Field.Number(
        "initial_meter_wh", "What the energy registers of connectors that have delivered nothing yet read, in watt-hours.",
        0, OptionsRules.MaxInitialMeterWh).OrNull();

    static readonly Field<FirmwareFailure?> Failure = Field.Choice(
        "firmware_failure", "What fails of every firmware that it is to install or publish, from now on; null for nothing.",
        ("verification", FirmwareFailure.Verification), ("installation", FirmwareFailure.Installation), ("publication", FirmwareFailure.Publication)).OrNull();

    static readonly Field<string?> BasicAuthUsername = Field.Text(
        "basic_auth_username", "The user name of its basic authentication (security profiles 1 and 2), without a colon; null for its identity.",
        max: OptionsRules.MaxBasicAuthUsername, ascii: true).OrNull();

    static readonly Field<OcppVersion?> FallbackVersion = Field.Choice(
        "fallback_ocpp_version",
        "The version that a charger of OCPP 2.1 offers its CSMS beside that, for one that does not speak it: `OCPP2.0.1`; null for none.",
        ("OCPP2.0.1", OcppVersion.V201)).OrNull();

    static readonly Field<bool?> StartsOff = Field.Bool(
        "starts_off", "Whether it is switched off, and makes no connection, until `start-charger`; null for no.").OrNull();

    /// <summary>What can be chosen.</summary>
    public static readonly Shape Shape = new(
        "ChargerOptions",
        "What is particular about a charger; what is left out or null is as its model, its seed and the settings have it. What BootNotification tells is told at the next boot.",
        Pace, BootTimeSeconds, PlugInAfterSeconds, SerialNumber, FirmwareVersion, Iccid, Imsi, MeterType, MeterSerialNumber, InitialMeterWh, Vehicle, Failure,
        BasicAuthUsername, FallbackVersion, StartsOff);

    /// <summary>What is chosen for a charger.</summary>
    public static readonly Field<Body?> Options = Field.Object("options", "What is particular about it; null for nothing.", Shape).OrNull();

    /// <summary>Reads what is chosen for a charger; null for nothing.</summary>
    public static ChargerOptions? Read(Body body) => body.Get(Options) is not { } options ? null : new()
    {
        Timing = options.Get(Pace),
        BootTimeSeconds = options.Get(BootTimeSeconds),
        PlugInAfterSeconds = options.Get(PlugInAfterSeconds),
        SerialNumber = options.Get(SerialNumber),
        FirmwareVersion = options.Get(FirmwareVersion),
        Iccid = options.Get(Iccid),
        Imsi = options.Get(Imsi),
        MeterType = options.Get(MeterType),
        MeterSerialNumber = options.Get(MeterSerialNumber),
        InitialMeterWh = options.Get(InitialMeterWh),
        Vehicle = ReadVehicle(options, Vehicle),
        FirmwareFailure = options.Get(Failure),
        BasicAuthUsername = options.Get(BasicAuthUsername),
        FallbackVersion = options.Get(FallbackVersion),
        StartsOff = options.Get(StartsOff),
    };

    /// <summary>Reads a vehicle; null for none.</summary>
    public static VehicleOptions? ReadVehicle(Body body, Field<Body?> field)
    {
        return body.Get(field) is { } vehicle ? ReadVehicle(vehicle, body.PathOf(field)) : null;
    }

    /// <summary>Reads a vehicle.</summary>
    /// <param name="vehicle">An object that has its fields.</param>
    /// <param name="path">Where the object is, for messages.</param>
    public static VehicleOptions ReadVehicle(Body vehicle, string path)
    {
        var chosen = new VehicleOptions
        {
            Name = vehicle.Get(VehicleName),
            BatteryKwh = vehicle.Get(BatteryKwh),
            SocPercent = vehicle.Get(SocPercent),
            AcPhases = vehicle.Get(AcPhases),
            AcCurrentA = vehicle.Get(AcCurrentA),
            Acceptance = vehicle.Get(Acceptance) is { } curve
                ? [.. curve.Select(point => new AcceptancePoint(point.Get(PointSocPercent), point.Get(PointPowerW)))]
                : null,
            MaxDischargePowerW = vehicle.Get(MaxDischargePowerW),
            Iso15118 = vehicle.Get(Iso15118) == true,
            PlugAndCharge = vehicle.Get(PlugAndCharge),
            ContractCertificate = vehicle.Get(ContractCertificate),
        };
        OptionsRules.CheckVehicle(chosen, path);
        return chosen;
    }
}
