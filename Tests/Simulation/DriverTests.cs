using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Who comes and goes at a connector, and when.</summary>
public sealed class DriverTests
{
    public static TheoryData<OcppVersion> Versions => [OcppVersion.V16, OcppVersion.V201];

    [Fact]
    public void A_session_is_plug_card_start_stop_unplug_at_the_pace_of_people()
    {
        foreach (var seed in Enumerable.Range(0, 20))
        {
            var fixture = Booted(seed: (ulong)seed);
            Assert.Null(fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null)).Refusal);
            Assert.Equal(["Preparing"], Told(fixture));
            Next(fixture, 1, 4);
            Assert.Equal(["Preparing", "Authorize"], Told(fixture));
            Assert.Null(fixture[1].Transaction);
            var start = Next(fixture, 1, 3);
            Assert.Equal(["Preparing", "Authorize", "Started", "Charging"], Told(fixture));
            fixture.WaitUntil(start.AddSeconds(60));
            Assert.Equal(["Preparing", "Authorize", "Started", "Charging", "Ended", "Finishing"], Told(fixture));
            Assert.Equal(start.AddSeconds(60), fixture.Transactions.Last().At);
            var gone = Next(fixture, 2, 20);
            Assert.Equal(["Preparing", "Authorize", "Started", "Charging", "Ended", "Finishing", "Available"], Told(fixture));
            Assert.Equal(gone, fixture.Sent.OfType<StatusMessage>().Last().At);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_remote_start_on_an_empty_connector_waits_for_the_driver(OcppVersion version)
    {
        foreach (var authorize in new[] { "false", "true" })
        {
            foreach (var seed in Enumerable.Range(0, 20))
            {
                var fixture = Booted(version, (ulong)seed);
                fixture.Do(new SetConfiguration(version == OcppVersion.V16 ? "AuthorizeRemoteTxRequests" : "AuthCtrlr.AuthorizeRemoteStart", authorize));
                Assert.Equal(Calls.Accepted, fixture.RemoteStart(1, remoteStartId: 5));

                // In 2.0.1 a connector is Occupied by its cable.
                string[] preparing = version == OcppVersion.V16 ? ["Preparing"] : [];
                Assert.Equal(authorize == "true" ? ["Authorize", .. preparing] : preparing, Told(fixture));
                Next(fixture, 2, 25);
                Assert.Null(fixture[1].Transaction);
                var start = Next(fixture, 1, 3);
                var told = fixture.Transactions.First();
                Assert.Equal((start, TriggerReason.RemoteStart), (told.At, told.Trigger));
                fixture.RemoteStop(fixture[1].Transaction!.Id!);
                Assert.Equal(ConnectorStatus.Finishing, fixture[1].Status);
                Next(fixture, 2, 20);
                Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
            }
        }
    }

    [Theory]
    [InlineData(OcppVersion.V16, Timing.Realistic, "ConnectionTimeOut")]
    [InlineData(OcppVersion.V16, Timing.Instant, "ConnectionTimeOut")]
    [InlineData(OcppVersion.V201, Timing.Realistic, "TxCtrlr.EVConnectionTimeOut")]
    public void A_remote_start_is_given_up_at_the_connection_timeout(OcppVersion version, Timing timing, string key)
    {
        var fixture = ChargerFixture.Booted(version, timing: timing, plugInAfter: TimeSpan.FromSeconds(90));
        fixture.Do(new SetConfiguration(key, "30"));
        fixture.RemoteStart(1);
        fixture.Wait(29.9);
        Assert.Equal(ConnectorStatus.Preparing, fixture[1].Status);
        fixture.Restart();
        fixture.Connect();
        fixture.WaitUntil(ChargerFixture.Start.AddSeconds(30));
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
        Assert.Equal(ConnectorStatus.Available, fixture.Sent.OfType<StatusMessage>().Last().Status);
        var session = fixture.Sessions.Last();
        Assert.Equal(
            (CommandOutcome.NeverPlugged, "nobody plugged in before ConnectionTimeOut", ChargerFixture.Start.AddSeconds(30)),
            (session.Outcome, session.Reason, session.StoppedAt));
        fixture.Wait(200);
        Assert.Empty(fixture.Transactions);

        fixture.Do(new SetConfiguration(key, "0"));
        fixture.RemoteStart(1);
        fixture.Wait(100);
        Assert.NotNull(fixture[1].Transaction);
    }

    [Fact]
    public void With_the_card_first_the_transaction_starts_when_the_cable_is_in()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null, PlugInAfter: TimeSpan.FromSeconds(20)));
        Assert.Equal(["Authorize", "Preparing"], Told(fixture));
        fixture.Wait(19);
        Assert.Null(fixture[1].Transaction);
        fixture.Wait(1);
        Assert.Equal(["Authorize", "Preparing", "Started", "Charging"], Told(fixture));

        fixture.Do(new StartSession("TAG", 2, null, null, PlugInAfter: TimeSpan.FromSeconds(61)));
        fixture.Sent.Clear();
        fixture.Wait(60);
        Assert.Equal(CommandOutcome.NeverPlugged, fixture.Sessions.Last(session => session.ConnectorId == 2).Outcome);
        Assert.Equal(ConnectorStatus.Available, fixture[2].Status);
    }

    [Fact]
    public void Who_plugs_in_by_hand_is_the_driver_that_a_remote_start_waits_for()
    {
        var fixture = ChargerFixture.Booted(timing: Timing.Realistic, plugInAfter: TimeSpan.FromDays(1));
        fixture.RemoteStart(1);
        fixture.Wait(10);
        Assert.Null(fixture.Do(new PlugConnector(1)).Refusal);
        Next(fixture, 1, 3);
        Assert.NotNull(fixture[1].Transaction);
    }

    [Fact]
    public void A_cable_in_already_is_used_and_stays()
    {
        var fixture = Booted();
        fixture.Do(new PlugConnector(1));
        fixture.RemoteStart(1);
        Next(fixture, 1, 3);
        Assert.NotNull(fixture[1].Transaction);
        fixture.RemoteStop(fixture[1].Transaction!.Id!);
        fixture.Wait(100);
        Assert.Equal(ConnectorStatus.Finishing, fixture[1].Status);
    }

    [Theory]
    [InlineData(Timing.Instant)]
    [InlineData(Timing.Realistic)]
    public void A_session_that_stays_plugged_leaves_the_cable_in_however_it_ends(Timing timing)
    {
        foreach (var byHand in new[] { false, true })
        {
            var fixture = ChargerFixture.Booted(timing: timing);
            fixture.Do(new StartSession("TAG", 1, byHand ? null : TimeSpan.FromSeconds(60), null, StayPlugged: true));
            fixture.Wait(30);
            if (byHand)
            {
                Assert.Null(fixture.Do(new StopSession(1)).Refusal);
            }

            fixture.Wait(200);
            Assert.Equal(ConnectorStatus.Finishing, fixture[1].Status);
            fixture.Do(new UnplugConnector(1));
            Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
        }
    }

    [Theory]
    [InlineData(Timing.Instant, Timing.Realistic, 1)]
    [InlineData(Timing.Realistic, Timing.Instant, 0)]
    public void A_session_goes_at_the_pace_chosen_for_it(Timing charger, Timing session, int waits)
    {
        var fixture = ChargerFixture.Booted(timing: charger);
        fixture.Do(new StartSession("TAG", 1, null, null, Timing: session));
        Assert.Equal(waits == 1, fixture[1].Transaction is null);
        fixture.Wait(10);
        Assert.NotNull(fixture[1].Transaction);
        fixture.Do(new StopSession(1));
        Assert.Equal(waits == 1 ? ConnectorStatus.Finishing : ConnectorStatus.Available, fixture[1].Status);
        fixture.Wait(20);
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
    }

    [Fact]
    public void The_cable_survives_a_reset_and_the_driver_leaves_after_it()
    {
        var fixture = Booted();
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(60);
        fixture.Do(new ResetCharger(Hard: true));
        var until = fixture.Charger.NextDue!.Value;
        fixture.Sent.Clear();
        fixture.WaitUntil(until);
        fixture.Connect();
        Assert.Equal((ConnectorStatus.Finishing, until), fixture.Sent.OfType<StatusMessage>().Where(status => status.ConnectorId == 1)
            .Select(status => (status.Status, status.At)).Single());
        fixture.Wait(30);
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
    }

    [Fact]
    public void A_session_that_is_stopped_before_it_starts_is_cancelled_and_the_driver_leaves()
    {
        var fixture = Booted();
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Do(new StopSession(1));
        Assert.Equal(CommandOutcome.Cancelled, Assert.Single(fixture.Sessions).Outcome);
        Next(fixture, 2, 20);
        Assert.Equal(["Preparing", "Available"], Told(fixture));
        fixture.Wait(100);
        Assert.Equal(["Preparing", "Available"], Told(fixture));
    }

    [Fact]
    public void Away_from_the_CSMS_a_session_waits_for_it_from_the_card_on()
    {
        var fixture = Booted();
        fixture.Disconnect();
        fixture.Do(new StartSession("TAG", 1, null, null));
        Assert.Empty(fixture.Sessions);
        fixture.Wait(10);
        Assert.Equal(CommandOutcome.Offline, Assert.Single(fixture.Sessions).Outcome);
        fixture.Connect();
        fixture.Wait(10);
        Assert.NotNull(fixture[1].Transaction);
        Assert.Single(fixture.Sessions.Select(session => session.SessionId).Distinct());
    }

    [Fact]
    public void A_charger_that_loses_its_CSMS_for_good_starts_what_waited_once_the_cable_is_in()
    {
        var fixture = ChargerFixture.Booted(timing: Timing.Realistic, plugInAfter: TimeSpan.FromSeconds(20));
        fixture.Do(new SetConfiguration("AuthorizeRemoteTxRequests", "true"));
        fixture.Csms = message => new NotAnswered(ConnectionLost: true);
        fixture.RemoteStart(1);
        fixture.Do(new StartSession("TAG", 2, null, null));
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { HasCsms = false }, fixture.Now));
        fixture.Wait(19);
        Assert.Equal((true, false), (fixture[1].Transaction is null, fixture[2].Transaction is null));
        fixture.Wait(10);
        Assert.NotNull(fixture[1].Transaction);
    }

    [Fact]
    public void A_process_that_restarts_anywhere_between_changes_no_time()
    {
        List<DateTimeOffset> Times(Action<ChargerFixture> between)
        {
            var fixture = new ChargerFixture(hasCsms: false, timing: Timing.Realistic);
            fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(30), null));
            for (var i = 0; i < 60; i++)
            {
                fixture.Wait(1);
                between(fixture);
            }

            return [.. fixture.Events.Select(happened => happened.At)];
        }

        Assert.Equal(Times(_ => { }), Times(fixture => fixture.Restart()));
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_cable_pulled_from_the_vehicle_suspends_the_transaction_where_it_is_not_to_stop_it(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(new SetConfiguration(version == OcppVersion.V16 ? "StopTransactionOnEVSideDisconnect" : "TxCtrlr.StopTxOnEVSideDisconnect", "false"));
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(60);
        fixture.Do(new UnplugConnector(1));
        var energy = fixture[1].Transaction!.EnergyWh;
        Assert.Equal((ConnectorStatus.SuspendedEV, 0), (fixture[1].Status, fixture[1].Transaction!.PowerW));
        Assert.Contains("has no cable in", fixture.Do(new EvRequestsEnergy(1)).Refusal);
        fixture.Wait(60);
        Assert.Equal(energy, fixture[1].Transaction!.EnergyWh);
        fixture.Do(new PlugConnector(1));
        Assert.Equal(ConnectorStatus.Charging, fixture[1].Status);
        fixture.Wait(60);
        Assert.True(fixture[1].Transaction!.EnergyWh > energy);
        fixture.Do(new UnplugConnector(1));
        fixture.Do(new StopSession(1));
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
    }

    static ChargerFixture Booted(OcppVersion version = OcppVersion.V16, ulong seed = 7)
    {
        var fixture = ChargerFixture.Booted(version, seed: seed, timing: Timing.Realistic);
        fixture.Do(new SetConfiguration(version == OcppVersion.V16 ? "MeterValueSampleInterval" : "SampledDataCtrlr.TxUpdatedInterval", "0"));
        return fixture;
    }

    // Waits for what happens next, which is to be so many seconds away.
    static DateTimeOffset Next(ChargerFixture fixture, double least, double most)
    {
        var due = fixture.Charger.NextDue!.Value;
        Assert.InRange((due - fixture.Now).TotalSeconds, least, most);
        fixture.WaitUntil(due);
        return due;
    }

    static IEnumerable<string> Told(ChargerFixture fixture) => fixture.Sent.Select(message => message switch
    {
        StatusMessage status => status.Status.ToString(),
        TransactionMessage transaction => transaction.Kind.ToString(),
        _ => message.ActionName,
    });
}
