namespace OcppLab.Grains;

/// <summary>A load test; its key is the load test's id. It does what its row says, stores what was measured every few seconds, and goes on
/// after a crash.</summary>
[Alias("ocpplab.load-test")]
public interface ILoadTestGrain : IGrainWithStringKey
{
    /// <summary>Sees to it that the load test is carried out, and that a stop which was asked for is noticed now; does not wait for its end.</summary>
    [Alias("activate")]
    Task ActivateAsync();
}

/// <summary>Gives the commands of a load test to some of its chargers; its key is the load test's id, a slash and the shard's number.</summary>
[Alias("ocpplab.load-shard")]
public interface ILoadShardGrain : IGrainWithStringKey
{
    /// <summary>Begins, or goes on after a crash; does nothing where it has begun.</summary>
    [Alias("begin")]
    [ResponseTimeout(CallTimes.Location)]
    Task BeginAsync([Immutable] LoadShard shard);

    /// <summary>Whether it has begun, and lives: what is asked now and then brings it back after a crash, without what it knew.</summary>
    [Alias("is-running")]
    [ResponseTimeout(CallTimes.Read)]
    ValueTask<bool> IsRunningAsync();

    /// <summary>Sessions that it began have ended.</summary>
    /// <param name="sessions">Their numbers.</param>
    [Alias("ended")]
    ValueTask EndedAsync([Immutable] int[] sessions);

    /// <summary>Looks what its chargers are doing: ends of sessions that a silo was to tell are lost with it.</summary>
    [Alias("look")]
    [ResponseTimeout(CallTimes.Location)]
    Task LookAsync();

    /// <summary>Stops its sessions, and begins nothing any more.</summary>
    [Alias("stop")]
    [ResponseTimeout(CallTimes.Location)]
    Task StopAsync();

    /// <summary>Ends. A location's chargers are switched on or off again as they were before.</summary>
    [Alias("end")]
    [ResponseTimeout(CallTimes.Location)]
    Task EndAsync();
}

/// <summary>Counts for load tests what happens on its silo; its key is the silo's address, and it lives there.</summary>
[Alias("ocpplab.load-silo")]
public interface ILoadSiloGrain : IGrainWithStringKey
{
    /// <summary>Begins to count; does nothing where it does.</summary>
    [Alias("begin")]
    [ResponseTimeout(CallTimes.Command)]
    ValueTask BeginAsync([Immutable] LoadTestOnSilo loadTest);

    /// <summary>What was counted since the interval before.</summary>
    /// <param name="loadTestId">The load test.</param>
    /// <param name="counted">The number of the last interval that the caller has stored; until it has, the same is given again.</param>
    /// <returns>An interval, as JSON; null where the silo does not count for the load test.</returns>
    [Alias("collect")]
    [ResponseTimeout(CallTimes.Read)]
    [return: Immutable]
    ValueTask<byte[]?> CollectAsync(string loadTestId, int counted);

    /// <summary>Counts no more.</summary>
    [Alias("end")]
    [ResponseTimeout(CallTimes.Command)]
    ValueTask EndAsync(string loadTestId);
}

/// <summary>A part of a load test's chargers.</summary>
/// <param name="LoadTestId">The load test.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="LocationId">The location of the chargers.</param>
/// <param name="Plan">The plan, as it is stored.</param>
/// <param name="Number">The shard's number, from 0.</param>
/// <param name="Shards">How many there are.</param>
/// <param name="FirstCharger">The first of its chargers, among the load test's in order of their identities, from 0.</param>
/// <param name="Chargers">How many it has.</param>
/// <param name="StartedAt">When the first stage begins.</param>
/// <param name="IsResumed">Whether it may have begun before.</param>
[GenerateSerializer, Immutable, Alias("ocpplab.load-shard-spec")]
public sealed record LoadShard(
    [property: Id(0)] string LoadTestId, [property: Id(1)] string OrganizationId, [property: Id(2)] string LocationId, [property: Id(3)] string Plan,
    [property: Id(4)] int Number, [property: Id(5)] int Shards, [property: Id(6)] int FirstCharger, [property: Id(7)] int Chargers,
    [property: Id(8)] DateTimeOffset StartedAt, [property: Id(9)] bool IsResumed);

/// <summary>What a silo counts for.</summary>
/// <param name="LoadTestId">The load test.</param>
/// <param name="LocationId">The location whose chargers count.</param>
/// <param name="ChargerIds">Only these of them; null for all.</param>
/// <param name="CreatedAt">When the load test was asked for: where a charger seems to be part of two, it counts for the later.</param>
[GenerateSerializer, Immutable, Alias("ocpplab.load-silo-spec")]
public sealed record LoadTestOnSilo(
    [property: Id(0)] string LoadTestId, [property: Id(1)] string LocationId, [property: Id(2)] string[]? ChargerIds,
    [property: Id(3)] DateTimeOffset CreatedAt);
