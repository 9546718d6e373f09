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

    // Each EVSE has a tariff, and so has the driver who has reserved and charges. Another is about to, a third has charged, the fourth EVSE is
    // being paid for, and a settlement waits for the CSMS.
    static ChargerFixture PricedByTariffs()
    {
        const string conditions = """
            "conditions":{"startTimeOfDay":"07:00","endTimeOfDay":"21:30","dayOfWeek":["Saturday"],"validFromDate":"2025-01-01","validToDate":"2026-01-01",
             "evseKind":"AC","minEnergy":0,"maxEnergy":90000,"minPower":100,"maxPower":20000,"minCurrent":1,"maxCurrent":60,"minTime":0,
             "maxTime":7000,"minChargingTime":0,"maxChargingTime":7000,"minIdleTime":0,"maxIdleTime":7000}
            """;
        const string taxRates = """ "taxRates":[{"type":"VAT","tax":19,"stack":1}]""";
        static string Tariff(string id, string more) => $$$$"""
            {"tariffId":"{{{{id}}}}","currency":"EUR","description":[{"format":"UTF8","content":"{{{{id}}}}"}],{{{{more}}}}
             "energy":{"prices":[{"priceKwh":0.4,{{{{conditions}}}}},{"priceKwh":0.5}],{{{{taxRates}}}}},
             "chargingTime":{"prices":[{"priceMinute":0.01}]},"idleTime":{"prices":[{"priceMinute":0.1}]},"fixedFee":{"prices":[{"priceFixed":1}]},
             "reservationTime":{"prices":[{"priceMinute":0.02}]},"reservationFixed":{"prices":[{"priceFixed":0.5}]},
             "minCost":{"exclTax":1,"inclTax":1.19,{{{{taxRates}}}}},"maxCost":{"inclTax":100}}
            """;

        var fixture = new ChargerFixture(OcppVersion.V21, FourConnectors);
        fixture.Connect();
        fixture.Ask("SetDefaultTariff", $$"""{"evseId":0,"tariff":{{Tariff("now", "")}}}""");
        fixture.Ask("SetDefaultTariff", $$"""{"evseId":0,"tariff":{{Tariff("later", "\"validFrom\":\"2025-04-01T00:00:00Z\",")}}}""");
        V21.Priced.GiveDriver(fixture, Tariff("driver", ""), "DRIVER");
        fixture.Ask("ReserveNow", """{"id":7,"expiryDateTime":"2025-03-01T10:00:00Z","idToken":{"idToken":"DRIVER","type":"Central"},"evseId":1}""");
        fixture.Ask("ReserveNow", """{"id":8,"expiryDateTime":"2025-03-01T10:00:00Z","idToken":{"idToken":"LATER","type":"Central"},"evseId":3}""");
        fixture.Ask("NotifyWebPaymentStarted", """{"evseId":4,"timeout":3600}""");
        fixture.Wait(60);
        fixture.Do(new StartSession("DRIVER", 1, null, null));
        fixture.Do(new StartSession("TAG", 2, null, null, StayPlugged: true));
        V21.Priced.GiveDriver(fixture, """{"tariffId":"none","currency":"EUR","maxCost":{}}""", "FAILING");
        fixture.Do(new AuthorizeIdTag("FAILING"));
        fixture.Wait(90);
        fixture.Do(new StopSession(2));
        fixture.Disconnect();
        fixture.Do(new SettlePayment(2, "psp-4711"));
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
