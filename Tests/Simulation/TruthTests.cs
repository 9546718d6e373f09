using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What the CSMS hears is true, and in the order in which it became so.</summary>
public sealed class TruthTests
{
    static readonly StartSession Session = new("TAG", 1, TimeSpan.FromSeconds(60), null);

    [Theory]
    [InlineData("true", new[] { "Preparing", "Started", "Ended", "Finishing", "Available" })]
    [InlineData("false", new[] { "Preparing", "Started", "SuspendedEVSE" })]
    public void No_charging_is_told_of_a_transaction_that_the_CSMS_refused(string stops, string[] told)
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("StopTransactionOnInvalidId", stops));
        fixture.Do(new SetConfiguration("MeterValueSampleInterval", "0"));
        fixture.Csms = message => ChargerFixture.Reply(message, message is TransactionMessage ? AuthorizationStatus.Blocked : AuthorizationStatus.Accepted);
        fixture.Do(Session);
        Assert.Equal(told, Told(fixture));
    }

    [Fact]
    public void Charging_is_told_once_the_start_was_answered()
    {
        var fixture = ChargerFixture.Booted();
        var charger = fixture.Charger;
        charger.Handle("start", Session, fixture.Now);
        var order = new List<string>();
        while (charger.TakeMessage(fixture.Now) is { } message)
        {
            order.Add(Word(message));
            charger.Receive(ChargerFixture.Reply(message), fixture.Now);
        }

        Assert.Equal(["Preparing", "Authorize", "Started", "Charging"], order);
    }

    [Fact]
    public void A_CSMS_that_fails_to_answer_the_start_hears_that_it_charges_before_it_is_asked_again()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("MeterValueSampleInterval", "0"));
        fixture.Csms = message => message is TransactionMessage ? new CallRefused("InternalError", "") : ChargerFixture.Reply(message);
        fixture.Do(Session with { Duration = null });
        Assert.Equal(["Preparing", "Started", "Charging"], Told(fixture));
        fixture.Wait(60);
        Assert.Equal(["Preparing", "Started", "Charging", "Started"], Told(fixture));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_change_of_availability_that_is_scheduled_is_told_when_it_happens_and_no_status_between(int connectorId)
    {
        var fixture = ChargerFixture.Booted(model: ChargerFixture.AcSinglePhase);
        fixture.Do(new SetConfiguration("MeterValueSampleInterval", "0"));
        fixture.Do(Session);
        fixture.Sent.Clear();
        Assert.Equal(Calls.Scheduled, fixture.ChangeAvailability(connectorId, operative: false));
        Assert.Empty(fixture.Sent);
        fixture.Wait(100);
        Assert.Equal(["Ended", "Finishing", "Unavailable", "Unavailable"], Told(fixture));
        Assert.Equal([1, 1, 0], fixture.Sent.OfType<StatusMessage>().Select(status => status.ConnectorId));
    }

    [Theory]
    [InlineData(OcppVersion.V16, StopReason.EmergencyStop, "EmergencyStop")]
    [InlineData(OcppVersion.V201, StopReason.SOCLimitReached, "SOCLimitReached")]
    public void A_session_stops_with_the_reason_chosen(OcppVersion version, StopReason reason, string sent)
    {
        foreach (var command in (Command[])[new StopSession(1, reason), new StopTransaction(1, reason)])
        {
            var fixture = ChargerFixture.Booted(version);
            fixture.Do(Session);
            Assert.Null(fixture.Do(command).Refusal);
            Assert.Contains($"eason\":\"{sent}\"", Ocpp.Wire.Text(fixture.Transactions.Last()));
        }
    }

    [Theory]
    [InlineData(OcppVersion.V16, StopReason.SOCLimitReached, "OCPP 1.6 has no stop reason SOCLimitReached")]
    [InlineData(OcppVersion.V201, StopReason.UnlockCommand, "OCPP 2.0.1 has no stop reason UnlockCommand")]
    public void A_reason_that_the_version_does_not_have_is_refused(OcppVersion version, StopReason reason, string refusal)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(Session);
        Assert.Equal(refusal, fixture.Do(new StopSession(1, reason)).Refusal);
        Assert.Equal(refusal, fixture.Do(new StopTransaction(1, reason)).Refusal);
        Assert.NotNull(fixture[1].Transaction);
    }

    static IEnumerable<string> Told(ChargerFixture fixture) =>
        fixture.Sent.Where(message => message is StatusMessage or TransactionMessage).Select(Word);

    static string Word(OcppRequest message) => message switch
    {
        StatusMessage status => status.Status.ToString(),
        TransactionMessage transaction => transaction.Kind.ToString(),
        _ => message.ActionName,
    };
}
