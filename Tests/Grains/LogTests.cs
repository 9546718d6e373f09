using System.Text;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Simulation;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Grains;

/// <summary>The frames that are kept, and watching them come.</summary>
public sealed class LogTests
{
    static readonly LogFilter All = new(null, null, null, 0, 1000);
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Frames_both_ways_are_kept_newest_first_an_answer_under_its_request_s_action()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"));
        var connection = await silo.Csms.AttemptAsync();
        connection.Open();
        await connection.ServeAsync("BootNotification");
        connection.Say("""[2,"x","TriggerMessage",{"requestedMessage":"Heartbeat"}]""");

        // The answer leaves when it is stored that the charger was accepted.
        await Guard.UntilAsync(async () => (await silo.LogsAsync("dep-1")).Total == 5, "the trigger is answered");
        var log = await silo.LogsAsync("dep-1");
        Assert.Equal(
            [
                (MessageDirection.ToCsms, "TriggerMessage"), (MessageDirection.ToCharger, "TriggerMessage"),
                (MessageDirection.ToCsms, "StatusNotification"),
                (MessageDirection.ToCharger, "BootNotification"), (MessageDirection.ToCsms, "BootNotification"),
            ],
            log.Data.Select(entry => (entry.Direction, entry.Action)));
        Assert.Equal(5, log.Total);
        Assert.Equal("""[3,"x",{"status":"Accepted"}]""", log.Data[0].Message);
        Assert.All(log.Data, entry => Assert.Equal(("dep-1", "CP-dep-1"), (entry.ChargerId, entry.Identity)));
    }

    [Fact]
    public async Task The_logs_of_many_chargers_are_one_with_filters_and_pages()
    {
        var chargers = Enumerable.Range(0, 5).Select(i => SiloFixture.Connected($"dep-{i}")).ToArray();
        await using var silo = await SiloFixture.StartAsync(chargers);
        for (var i = 0; i < 5; i++)
        {
            silo.Time.Advance(TimeSpan.FromSeconds(1));
            await silo.Csms.AcceptAsync(statuses: 2);
        }

        async Task<LogPage> FindAsync(LogFilter filter) => await silo.Fleet.GetLogsAsync(chargers, filter, default);
        var all = await FindAsync(All);
        Assert.Equal(30, all.Total);
        Assert.Equal(all.Data.OrderByDescending(entry => entry.Timestamp).Select(entry => entry.Timestamp), all.Data.Select(entry => entry.Timestamp));
        var paged = new List<LogEntry>();
        for (var offset = 0; offset < 35; offset += 7)
        {
            paged.AddRange((await FindAsync(All with { Offset = offset, Limit = 7 })).Data);
        }

        Assert.Equal(all.Data, paged);
        Assert.Equal(10, (await FindAsync(All with { Actions = ["BootNotification"] })).Total);
        Assert.Equal(30, (await FindAsync(All with { Actions = ["BootNotification", "Heartbeat", "StatusNotification"] })).Total);
        Assert.Equal(6, (await FindAsync(All with { From = all.Data[5].Timestamp })).Total);
        Assert.Equal(6, (await FindAsync(All with { To = all.Data[^1].Timestamp })).Total);

        Assert.Equal(10, await silo.Fleet.DeleteLogsAsync(chargers, All with { Actions = ["BootNotification"] }, default));
        Assert.Equal(20, (await FindAsync(All)).Total);
        Assert.DoesNotContain((await FindAsync(All)).Data, entry => entry.Action == "BootNotification");
    }

    [Property]
    public void A_log_has_the_newest_frames_that_fit_into_its_share(ushort[] lengths, byte chargers)
    {
        var budget = new LogBudget(64 * 1024, 8 * 1024);
        var others = Enumerable.Range(0, chargers).Select(_ => new FrameLog(budget)).ToList();
        var log = new FrameLog(budget);
        var sent = new List<string>();
        foreach (var length in lengths)
        {
            sent.Add(new string((char)('a' + (sent.Count % 26)), length % 3000));
            log.Add(Noon.AddSeconds(sent.Count), MessageDirection.ToCsms, "Heartbeat", Encoding.UTF8.GetBytes(sent[^1]));
        }

        var kept = Entries(log).ToList();
        Assert.InRange(kept.Sum(entry => entry.Message.Length + 23), 0, budget.ShareBytes);
        if (kept.Count == 0)
        {
            Assert.Empty(sent);
            return;
        }

        var most = budget.ShareBytes - 23;
        Assert.Equal(sent.TakeLast(kept.Count).Select(frame => frame[..Math.Min(frame.Length, most)]), kept.Select(entry => entry.Message));
        Assert.Equal(Enumerable.Range(sent.Count - kept.Count + 1, kept.Count).Select(i => Noon.AddSeconds(i)), kept.Select(entry => entry.Timestamp));
        Assert.All(others, other => Assert.Empty(Entries(other)));
    }

    [Fact]
    public void All_logs_together_stay_within_the_memory_given()
    {
        var budget = new LogBudget(1024 * 1024, 256 * 1024);
        var logs = new List<FrameLog>();
        budget.Shrunk += () => logs.ForEach(log => log.Trim());
        for (var i = 0; i < 500; i++)
        {
            logs.Add(new(budget));
            for (var frame = 0; frame < 200; frame++)
            {
                logs[^1].Add(Noon, MessageDirection.ToCharger, "Reset", new byte[2000]);
            }

            Assert.InRange(logs.Sum(log => (long)log.Capacity), 0, 1024 * 1024);
        }
    }

    [Fact]
    public void A_frame_too_large_is_cut_between_characters()
    {
        var log = new FrameLog(new(1024, 1024));
        log.Add(Noon, MessageDirection.ToCsms, "", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("€", 1000))));
        var entry = Assert.Single(Entries(log));
        Assert.InRange(entry.Message.Length, 300, 341);
        Assert.All(entry.Message, character => Assert.Equal('€', character));
    }

    [Fact]
    public async Task A_watcher_sees_frames_and_events_of_its_organization_from_now_on()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Connected("dep-1"), SiloFixture.Detached("dep-2"));
        var connection = await silo.Csms.AcceptAsync(statuses: 2);
        using var done = new CancellationTokenSource();
        await using var everything = (await silo.Fleet.WatchAsync(Filter(SiloFixture.Org, null, EventKinds.Changes | EventKinds.Frames), EventPositions.None, done.Token)).GetAsyncEnumerator(done.Token);
        await using var events = (await silo.Fleet.WatchAsync(Filter(SiloFixture.Org, "dep-2", EventKinds.Changes), EventPositions.None, done.Token)).GetAsyncEnumerator(done.Token);
        await using var others = (await silo.Fleet.WatchAsync(Filter("other", null, EventKinds.Changes | EventKinds.Frames), EventPositions.None, done.Token)).GetAsyncEnumerator(done.Token);

        connection.Say("""[2,"x","GetConfiguration",{"key":["HeartbeatInterval"]}]""");
        await silo.DoAsync("dep-2", new StartSession("TAG-1", 1, null, null));

        // The first that is told is how far the stream has come.
        Assert.True(await everything.MoveNextAsync());
        Assert.Null(everything.Current.Happened);
        var call = await NextFrameAsync(everything);
        Assert.Equal(("dep-1", "GetConfiguration", MessageDirection.ToCharger), (call.ChargerId, call.Action, call.Direction));
        Assert.Equal(MessageDirection.ToCsms, (await NextFrameAsync(everything)).Direction);

        SessionChanged? started = null;
        while (started is null && await events.MoveNextAsync())
        {
            started = events.Current.Happened?.Event as SessionChanged;
        }

        Assert.Equal("TAG-1", started!.IdTag);

        Assert.True(await others.MoveNextAsync());
        var silent = others.MoveNextAsync().AsTask();
        while (silent.IsCompletedSuccessfully)
        {
            Assert.Null(others.Current.Happened);
            silent = others.MoveNextAsync().AsTask();
        }

        await done.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silent);
    }

    [Fact]
    public async Task Another_front_door_tells_a_watcher_what_happened_since_and_goes_on()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        using var done = new CancellationTokenSource();
        var filter = Filter(SiloFixture.Org, null, EventKinds.Changes);
        EventPositions last;
        await using (var first = (await silo.Fleet.WatchAsync(filter, EventPositions.None, done.Token)).GetAsyncEnumerator(done.Token))
        {
            await silo.DoAsync("dep-1", new PlugConnector(1));
            Assert.Equal(ConnectorStatus.Preparing, await StatusAsync(first));
            last = first.Current.Positions;
        }

        await silo.DoAsync("dep-1", new UnplugConnector(1));

        await using var second = (await silo.Fleet.WatchAsync(filter, last, done.Token)).GetAsyncEnumerator(done.Token);
        Assert.Equal(ConnectorStatus.Available, await StatusAsync(second));
        await silo.DoAsync("dep-1", new PlugConnector(1));
        Assert.Equal(ConnectorStatus.Preparing, await StatusAsync(second));

        static async Task<ConnectorStatus> StatusAsync(IAsyncEnumerator<StreamedEvent> told) => ((StatusChanged)(await NextHappenedAsync(told)).Event!).Status;
    }

    // Now and then a watcher is told nothing but how far the stream has come.
    static async Task<FleetEvent> NextHappenedAsync(IAsyncEnumerator<StreamedEvent> told)
    {
        do
        {
            Assert.True(await told.MoveNextAsync());
            Assert.False(told.Current.Missing);
        }
        while (told.Current.Happened is null);
        return told.Current.Happened;
    }

    // What two chargers do comes in no order between them.
    static async Task<LogEntry> NextFrameAsync(IAsyncEnumerator<StreamedEvent> told)
    {
        FleetEvent happened;
        do
        {
            happened = await NextHappenedAsync(told);
        }
        while (happened.Frame is null);
        return happened.Frame;
    }

    [Fact]
    public async Task A_watcher_that_does_not_read_is_dropped_and_holds_nobody_up()
    {
        var watchers = new EventWatchers(TimeProvider.System);
        var slow = watchers.Watch(Filter("acme", null, EventKinds.Changes));
        for (var i = 0; i < 10_000; i++)
        {
            Publish(watchers);
        }

        var read = 0;
        await foreach (var one in slow.ReadAsync(default))
        {
            read++;
        }

        Assert.InRange(read, 1, 9_999);
    }

    [Fact]
    public async Task A_watcher_that_comes_back_is_told_what_is_kept_of_what_it_missed()
    {
        var watchers = new EventWatchers(new FakeTimeProvider());
        var filter = Filter("acme", null, EventKinds.Changes);
        var first = watchers.Watch(filter);
        Publish(watchers);
        await foreach (var one in first.ReadAsync(default))
        {
            break;
        }

        for (var i = 0; i < 10; i++)
        {
            Publish(watchers);
        }

        var seen = first.Start with { Number = first.Start.Number + 1 };

        var back = watchers.Watch(filter, new(seen.Journal + 1, 3), seen);
        Assert.Equal(seen, back.Start);
        Assert.Equal(10, await CountAsync(back));

        for (var i = 0; i < 20_000; i++)
        {
            Publish(watchers);
        }

        var late = watchers.Watch(filter, seen);
        Assert.True(late.Start.Number > seen.Number);
        Assert.Equal(20_011 - late.Start.Number, await CountAsync(late));

        var other = watchers.Watch(filter with { ChargerId = "dep-1" }, seen);
        Assert.NotEqual(seen.Journal, other.Start.Journal);
        Assert.Equal(0, await CountAsync(other));
    }

    [Fact]
    public async Task What_nobody_has_watched_for_five_minutes_is_not_kept()
    {
        var time = new FakeTimeProvider();
        var watchers = new EventWatchers(time);
        var filter = Filter("acme", null, EventKinds.Changes);
        Assert.False(Any(watchers));
        var watch = watchers.Watch(filter);
        Publish(watchers);
        Assert.Equal(1, await CountAsync(watch));

        time.Advance(EventWatchers.UnwatchedTime / 2);
        Assert.True(Any(watchers));
        var again = watchers.Watch(filter, watch.Start);
        time.Advance(EventWatchers.UnwatchedTime);
        Assert.Equal(1, await CountAsync(again));
        time.Advance(EventWatchers.UnwatchedTime);
        Assert.False(Any(watchers));

        Publish(watchers);
        Assert.NotEqual(watch.Start.Journal, watchers.Watch(filter, watch.Start).Start.Journal);
    }

    [Fact]
    public async Task Large_frames_are_kept_within_the_memory_for_them()
    {
        var watchers = new EventWatchers(TimeProvider.System);
        var filter = Filter("acme", null, EventKinds.Frames);
        var start = watchers.Watch(filter).Start;
        var frame = new LogEntry("dep-1", "CP-1", MessageDirection.ToCsms, "DataTransfer", new('x', 64 * 1024), Noon);
        for (var i = 0; i < 1000; i++)
        {
            watchers.Publish("acme", "loc-1", EventKinds.Frames, new("dep-1", "CP-1", null, frame));
        }

        Assert.InRange(await CountAsync(watchers.Watch(filter, start)), 1, 64);
    }

    static EventFilter Filter(string organizationId, string? chargerId, EventKinds kinds) => new(organizationId, chargerId, null, kinds);

    static bool Any(EventWatchers watchers) => watchers.Any("acme", "loc-1", "dep-1", EventKinds.Changes);

    static void Publish(EventWatchers watchers) => watchers.Publish(
        "acme", "loc-1", EventKinds.Changes,
        new("dep-1", "CP-1", new StatusChanged(Noon, 1, ConnectorStatus.Available, ChargePointErrorCode.NoError), null));

    /// <summary>How many events there are to be read just now; the watcher leaves then.</summary>
    static async Task<int> CountAsync(EventWatch watch)
    {
        using var left = new CancellationTokenSource();
        await using var reader = watch.ReadAsync(left.Token).GetAsyncEnumerator();
        var count = 0;
        while (true)
        {
            var next = reader.MoveNextAsync();
            if (!next.IsCompleted)
            {
                await left.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
                return count;
            }

            Assert.True(await next);
            count++;
        }
    }

    static IEnumerable<LogEntry> Entries(FrameLog log)
    {
        var marks = new List<FrameLog.Mark>();
        log.Find(All, marks);
        return log.Read([.. marks.Select(mark => mark.Number)], "dep-1", "CP-1").Select(pair => pair.Entry);
    }
}
