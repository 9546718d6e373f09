namespace OcppLab.Simulation;

// Heartbeat (1.6 section 4.6, 2.0.1 use case G02).
public sealed partial class Charger
{
    OcppRequest Heartbeat => Version == OcppVersion.V16 ? V16.HeartbeatRequest.Instance : V2.HeartbeatRequest.Instance;

    static bool IsHeartbeat(OcppRequest request) => request is V16.HeartbeatRequest or V2.HeartbeatRequest;
}
