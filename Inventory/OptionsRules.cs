using System.Globalization;
using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>What the options of a charger have to satisfy.</summary>
public static class OptionsRules
{
    /// <summary>The longest boot in seconds.</summary>
    public const int MaxBootTimeSeconds = 3600;

    /// <summary>The longest time after which a driver plugs in, in seconds.</summary>
    public const int MaxPlugInAfterSeconds = 86_400;

    /// <summary>The longest serial number, of the charger and of its meter, and the longest type of a meter (OCPP 1.6 section 6.3).</summary>
    public const int MaxSerialNumber = 25;

    /// <summary>The longest user name of basic authentication (2.0.1 part 4, section 3.1: as an identity).</summary>
    public const int MaxBasicAuthUsername = 48;

    /// <summary>The longest version of a firmware.</summary>
    public const int MaxFirmwareVersion = 50;

    /// <summary>The longest number of a SIM card.</summary>
    public const int MaxSimNumber = 20;

    /// <summary>The most that a new register reads, in watt-hours.</summary>
    public const double MaxInitialMeterWh = 1e9;

    /// <summary>The largest battery in kilowatt-hours.</summary>
    public const double MaxBatteryKwh = 10_000;

    /// <summary>The greatest current of an on-board charger in amperes.</summary>
    public const double MaxAcCurrentA = 1000;

    /// <summary>The greatest power that a battery takes, in watts.</summary>
    public const double MaxAcceptanceW = 10_000_000;

    /// <summary>The most points of a curve.</summary>
    public const int MaxAcceptancePoints = 100;

    /// <summary>The most characters of a contract certificate with those of its issuers (2.0.1 AuthorizeRequest, certificate).</summary>
    public const int MaxContractCertificate = 5500;

    /// <summary>Checks a charger's options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="version">The OCPP version that the charger speaks.</param>
    /// <param name="current">What it delivers.</param>
    /// <exception cref="FleetException">Invalid: a value does not fit; the sentence names the field.</exception>
    public static void Check(ChargerOptions options, OcppVersion version, CurrentType current)
    {
        const string path = "options";
        CheckNumber($"{path}.boot_time_seconds", options.BootTimeSeconds, 0, MaxBootTimeSeconds);
        CheckNumber($"{path}.plug_in_after_seconds", options.PlugInAfterSeconds, 0, MaxPlugInAfterSeconds);
        CheckNumber($"{path}.initial_meter_wh", options.InitialMeterWh, 0, MaxInitialMeterWh);
        CheckText($"{path}.serial_number", options.SerialNumber, MaxSerialNumber);
        CheckText($"{path}.firmware_version", options.FirmwareVersion, MaxFirmwareVersion);
        CheckText($"{path}.basic_auth_username", options.BasicAuthUsername, MaxBasicAuthUsername);
        if (options.BasicAuthUsername?.Contains(':') == true)
        {
            throw new FleetException(FleetError.Invalid, $"{path}.basic_auth_username is '{options.BasicAuthUsername}'; it can't have a colon (RFC 7617).");
        }

        CheckText($"{path}.iccid", options.Iccid, MaxSimNumber);
        CheckText($"{path}.imsi", options.Imsi, MaxSimNumber);
        CheckText($"{path}.meter_type", options.MeterType, MaxSerialNumber);
        CheckText($"{path}.meter_serial_number", options.MeterSerialNumber, MaxSerialNumber);
        if (version != OcppVersion.V16 && (options.MeterType ?? options.MeterSerialNumber) is not null)
        {
            throw Invalid(
                $"{path}.{(options.MeterType is null ? "meter_serial_number" : "meter_type")} is of OCPP 1.6 only: the BootNotification of later versions tells nothing of the meter.");
        }

        if (options.FallbackVersion is { } fallback && (version, fallback) != (OcppVersion.V21, OcppVersion.V201))
        {
            throw Invalid(
                $"{path}.fallback_ocpp_version is {fallback.Name()}: only a charger of ocpp2.1 has one, which is ocpp2.0.1, and this one speaks {version.Name()}.");
        }

        if (options.Vehicle is { } vehicle)
        {
            CheckVehicle(vehicle, $"{path}.vehicle");
            if (current == CurrentType.Dc && vehicle.Name is { } name && !Vehicles.TakesDc(name))
            {
                throw Invalid($"{path}.vehicle.name is {name}, which can't charge with direct current.");
            }
        }
    }

    /// <summary>Checks a vehicle.</summary>
    /// <param name="vehicle">The vehicle.</param>
    /// <param name="path">Where it is, for the sentence.</param>
    /// <exception cref="FleetException">Invalid: a value does not fit; the sentence names the field.</exception>
    public static void CheckVehicle(VehicleOptions vehicle, string path)
    {
        if (vehicle.Name is { } name && !Vehicles.Names.Contains(name))
        {
            throw Invalid($"{path}.name must be one of {string.Join(", ", Vehicles.Names)}, not \"{name}\".");
        }

        CheckNumber($"{path}.battery_kwh", vehicle.BatteryKwh, 0, MaxBatteryKwh, above: true);
        CheckNumber($"{path}.soc_percent", vehicle.SocPercent, 0, 100);
        CheckNumber($"{path}.ac_current_a", vehicle.AcCurrentA, 0, MaxAcCurrentA, above: true);
        if (vehicle.AcPhases is not (null or 1 or 3))
        {
            throw Invalid($"{path}.ac_phases must be 1 or 3, not {vehicle.AcPhases}.");
        }

        CheckNumber($"{path}.max_discharge_power_w", vehicle.MaxDischargePowerW, 0, MaxAcceptanceW);
        if (vehicle is { Iso15118: false, MaxDischargePowerW: > 0 })
        {
            throw Invalid($"{path}.max_discharge_power_w needs iso15118 to be true.");
        }

        if (vehicle is { Iso15118: false, PlugAndCharge: not null })
        {
            throw Invalid($"{path}.plug_and_charge needs iso15118 to be true.");
        }

        if (vehicle.ContractCertificate is { } pem && (pem.Length > MaxContractCertificate || !ContractCertificate.IsReadable(pem)))
        {
            throw Invalid($"{path}.contract_certificate must be certificates in PEM, of at most {MaxContractCertificate} characters.");
        }

        if (vehicle.Acceptance is { } curve)
        {
            CheckCurve(curve, $"{path}.acceptance");
        }
    }

    static void CheckCurve(IReadOnlyList<AcceptancePoint> curve, string path)
    {
        if (curve.Count is < 2 or > MaxAcceptancePoints)
        {
            throw Invalid($"{path} must have 2 to {MaxAcceptancePoints} items, not {curve.Count}.");
        }

        for (var i = 0; i < curve.Count; i++)
        {
            CheckNumber($"{path}[{i}].power_w", curve[i].PowerW, 0, MaxAcceptanceW, above: true);
            var expected = i == 0 ? curve[i].SocPercent == 0 ? null : "0, where the curve begins"
                : !(curve[i].SocPercent > curve[i - 1].SocPercent) ? $"above {Text(curve[i - 1].SocPercent)}, the one before"
                : i == curve.Count - 1 && curve[i].SocPercent != 100 ? "100, where the curve ends"
                : null;
            if (expected is not null)
            {
                throw Invalid($"{path}[{i}].soc_percent must be {expected}, not {Text(curve[i].SocPercent)}.");
            }
        }
    }

    static void CheckNumber(string field, double? value, double min, double max, bool above = false)
    {
        if (value is { } number && !(number <= max && (above ? number > min : number >= min)))
        {
            throw Invalid($"{field} must be {(above ? "above" : "from")} {Text(min)} {(above ? "and at most" : "to")} {Text(max)}, not {Text(number)}.");
        }
    }

    static void CheckText(string field, string? text, int max)
    {
        if (text is not null && (text.Length == 0 || text.Length > max || text.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            throw Invalid($"{field} must have 1 to {max} printable ASCII characters.");
        }
    }

    static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    static FleetException Invalid(string detail) => new(FleetError.Invalid, detail);
}
