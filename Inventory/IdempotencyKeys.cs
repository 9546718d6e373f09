using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;

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
/// <param name="Body">The body.</param>
public sealed record StoredAnswer(int Status, string? ContentType, byte[] Body);

/// <summary>The idempotency keys of requests and the answers they got, kept for 24 hours. A key is its organization's own.
/// A request whose process died is carried out again when it is repeated after a minute; whoever carries it out must derive
/// what must not happen twice (a command's id) from the key.</summary>
public sealed class IdempotencyKeys(Database database, TimeProvider time)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>How long a request may take before its key can be claimed again.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Claims a key for a request.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="key">The key.</param>
    /// <param name="requestHash">A hash of what the request asks for: method, path and body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How the claim went, and the answer if there is one.</returns>
    public Task<(KeyClaim Claim, StoredAnswer? Answer)> ClaimAsync(
        string organizationId, string key, string requestHash, CancellationToken cancellationToken) =>
        database.TransactAsync<(KeyClaim, StoredAnswer?)>(async db =>
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
                return (KeyClaim.Answered, new(status, known.ContentType, known.Body ?? []));
            }

            if (known.CreatedAt > now - Lease)
            {
                return (KeyClaim.InProgress, null);
            }

            await Find(db, organizationId, key).Set(row => row.CreatedAt, now).UpdateAsync(cancellationToken);
            return (KeyClaim.Granted, null);
        }, cancellationToken);

    /// <summary>Keeps the answer to a request whose key was granted.</summary>
    public Task CompleteAsync(string organizationId, string key, StoredAnswer answer, CancellationToken cancellationToken) =>
        database.WriteAsync(db => Find(db, organizationId, key)
            .Set(row => row.Status, answer.Status)
            .Set(row => row.ContentType, answer.ContentType)
            .Set(row => row.Body, answer.Body)
            .UpdateAsync(cancellationToken));

    /// <summary>Frees a granted key: its request had no effect and may be made again.</summary>
    public Task ReleaseAsync(string organizationId, string key, CancellationToken cancellationToken) =>
        database.WriteAsync(db => Find(db, organizationId, key).DeleteAsync(cancellationToken));

    static IQueryable<Row> Find(DataConnection db, string organizationId, string key) =>
        db.GetTable<Row>().Where(row => row.OrganizationId == organizationId && row.Key == key);

    [Table("idempotency_keys")]
    sealed record Row
    {
        [Column("organization_id"), PrimaryKey(0)]
        public required string OrganizationId { get; init; }

        [Column("key"), PrimaryKey(1)]
        public required string Key { get; init; }

        [Column("request_hash")]
        public required string RequestHash { get; init; }

        [Column("status")]
        public int? Status { get; init; }

        [Column("content_type")]
        public string? ContentType { get; init; }

        [Column("body")]
        public byte[]? Body { get; init; }

        [Column("created_at")]
        public required DateTimeOffset CreatedAt { get; init; }
    }
}
