using System.Runtime.CompilerServices;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>The sessions that were and that are, newest first. A running one has the energy it has delivered up to now.</summary>
sealed class LiveSessions(SessionHistory history, InventoryStore inventory, FleetClient fleet)
{
    /// <summary>Some of an organization's sessions.</summary>
    public async Task<Page<SessionRecord>> PageAsync(
        string organizationId, SessionFilter filter, long offset, int limit, CancellationToken cancellationToken)
    {
        var page = await history.PageAsync(organizationId, filter, offset, limit, cancellationToken);
        return page with { Data = await WithLiveEnergyAsync(page.Data, cancellationToken) };
    }

    /// <summary>All of an organization's sessions that fit, read bit by bit.</summary>
    public async IAsyncEnumerable<SessionRecord> AllAsync(
        string organizationId, SessionFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in history.AllAsync(organizationId, filter, cancellationToken))
        {
            foreach (var session in await WithLiveEnergyAsync(part, cancellationToken))
            {
                yield return session;
            }
        }
    }

    async Task<IReadOnlyList<SessionRecord>> WithLiveEnergyAsync(
        IReadOnlyList<SessionRecord> sessions, CancellationToken cancellationToken)
    {
        var running = sessions.Where(session => session.Status == SessionStatus.Active).Select(session => session.ChargerId).Distinct().ToList();
        if (running.Count == 0)
        {
            return sessions;
        }

        var chargers = await inventory.ChargersAsync(running, cancellationToken);
        var live = (await fleet.GetLiveAsync(chargers, cancellationToken)).ToDictionary(charger => charger.ChargerId);
        return [.. sessions.Select(session =>
            session.Status == SessionStatus.Active
            && live.GetValueOrDefault(session.ChargerId) is { } charger
            && charger.View.Connectors.FirstOrDefault(connector => connector.ConnectorId == session.ConnectorId)?.Transaction is { } transaction
            && transaction.StartedAt.ToUnixTimeMilliseconds() == session.StartedAt.ToUnixTimeMilliseconds()
                ? session with { EnergyWh = transaction.EnergyWh }
                : session)];
    }
}
