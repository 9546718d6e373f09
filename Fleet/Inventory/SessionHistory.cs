using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace OcppLab.Fleet;

/// <summary>Which sessions; what is null does not narrow.</summary>
public sealed record SessionFilter
{
    /// <summary>Only this location's.</summary>
    public string? LocationId { get; init; }

    /// <summary>Only this charger's.</summary>
    public string? ChargerId { get; init; }

    /// <summary>Whether only those that run, or only those that are over.</summary>
    public bool? Running { get; init; }

    /// <summary>Only those started at this time or after it.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those started before this time.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>The sessions that were and that are, newest first. A running one has the energy it has delivered up to now.</summary>
public sealed class SessionHistory(Database database, IFleet fleet)
{
    const int ChunkSize = 1000;

    /// <summary>Some of an organization's sessions.</summary>
    public async Task<Page<SessionRecord>> PageAsync(
        string organizationId, SessionFilter filter, long offset, int limit, CancellationToken cancellationToken)
    {
        var page = await database.PageAsync(
            db => Task.FromResult(Newest(All(db, organizationId, filter))), offset, limit, cancellationToken);
        return page with { Data = await WithLiveEnergyAsync(page.Data, cancellationToken) };
    }

    /// <summary>All of an organization's sessions that fit, read bit by bit.</summary>
    public async IAsyncEnumerable<SessionRecord> AllAsync(
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
            foreach (var session in await WithLiveEnergyAsync(chunk, cancellationToken))
                yield return session;
            if (chunk.Count < ChunkSize)
                yield break;
            last = chunk[^1];
        }
    }

    static IQueryable<SessionRecord> Newest(IQueryable<SessionRecord> sessions) =>
        sessions.OrderByDescending(session => session.StartedAt).ThenByDescending(session => session.Id);

    static IQueryable<SessionRecord> All(DataConnection db, string organizationId, SessionFilter filter)
    {
        var sessions = db.GetTable<SessionRecord>().Where(session => session.OrganizationId == organizationId);
        if (filter.LocationId is { } locationId)
            sessions = sessions.Where(session => session.LocationId == locationId);
        if (filter.ChargerId is { } chargerId)
            sessions = sessions.Where(session => session.ChargerId == chargerId);
        if (filter.Running is { } running)
            sessions = running
                ? sessions.Where(session => session.StoppedAt == null)
                : sessions.Where(session => session.StoppedAt != null);
        if (filter.From is { } from)
            sessions = sessions.Where(session => session.StartedAt >= from);
        if (filter.To is { } to)
            sessions = sessions.Where(session => session.StartedAt < to);
        return sessions;
    }

    async Task<IReadOnlyList<SessionRecord>> WithLiveEnergyAsync(
        IReadOnlyList<SessionRecord> sessions, CancellationToken cancellationToken)
    {
        var running = sessions.Where(session => session.StoppedAt is null).ToList();
        if (running.Count == 0)
            return sessions;
        var chargers = await database.QueryAsync(db =>
        {
            var ids = running.Select(session => session.ChargerId).Distinct().ToList();
            return db.GetTable<ChargerRecord>().Where(charger => ids.Contains(charger.Id)).ToListAsync(cancellationToken);
        });
        var live = (await fleet.LiveAsync(chargers, cancellationToken)).ToDictionary(charger => charger.ChargerId);
        return [.. sessions.Select(session =>
            session.StoppedAt is null
            && live.GetValueOrDefault(session.ChargerId) is { } charger
            && charger.View.Connectors.FirstOrDefault(connector => connector.ConnectorId == session.ConnectorId)?.Transaction is { } transaction
            && transaction.StartedAt.ToUnixTimeMilliseconds() == session.StartedAt.ToUnixTimeMilliseconds()
                ? session with { EnergyWh = transaction.EnergyWh }
                : session)];
    }
}
