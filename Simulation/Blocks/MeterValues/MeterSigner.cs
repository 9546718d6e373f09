using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>Signs the energy register of meter values as OCMF (Open Charge Metering Format), with a key that follows from the charger's seed: the
/// same reading always has the same signature.</summary>
/// <param name="Key">The meter's key.</param>
/// <param name="MeterSerialNumber">The meter's serial number.</param>
/// <param name="IdToken">Who charges; null for nobody known.</param>
/// <param name="TellsKey">Whether the public key goes with it.</param>
sealed record MeterSigner(ChargerKey Key, string MeterSerialNumber, string? IdToken, bool TellsKey)
{
    const string Method = "ECDSA-secp256r1-SHA256";

    static readonly JsonEncodedText SignedMeterValue = JsonEncodedText.Encode("signedMeterValue");
    static readonly JsonEncodedText SignedMeterData = JsonEncodedText.Encode("signedMeterData");
    static readonly JsonEncodedText SigningMethod = JsonEncodedText.Encode("signingMethod");
    static readonly JsonEncodedText EncodingMethod = JsonEncodedText.Encode("encodingMethod");
    static readonly JsonEncodedText PublicKey = JsonEncodedText.Encode("publicKey");

    /// <summary>The key of a charger's meter, another than that of its certificates.</summary>
    public static ChargerKey KeyOf(ulong seed) => new(Mixer.Mix(seed, 0x4D65746572), 0);

    /// <summary>Writes SignedMeterValueType as a member of the sampled value.</summary>
    public void Write(Utf8JsonWriter writer, in MeterSample sample)
    {
        writer.WriteStartObject(SignedMeterValue);
        writer.WriteBase64String(SignedMeterData, Encoding.UTF8.GetBytes(Sign(sample)));
        writer.WriteString(SigningMethod, Method);
        writer.WriteString(EncodingMethod, "OCMF");
        writer.WriteString(PublicKey, TellsKey ? Convert.ToBase64String(Key.PublicKey()) : "");
        writer.WriteEndObject();
    }

    // The reading in kilowatt-hours, its time and context, and whose it is.
    string Sign(in MeterSample sample)
    {
        var reading = new StringBuilder();
        reading.Append(CultureInfo.InvariantCulture, $"{{\"FV\":\"1.0\",\"GI\":\"OcppLab\",\"GS\":\"{MeterSerialNumber}\",\"PG\":\"{Page(sample.Context)}\",\"MS\":\"{MeterSerialNumber}\"");
        reading.Append(CultureInfo.InvariantCulture, $",\"IS\":{(IdToken is null ? "false" : "true")},\"IT\":\"{(IdToken is null ? "NONE" : "CENTRAL")}\",\"ID\":\"{JsonEncodedText.Encode(IdToken ?? "")}\"");
        reading.Append(CultureInfo.InvariantCulture, $",\"RD\":[{{\"TM\":\"{sample.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss,fff}+0000 S\",\"TX\":\"{Kind(sample.Context)}\"");
        reading.Append(CultureInfo.InvariantCulture, $",\"RV\":{sample.EnergyWh / 1000:F4},\"RI\":\"1-b:1.8.0\",\"RU\":\"kWh\",\"ST\":\"G\"}}]}}");
        var payload = reading.ToString();
        return $"OCMF|{payload}|{{\"SA\":\"{Method}\",\"SD\":\"{Convert.ToHexString(Key.Sign(Encoding.UTF8.GetBytes(payload)))}\"}}";
    }

    // OCMF counts the readings of transactions and those outside them apart.
    static string Page(ReadingContext context) => context == ReadingContext.Trigger ? "F1" : "T1";

    static string Kind(ReadingContext context) => context switch
    {
        ReadingContext.TransactionBegin => "B",
        ReadingContext.TransactionEnd => "E",
        _ => "C",
    };
}
