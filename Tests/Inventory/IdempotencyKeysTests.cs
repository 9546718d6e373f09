using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Inventory;
using OcppLab.Tests.Cluster;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Inventory;

public sealed class IdempotencyKeysTests : IDisposable
{
    static readonly StoredAnswer Accepted = new(
        202, "application/json", new Dictionary<string, string?[]> { ["Location"] = ["/ocpp/jobs/1"], ["Link"] = ["</a>", "</b>"] }, "{}"u8.ToArray());

    readonly TempDatabase temp = new();
    readonly FakeTimeProvider time = new(TempDatabase.Now);
    readonly List<IdempotencyKeys> processes = [];
    readonly IdempotencyKeys keys;

    public IdempotencyKeysTests() => keys = Process(temp.Database);

    public void Dispose()
    {
        processes.ForEach(process => process.Dispose());
        temp.Dispose();
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_for_a_day()
    {
        Assert.Equal(KeyClaim.Granted, await ClaimAsync(keys));
        await keys.CompleteAsync("acme", "k", Accepted, default);

        time.Advance(IdempotencyKeys.Retention - TimeSpan.FromSeconds(1));
        var (claim, answer) = await keys.ClaimAsync("acme", "k", "hash", default);
        time.Advance(TimeSpan.FromSeconds(1));
        var later = await ClaimAsync(keys);

        Assert.Equal(KeyClaim.Answered, claim);
        Assert.Equal((202, "application/json", "{}"), (answer!.Status, answer.ContentType, Encoding.UTF8.GetString(answer.Body)));
        Assert.Equal(Accepted.Headers, answer.Headers);
        Assert.Equal(KeyClaim.Granted, later);
    }

    [Fact]
    public async Task A_key_is_for_one_request_of_one_organization()
    {
        await ClaimAsync(keys);

        Assert.Equal(KeyClaim.OtherRequest, (await keys.ClaimAsync("acme", "k", "other", default)).Claim);
        Assert.Equal(KeyClaim.Granted, (await keys.ClaimAsync("other", "k", "other", default)).Claim);
    }

    [Fact]
    public Task A_request_is_carried_out_by_another_process_soon_after_its_own_has_died() => OutlivesAsync(temp.Database);

    [PostgresFact]
    public async Task A_request_is_carried_out_by_another_process_of_a_cluster_soon_after_its_own_has_died()
    {
        using var database = Database.PostgreSql(await PostgresServer.CreateDatabaseAsync(), time);
        await database.MigrateAsync(default);
        await OutlivesAsync(database);
    }

    [Fact]
    public async Task A_request_whose_key_was_not_renewed_in_time_is_not_started_twice_by_its_own_process()
    {
        await ClaimAsync(keys);
        keys.Dispose();

        time.Advance(IdempotencyKeys.Lease);

        Assert.Equal(KeyClaim.InProgress, await ClaimAsync(keys));
    }

    [Fact]
    public async Task Keys_are_renewed_again_when_the_database_is_back()
    {
        using var database = Database.Sqlite(temp.Database.SqlitePath!, time);
        await ClaimAsync(Process(database));

        database.Health.Fail("it is away");
        await Guard.UntilAsync(
            () =>
            {
                time.Advance(IdempotencyKeys.RenewalPeriod);
                return database.Health.Failure is null;
            },
            "it is back");
        time.Advance(IdempotencyKeys.RenewalPeriod);

        await RenewedAsync(database);
    }

    [Fact]
    public async Task A_silo_that_is_alone_frees_the_keys_of_the_one_before_it_and_leaves_those_of_front_doors()
    {
        await keys.SucceedLoneSiloAsync(default);
        await ClaimAsync(keys);
        await keys.ClaimAsync("acme", "answered", "hash", default);
        await keys.CompleteAsync("acme", "answered", Accepted, default);
        await temp.ExecuteAsync(
            "INSERT INTO idempotency_keys (organization_id, key, request_hash, created_at) "
            + $"VALUES ('acme', 'older', 'hash', {TempDatabase.Now.ToUnixTimeMilliseconds()})");
        await Process(temp.Database).ClaimAsync("acme", "front door's", "hash", default);

        var next = Process(temp.Database);
        await next.SucceedLoneSiloAsync(default);

        Assert.Equal(KeyClaim.Granted, await ClaimAsync(next));
        Assert.Equal(KeyClaim.Granted, (await next.ClaimAsync("acme", "older", "hash", default)).Claim);
        Assert.Equal(KeyClaim.Answered, (await next.ClaimAsync("acme", "answered", "hash", default)).Claim);
        Assert.Equal(KeyClaim.InProgress, (await next.ClaimAsync("acme", "front door's", "hash", default)).Claim);
    }

    [Fact]
    public async Task A_key_that_was_released_can_be_claimed_again()
    {
        await ClaimAsync(keys);

        await keys.ReleaseAsync("acme", "k", default);

        Assert.Equal(KeyClaim.Granted, (await keys.ClaimAsync("acme", "k", "other", default)).Claim);
    }

    /// <summary>A process carries out a long request, freezes, and comes back when another has answered.</summary>
    async Task OutlivesAsync(Database database)
    {
        var (frozen, other) = (Process(database), Process(database));
        Assert.Equal(KeyClaim.Granted, await ClaimAsync(frozen));
        for (var i = 0; i < 10; i++)
        {
            time.Advance(IdempotencyKeys.RenewalPeriod);
            await RenewedAsync(database);
        }

        frozen.Dispose();
        time.Advance(IdempotencyKeys.Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(KeyClaim.InProgress, await ClaimAsync(other));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(KeyClaim.Granted, await ClaimAsync(other));

        await frozen.ReleaseAsync("acme", "k", default);
        Assert.Equal(KeyClaim.InProgress, await ClaimAsync(frozen));
        await other.CompleteAsync("acme", "k", Accepted, default);
        await frozen.CompleteAsync("acme", "k", Accepted with { Status = 500 }, default);
        var (claim, answer) = await frozen.ClaimAsync("acme", "k", "hash", default);
        Assert.Equal((KeyClaim.Answered, 202), (claim, answer!.Status));
        Assert.Equal(Accepted.Headers, answer.Headers);
    }

    static async Task<KeyClaim> ClaimAsync(IdempotencyKeys process) => (await process.ClaimAsync("acme", "k", "hash", default)).Claim;

    Task RenewedAsync(Database database) => Guard.UntilAsync(
        async () =>
        {
            await using var connection = await database.OpenAsync(default);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT leased_until FROM idempotency_keys";
            return (long)(await command.ExecuteScalarAsync())! == (time.GetUtcNow() + IdempotencyKeys.Lease).ToUnixTimeMilliseconds();
        },
        "the lease is renewed");

    IdempotencyKeys Process(Database database)
    {
        var process = new IdempotencyKeys(database, time, NullLogger<IdempotencyKeys>.Instance);
        processes.Add(process);
        return process;
    }
}
