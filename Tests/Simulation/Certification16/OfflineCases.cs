using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>Certification cases of 1.6: what happens without power, or without the CSMS, is told afterwards.</summary>
public sealed class OfflineCases
{
    [Fact]
    public void TC_032_1_Power_failure_stops_the_transaction()
    {
        var fixture = Flow.Charging();
        fixture.Do(new InjectNetworkFault(new(NetworkFaultKind.Offline, null, null, 1, TimeSpan.Zero, 0)));
        fixture.Do(new RestartCharger());
        fixture.Do(new ClearFault(1));
        fixture.Connect();
        fixture.Says(
            "BootNotification", "StatusNotification 0 Available", "StatusNotification 1 Finishing", "StatusNotification 2 Available",
            "StopTransaction 1 PowerLoss");
    }

    [Fact]
    public void TC_037_1_Offline_start_with_a_valid_id()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Says("Authorize TAG");
        fixture.Disconnect();
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        var began = fixture.Now;
        fixture.Wait(9);
        fixture.Connect();
        Assert.Equal(began, fixture.Sole("StartTransaction").GetProperty("timestamp").GetDateTimeOffset());
        fixture.Says("StartTransaction 1 TAG", "StatusNotification 1 Charging");
    }

    [Fact]
    public void TC_037_3_Offline_start_with_an_invalid_id_that_stops_the_transaction()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Csms = message => ChargerFixture.Reply(message, AuthorizationStatus.Invalid);
        fixture.Do(new SetConfiguration("AllowOfflineTxForUnknownId", "true"));
        fixture.Do(new SetConfiguration("StopTransactionOnInvalidId", "true"));
        fixture.Disconnect();
        fixture.Do(new StartTransaction(Flow.Tag, 1));
        fixture.Wait(9);
        fixture.Connect();
        fixture.Says("StartTransaction 1 TAG", "StopTransaction 1 DeAuthorized", "StatusNotification 1 Finishing");
    }

    [Fact]
    public void TC_039_Offline_transaction()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("AllowOfflineTxForUnknownId", "true"));
        fixture.Disconnect();
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Wait(9);
        fixture.Do(new StopSession(1));
        fixture.Connect();
        fixture.Says("StartTransaction 1 TAG", "StopTransaction 1 Local");
    }
}
