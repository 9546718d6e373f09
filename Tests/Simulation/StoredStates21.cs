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

    // Profiles that are updated, count for a while without the CSMS and have another limit beyond a state of charge; one transaction charges with priority,
    // one has reached the limit that the CSMS has set, which it has yet to be told of.
    static ChargerFixture ScheduledDynamically()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V21, ChargerFixture.Dc);
        fixture.Ask(
            "SetChargingProfile",
            """
            {"evseId":1,"chargingProfile":{"id":5,"stackLevel":0,"chargingProfilePurpose":"PriorityCharging","chargingProfileKind":"Dynamic","dynUpdateInterval":600,
             "maxOfflineDuration":900,"invalidAfterOfflineDuration":true,"chargingSchedule":[{"id":1,"chargingRateUnit":"W","limitAtSoC":{"soc":95,"limit":5000},
             "chargingSchedulePeriod":[{"startPeriod":0,"limit":20000}]}]}}
            """);
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: new() { Name = "FamilySuv", SocPercent = 20 }));
        fixture.Do(new UsePriorityCharging(1, true));
        fixture.Csms = message => message is TransactionMessage { Trigger: TriggerReason.LimitSet } ? new NotAnswered(ConnectionLost: true)
            : ChargerFixture.Reply(message) is V2.TransactionEventResponse answer ? answer with { TransactionLimit = new() { MaxEnergy = 100, MaxTime = 3600, MaxSoC = 80, MaxCost = 12.5 } }
            : ChargerFixture.Reply(message);
        fixture.Do(new StartSession("TAG2", 2, null, null, Vehicle: new() { Name = "FamilySuv", SocPercent = 20 }));
        fixture.Wait(60);
        return fixture;
    }
}
