using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Reservations of EVSEs (2.0.1 block H).</summary>
public sealed class Reservation201Tests
{
    static readonly ChargerModel TwoOfTwo = new("ChargerFixture", "AC22x4", CurrentType.Ac, 3, 22_080, 4, "Type2") { ConnectorsPerEvse = 2 };

    [Fact]
    public void All_connectors_of_a_reserved_EVSE_are_held_and_one_of_them_uses_it_up()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, TwoOfTwo);
        Assert.Equal("Accepted", Reserve(fixture, 5, 1));
        AssertStatuses(fixture, ConnectorStatus.Reserved, ConnectorStatus.Reserved, ConnectorStatus.Available, ConnectorStatus.Available);
        fixture.Restart();
        fixture.Connect();
        Assert.NotNull(fixture.Do(new StartSession("OTHER", 1, null, null)).Refusal);
        Assert.NotNull(fixture.Do(new StartSession("OTHER", 2, null, null)).Refusal);
        Assert.Null(fixture.Do(new StartSession("TAG", 2, null, null)).Refusal);
        Assert.Equal(5, fixture.Transactions.First().ReservationId);
        AssertStatuses(fixture, ConnectorStatus.Unavailable, ConnectorStatus.Charging, ConnectorStatus.Available, ConnectorStatus.Available);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void The_other_connector_is_free_when_the_cable_of_one_that_nobody_can_use_is_out(bool faulted)
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, TwoOfTwo);
        fixture.Do(new PlugConnector(1));
        var unusable = faulted ? ConnectorStatus.Faulted : ConnectorStatus.Unavailable;
        if (faulted)
        {
            fixture.Do(new InjectFault(1, ChargePointErrorCode.GroundFailure));
        }
        else
        {
            fixture.Ask("ChangeAvailability", """{"operationalStatus":"Inoperative","evse":{"id":1,"connectorId":1}}""");
        }

        AssertStatuses(fixture, unusable, ConnectorStatus.Unavailable, ConnectorStatus.Available, ConnectorStatus.Available);
        fixture.Do(new UnplugConnector(1));
        AssertStatuses(fixture, unusable, ConnectorStatus.Available, ConnectorStatus.Available, ConnectorStatus.Available);
    }

    [Fact]
    public void An_EVSE_one_of_whose_connectors_is_in_use_is_occupied_for_all()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, TwoOfTwo);
        fixture.Do(new PlugConnector(2));
        Assert.Equal("Occupied", Reserve(fixture, 5, 1));
        Assert.Equal("Accepted", Reserve(fixture, 5, null));
        AssertStatuses(fixture, ConnectorStatus.Unavailable, ConnectorStatus.Preparing, ConnectorStatus.Reserved, ConnectorStatus.Reserved);
        Assert.Equal("Occupied", Reserve(fixture, 6, null));
        Assert.Equal("Occupied", Reserve(fixture, 6, 2));
        Assert.Equal("Accepted", Reserve(fixture, 5, 2));
    }

    [Fact]
    public void What_an_EVSE_is_tells_why_it_can_not_be_reserved()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, TwoOfTwo);
        Assert.Equal("Rejected", Reserve(fixture, 5, 3));
        Assert.Equal("Rejected", Reserve(fixture, 5, 1, seconds: 0));
        fixture.Do(new InjectFault(1, ChargePointErrorCode.OtherError));
        Assert.Equal("Accepted", Reserve(fixture, 5, 1));
        fixture.Ask("CancelReservation", """{"reservationId":5}""");
        fixture.Do(new InjectFault(2, ChargePointErrorCode.OtherError));
        Assert.Equal("Faulted", Reserve(fixture, 5, 1));
        fixture.ChangeAvailability(2, operative: false);
        Assert.Equal("Unavailable", Reserve(fixture, 5, 2));
        Assert.Equal("Unavailable", Reserve(fixture, 5, null));
    }

    [Fact]
    public void A_reservation_goes_with_the_last_place_it_could_be_used_at()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Reserve(fixture, 5, 1);
        Reserve(fixture, 6, null);
        fixture.Sent.Clear();
        fixture.ChangeAvailability(1, operative: false);
        Assert.Equal([(5, "Removed")], Told(fixture));
        fixture.Disconnect();
        fixture.Do(new InjectFault(2, ChargePointErrorCode.OtherError));
        fixture.Restart();
        fixture.Connect();
        Assert.Equal([(5, "Removed"), (6, "Removed")], Told(fixture));
        Assert.DoesNotContain("reservations", ChargerFixture.Save(fixture.Charger));
    }

    [Fact]
    public void One_that_is_cancelled_used_or_of_1_6_is_not_told()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Reserve(fixture, 5, 1);
        fixture.Ask("CancelReservation", """{"reservationId":5}""");
        Reserve(fixture, 6, 1, seconds: 60);
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(100);
        Assert.Empty(Told(fixture));

        var old = ChargerFixture.Booted();
        old.Ask("ReserveNow", $$"""{"connectorId":1,"expiryDate":"{{old.Now.AddSeconds(60):O}}","idTag":"TAG","reservationId":5}""");
        old.Do(new InjectFault(1, ChargePointErrorCode.OtherError));
        old.Wait(60);
        Assert.Equal(["StatusNotification", "StatusNotification"], old.Sent.Select(message => message.ActionName));
    }

    [Theory]
    [InlineData("Type2", "sType2", "cType2")]
    [InlineData("CCS2", "cCCS2", "cCCS1")]
    [InlineData("CHAdeMO", "cG105", "cCCS2")]
    [InlineData("Type1", "cType1", "sType2")]
    public void A_connector_is_of_the_type_that_the_charger_has(string type, string own, string other)
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, ChargerFixture.Ac with { ConnectorType = type });
        Assert.Equal("Accepted", Reserve(fixture, 5, null, more: $",\"connectorType\":\"{own}\""));
        Assert.Equal("Accepted", Reserve(fixture, 5, 1, more: ",\"connectorType\":\"Unknown\""));
        Assert.Equal("Rejected", Reserve(fixture, 5, 1, more: $",\"connectorType\":\"{other}\""));
    }

    static string? Reserve(ChargerFixture fixture, int id, int? evseId, int seconds = 3_600, string more = "") => fixture.Ask(
        "ReserveNow",
        $$$"""
        {"id":{{{id}}},"expiryDateTime":"{{{fixture.Now.AddSeconds(seconds):O}}}","idToken":{"idToken":"TAG","type":"Central"}
         {{{(evseId is { } evse ? $",\"evseId\":{evse}" : "")}}}{{{more}}}}
        """).GetProperty("status").GetString();

    static IEnumerable<(int, string)> Told(ChargerFixture fixture) => fixture.Sent.OfAction("ReservationStatusUpdate").Select(message =>
    {
        var payload = System.Text.Json.JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(Ocpp.Wire.Text(message)));
        return (payload.GetProperty("reservationId").GetInt32(), payload.GetProperty("reservationUpdateStatus").GetString()!);
    });

    static void AssertStatuses(ChargerFixture fixture, params ConnectorStatus[] statuses) =>
        Assert.Equal(statuses, fixture.Charger.View(fixture.Now).Connectors.Select(connector => connector.Status));
}
