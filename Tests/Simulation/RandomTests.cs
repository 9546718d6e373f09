using FsCheck.Xunit;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What holds whatever happens to a charger, in whatever order.</summary>
public sealed class RandomTests
{
    /// <summary>With direct and alternating current, and with two connectors at one EVSE.</summary>
    static readonly ChargerModel[] Models =
        [ChargerFixture.Ac, ChargerFixture.Dc, new("ChargerFixture", "AC22x2", CurrentType.Ac, 3, 22_080, 2, "Type2") { ConnectorsPerEvse = 2 }];

    [Property(MaxTest = 1000, EndSize = 240)]
    public void Every_transaction_reaches_the_CSMS_in_order_and_ends_once(byte version, byte model, bool realistic, byte start, byte stop, byte[] script)
    {
        var fixture = New((OcppVersion)(version % 3), model, realistic, start, stop);
        var csms = new Witness(fixture);
        foreach (var step in script.Chunk(3).Where(step => step.Length == 3))
        {
            fixture.Let(0.001);
            Step(fixture, csms, step[0], step[1], step[2]);
        }

        csms.Mood = Mood.Agrees;
        fixture.Do(new StartCharger());
        fixture.Do(new ClearFault(1));
        ConnectAgain(fixture);
        foreach (var connector in new[] { 1, 2 })
        {
            // A transaction that the cable alone begins ends with it.
            fixture.Do(new StopSession(connector));
            fixture.Do(new UnplugConnector(connector));
        }

        ConnectAgain(fixture);
        fixture.Wait(10_000);

        Assert.All(fixture.Charger.View(fixture.Now).Connectors, connector => Assert.Null(connector.Transaction));
        Assert.All(fixture.Sessions.GroupBy(session => session.SessionId), session =>
        {
            Assert.NotNull(session.Last().StoppedAt);
            Assert.Single(session.Where(change => change.StoppedAt is not null).DistinctBy(change => (change.StoppedAt, change.EnergyWh)));
        });

        // A transaction that goes on with the cable may be taken up by another command.
        Assert.All(fixture.Sessions.GroupBy(session => (session.SessionId, session.CommandId), session => Step(session.Outcome)), steps =>
            Assert.Equal(steps.Order(), steps));
        Assert.All(
            fixture.Sessions.Where(session => session.CommandId is not null).GroupBy(session => session.CommandId),
            command => Assert.Single(command.Select(session => session.SessionId).Distinct()));
        csms.Check();
    }

    [Property(MaxTest = 1000, EndSize = 200)]
    public void A_charger_that_was_restarted_is_where_it_would_have_been(byte version, byte model, bool realistic, byte start, byte stop, byte[] script, ushort away)
    {
        var fixture = New((OcppVersion)(version % 3), model, realistic, start, stop);
        var csms = new Witness(fixture);
        foreach (var step in script.Chunk(3).Where(step => step.Length == 3))
        {
            fixture.Let(0.001);
            Step(fixture, csms, step[0], step[1], step[2]);
        }

        // How long a boot that was refused waits is the connection's affair.
        csms.Mood = Mood.Agrees;
        fixture.Wait(61);
        var online = fixture.IsOpen;
        var restored = fixture.Copy();
        restored.Restart(away);
        fixture.Let(away);
        fixture.Disconnect();

        Assert.Equivalent(fixture.Charger.View(fixture.Now).Connectors, restored.Charger.View(restored.Now).Connectors);
        Assert.Equal(Rest(fixture, online), Rest(restored, online));
    }

    static ChargerFixture New(OcppVersion version, byte model, bool realistic, byte start, byte stop)
    {
        var fixture = new ChargerFixture(
            version, Models[model % Models.Length], timing: realistic ? Timing.Realistic : Timing.Instant);
        foreach (var (variable, chosen) in new[] { ("TxCtrlr.TxStartPoint", start), ("TxCtrlr.TxStopPoint", stop) })
        {
            // Half of the chargers keep the default.
            var points = TxPointList.Names.Where((_, i) => (chosen >> i & 1) != 0).ToList();
            if (version != OcppVersion.V16 && chosen < 128 && points.Count > 0)
            {
                fixture.Do(new SetConfiguration(variable, string.Join(',', points)));
            }
        }

        return fixture;
    }

    // At the latest when a boot that is about to begin is over.
    static void ConnectAgain(ChargerFixture fixture)
    {
        for (var i = 0; i < 3 && fixture.Charger.Spec.Timing == Timing.Realistic; i++)
        {
            fixture.Wait(60);
            if (!fixture.IsOpen && fixture.Charger.WantsConnection)
            {
                fixture.Connect();
            }
        }

        if (!fixture.IsOpen)
        {
            fixture.Connect();
        }
    }

    // How far a session is by what it has come to.
    static int Step(CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.Offline => 0,
        CommandOutcome.Authorized => 1,
        CommandOutcome.Started => 2,
        _ => 3,
    };

    // What is still told of the transactions; the samples only of a charger that was to keep them.
    static List<TransactionMessage> Rest(ChargerFixture fixture, bool online)
    {
        fixture.Sent.Clear();
        fixture.Csms = message => ChargerFixture.Reply(message);
        ConnectAgain(fixture);
        fixture.Wait(200);
        return [.. fixture.Transactions
            .Where(message => !online || message.Trigger is not (TriggerReason.MeterValuePeriodic or TriggerReason.MeterValueClock))
            .Select(message => message with { Samples = [], Offline = message.Offline || online })
            .OrderBy(message => message.ConnectorId).ThenBy(message => message.At).ThenBy(message => message.SeqNo)];
    }

    static void Step(ChargerFixture fixture, Witness csms, byte kind, byte a, byte b)
    {
        var connector = 1 + (a & 1);
        switch (kind % 32)
        {
            case 0 or 1 or 2:
                var vehicle = (a & 8) == 0 ? null : new VehicleOptions { Iso15118 = true };
                TimeSpan? duration = (a & 2) == 0 ? TimeSpan.FromSeconds(60 + (20 * b)) : null;
                double? limit = (a & 4) == 0 ? 500 + (100 * b) : null;
                fixture.Do(new StartSession("TAG", connector, duration, limit, Vehicle: vehicle));
                break;
            case 3:
                fixture.Do(new StopSession(connector));
                break;
            case 4:
                fixture.Do(a < 128 ? new PlugConnector(connector) : new UnplugConnector(connector));
                break;
            case 5:
                fixture.Do(a < 128 ? new EvStopsEnergy(connector) : new EvRequestsEnergy(connector));
                break;
            case 6:
                fixture.Do(
                    a < 128 ? new PowerUpdate(connector, b < 32 ? 0 : b * 100)
                    : a < 210 ? new SetChargingLimit(a % 3, b < 32 ? 0 : b * 100, (ChargingLimitSource)(b % 3))
                    : new ClearChargingLimit(a % 3));
                break;
            case 7:
                fixture.Do(b < 64 ? new InjectFault(connector, ChargePointErrorCode.GroundFailure) : new ClearFault(connector));
                break;
            case 8:
                fixture.Do(a < 128 ? new StartTransaction("TAG2", connector) : new StopTransaction(connector));
                break;
            case 9 or 10 when fixture.IsOpen:
                fixture.Disconnect();
                break;
            case 9 or 10 or 11 when !fixture.IsOpen && fixture.Charger.WantsConnection:
                fixture.Connect();
                break;
            case 12 or 13 or 14 or 15:
                fixture.Wait(a * b / 8.0);
                break;
            case 16:
                fixture.Restart(b);
                csms.Restarted = true;
                break;
            case 17:
                csms.Mood = (Mood)(b % 6);
                break;
            case 18 when fixture.IsOpen:
                fixture.RemoteStart(b < 128 ? connector : null, "REMOTE", 5);
                break;
            case 19 when fixture.IsOpen && fixture[connector].Transaction?.Id is { } id:
                fixture.RemoteStop(id);
                break;
            case 20 when fixture.IsOpen:
                fixture.Reset(a < 128);
                break;
            case 21:
                fixture.Do(a < 85 ? new StopCharger() : a < 170 ? new RestartCharger() : new ResetCharger(b < 128));
                break;
            case 22 when fixture.IsOpen:
                fixture.ChangeAvailability(a % 3, b < 150);
                break;
            case 23:
                var v16 = fixture.Charger.Spec.Version == OcppVersion.V16;
                fixture.Do(new SetConfiguration(
                    (v16, a < 128) switch
                    {
                        (true, true) => "MeterValueSampleInterval",
                        (true, false) => "ClockAlignedDataInterval",
                        (false, true) => "SampledDataCtrlr.TxUpdatedInterval",
                        (false, false) => "AlignedDataCtrlr.Interval",
                    },
                    (b % 4 * 15).ToString()));
                break;
            case >= 24 when fixture.IsOpen:
                RandomCalls.Make(fixture, a, b);
                break;
        }
    }

    enum Mood
    {
        Agrees,
        Fails,
        IsSilent,
        Refuses,
        LosesTheConnection,
        LosesTheAnswer,
    }

    /// <summary>A CSMS that keeps what it is told.</summary>
    sealed class Witness
    {
        readonly ChargerFixture fixture;
        readonly List<(TransactionMessage Message, string Id)> seen = [];
        bool anyGivenUp;
        int transactions;

        public Witness(ChargerFixture fixture)
        {
            this.fixture = fixture;
            fixture.Csms = Answer;
        }

        public Mood Mood { get; set; }

        /// <summary>Whether meter values may be missing, for the charger was gone when they were due.</summary>
        public bool Restarted { get; set; }

        public void Check()
        {
            // No energy flows between two transactions: the register goes on where it was, on the wire too.
            foreach (var told in seen.Select(told => told.Message).DistinctBy(message => message.Key)
                .GroupBy(message => fixture.Charger.Spec.Model.EvseOf(message.ConnectorId).EvseId))
            {
                var marks = told.Where(message => message.Kind != TransactionEventKind.Updated).OrderBy(message => message.At).ThenBy(message => message.MeterWh).ToList();
                for (var i = 1; i < marks.Count; i++)
                {
                    if ((marks[i - 1].Kind, marks[i].Kind) == (TransactionEventKind.Ended, TransactionEventKind.Started) && !anyGivenUp)
                    {
                        Assert.Equal((marks[i - 1].MeterWh, marks[i - 1].WholeMeterWh), (marks[i].MeterWh, marks[i].WholeMeterWh));
                    }
                }
            }

            foreach (var transaction in seen.GroupBy(told => told.Id, told => told.Message))
            {
                var messages = transaction.DistinctBy(message => message.SeqNo).ToList();
                if (messages[0].Kind != TransactionEventKind.Started)
                {
                    Assert.True(anyGivenUp);
                    continue;
                }

                Assert.Equal(messages.OrderBy(message => message.SeqNo), messages);
                Assert.Equal(messages.OrderBy(message => message.At), messages);
                Assert.Equal(messages.OrderBy(message => message.MeterWh), messages);
                Assert.All(messages, message => Assert.Equal(message.SeqNo == 0, message.Kind == TransactionEventKind.Started));
                if (!anyGivenUp)
                {
                    Assert.Equal(TransactionEventKind.Ended, messages[^1].Kind);
                    Assert.Single(messages, message => message.Kind == TransactionEventKind.Ended);
                    if (!Restarted)
                    {
                        Assert.Equal(Enumerable.Range(0, messages.Count), messages.Select(message => message.SeqNo));
                    }

                    // The script has limits of so many hundred watt-hours and of so many times twenty seconds, from when energy may flow: a message
                    // tells of that, and of the end of the time, where the transaction itself ends with the cable.
                    var reached = messages[^1].StopReason;
                    Assert.True(reached != StopReason.EnergyLimitReached || (messages[^1].WholeMeterWh - messages[0].WholeMeterWh) % 100 == 0);
                    Assert.True(reached != StopReason.TimeLimitReached
                        || messages.Find(message => message.Trigger == TriggerReason.TimeLimitReached) is { } timeIsUp
                        && messages.Exists(message => message.At < timeIsUp.At && (timeIsUp.At - message.At).TotalSeconds % 20 == 0));
                }
            }
        }

        OcppResponse Answer(OcppRequest message)
        {
            if (message is TransactionMessage failing && Mood is Mood.Fails or Mood.IsSilent)
            {
                anyGivenUp = true;
            }

            switch (Mood)
            {
                case Mood.Fails:
                    return new CallRefused("InternalError", "out of order");
                case Mood.IsSilent:
                    return new NotAnswered(ConnectionLost: false);
                case Mood.LosesTheConnection:
                    Mood = Mood.Agrees;
                    return new NotAnswered(ConnectionLost: true);
            }

            var id = 0;
            if (message is TransactionMessage told)
            {
                var started = told.Kind == TransactionEventKind.Started;
                var before = started ? seen.FindLast(other => other.Message.Kind == told.Kind && other.Message.At == told.At && other.Message.ConnectorId == told.ConnectorId).Id : null;
                id = !started ? 0 : int.TryParse(before, out var known) ? known : ++transactions;
                seen.Add((told, started && fixture.Charger.Spec.Version == OcppVersion.V16 ? id.ToString() : told.TransactionId ?? "none"));
            }

            if (Mood == Mood.LosesTheAnswer)
            {
                Mood = Mood.Agrees;
                return new NotAnswered(ConnectionLost: true);
            }

            return ChargerFixture.Reply(message, Mood == Mood.Refuses ? AuthorizationStatus.Blocked : AuthorizationStatus.Accepted, id);
        }
    }
}
