using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace OcppLab.Grains;

/// <summary>Those who watch what happens just now. Costs one comparison an event while there are none.</summary>
public sealed class EventWatchers
{
    const int MostUnread = 4096;

    ImmutableArray<Watcher> watchers = [];

    /// <summary>Whether anybody watches a charger.</summary>
    /// <param name="organizationId">The charger's organization.</param>
    /// <param name="chargerId">The charger.</param>
    /// <param name="frames">Whether with frames.</param>
    public bool Any(string organizationId, string chargerId, bool frames)
    {
        foreach (var watcher in watchers)
            if (watcher.Sees(organizationId, chargerId, frames))
                return true;
        return false;
    }

    /// <summary>Tells everybody who watches the charger.</summary>
    public void Publish(string organizationId, FleetEvent happening)
    {
        foreach (var watcher in watchers)
            if (watcher.Sees(organizationId, happening.ChargerId, happening.Frame is not null)
                && !watcher.Unread.Writer.TryWrite(happening))
                Remove(watcher);
    }

    /// <summary>What happens from this call on, until cancelled. A reader too slow for it is dropped: the sequence ends after
    /// what was kept for it.</summary>
    public IAsyncEnumerable<FleetEvent> Watch(
        string organizationId, string? chargerId, bool frames, CancellationToken cancellationToken)
    {
        var watcher = new Watcher(organizationId, chargerId, frames);
        ImmutableInterlocked.Update(ref watchers, static (all, one) => all.Add(one), watcher);
        return ReadAsync(watcher, cancellationToken);
    }

    async IAsyncEnumerable<FleetEvent> ReadAsync(Watcher watcher, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happening in watcher.Unread.Reader.ReadAllAsync(cancellationToken))
                yield return happening;
        }
        finally
        {
            Remove(watcher);
        }
    }

    void Remove(Watcher watcher)
    {
        ImmutableInterlocked.Update(ref watchers, static (all, one) => all.Remove(one), watcher);
        watcher.Unread.Writer.TryComplete();
    }

    sealed class Watcher(string organizationId, string? chargerId, bool frames)
    {
        public Channel<FleetEvent> Unread { get; } = Channel.CreateBounded<FleetEvent>(
            new BoundedChannelOptions(MostUnread) { SingleReader = true });

        public bool Sees(string organization, string charger, bool frame) =>
            organization == organizationId && (chargerId is null || chargerId == charger) && (frames || !frame);
    }
}
