using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>Heartbeat.req (section 6.29).</summary>
public sealed record HeartbeatRequest
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<HeartbeatRequest> Message { get; } = new(OcppVersion.V16, Object(), V16Json.Default.HeartbeatRequest);
}

/// <summary>Heartbeat.conf (section 6.30).</summary>
/// <param name="CurrentTime">The CSMS's clock.</param>
public sealed record HeartbeatResponse(DateTimeOffset CurrentTime)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<HeartbeatResponse> Message { get; } = new(
        OcppVersion.V16, Object(Required("currentTime", Schema.DateTime)), V16Json.Default.HeartbeatResponse);
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
