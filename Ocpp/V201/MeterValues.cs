using System.Text.Json;
using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>MeterValuesRequest: meter values outside a transaction.</summary>
/// <param name="EvseId">The EVSE; 0 is the main meter.</param>
/// <param name="MeterValue">The meter values, at least one.</param>
public sealed record MeterValuesRequest(int EvseId, IReadOnlyList<MeterValueType> MeterValue)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<MeterValuesRequest> Message { get; } = new(
        OcppVersion.V201,
        Class(
            Required("evseId", Integer(minimum: 0)),
            Required("meterValue", Array(Classes.MeterValue, minItems: 1))),
        V201Json.Default.MeterValuesRequest);
}

/// <summary>MeterValuesResponse.</summary>
public sealed record MeterValuesResponse
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<MeterValuesResponse> Message { get; } = new(
        OcppVersion.V201, Class(), V201Json.Default.MeterValuesResponse);
}

static class MeterValues
{
    static readonly JsonEncodedText EvseId = JsonEncodedText.Encode("evseId");
    static readonly JsonEncodedText MeterValue = JsonEncodedText.Encode("meterValue");

    public static ChargerOperation Operation { get; } = new ChargerOperation<MeterValuesMessage>(
        "MeterValues", Write, MeterValuesResponse.Message.Schema, static _ => Acknowledged.Instance);

    static void Write(MeterValuesMessage message, Utf8JsonWriter payload)
    {
        payload.WriteStartObject();
        payload.WriteNumber(EvseId, message.ConnectorId);
        payload.WriteStartArray(MeterValue);
        MeterWriter.Write(payload, message.Sample, message.Measurands, OcppVersion.V201);
        payload.WriteEndArray();
        payload.WriteEndObject();
    }
}
