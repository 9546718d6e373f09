using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Inventory;
using OcppLab.Tests.Monitoring;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Api;

/// <summary>Calls to grains whose silo has just gone, or does not answer.</summary>
public sealed class FleetCallTests : IDisposable
{
    const string Org = TempDatabase.Org;

    static readonly CommandRequest Stop = new("0123456789ab", "stop_session", new StopSession(1), "{}"u8.ToArray());

    readonly TempDatabase temp = new();
    readonly FakeGrains grains = new();
    readonly FakeTimeProvider time = new(TempDatabase.Now);
    int calls;

    FleetClient Fleet => new(grains, temp.Inventory, TestMetrics.FrontDoor, time, NullLogger<FleetClient>.Instance);

    static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;

    static ChargerRecord Charger(string id) => TempDatabase.Charger(id, "loc-1", $"CP-{id}");

    static ChargerLive Live(string id) => new(id, new(ConnectionState.Accepted, TempDatabase.Now, null), new(true, null, []));

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task A_read_that_is_lost_is_made_again()
    {
        grains.LiveInTime = id => Interlocked.Increment(ref calls) == 1 ? Never<ChargerLive?>() : Task.FromResult<ChargerLive?>(Live(id));

        var (live, took) = await PlayAsync(() => Fleet.GetLiveAsync([Charger("dep-1")], default));

        Assert.Equal("dep-1", Assert.Single(live).ChargerId);
        Assert.InRange(took, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_read_that_fails_with_a_silo_is_made_again_until_the_grain_has_a_new_place()
    {
        grains.LiveInTime = id => time.GetUtcNow() < TempDatabase.Now.AddSeconds(1.5)
            ? Task.FromException<ChargerLive?>(new SiloUnavailableException("gone")) : Task.FromResult<ChargerLive?>(Live(id));

        var (live, took) = await PlayAsync(() => Fleet.GetLiveAsync([Charger("dep-1")], default));

        Assert.Equal(ConnectionState.Accepted, Assert.Single(live).Connection.State);
        Assert.InRange(took, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_that_nobody_answers_is_refused_within_three_seconds(bool silent)
    {
        grains.LiveInTime = _ =>
        {
            calls++;
            return silent ? Never<ChargerLive?>() : Task.FromException<ChargerLive?>(new SiloUnavailableException("gone"));
        };

        var (refusal, took) = await PlayAsync(() => Assert.ThrowsAsync<FleetException>(() => Fleet.GetLiveAsync([Charger("dep-1")], default)));

        Assert.Equal(FleetError.Unavailable, refusal.Error);
        Assert.Contains("Try again", refusal.Message);
        Assert.InRange(took, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        Assert.InRange(calls, 2, 10);
    }

    [Fact]
    public async Task A_list_tells_what_the_others_do_where_some_chargers_do_not_answer()
    {
        ChargerRecord[] chargers = [.. Enumerable.Range(1, 100).Select(number => Charger($"dep-{number}"))];
        grains.LiveInTime = id => id.EndsWith('7') ? Never<ChargerLive?>() : Task.FromResult<ChargerLive?>(Live(id));

        var (live, took) = await PlayAsync(() => Fleet.GetLiveWherePossibleAsync(chargers, default));

        Assert.All(live.Zip(chargers), pair => Assert.Equal(
            pair.Second.Id.EndsWith('7') ? ConnectionState.Unknown : ConnectionState.Accepted, pair.First.Connection.State));
        Assert.InRange(took, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_command_is_given_again_with_its_id_until_the_dead_silo_is_known_to_be_dead()
    {
        await temp.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await temp.Inventory.AddAsync(Charger("dep-1"), default);
        var ids = new HashSet<string>();
        grains.Command = (_, request) =>
        {
            ids.Add(request.Id);
            return time.GetUtcNow() < TempDatabase.Now.AddSeconds(20) ? Never<string?>() : Task.FromResult<string?>(null);
        };

        var (answer, took) = await PlayAsync(() => Fleet.CommandAsync(Org, new("dep-1", null, null, null), Stop, default));

        Assert.Equal("dep-1", Assert.Single(answer.Queued).ChargerId);
        Assert.Equal([Stop.Id], ids);
        Assert.InRange(took, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(26));
    }

    [Fact]
    public async Task A_command_that_nobody_takes_is_refused_in_the_end()
    {
        await temp.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await temp.Inventory.AddAsync(Charger("dep-1"), default);
        grains.Command = (_, _) => Never<string?>();

        var (refusal, took) = await PlayAsync(
            () => Assert.ThrowsAsync<FleetException>(() => Fleet.CommandAsync(Org, new("dep-1", null, null, null), Stop, default)));

        Assert.Equal(FleetError.Unavailable, refusal.Error);
        Assert.InRange(took, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(35));
    }

    [Fact]
    public async Task What_a_database_says_that_takes_no_writes_is_told_at_once()
    {
        grains.LocationCommand = (_, _) => Task.FromException<ChargerReceipt[]>(new FleetException(FleetError.Unavailable, "disk full"));

        var refusal = await Assert.ThrowsAsync<FleetException>(
            () => Fleet.CommandAsync(Org, new(null, null, "loc-1", null), Stop, default).WaitAsync(Guard.Time));

        Assert.Equal("disk full", refusal.Message);
    }

    [Fact]
    public async Task A_location_that_takes_long_is_waited_for_and_the_repeats_of_the_call_are_dropped()
    {
        var tokens = new List<CancellationToken>();
        grains.LocationCommand = async (_, cancellationToken) =>
        {
            tokens.Add(cancellationToken);
            await Task.Delay(tokens.Count == 1 ? TimeSpan.FromSeconds(17) : Timeout.InfiniteTimeSpan, time, cancellationToken);
            return [new("dep-1", "CP-1", OcppVersion.V16, null)];
        };

        var (answer, took) = await PlayAsync(() => Fleet.CommandAsync(Org, new(null, null, "loc-1", null), Stop, default));

        Assert.Single(answer.Queued);
        Assert.InRange(took, TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(18));
        Assert.All(tokens, token => Assert.True(token.IsCancellationRequested));
    }

    [Fact]
    public async Task What_a_client_asked_for_ends_with_the_client()
    {
        using var gone = new CancellationTokenSource();
        CancellationToken told = default;
        grains.LocationCommand = (_, cancellationToken) =>
        {
            told = cancellationToken;
            return Never<ChargerReceipt[]>();
        };
        var answer = Fleet.CommandAsync(Org, new(null, null, "loc-1", null), Stop, gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Guard.Time));
        Assert.True(told.IsCancellationRequested);
    }

    [Fact]
    public async Task A_new_charger_that_can_not_be_woken_now_is_there_all_the_same()
    {
        await temp.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        grains.Before = () => throw new SiloUnavailableException("gone");
        var location = await temp.Inventory.LocationAsync(Org, "loc-1", default);
        var template = new ChargerTemplate { BrandSlug = "abb", ModelSlug = "terra-184", OcppVersion = OcppVersion.V16, WsUrl = "ws://csms.test" };

        var (charger, _) = await PlayAsync(
            () => new ChargerRegistry(temp.Inventory, Fleet, new(), time).CreateAsync(template, location, "CP-1", default));

        Assert.Equal(charger, await temp.Inventory.ChargerAsync(Org, charger.Id, default));
    }

    /// <summary>Lets time pass until something is done; what came of it and how long it took. Without a context to come back to, what a
    /// moment brings about is over before the next one.</summary>
    Task<(T Result, TimeSpan Took)> PlayAsync<T>(Func<Task<T>> begin) => Task.Run(async () =>
    {
        var task = begin();
        for (var passed = TimeSpan.Zero; !task.IsCompleted && passed < TimeSpan.FromMinutes(5); passed += TimeSpan.FromMilliseconds(10))
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        var took = time.GetUtcNow() - TempDatabase.Now;
        return (await task.WaitAsync(Guard.Time), took);
    });
}
