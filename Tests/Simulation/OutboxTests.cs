using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What was said while the CSMS was away, or did not listen.</summary>
public sealed class OutboxTests
{
    public static TheoryData<OcppVersion> Versions => [OcppVersion.V16, OcppVersion.V201];

    [Theory, MemberData(nameof(Versions))]
    public void What_happens_while_the_CSMS_is_away_is_told_afterwards_in_order(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(100), null));
        fixture.Wait(35);
        fixture.Disconnect();
        fixture.Wait(200);
        Assert.Null(fixture.Charger.NextDue);
        fixture.Restart(30);
        fixture.Connect();

        var messages = fixture.Transactions.ToList();
        Assert.Equal(Enumerable.Range(0, 11), messages.Select(message => message.SeqNo));
        Assert.Equal([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], messages.Select(message => (message.At - ChargerFixture.Start).TotalSeconds));
        Assert.Equal(messages.Select(message => message.At > ChargerFixture.Start.AddSeconds(35)), messages.Select(message => message.Offline));
        Assert.Equal(TransactionEventKind.Ended, messages[^1].Kind);
        Assert.Single(messages.Skip(1).Select(message => message.TransactionId).Distinct());
    }

    [Fact]
    public void A_start_without_its_answer_is_told_again_and_the_rest_has_its_id()
    {
        var fixture = ChargerFixture.Booted();
        var lost = false;
        fixture.Csms = message =>
        {
            if (message is TransactionMessage && !lost)
            {
                lost = true;
                return new NotAnswered(ConnectionLost: true);
            }

            return ChargerFixture.Reply(message, transactionId: 77);
        };
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(25), null));
        fixture.Wait(100);
        fixture.Connect();
        Assert.Equal([null, null, "77", "77", "77"], fixture.Transactions.Select(message => message.TransactionId));
        Assert.Equal(fixture.Transactions.First() with { Samples = [] }, fixture.Transactions.ElementAt(1) with { Samples = [] });
    }

    [Theory]
    [InlineData(OcppVersion.V16, "TransactionMessageAttempts", "TransactionMessageRetryInterval")]
    [InlineData(OcppVersion.V201, "OCPPCommCtrlr.MessageAttempts", "OCPPCommCtrlr.MessageAttemptInterval")]
    public void A_message_that_fails_is_sent_again_as_configured_and_then_given_up(OcppVersion version, string attempts, string interval)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(new SetConfiguration(attempts, "3"));
        fixture.Do(new SetConfiguration(interval, "20"));
        var times = new List<double>();
        fixture.Csms = message =>
        {
            if (message is not TransactionMessage { Kind: TransactionEventKind.Started })
            {
                return ChargerFixture.Reply(message);
            }

            times.Add((fixture.Now - ChargerFixture.Start).TotalSeconds);
            return times.Count == 2 ? new NotAnswered(ConnectionLost: false) : new CallRefused("InternalError", "no");
        };
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(90), null));
        fixture.Do(new PlugConnector(2));
        fixture.Wait(200);

        Assert.Equal([0, 20, 60], times);
        Assert.Equal([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], fixture.Transactions.Select(message => message.SeqNo));
        Assert.All(fixture.Transactions, message => Assert.Equal(version == OcppVersion.V16, message.TransactionId is null));

        // Other messages need not wait.
        Assert.True(fixture.Sent.FindIndex(message => message is StatusMessage { ConnectorId: 2 }) < fixture.Sent.FindLastIndex(message =>
            message is TransactionMessage { Kind: TransactionEventKind.Started }));
    }

    [Fact]
    public void A_detour_through_many_statuses_is_told_as_the_last_only()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Disconnect();
        fixture.Do(new PlugConnector(1));
        fixture.Do(new InjectFault(1, ChargePointErrorCode.HighTemperature));
        fixture.Do(new ClearFault(1));
        fixture.Do(new InjectFault(2, ChargePointErrorCode.OverVoltage));
        fixture.Connect();
        Assert.Equal(
            [(1, ConnectorStatus.Preparing, ChargePointErrorCode.NoError), (2, ConnectorStatus.Faulted, ChargePointErrorCode.OverVoltage)],
            fixture.Sent.Cast<StatusMessage>().Select(status => (status.ConnectorId, status.Status, status.ErrorCode)));
    }

    [Fact]
    public void A_proxy_message_is_kept_until_it_is_sent_and_sent_once()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Disconnect();
        fixture.Do(new SendProxyMessage("DataTransfer", "{}"));
        fixture.Restart();
        fixture.Connect();
        Assert.Equal(new RawMessage("DataTransfer", "{}"), Assert.Single(fixture.Sent.OfType<RawMessage>()));
        fixture.Restart();
        fixture.Connect();
        Assert.Single(fixture.Sent.OfType<RawMessage>());
    }

    [Fact]
    public void A_week_away_costs_a_state_of_ordinary_size()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Do(new StartTransaction("TAG", 2));
        fixture.Wait(60);
        fixture.Disconnect();
        for (var hour = 0; hour < 24 * 7; hour++)
        {
            fixture.Wait(3600);
        }

        Assert.InRange(ChargerFixture.Save(fixture.Charger).Length, 100, 6_000);
    }

    [Fact]
    public void Many_changes_of_the_power_leave_no_trace_once_told()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, null));
        for (var i = 0; i < 500; i++)
        {
            fixture.Do(new PowerUpdate(1, 5_000 + i));
            fixture.Wait(7);
        }

        Assert.InRange(ChargerFixture.Save(fixture.Charger).Length, 100, 2_500);
        var samples = fixture.Transactions.SelectMany(message => message.Samples).Select(sample => sample.EnergyWh).ToList();
        Assert.Equal(samples.Order(), samples);
    }
}
