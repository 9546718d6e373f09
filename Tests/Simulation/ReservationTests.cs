using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Connectors that are held for somebody (1.6 section 3.12).</summary>
public sealed class ReservationTests
{
    const string Accepted = Calls.Accepted;

    [Fact]
    public void A_reserved_connector_is_for_its_id_tag_and_the_transaction_names_the_reservation()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal(Accepted, Reserve(fixture, 7, 1, "MINE"));
        Assert.Equal(ConnectorStatus.Reserved, fixture[1].Status);
        Assert.Contains("reserved", fixture.Do(new StartSession("OTHER", 1, null, null)).Refusal);
        Assert.Equal(Calls.Rejected, fixture.RemoteStart(1, "OTHER"));
        Assert.Equal(Accepted, fixture.RemoteStart(null, "OTHER"));
        Assert.Null(fixture[1].Transaction);

        Assert.True(fixture.Do(new StartSession("mine", 1, null, null)).Accepted);
        Assert.Equal(7, fixture.Transactions.Last(message => message.Kind == TransactionEventKind.Started).ReservationId);
        fixture.Do(new StopSession(1));
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
        Assert.Equal("Rejected", Cancel(fixture, 7));
    }

    [Fact]
    public void A_reservation_ends_at_its_time_and_outlives_a_restart_until_then()
    {
        var fixture = ChargerFixture.Booted();
        Reserve(fixture, 7, 2, "MINE", seconds: 60);
        fixture.Restart(30);
        fixture.Connect();
        Assert.Equal(ConnectorStatus.Reserved, fixture[2].Status);
        fixture.Sent.Clear();
        fixture.Wait(30);
        Assert.Equal(
            (2, ConnectorStatus.Available, ChargerFixture.Start.AddSeconds(60)),
            Assert.Single(fixture.Sent.OfType<StatusMessage>()) is var status ? (status.ConnectorId, status.Status, status.At) : default);
    }

    [Fact]
    public void A_reservation_is_cancelled_once_and_replaced_by_one_of_its_id()
    {
        var fixture = ChargerFixture.Booted();
        Reserve(fixture, 7, 1, "MINE");
        Assert.Equal("Occupied", Reserve(fixture, 8, 1, "OTHER"));
        Assert.Equal(Accepted, Reserve(fixture, 7, 2, "MINE"));
        Assert.Equal((ConnectorStatus.Available, ConnectorStatus.Reserved), (fixture[1].Status, fixture[2].Status));
        Assert.Equal(Accepted, Cancel(fixture, 7));
        Assert.Equal(ConnectorStatus.Available, fixture[2].Status);
        Assert.Equal("Rejected", Cancel(fixture, 7));
    }

    [Fact]
    public void What_can_t_be_reserved_says_why()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new InjectFault(1, ChargePointErrorCode.HighTemperature));
        Assert.Equal("Faulted", Reserve(fixture, 1, 1, "MINE"));
        fixture.ChangeAvailability(2, operative: false);
        Assert.Equal("Unavailable", Reserve(fixture, 1, 2, "MINE"));
        Assert.Equal("Unavailable", Reserve(fixture, 1, 0, "MINE"));
        fixture.ChangeAvailability(2, operative: true);
        fixture.Do(new StartSession("TAG", 2, null, null));
        Assert.Equal("Occupied", Reserve(fixture, 1, 2, "MINE"));
        Assert.Equal("Occupied", Reserve(fixture, 1, 0, "MINE"));
        Assert.Equal("Rejected", Reserve(fixture, 1, 3, "MINE"));
        Assert.Equal("Rejected", Reserve(fixture, 1, 2, "MINE", seconds: -1));
    }

    [Fact]
    public void A_reservation_of_the_charger_keeps_one_connector_free()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal(Accepted, Reserve(fixture, 9, 0, "MINE"));
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
        Assert.True(fixture.Do(new StartSession("OTHER", 1, null, null)).Accepted);
        Assert.Contains("reservation 9", fixture.Do(new StartSession("THIRD", 2, null, null)).Refusal);
        Assert.True(fixture.Do(new StartSession("MINE", 2, null, null)).Accepted);
        Assert.Equal(9, fixture.Transactions.Last(message => message.Kind == TransactionEventKind.Started).ReservationId);
    }

    [Theory]
    [InlineData("GROUP", true)]
    [InlineData("STRANGERS", false)]
    [InlineData(null, false)]
    public void The_group_of_a_reservation_may_use_it_when_the_CSMS_says_who_is_in_it(string? group, bool starts)
    {
        var fixture = ChargerFixture.Booted();
        fixture.Csms = message => message is V16.AuthorizeRequest
            ? new V16.AuthorizeResponse { IdTagInfo = new() { Status = V16.AuthorizationStatus.Accepted, ParentIdTag = group } }
            : ChargerFixture.Reply(message);
        Reserve(fixture, 7, 1, "MINE", parent: "GROUP");
        Assert.True(fixture.Do(new StartSession("COLLEAGUE", 1, null, null)).Accepted);
        Assert.Equal(starts, fixture[1].Transaction is not null);
        Assert.Equal(starts ? ConnectorStatus.Charging : ConnectorStatus.Reserved, fixture[1].Status);
    }

    static string Reserve(ChargerFixture fixture, int id, int connectorId, string idTag, int seconds = 600, string? parent = null) => fixture.Ask(
        "ReserveNow",
        $$"""
        {"connectorId":{{connectorId}},"expiryDate":"{{fixture.Now.AddSeconds(seconds):O}}","idTag":"{{idTag}}","reservationId":{{id}}
        {{(parent is null ? "" : $",\"parentIdTag\":\"{parent}\"")}}}
        """).GetProperty("status").GetString()!;

    static string Cancel(ChargerFixture fixture, int id) =>
        fixture.Ask("CancelReservation", $$"""{"reservationId":{{id}}}""").GetProperty("status").GetString()!;
}
