using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>Certification cases of 1.6: reservations.</summary>
public sealed class ReservationCases
{
    [Fact]
    public void TC_046_Reservation_of_a_connector_and_its_transaction()
    {
        var fixture = Reserved();
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, PlugInAfter: TimeSpan.FromSeconds(10)));
        fixture.Says("Authorize TAG", "StatusNotification 1 Preparing");
        fixture.Wait(10);
        fixture.Says("StartTransaction 1 TAG 7", "StatusNotification 1 Charging");
    }

    [Fact]
    public void TC_047_Reservation_of_a_connector_expires()
    {
        var fixture = Reserved();
        fixture.Wait(59);
        fixture.Says();
        fixture.Wait(1);
        fixture.Says("StatusNotification 1 Available");
    }

    [Fact]
    public void TC_048_1_Reservation_of_a_connector_faulted()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new InjectFault(1, ChargePointErrorCode.OtherError));
        fixture.Says("StatusNotification 1 Faulted OtherError");
        Reserve(fixture, "Faulted", 1);
        fixture.Says();
    }

    [Fact]
    public void TC_048_2_Reservation_of_a_connector_occupied()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new PlugConnector(1));
        fixture.Says("StatusNotification 1 Preparing");
        Reserve(fixture, "Occupied", 1);
        fixture.Says();
    }

    [Fact]
    public void TC_048_3_Reservation_of_a_connector_unavailable()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal(Calls.Accepted, fixture.ChangeAvailability(1, operative: false));
        fixture.Says("StatusNotification 1 Unavailable");
        Reserve(fixture, "Unavailable", 1);
        fixture.Says();
    }

    [Fact]
    public void TC_048_4_Reservation_of_a_connector_rejected()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Choose("ReserveNow", "Rejected");
        Reserve(fixture, Calls.Rejected, 1);
        fixture.Says();
    }

    [Fact]
    public void TC_049_Reservation_of_the_charger_and_its_transaction()
    {
        var fixture = ChargerFixture.Booted(model: ChargerFixture.AcSinglePhase);
        Reserve(fixture, Calls.Accepted, 0);
        fixture.Says("StatusNotification 1 Reserved");
        Assert.NotNull(fixture.Do(new StartSession("OTHER", 1, null, null)).Refusal);
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Says("StatusNotification 1 Preparing", "Authorize TAG", "StartTransaction 1 TAG 7", "StatusNotification 1 Charging");
    }

    [Fact]
    public void TC_051_Cancel_reservation()
    {
        var fixture = Reserved();
        Cancel(fixture, Calls.Accepted);
        fixture.Says("StatusNotification 1 Available");
    }

    [Fact]
    public void TC_052_Cancel_reservation_rejected()
    {
        var fixture = Reserved();
        fixture.Choose("CancelReservation", "Rejected");
        Cancel(fixture, Calls.Rejected);
        fixture.Says();
    }

    static ChargerFixture Reserved()
    {
        var fixture = ChargerFixture.Booted();
        Reserve(fixture, Calls.Accepted, 1);
        fixture.Says("StatusNotification 1 Reserved");
        return fixture;
    }

    static void Reserve(ChargerFixture fixture, string status, int connectorId) => fixture.Answers(
        status,
        "ReserveNow",
        $$"""{"connectorId":{{connectorId}},"expiryDate":"{{fixture.Now.AddSeconds(60):O}}","idTag":"TAG","reservationId":7}""");

    static void Cancel(ChargerFixture fixture, string status) => fixture.Answers(status, "CancelReservation", """{"reservationId":7}""");
}
