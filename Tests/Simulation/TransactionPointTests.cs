using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>A transaction begins and ends once, wherever TxStartPoint and TxStopPoint have it and whatever comes first.</summary>
public sealed class TransactionPointTests
{
    static readonly string[] Points = ["ParkingBayOccupancy", "EVConnected", "Authorized", "DataSigned", "PowerPathClosed", "EnergyTransfer", "EVConnected,Authorized", "ParkingBayOccupancy,EnergyTransfer"];
    static readonly string[] Ends = ["stop-session", "RequestStop", "unplug", "energy", "full", "refused", "reset", "fault"];

    /// <summary>Every version, where a transaction begins, where it ends, and what comes first.</summary>
    public static TheoryData<OcppVersion, string, string, Order> Sessions
    {
        get
        {
            var data = new TheoryData<OcppVersion, string, string, Order>();
            foreach (var order in Enum.GetValues<Order>())
            {
                data.Add(OcppVersion.V16, "", "", order);
                foreach (var start in Points)
                {
                    foreach (var stop in Points)
                    {
                        data.Add(OcppVersion.V201, start, stop, order);
                    }
                }
            }

            return data;
        }
    }

    /// <summary>What comes first.</summary>
    public enum Order
    {
        StartSession,
        CableThenCard,
        CardThenCable,
        CableThenRemoteStart,
        RemoteStartThenCable,
    }

    [Theory, MemberData(nameof(Sessions))]
    public void A_session_has_one_beginning_one_end_and_no_hole(OcppVersion version, string start, string stop, Order order)
    {
        foreach (var end in Ends)
        {
            foreach (var dies in new[] { false, true })
            {
                foreach (var timing in new[] { Timing.Instant, Timing.Realistic })
                {
                    Play(version, start, stop, order, end, dies, timing);
                }
            }
        }
    }

    static void Play(OcppVersion version, string start, string stop, Order order, string end, bool dies, Timing timing)
    {
        var fixture = Configured(version, start, stop, timing, plugInAfter: order == Order.RemoteStartThenCable ? TimeSpan.FromSeconds(20) : null);
        Action between = dies ? fixture.Die : () => { };
        var sees = $"{version} {start} to {stop}, {order}, {end}, {(dies ? "dying" : "living")}, {timing}";
        if (end == "refused")
        {
            fixture.Csms = message => message.ActionName == "Authorize" ? Replies.Authorize(AuthorizationStatus.Accepted)
                : ChargerFixture.Reply(message, AuthorizationStatus.Accepted) is V2.TransactionEventResponse && message is TransactionMessage { IdToken: not null, Kind: not TransactionEventKind.Ended }
                    ? Replies.Event(AuthorizationStatus.Invalid)
                : message is TransactionMessage { Kind: TransactionEventKind.Started, Version: OcppVersion.V16 } ? Replies.Start("1", AuthorizationStatus.Invalid)
                : ChargerFixture.Reply(message);
        }

        Begin(fixture, order, between);
        fixture.Wait(30);
        between();
        fixture.Wait(25);
        var connector = fixture[1];
        switch (end)
        {
            case "stop-session":
                fixture.Do(new StopSession(1));
                break;
            case "RequestStop" when connector.Transaction is { Id: { } id }:
                fixture.RemoteStop(id);
                break;
            case "energy":
                fixture.Wait(3600);
                break;
            case "full":
                fixture.Do(new EvStopsEnergy(1));
                break;
            case "reset":
                fixture.Reset(hard: true);
                fixture.Wait(60);
                break;
            case "fault":
                fixture.Do(new InjectFault(1, ChargePointErrorCode.GroundFailure));
                fixture.Do(new ClearFault(1));
                break;
        }

        between();
        fixture.Wait(30);
        between();
        fixture.Do(new UnplugConnector(1));
        fixture.Wait(30);

        Assert.True(fixture[1] is { Transaction: null, Status: ConnectorStatus.Available }, $"{sees}: {fixture[1]}");
        var told = fixture.Transactions.DistinctBy(message => message.Key).GroupBy(message => message.TransactionId ?? "").ToList();
        Assert.True(version == OcppVersion.V16 || told.Count <= 1, $"{sees}: {told.Count} transactions");
        foreach (var messages in told.Where(messages => messages.Key.Length > 0 && version != OcppVersion.V16).Select(messages => messages.ToList()))
        {
            Assert.True(messages.Select(message => message.SeqNo).SequenceEqual(Enumerable.Range(0, messages.Count)), $"{sees}: {Words(messages)}");
            Assert.True(messages.TakeWhile(message => message.Kind == TransactionEventKind.Started).Count() == 1
                && messages.Count(message => message.Kind == TransactionEventKind.Started) == 1, $"{sees}: {Words(messages)}");
            Assert.True(messages[^1].Kind == TransactionEventKind.Ended && messages.Count(message => message.Kind == TransactionEventKind.Ended) == 1, $"{sees}: {Words(messages)}");
            Assert.True(messages.OrderBy(message => message.At).SequenceEqual(messages), $"{sees}: {Words(messages)}");
            Assert.True(messages.OrderBy(message => message.MeterWh).SequenceEqual(messages), $"{sees}: {Words(messages)}");
            Assert.True(messages.Count(message => message is { IdToken: not null, Kind: not TransactionEventKind.Ended, Trigger: not TriggerReason.StopAuthorized }) <= 1, $"{sees}: {Words(messages)}");
        }

        // Whatever it was, the next one charges.
        fixture.Csms = ChargerFixture.Accepts;
        fixture.Do(new StartSession("NEXT", 1, null, 100));
        fixture.Wait(60);
        fixture.Do(new StopSession(1));
        fixture.Wait(60);
        Assert.True(fixture[1] is { Transaction: null, Status: ConnectorStatus.Available }, $"{sees}, the next: {fixture[1]}");
        Assert.All(fixture.Sessions.GroupBy(session => session.SessionId), session => Assert.True(session.Last().StoppedAt is not null, $"{sees}: {session.Last()}"));
    }

    static void Begin(ChargerFixture fixture, Order order, Action between)
    {
        switch (order)
        {
            case Order.StartSession:
                fixture.Do(new StartSession("TAG", 1, null, 500));
                break;
            case Order.CableThenCard:
                fixture.Do(new PlugConnector(1));
                between();
                fixture.Wait(5);
                fixture.Do(new StartSession("TAG", 1, null, 500));
                break;
            case Order.CardThenCable:
                fixture.Do(new StartSession("TAG", 1, null, 500, PlugInAfter: TimeSpan.FromSeconds(20)));
                between();
                break;
            case Order.CableThenRemoteStart:
                fixture.Do(new PlugConnector(1));
                between();
                fixture.Wait(5);
                fixture.RemoteStart(1, "TAG");
                break;
            case Order.RemoteStartThenCable:
                fixture.RemoteStart(1, "TAG");
                between();
                break;
        }
    }

    /// <summary>A charger whose transactions begin and end where it is said.</summary>
    internal static ChargerFixture Configured(
        OcppVersion version, string start, string stop, Timing timing, TimeSpan? plugInAfter, ChargerModel? model = null)
    {
        var fixture = ChargerFixture.Booted(version, model, timing: timing, plugInAfter: plugInAfter);
        if (version != OcppVersion.V16)
        {
            Assert.True(fixture.Do(new SetConfiguration("TxCtrlr.TxStartPoint", start)).Accepted);
            Assert.True(fixture.Do(new SetConfiguration("TxCtrlr.TxStopPoint", stop)).Accepted);
        }

        return fixture;
    }

    static string Words(IEnumerable<TransactionMessage> messages) => string.Join("; ", messages.Select(
        message => $"{message.SeqNo} {message.At:HH:mm:ss} {message.Kind} {message.Trigger} {message.ChargingState} {message.IdToken?.Value} {message.MeterWh:F1}"));
}

/// <summary>The death of a charger's process at a moment at which everything is stored.</summary>
static class Deaths
{
    public static void Die(this ChargerFixture fixture)
    {
        fixture.WriteLease();
        fixture.Restart();
        fixture.Connect();
    }
}
