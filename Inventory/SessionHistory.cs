using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>How far a session is.</summary>
public enum SessionStatus
{
    /// <summary>It waits for the CSMS to be there.</summary>
    Pending,
    /// <summary>Its transaction runs.</summary>
    Active,
    /// <summary>Its transaction is over.</summary>
    Completed,
    /// <summary>It never came to a transaction.</summary>
    Failed,
}

/// <summary>Which sessions; what is null does not narrow.</summary>
public sealed record SessionFilter
{
    /// <summary>Only this location's.</summary>
    public string? LocationId { get; init; }

    /// <summary>Only this charger's.</summary>
    public string? ChargerId { get; init; }

    /// <summary>Only those that are this far.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>Only those started, or asked for in vain, at this time or after it.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those started, or asked for in vain, before this time.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>The sessions that were and that are, newest first, as their chargers stored them last.</summary>
public sealed class SessionHistory(Database database)
{
    const int ChunkSize = 1000;

    /// <summary>Some of an organization's sessions.</summary>
    public Task<Page<SessionRecord>> PageAsync(
        string organizationId, SessionFilter filter, long offset, int limit, CancellationToken cancellationToken) =>
        database.PageAsync(db => Task.FromResult(Newest(All(db, organizationId, filter))), offset, limit, cancellationToken);

    /// <summary>All of an organization's sessions that fit, in parts as they are read.</summary>
    public async IAsyncEnumerable<IReadOnlyList<SessionRecord>> AllAsync(
        string organizationId, SessionFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SessionRecord? last = null;
        while (true)
        {
            var chunk = await database.QueryAsync(db =>
            {
                var rest = All(db, organizationId, filter);
                if (last is not null)
                {
                    var (started, id) = (last.StartedAt, last.Id);
                    rest = rest.Where(session => session.StartedAt < started
                        || (session.StartedAt == started && string.Compare(session.Id, id) < 0));
                }

                return Newest(rest).Take(ChunkSize).ToListAsync(cancellationToken);
            });
            yield return chunk;
            if (chunk.Count < ChunkSize)
            {
                yield break;
            }

            last = chunk[^1];
        }
    }

    static IQueryable<SessionRecord> Newest(IQueryable<SessionRecord> sessions) =>
        sessions.OrderByDescending(session => session.StartedAt).ThenByDescending(session => session.Id);

    static IQueryable<SessionRecord> All(DataConnection db, string organizationId, SessionFilter filter)
    {
        var sessions = db.GetTable<SessionRecord>().Where(session => session.OrganizationId == organizationId);
        if (filter.LocationId is { } locationId)
        {
            sessions = sessions.Where(session => session.LocationId == locationId);
        }

        if (filter.ChargerId is { } chargerId)
        {
            sessions = sessions.Where(session => session.ChargerId == chargerId);
        }

        var stopped = Outcomes.WordOf(CommandOutcome.Stopped);
        var offline = Outcomes.WordOf(CommandOutcome.Offline);
        sessions = filter.Status switch
        {
            SessionStatus.Pending => sessions.Where(session => session.StoppedAt == null && session.Outcome == offline),
            SessionStatus.Active => sessions.Where(session => session.StoppedAt == null && (session.Outcome == null || session.Outcome != offline)),
            SessionStatus.Completed => sessions.Where(session => session.StoppedAt != null && (session.Outcome == null || session.Outcome == stopped)),
            SessionStatus.Failed => sessions.Where(session => session.StoppedAt != null && session.Outcome != null && session.Outcome != stopped),
            _ => sessions,
        };

        if (filter.From is { } from)
        {
            sessions = sessions.Where(session => session.StartedAt >= from);
        }

        if (filter.To is { } to)
        {
            sessions = sessions.Where(session => session.StartedAt < to);
        }

        return sessions;
    }
}
