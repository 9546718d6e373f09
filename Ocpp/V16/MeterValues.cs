using System.Text.Json;
using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>MeterValues.req (section 6.31).</summary>
/// <param name="ConnectorId">The connector; 0 is the main meter.</param>
/// <param name="MeterValue">The meter values, at least one.</param>
/// <param name="TransactionId">The transaction they belong to.</param>
public sealed record MeterValuesRequest(int ConnectorId, IReadOnlyList<MeterValue> MeterValue, int? TransactionId = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<MeterValuesRequest> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("connectorId", Integer(minimum: 0)),
            Optional("transactionId", Integer()),
            Required("meterValue", Array(V16.MeterValue.Schema, minItems: 1))),
        V16Json.Default.MeterValuesRequest);
}

/// <summary>MeterValues.conf (section 6.32).</summary>
public sealed record MeterValuesResponse
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<MeterValuesResponse> Message { get; } = new(
        OcppVersion.V16, Object(), V16Json.Default.MeterValuesResponse);
}

/// <summary>MeterValue (section 7.33).</summary>
/// <param name="Timestamp">When it was taken.</param>
/// <param name="SampledValue">The values, at least one.</param>
public sealed record MeterValue(DateTimeOffset Timestamp, IReadOnlyList<SampledValue> SampledValue)
{
    internal static Schema Schema { get; } = Object(
        Required("timestamp", Schema.DateTime),
        Required("sampledValue", Array(V16.SampledValue.Schema, minItems: 1)));
}

/// <summary>SampledValue (section 7.43).</summary>
/// <param name="Value">The value, a number in text form or signed data.</param>
/// <param name="Context">Why it was taken (ReadingContext); Sample.Periodic if left out.</param>
/// <param name="Format">Raw or SignedData; Raw if left out.</param>
/// <param name="Measurand">What was measured; Energy.Active.Import.Register if left out.</param>
/// <param name="Phase">On which phase.</param>
/// <param name="Location">Where; Outlet if left out.</param>
/// <param name="Unit">The unit; Wh if left out and the measurand is an energy.</param>
public sealed record SampledValue(
    string Value,
    string? Context = null,
    string? Format = null,
    string? Measurand = null,
    string? Phase = null,
    string? Location = null,
    string? Unit = null)
{
    internal static Schema Schema { get; } = Object(
        Required("value", Text()),
        Optional("context", OneOf(
            "Sample.Periodic", "Sample.Clock", "Transaction.Begin", "Transaction.End", "Trigger", "Interruption.Begin",
            "Interruption.End", "Other")),
        Optional("format", OneOf("Raw", "SignedData")),
        Optional("measurand", OneOf(
            "Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage", "SoC", "Power.Offered",
            "Current.Offered", "Energy.Active.Import.Interval", "Frequency", "Temperature", "Energy.Active.Export.Register",
            "Energy.Reactive.Export.Register", "Energy.Reactive.Import.Register", "Energy.Active.Export.Interval",
            "Energy.Reactive.Export.Interval", "Energy.Reactive.Import.Interval", "Power.Active.Export", "Power.Reactive.Export",
            "Power.Reactive.Import", "Power.Factor", "Current.Export", "RPM")),
        Optional("phase", OneOf("L1", "L2", "L3", "N", "L1-N", "L2-N", "L3-N", "L1-L2", "L2-L3", "L3-L1")),
        Optional("location", OneOf("Outlet", "EV", "Cable", "Inlet", "Body")),
        Optional("unit", OneOf(
            "Wh", "kWh", "varh", "kvarh", "W", "kW", "VA", "kVA", "var", "kvar", "A", "V", "K", "Celcius", "Celsius", "Fahrenheit",
            "Percent", "Hertz")));
}

static class MeterValues
{
    const string Action = "MeterValues";

    static readonly JsonEncodedText ConnectorId = JsonEncodedText.Encode("connectorId");
    static readonly JsonEncodedText TransactionId = JsonEncodedText.Encode("transactionId");
    static readonly JsonEncodedText MeterValue = JsonEncodedText.Encode("meterValue");

    /// <summary>Outside a transaction.</summary>
    public static ChargerOperation Operation { get; } = new ChargerOperation<MeterValuesMessage>(
        Action, Write, MeterValuesResponse.Message.Schema, static _ => Acknowledged.Instance);

    /// <summary>Of a transaction.</summary>
    public static ChargerOperation OfTransaction { get; } = new ChargerOperation<TransactionMessage>(
        Action, Write, MeterValuesResponse.Message.Schema, static _ => EmptyReplies.OfTransaction);

    static void Write(MeterValuesMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(ConnectorId, message.ConnectorId);
        payload.WriteStartArray(MeterValue);
        MeterWriter.Write(payload, message.Sample, message.Measurands, OcppVersion.V16);
        payload.WriteEndArray();
        payload.WriteEndObject();
    }

    static void Write(TransactionMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(ConnectorId, message.ConnectorId);
        if (TransactionNumbers.Id(message.TransactionId) is { } transactionId)
        {
            payload.WriteNumber(TransactionId, transactionId);
        }

        payload.WriteStartArray(MeterValue);
        for (var i = 0; i < message.Samples.Count; i++)
        {
            MeterWriter.Write(payload, message.Samples[i], message.Measurands, OcppVersion.V16);
        }

        if (message.Samples.Count == 0)
        {
            // The schema wants at least one, and the register is what every message of a transaction has.
            var register = new MeterSample(message.At, ReadingContext.SamplePeriodic, message.MeterWh, 0, 0, 0, 0, 0, null);
            MeterWriter.Write(payload, register, Measurands.EnergyActiveImportRegister, OcppVersion.V16);
        }

        payload.WriteEndArray();
        payload.WriteEndObject();
    }
}
