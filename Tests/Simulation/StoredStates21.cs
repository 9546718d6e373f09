using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

// Those of chargers of 2.1.
static partial class StoredStates
{
    // Its CSMS speaks 2.0.1 only.
    static ChargerFixture FallenBack()
    {
        var fixture = new ChargerFixture(OcppVersion.V21, options: new() { FallbackVersion = OcppVersion.V201 });
        fixture.Connect(OcppVersion.V201);
        return fixture;
    }

    // The power of an EVSE goes to the CSMS in a stream; it has given the charger another name at another address.
    static ChargerFixture Streaming()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V21);
        fixture.Csms = message => message is V2.OpenPeriodicEventStreamRequest
            ? new V2.OpenPeriodicEventStreamResponse { Status = V2.GenericStatusEnumType.Accepted }
            : ChargerFixture.Reply(message);
        fixture.Ask("SetVariableMonitoring", """
            {"setMonitoringData":[{"value":2,"type":"Periodic","severity":8,"component":{"name":"EVSE","evse":{"id":1}},"variable":{"name":"Power"},
             "periodicEventStream":{"interval":10,"values":4}}]}
            """);
        fixture.Ask("SetNetworkProfile", """
            {"configurationSlot":2,"connectionData":{"ocppTransport":"JSON","ocppCsmsUrl":"ws://127.0.0.1/other","messageTimeout":30,
             "securityProfile":0,"ocppInterface":"Wired0","identity":"CP-2","basicAuthPassword":"0123456789abcdef"}}
            """);
        return fixture;
    }
}
