using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, in 2.1 too: reservations.</summary>
public abstract class ReservationCases(OcppVersion version) : VersionedCases(version)
{
    [Fact]
    public void TC_H_01_Reserve_an_EVSE_accepted()
    {
        var fixture = Reserved();
        Assert.Contains("reserved for another", fixture.Do(new StartSession("OTHER", 1, null, null)).Refusal);
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, StayPlugged: true));
        fixture.Says(
            "StatusNotification 1 Occupied", "Authorize TAG", "TransactionEvent Started Authorized Charging TAG");
        fixture.Do(new StopSession(1));
        fixture.Says("TransactionEvent Ended StopAuthorized EVConnected Local TAG");
    }

    [Fact]
    public void TC_H_07_Reservation_ended_not_used()
    {
        var fixture = Reserved();
        fixture.Wait(59);
        fixture.Says();
        fixture.Wait(1);
        fixture.Says("StatusNotification 1 Available", "ReservationStatusUpdate 7 Expired");
    }

    [Fact]
    public void TC_H_08_Reserve_an_unspecified_EVSE()
    {
        var fixture = Flow.Booted(ChargerFixture.AcSinglePhase);
        Reserve(fixture, "Accepted", 7);
        fixture.Says("StatusNotification 1 Reserved");
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, StayPlugged: true));
        Assert.Equal(7, Flow.Payload(fixture.Transactions.First()).GetProperty("reservationId").GetInt32());
    }

    [Fact]
    public void TC_H_14_Reserve_as_many_unspecified_EVSEs_as_there_are()
    {
        var fixture = Flow.Booted();
        Reserve(fixture, "Accepted", 7);
        fixture.Says();
        Reserve(fixture, "Accepted", 8);
        fixture.Says("StatusNotification 1 Reserved", "StatusNotification 2 Reserved");
        Reserve(fixture, "Occupied", 9);
    }

    [Fact]
    public void TC_H_15_Reserve_a_connector_of_a_type()
    {
        var fixture = Flow.Booted(ChargerFixture.AcSinglePhase);
        Reserve(fixture, "Accepted", 7, ",\"connectorType\":\"sType2\"");
        fixture.Says("StatusNotification 1 Reserved");
        Reserve(fixture, "Rejected", 7, ",\"connectorType\":\"cCCS2\"");
    }

    [Fact]
    public void TC_H_17_Cancel_reservation_of_an_EVSE()
    {
        var fixture = Reserved();
        fixture.Answers("Accepted", "CancelReservation", """{"reservationId":7}""");
        fixture.Says("StatusNotification 1 Available");
        fixture.Answers("Rejected", "CancelReservation", """{"reservationId":7}""");
    }

    [Fact]
    public void TC_H_19_Use_a_reserved_EVSE_with_a_group()
    {
        var fixture = Flow.Booted();
        fixture.Csms = message => message.ActionName == "Authorize"
            ? new V2.AuthorizeResponse
            {
                IdTokenInfo = new() { Status = V2.AuthorizationStatusEnumType.Accepted, GroupIdToken = new() { IdToken = "GROUP", Type = "Central" } },
            }
            : ChargerFixture.Reply(message);
        Reserve(fixture, "Accepted", 7, ",\"evseId\":1,\"groupIdToken\":{\"idToken\":\"GROUP\",\"type\":\"Central\"}");
        fixture.Says("StatusNotification 1 Reserved");
        fixture.Do(new StartSession("FRIEND", 1, null, null, StayPlugged: true));
        Assert.Equal(7, Flow.Payload(fixture.Transactions.First()).GetProperty("reservationId").GetInt32());
        fixture.Says(
            "StatusNotification 1 Occupied", "Authorize FRIEND", "TransactionEvent Started Authorized Charging FRIEND");
    }

    [Fact]
    public void TC_H_20_Reservation_is_cancelled_when_faulted()
    {
        var fixture = Reserved();
        fixture.Do(new InjectFault(1, ChargePointErrorCode.OtherError));
        fixture.Says("StatusNotification 1 Faulted", "NotifyEvent", "ReservationStatusUpdate 7 Removed");
        fixture.Do(new ClearFault(1));
        fixture.Says("StatusNotification 1 Available", "NotifyEvent");
    }

    [Fact]
    public void TC_H_22_Reserve_an_EVSE_configured_to_reject()
    {
        var fixture = Flow.Booted();
        Assert.Equal("Accepted", fixture.SetVariable("ReservationCtrlr", "Enabled", "false"));
        Reserve(fixture, "Rejected", 7, ",\"evseId\":1");
        fixture.Says();
    }

    static ChargerFixture Reserved()
    {
        var fixture = Flow.Booted();
        Reserve(fixture, "Accepted", 7, ",\"evseId\":1");
        fixture.Says("StatusNotification 1 Reserved");
        return fixture;
    }

    static void Reserve(ChargerFixture fixture, string status, int id, string more = "") => fixture.Answers(
        status, "ReserveNow",
        $$$"""{"id":{{{id}}},"expiryDateTime":"{{{fixture.Now.AddSeconds(60):O}}}","idToken":{"idToken":"{{{Flow.Tag}}}","type":"Central"}{{{more}}}}""");
}
