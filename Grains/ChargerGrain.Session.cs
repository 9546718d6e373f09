using OcppLab.Inventory;
using OcppLab.Ocpp;
using OcppLab.Ocpp.Messages;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The part of a charger's grain that owns its session with the CSMS, keeps its frames, and tells those who watch.</summary>
sealed partial class ChargerGrain : IOcppSessionOwner, ICsmsConnectionListener
{
    public ValueTask<FrameMarks> FindFramesAsync(LogFilter filter)
    {
        var found = new List<FrameLog.Mark>();
        frames?.Find(filter, found);
        var newest = found.Skip(Math.Max(0, found.Count - filter.Offset - filter.Limit)).ToList();
        return new(new FrameMarks(
            found.Count, [.. newest.Select(mark => mark.Number)], [.. newest.Select(mark => mark.UtcTicks)]));
    }

    public ValueTask<LogEntry[]> ReadFramesAsync(int[] numbers) =>
        new(frames is null ? [] : [.. frames.Read(numbers, Id, Charger.Spec.Identity).Select(read => read.Entry)]);

    public ValueTask<int> DeleteFramesAsync(LogFilter filter) => new(frames?.Delete(filter) ?? 0);

    /// <summary>Gives back the memory that the log has above its share; called from any thread.</summary>
    public void TrimFrames()
    {
        if (frames is not null)
        {
            Post(() => frames?.Trim());
        }
    }

    public DateTimeOffset TakeTurnToConnect(DateTimeOffset now) => silo.ConnectionRate.Next(organizationId, now);

    public ICsmsConnection Connect(CsmsEndpoint endpoint)
    {
        connections++;
        return connection = silo.Open(endpoint, this);
    }

    /// <summary>Takes in what a call into the charger changed.</summary>
    public void Apply(in Changes changes, DateTimeOffset now)
    {
        var persist = changes.Persist;
        if (changes.Reconnect)
        {
            session?.Reconnect();
        }

        foreach (var happened in changes.Events ?? [])
        {
            if (!removed && AddRow(happened))
            {
                persist = true;
            }

            if (happened is SessionChanged session)
            {
                silo.Metrics.SessionChanged(Charger.Version, session);
                TellLoadTest(session);
            }

            Tell(happened);
        }

        foreach (var transfer in changes.Transfers ?? [])
        {
            Transfer(transfer);
        }

        // A removed charger's state is not written any more: another may have its id by now.
        if (persist && !removed)
        {
            MarkChanged();
        }
    }

    /// <summary>Has what happened written with the state, where it is part of a list.</summary>
    bool AddRow(ChargerEvent happened)
    {
        switch (happened)
        {
            case SessionChanged session:
                (rows ??= new()).Sessions.Add(session);
                return true;
            case CommandOutcomeChanged outcome:
                (rows ??= new()).Outcomes.Add(new(
                    outcome.CommandId, organizationId, Id, Charger.Spec.Identity, Outcomes.WordOf(outcome.Outcome), outcome.At, outcome.Reason));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Tells those who watch. What a session has come to is its command's outcome too.</summary>
    void Tell(ChargerEvent happened)
    {
        var kind = happened is CommandOutcomeChanged ? EventKinds.Outcomes : EventKinds.Changes;
        if (silo.Watchers.Any(organizationId, locationId, Id, kind))
        {
            silo.Watchers.Publish(organizationId, locationId, kind, new(Id, Charger.Spec.Identity, happened, null));
        }

        if (happened is SessionChanged { CommandId: { } commandId } session
            && silo.Watchers.Any(organizationId, locationId, Id, EventKinds.Outcomes))
        {
            Tell(new CommandOutcomeChanged(session.At, session.ConnectorId, commandId, session.Outcome, session.Reason, session));
        }
    }

    public void Log(MessageDirection direction, string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        if (direction == MessageDirection.ToCharger)
        {
            frame = FrameSecrets.Masked(action, frame);
        }

        silo.Metrics.Frame(Charger.Version, direction);
        Keep(direction, action, frame, now);
    }

    public void ConnectionFailed(bool wasOpen, string reason, DateTimeOffset now)
    {
        silo.Metrics.ConnectionFailed(Charger.Version, wasOpen);
        recorder?.ConnectionFailed(wasOpen, reason);
        Keep(MessageDirection.ToCsms, "", System.Text.Encoding.UTF8.GetBytes(reason), now);
    }

    /// <summary>Keeps a frame, or why a connection failed, among the charger's logs.</summary>
    void Keep(MessageDirection direction, string action, ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        frames ??= new(silo.Logs);
        frames.Add(now, direction, action, frame);
        if (silo.Watchers.Any(organizationId, locationId, Id, EventKinds.Frames))
        {
            var entry = new LogEntry(Id, Charger.Spec.Identity, direction, action, System.Text.Encoding.UTF8.GetString(frame), now);
            silo.Watchers.Publish(organizationId, locationId, EventKinds.Frames, new(Id, Charger.Spec.Identity, null, entry));
        }
    }

    public void Sent(OcppRequest message)
    {
        SeeEnd(message);
        if (message is not TransactionMessage { Kind: TransactionEventKind.Updated, Samples.Count: > 0 } sent
            || !silo.Watchers.Any(organizationId, locationId, Id, EventKinds.MeterValues))
        {
            return;
        }

        foreach (var sample in sent.Samples)
        {
            var values = SampledValues.Of(sample, sent.Measurands);
            var happened = new MeterValuesSent(sample.At, sent.ConnectorId, sent.TransactionId, sample.EnergyWh, values);
            silo.Watchers.Publish(organizationId, locationId, EventKinds.MeterValues, new(Id, Charger.Spec.Identity, happened, null));
        }
    }

    public void Report(Exception mistake) => silo.Report(Id, mistake);

    void ICsmsConnectionListener.Opened(ICsmsConnection opened) => Post(() =>
    {
        var now = Now;
        CatchUp(now);
        session?.Opened(opened, now);
        CountOpened();
        Continue(now);
    });

    ValueTask ICsmsConnectionListener.ReceivedAsync(ICsmsConnection from, ReadOnlyMemory<byte> frame) => new(Task.Factory.StartNew(
        static received => ((ReceivedFrame)received!).Take(), new ReceivedFrame(this, from, frame.ToArray()), CancellationToken.None,
        TaskCreationOptions.DenyChildAttach, turns));

    void ICsmsConnectionListener.Closed(ICsmsConnection closed, string reason) => Post(() =>
    {
        connections--;
        var now = Now;
        CatchUp(now);
        session?.Closed(closed, reason, now);
        Continue(now);
        if (removed)
        {
            ReleaseFrames();
        }

        SignalWhenDrained();
    });

    static CsmsTarget TargetOf(ChargerRecord record) => new(
        record.WsUrl is null ? null : string.Intern(record.WsUrl),
        record.Identity,
        record.OcppVersion,
        record.SecurityProfile,
        record.AuthorizationKey);

    void ReleaseFrames()
    {
        frames?.Release();
        frames = null;
    }

    /// <summary>A frame that waits for its turn.</summary>
    sealed class ReceivedFrame(ChargerGrain grain, ICsmsConnection from, byte[] frame)
    {
        byte[]? waiting = frame;

        public void Take() => grain.Turn(() =>
        {
            var (received, now) = (waiting, grain.Now);

            // Its connection keeps this until the next frame comes.
            waiting = null;
            grain.CatchUp(now);
            grain.session?.Received(from, received, now);
            grain.Continue(now);
        });
    }
}
