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
}
