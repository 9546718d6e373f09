using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block G: what is in service.</summary>
public abstract class AvailabilityCases(OcppVersion version) : VersionedCases(version)
{
    const string Evse = ""","evse":{"id":1}""";
    const string Connector = ""","evse":{"id":1,"connectorId":1}""";

    // A charger with two EVSEs, of which the first has two connectors.
    static readonly ChargerModel TwoConnectors = ChargerFixture.Ac with { ConnectorCount = 4, ConnectorsPerEvse = 2 };

    [Fact]
    public void TC_G_03_EVSE_operative_to_inoperative() => Change(Evse, "Inoperative", "StatusNotification 1 Unavailable", "StatusNotification 1 Unavailable");

    [Fact]
    public void TC_G_04_EVSE_inoperative_to_operative() => ChangeBack(Evse, "StatusNotification 1 Available", "StatusNotification 1 Available");

    [Fact]
    public void TC_G_05_Charging_station_operative_to_inoperative() => Change(
        "", "Inoperative", "StatusNotification 1 Unavailable", "StatusNotification 1 Unavailable", "StatusNotification 2 Unavailable", "StatusNotification 2 Unavailable");

    [Fact]
    public void TC_G_06_Charging_station_inoperative_to_operative() => ChangeBack(
        "", "StatusNotification 1 Available", "StatusNotification 1 Available", "StatusNotification 2 Available", "StatusNotification 2 Available");

    [Fact]
    public void TC_G_07_Connector_operative_to_inoperative() => Change(Connector, "Inoperative", "StatusNotification 1 Unavailable");

    [Fact]
    public void TC_G_08_Connector_inoperative_to_operative() => ChangeBack(Connector, "StatusNotification 1 Available");

    [Fact]
    public void TC_G_11_EVSE_with_ongoing_transaction() => ChangeWhileCharging(Evse);

    [Fact]
    public void TC_G_14_Charging_station_with_ongoing_transaction() => ChangeWhileCharging("", "StatusNotification 2 Unavailable");

    [Fact]
    public void TC_G_17_Connector_with_ongoing_transaction() => ChangeWhileCharging(Connector);

    [Fact]
    public void TC_G_20_Lock_failure()
    {
        var fixture = Flow.Booted();
        fixture.Do(new InjectFault(1, ChargePointErrorCode.ConnectorLockFailure));
        var told = fixture.Sole("NotifyEvent").GetProperty("eventData")[0];
        Assert.Equal(
            ("ConnectorPlugRetentionLock", "Problem", "true", "Delta"),
            (told.GetProperty("component").GetProperty("name").GetString(), told.GetProperty("variable").GetProperty("name").GetString(),
                told.GetProperty("actualValue").GetString(), told.GetProperty("trigger").GetString()));
        fixture.Says("StatusNotification 1 Faulted", "NotifyEvent");
    }

    static ChargerFixture Change(string what, string to, params string[] told)
    {
        var fixture = Flow.Booted(TwoConnectors);
        fixture.Answers(Calls.Accepted, "ChangeAvailability", $$"""{"operationalStatus":"{{to}}"{{what}}}""");
        fixture.Says(told);
        return fixture;
    }

    static void ChangeBack(string what, params string[] told)
    {
        var fixture = Flow.Booted(TwoConnectors);
        fixture.Answers(Calls.Accepted, "ChangeAvailability", $$"""{"operationalStatus":"Inoperative"{{what}}}""");
        fixture.Sent.Clear();
        fixture.Answers(Calls.Accepted, "ChangeAvailability", $$"""{"operationalStatus":"Operative"{{what}}}""");
        fixture.Says(told);
    }

    static void ChangeWhileCharging(string what, params string[] others)
    {
        var fixture = Flow.Charging();
        fixture.Answers(Calls.Scheduled, "ChangeAvailability", $$"""{"operationalStatus":"Inoperative"{{what}}}""");
        fixture.Says(others);
        fixture.Do(new StopTransaction(1));
        fixture.Do(new UnplugConnector(1));
        fixture.Says("TransactionEvent Ended StopAuthorized EVConnected Local TAG", "StatusNotification 1 Unavailable");
        Assert.NotNull(fixture.Do(new StartSession(Flow.Tag, 1, null, null)).Refusal);
    }
}
