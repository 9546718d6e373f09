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

    // A vehicle has given energy and another gives it, both to their floors; somebody may do so who has not plugged in yet.
    static ChargerFixture Discharging()
    {
        var vehicle = V21.V2XFlow.Giver with { SocPercent = 21 };
        var fixture = V21.V2XFlow.Charging(vehicle: vehicle, allowed: [V2.EnergyTransferModeEnumType.DCBPT]);
        fixture.Do(new SetConfiguration("TxCtrlr.EVConnectionTimeOut", "0"));
        V21.V2XFlow.Set(fixture, V21.V2XFlow.Setpoint(-8_000), "TxDefaultProfile");
        fixture.Do(new StartSession("TAG2", 2, null, null, PlugInAfter: TimeSpan.FromHours(1), Vehicle: vehicle));
        fixture.Disconnect();
        fixture.Wait(300);
        fixture.Do(new StopSession(1));
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: vehicle));
        fixture.Wait(300);
        return fixture;
    }
}
