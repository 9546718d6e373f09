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
}
