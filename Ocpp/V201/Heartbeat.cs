using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;
using static OcppLab.Ocpp.V201.Classes;

namespace OcppLab.Ocpp.V201;

/// <summary>HeartbeatRequest.</summary>
public sealed record HeartbeatRequest
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<HeartbeatRequest> Message { get; } = new(OcppVersion.V201, Class(), V201Json.Default.HeartbeatRequest);
}

/// <summary>HeartbeatResponse.</summary>
/// <param name="CurrentTime">The CSMS's clock.</param>
public sealed record HeartbeatResponse(DateTimeOffset CurrentTime)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<HeartbeatResponse> Message { get; } = new(
        OcppVersion.V201, Class(Required("currentTime", Schema.DateTime)), V201Json.Default.HeartbeatResponse);
}

static class Heartbeat
{
    public static ChargerOperation Operation { get; } = new ChargerOperation<HeartbeatMessage>(
        "Heartbeat",
        static (_, payload) =>
        {
            payload.WriteStartObject();
            payload.WriteEndObject();
        },
        HeartbeatResponse.Message.Schema,
        static _ => Acknowledged.Instance);
}
