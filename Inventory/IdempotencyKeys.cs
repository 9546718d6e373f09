using System.Text.Json;
using System.Text.Json.Serialization;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Microsoft.Extensions.Logging;

namespace OcppLab.Inventory;

/// <summary>What became of a claim on an idempotency key.</summary>
public enum KeyClaim
{
    /// <summary>The request is the first with this key: carry it out, then complete or release the key.</summary>
    Granted,
    /// <summary>The first request with this key was answered: give its answer.</summary>
    Answered,
    /// <summary>The first request with this key is still being carried out.</summary>
    InProgress,
    /// <summary>The key was used for a different request.</summary>
    OtherRequest,
}

/// <summary>The answer that a key keeps.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="ContentType">The body's content type, or null.</param>
/// <param name="Headers">The other headers: names, and the values of each.</param>
/// <param name="Body">The body.</param>
public sealed record StoredAnswer(int Status, string? ContentType, IReadOnlyDictionary<string, string?[]> Headers, byte[] Body);

/// <summary>The idempotency keys of requests and the answers they got, kept for 24 hours. A key is its organization's own.
/// A process leases the keys of the requests that it carries out, and renews the lease for as long as they take. The request of a
/// process that died, or that could not renew its lease, is carried out again when it is repeated; whoever carries it out must
/// derive what must not happen twice (a command's id) from the key.</summary>
public sealed partial class IdempotencyKeys(Database database, TimeProvider time, ILogger<IdempotencyKeys> logger) : IDisposable
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>How long after its process's last sign of life a key can be claimed again. The processes' clocks have to differ by less.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    /// <summary>How often the leases are renewed while there are any.</summary>
    internal static readonly TimeSpan RenewalPeriod = TimeSpan.FromSeconds(2);

    const string LoneSilo = "lone silo";

    readonly Lock gate = new();
    readonly HashSet<(string Organization, string Key)> held = [];
    PeriodicTimer? renewals;
    string owner = Ids.Hex(32);

    /// <summary>Makes this process the one silo of a SQLite file, before it claims any key: those of the silo before it are free.
    /// Front doors that share the file keep theirs.</summary>
    public async Task SucceedLoneSiloAsync(CancellationToken cancellationToken)
    {
        owner = LoneSilo;
        await database.WriteAsync(db => db.GetTable<Row>()
            .Where(row => row.Status == null && (row.Owner == LoneSilo || row.Owner == null))
            .DeleteAsync(cancellationToken));
    }

    /// <summary>Claims a key for a request.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="key">The key.</param>
    /// <param name="requestHash">A hash of what the request asks for: method, path and body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How the claim went, and the answer if there is one.</returns>
    public async Task<(KeyClaim Claim, StoredAnswer? Answer)> ClaimAsync(
        string organizationId, string key, string requestHash, CancellationToken cancellationToken)
    {
        var result = await database.TransactAsync<(KeyClaim Claim, StoredAnswer?)>(async db =>
        {
            var now = time.GetUtcNow();
            var expired = now - Retention;
            await db.GetTable<Row>().Where(row => row.CreatedAt <= expired).DeleteAsync(cancellationToken);
            var known = await Find(db, organizationId, key).FirstOrDefaultAsync(cancellationToken);
            if (known is null)
            {
                await db.InsertAsync(new Row
                {
                    OrganizationId = organizationId,
                    Key = key,
                    RequestHash = requestHash,
                    Owner = owner,
                    LeasedUntil = now + Lease,
                    CreatedAt = now,
                }, token: cancellationToken);
                return (KeyClaim.Granted, null);
            }

            if (known.RequestHash != requestHash)
            {
                return (KeyClaim.OtherRequest, null);
            }

            if (known.Status is { } status)
            {
                return (KeyClaim.Answered, new(status, known.ContentType, known.ReadHeaders(), known.Body ?? []));
            }

            if (known.LeasedUntil > now || Holds(organizationId, key))
            {
                return (KeyClaim.InProgress, null);
            }

            await Find(db, organizationId, key)
                .Set(row => row.Owner, owner)
                .Set(row => row.LeasedUntil, now + Lease)
                .Set(row => row.CreatedAt, now)
                .UpdateAsync(cancellationToken);
            return (KeyClaim.Granted, null);
        }, cancellationToken);
        if (result.Claim == KeyClaim.Granted)
        {
            Hold(organizationId, key);
        }

        return result;
    }

    /// <summary>Keeps the answer to a request whose key was granted, unless another process has claimed the key since.</summary>
    public async Task CompleteAsync(string organizationId, string key, StoredAnswer answer, CancellationToken cancellationToken)
    {
        var headers = answer.Headers.Count == 0 ? null : JsonSerializer.Serialize(answer.Headers, KeyJson.Default.IReadOnlyDictionaryStringStringArray);
        try
        {
            await database.WriteAsync(db => FindOwn(db, organizationId, key)
                .Set(row => row.Status, answer.Status)
                .Set(row => row.ContentType, answer.ContentType)
                .Set(row => row.Headers, headers)
                .Set(row => row.Body, answer.Body)
                .UpdateAsync(cancellationToken));
        }
        finally
        {
            LetGo(organizationId, key);
        }
    }

    /// <summary>Frees a granted key, unless another process has claimed it since: its request had no effect and may be made again.</summary>
    public async Task ReleaseAsync(string organizationId, string key, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(db => FindOwn(db, organizationId, key).DeleteAsync(cancellationToken));
        }
        finally
        {
            LetGo(organizationId, key);
        }
    }

    /// <summary>Renews no more leases.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            renewals?.Dispose();
        }
    }

    static IQueryable<Row> Find(DataConnection db, string organizationId, string key) =>
        db.GetTable<Row>().Where(row => row.OrganizationId == organizationId && row.Key == key);

    IQueryable<Row> FindOwn(DataConnection db, string organizationId, string key) =>
        Find(db, organizationId, key).Where(row => row.Owner == owner);

    bool Holds(string organizationId, string key)
    {
        lock (gate)
        {
            return held.Contains((organizationId, key));
        }
    }

    void Hold(string organizationId, string key)
    {
        lock (gate)
        {
            held.Add((organizationId, key));
            if (renewals is null)
            {
                // It outlives the request that comes first.
                using (ExecutionContext.SuppressFlow())
                {
                    renewals = new(RenewalPeriod, time);
                    _ = RenewAsync(renewals);
                }
            }
        }
    }

    void LetGo(string organizationId, string key)
    {
        lock (gate)
        {
            held.Remove((organizationId, key));
        }
    }

    async Task RenewAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
            string[] organizations;
            string[] keys;
            lock (gate)
            {
                if (held.Count == 0)
                {
                    timer.Dispose();
                    renewals = null;
                    return;
                }

                organizations = [.. held.Select(row => row.Organization).Distinct()];
                keys = [.. held.Select(row => row.Key)];
            }

            try
            {
                var until = time.GetUtcNow() + Lease;
                await database.WriteAsync(db => db.GetTable<Row>()
                    .Where(row => organizations.Contains(row.OrganizationId) && keys.Contains(row.Key) && row.Owner == owner && row.Status == null)
                    .Set(row => row.LeasedUntil, until)
                    .UpdateAsync());
            }
            catch (Exception failure)
            {
                // The next one may be in time; the database's state is told elsewhere.
                if (failure is not (FleetException or ObjectDisposedException))
                {
                    LogNotRenewed(failure.Message);
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The idempotency keys of the requests under way could not be renewed: {Reason}")]
    partial void LogNotRenewed(string reason);

    [Table("idempotency_keys")]
    sealed record Row
    {
        [Column("organization_id"), PrimaryKey(0)]
        public required string OrganizationId { get; init; }

        [Column("key"), PrimaryKey(1)]
        public required string Key { get; init; }

        [Column("request_hash")]
        public required string RequestHash { get; init; }

        [Column("owner")]
        public string? Owner { get; init; }

        [Column("leased_until")]
        public required DateTimeOffset LeasedUntil { get; init; }

        [Column("status")]
        public int? Status { get; init; }

        [Column("content_type")]
        public string? ContentType { get; init; }

        [Column("headers")]
        public string? Headers { get; init; }

        [Column("body")]
        public byte[]? Body { get; init; }

        [Column("created_at")]
        public required DateTimeOffset CreatedAt { get; init; }

        public IReadOnlyDictionary<string, string?[]> ReadHeaders() => Headers is null
            ? new Dictionary<string, string?[]>()
            : JsonSerializer.Deserialize(Headers, KeyJson.Default.IReadOnlyDictionaryStringStringArray)!;
    }
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string?[]>))]
sealed partial class KeyJson : JsonSerializerContext;
