namespace OcppLab.Simulation;

// What comes with the connection, and goes with it.
public sealed partial class Charger
{
    // Connected and accepted: first what changed while away, then what was kept. In 2.0.1 every status is told anew after long enough
    // a time away (use case B04).
    void GoOnline(DateTimeOffset now)
    {
        if (Version != OcppVersion.V16 && offlineSince + Seconds(Settings.OfflineThreshold) < now)
        {
            foreach (var connector in connectors)
            {
                connector.Told = null;
            }
        }

        (state.Online, state.SentUntil) = (true, null);
        lastExchange = now;
        readyTicks = now.UtcTicks;
        persist |= IsObserved;
        EndOffline(now);
        ScheduleAligned(now);
        SchedulePeriodicMonitors(now);
        OpenStreams();
        ScheduleCosts(now, onlyOverdue: true);
        var kept = state.Outbox?.Count ?? 0;
        ShowCharger(now);
        for (var id = 1; id <= connectors.Length; id++)
        {
            TellStatus(id, now);
        }

        if (kept > 0 && state.Outbox is { } outbox)
        {
            state.Outbox = [.. outbox.Skip(kept), .. outbox.Take(kept)];
        }

        PullUpdates(now);
    }

    // The connection is gone, with what only it could carry.
    void Drop(DateTimeOffset now)
    {
        connected = false;
        inFlight = null;
        retryAt = null;
        alignedAt = null;
        if (state.Online)
        {
            (state.Online, state.Lag) = (false, TimeSpan.Zero);
            offlineSince = now;
            persist |= IsObserved || HasTransactionMessages;
            BeginOffline(now);
        }

        for (var id = 1; id <= connectors.Length && Spec.HasCsms; id++)
        {
            TellWaits(id, now);
        }

        foreach (var entry in state.Outbox ?? [])
        {
            switch (entry)
            {
                case StatusEntry { Message.ConnectorId: 0 }:
                    chargerTold = null;
                    break;
                case StatusEntry status:
                    Connector(status.Message.ConnectorId).Told = null;
                    break;
                case SamplesEntry samples:
                    samples.Live = false;
                    break;
            }
        }

        state.Outbox?.RemoveAll(entry => !entry.IsStored);
        if (state.Shutdown is not null)
        {
            Reboot(now);
        }
    }

    // Whether a transaction runs whose meter values the CSMS is to get.
    bool IsObserved => Array.Exists(connectors, connector => connector.Open is { Silent: false });
}
