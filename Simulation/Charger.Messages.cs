namespace OcppLab.Simulation;

// What goes to the CSMS, and what becomes of it.
public sealed partial class Charger
{
    private const string FirmwareVersion = "1.0.0";
    private static readonly TimeSpan s_bootRetry = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_shutdownTime = TimeSpan.FromSeconds(30);
    private static readonly TriggeredEntry s_boot = new(HeartbeatMessage.Instance);

    private Entry? _inFlight;
    private DateTimeOffset _lastExchange;
    private DateTimeOffset? _retryAt;
    private ConnectorStatus? _chargerTold;

    /// <summary>Takes the next request for the CSMS if there is one that may be sent now; its reply must be given to
    /// <see cref="Receive(CsmsReply, DateTimeOffset)"/> before the next is taken.</summary>
    public ChargerMessage? TakeMessage(DateTimeOffset now)
    {
        if (!_connected || _inFlight is not null)
        {
            return null;
        }

        if (_state.Boot is { } reason && _state.BootAt is null)
        {
            _inFlight = s_boot;
            return Boot(reason);
        }

        foreach (var entry in _state.Outbox ?? [])
        {
            // Until it is accepted a charger sends what it is asked for, in Pending only (1.6 section 4.2, 2.0.1 B02).
            var allowed = _state.Online
                ? _retryAt is null || entry is not TransactionalEntry
                : entry is TriggeredEntry && _state.Registration == RegistrationStatus.Pending;
            if (allowed)
            {
                _inFlight = entry;
                return MessageOf(entry);
            }
        }

        return null;
    }

    /// <summary>What became of the request last taken. A message of a transaction that the CSMS refuses or leaves unanswered
    /// is sent again as TransactionMessageAttempts and TransactionMessageRetryInterval say, then given up; the rest goes on.</summary>
    public Changes Receive(CsmsReply reply, DateTimeOffset now)
    {
        AdvanceTo(now);
        var entry = _inFlight;
        _inFlight = null;
        if (entry is null || reply is NotAnswered { ConnectionLost: true })
        {
            return TakeChanges();
        }

        _lastExchange = now;
        switch (entry)
        {
            case TriggeredEntry triggered:
                _state.Outbox?.Remove(triggered);
                if (triggered == s_boot || triggered.Message is BootMessage)
                {
                    BootAnswered(reply, now);
                }

                break;
            case StatusEntry status:
                _state.Outbox!.Remove(status);
                break;
            case AuthorizeEntry authorize:
                _state.Outbox!.Remove(authorize);
                Authorized(authorize, reply as AuthorizeReply, now);
                break;
            case TransactionalEntry message when reply is CallFailed or NotAnswered && ++message.Attempts < Number(Settings.MessageAttempts):
                _retryAt = now + (Seconds(Settings.MessageRetryInterval) * message.Attempts);
                break;
            case TransactionalEntry message:
                Delivered(message, reply as TransactionReply, now);
                break;
            default:
                _state.Outbox!.Remove(entry);
                _persist = true;
                break;
        }

        if (_state.Shutdown is not null && !HasTransactionMessages)
        {
            Reboot(now);
        }

        return TakeChanges();
    }

    private DateTimeOffset? NextSending
    {
        get
        {
            var due = _state.Boot is null ? _retryAt : _state.BootAt;
            if (_state.Online)
            {
                var heartbeat = Seconds(Settings.HeartbeatInterval);
                due = Earlier(Earlier(due, _alignedAt), heartbeat > TimeSpan.Zero ? _lastExchange + heartbeat : null);
            }

            return due;
        }
    }

    private bool HasTransactionMessages => _state.Outbox?.Exists(entry => entry is TransactionalEntry) == true;

    // A heartbeat is due when nothing was exchanged for its interval (1.6 section 9.1.8, 2.0.1 HeartbeatInterval).
    private void AdvanceSending(DateTimeOffset now)
    {
        if (_state.BootAt <= now)
        {
            _state.BootAt = null;
        }

        if (_retryAt <= now)
        {
            _retryAt = null;
        }

        var heartbeat = Seconds(Settings.HeartbeatInterval);
        if (_state.Online && heartbeat > TimeSpan.Zero && _lastExchange + heartbeat <= now)
        {
            _lastExchange = now;
            if (!(_state.Outbox ?? []).Exists(entry => entry is TriggeredEntry { Message: HeartbeatMessage }))
            {
                Enqueue(new TriggeredEntry(HeartbeatMessage.Instance));
            }
        }
    }

    private void Enqueue(Entry entry) => (_state.Outbox ??= new(2)).Add(entry);

    private BootMessage Boot(BootReason reason) => new(Spec.Model, Spec.Seed.ToString("X16"), FirmwareVersion, reason);

    private ChargerMessage MessageOf(Entry entry) => entry switch
    {
        StatusEntry status => status.Message,
        TriggeredEntry triggered => triggered.Message,
        AuthorizeEntry authorize => new AuthorizeMessage(new IdToken(authorize.IdTag, authorize.TokenType)),
        RawEntry raw => new RawMessage(raw.Action, raw.Payload),
        SamplesEntry samples => MessageOf(samples),
        _ => MessageOf((TransactionEntry)entry),
    };

    private TransactionMessage MessageOf(SamplesEntry entry)
    {
        var (transaction, at, periodic) = (entry.Transaction, entry.NextAt, entry.PeriodicIsNext);
        var before = at - (periodic ? entry.Every : entry.AlignedEvery);
        var sample = transaction.Sample(
            at,
            periodic ? ReadingContext.SamplePeriodic : ReadingContext.SampleClock,
            before < transaction.StartedAt ? transaction.StartedAt : before);
        return new TransactionMessage(
            TransactionEventKind.Updated, transaction.ConnectorId, transaction.Id, at, entry.SeqNo,
            periodic ? TriggerReason.MeterValuePeriodic : TriggerReason.MeterValueClock, StateOf(sample), IdToken: null,
            sample.EnergyWh, StopReason: null, entry.Offline, RemoteStartId: null, [sample],
            Chosen(periodic ? Settings.SampledMeasurands : Settings.AlignedMeasurands));
    }

    private TransactionMessage MessageOf(TransactionEntry entry)
    {
        var transaction = entry.Transaction;
        var measurands = Chosen((entry.Event, Spec.Version) switch
        {
            (TransactionEventKind.Started, _) => Settings.StartedMeasurands,
            (TransactionEventKind.Ended, OcppVersion.V16) => Settings.StoppedMeasurands,
            (TransactionEventKind.Ended, _) => Settings.EndedMeasurands,
            _ => Settings.SampledMeasurands,
        });
        IReadOnlyList<MeterSample> samples = entry.Event switch
        {
            _ when measurands == Measurands.None => [],
            TransactionEventKind.Started => [transaction.Sample(entry.At, ReadingContext.TransactionBegin)],
            TransactionEventKind.Ended =>
            [
                transaction.Sample(transaction.StartedAt, ReadingContext.TransactionBegin),
                transaction.Sample(entry.At, ReadingContext.TransactionEnd, transaction.StartedAt),
            ],
            _ when entry.Trigger == TriggerReason.Trigger => [transaction.Sample(entry.At, ReadingContext.Trigger)],
            _ => [],
        };
        return new TransactionMessage(
            entry.Event, transaction.ConnectorId, transaction.Id, entry.At, entry.SeqNo, entry.Trigger, entry.State,
            entry.NamesToken ? transaction.Token : null, transaction.MeterStartWh + transaction.EnergyAt(entry.At),
            entry.Event == TransactionEventKind.Ended ? transaction.StopReason : null, entry.Offline,
            entry.Event == TransactionEventKind.Started ? transaction.RemoteStartId : null, samples, measurands);
    }

    private static ChargingState StateOf(in MeterSample sample) =>
        sample.OfferedW <= 0 ? ChargingState.SuspendedEVSE : sample.PowerW <= 0 ? ChargingState.SuspendedEV : ChargingState.Charging;

    // Puts a message of a transaction in the outbox.
    private void Tell(Transaction transaction, TransactionEventKind kind, TriggerReason trigger, DateTimeOffset at, bool namesToken = false)
    {
        if (transaction.Silent)
        {
            return;
        }

        Enqueue(new TransactionEntry
        {
            Number = transaction.Number,
            Transaction = transaction,
            SeqNo = transaction.NextSeqNo++,
            Event = kind,
            At = at,
            Trigger = trigger,
            State = kind != TransactionEventKind.Ended ? transaction.State
                : Connector(transaction.ConnectorId).Plugged ? ChargingState.EVConnected : ChargingState.Idle,
            Offline = !_state.Online || _restoring,
            NamesToken = namesToken,
        });
    }

    // Shows a connector's status to whoever watches, if it is another than before.
    private void Show(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        var shown = (connector.Status(), connector.Error);
        if (shown == connector.Shown)
        {
            return;
        }

        (connector.Shown, connector.Since) = (shown, at);
        Happened(new StatusChanged(at, id, shown.Item1, shown.Error));
        TellStatus(id, at);
    }

    // The charger as a whole, connector 0 of 1.6, is out of service when all of its connectors are.
    private void ShowCharger(DateTimeOffset at)
    {
        var status = Array.TrueForAll(_connectors, connector => connector.Inoperative) ? ConnectorStatus.Unavailable : ConnectorStatus.Available;
        if (_state.Online && Spec.Version == OcppVersion.V16 && status != _chargerTold)
        {
            _chargerTold = status;
            Enqueue(new StatusEntry(new StatusMessage(0, status, ChargePointErrorCode.NoError, null, at)));
        }
    }

    // Tells the CSMS, once it is there, what it does not know. 2.0.1 knows but one status for all that an occupied connector goes through.
    private void TellStatus(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        var status = Spec.Version == OcppVersion.V201 ? (Coarse(connector.Shown.Status), ChargePointErrorCode.NoError) : connector.Shown;
        if (_state.Online && status != connector.Told)
        {
            connector.Told = status;
            Enqueue(new StatusEntry(StatusOf(id, at)));
        }
    }

    private StatusMessage StatusOf(int id, DateTimeOffset now)
    {
        if (id == 0)
        {
            var all = Array.TrueForAll(_connectors, connector => connector.Inoperative);
            return new StatusMessage(
                0, all ? ConnectorStatus.Unavailable : ConnectorStatus.Available, ChargePointErrorCode.NoError, null, now);
        }

        var connector = Connector(id);
        return new StatusMessage(id, connector.Shown.Status, connector.Shown.Error, null, connector.Since ?? now);
    }

    private static ConnectorStatus Coarse(ConnectorStatus status) => status switch
    {
        ConnectorStatus.Preparing or ConnectorStatus.SuspendedEV or ConnectorStatus.SuspendedEVSE or ConnectorStatus.Finishing =>
            ConnectorStatus.Charging,
        _ => status,
    };

    // Connected and accepted: first what changed while away, then what was kept.
    private void GoOnline(DateTimeOffset now)
    {
        _state.Online = true;
        _lastExchange = now;
        _persist |= IsObserved;
        ScheduleAligned(now);
        var kept = _state.Outbox;
        _state.Outbox = null;
        ShowCharger(now);
        for (var id = 1; id <= _connectors.Length; id++)
        {
            TellStatus(id, now);
        }

        if (kept is { Count: > 0 })
        {
            _state.Outbox = [.. _state.Outbox ?? [], .. kept];
        }
    }

    // The connection is gone, with what only it could carry.
    private void Drop(DateTimeOffset now)
    {
        _connected = false;
        _inFlight = null;
        _retryAt = null;
        _alignedAt = null;
        if (_state.Online)
        {
            _state.Online = false;
            _persist |= IsObserved || HasTransactionMessages;
        }

        foreach (var entry in _state.Outbox ?? [])
        {
            switch (entry)
            {
                case StatusEntry { Message.ConnectorId: 0 }:
                    _chargerTold = null;
                    break;
                case StatusEntry status:
                    Connector(status.Message.ConnectorId).Told = null;
                    break;
                case SamplesEntry samples:
                    samples.Live &= _restoring;
                    break;
            }
        }

        _state.Outbox?.RemoveAll(entry => !entry.Kept);
        if (_state.Shutdown is not null)
        {
            Reboot(now);
        }
    }

    // Whether a transaction runs whose meter values the CSMS is to get.
    private bool IsObserved => Array.Exists(_connectors, connector => connector.Transaction is { Silent: false });

    private void BootAnswered(CsmsReply reply, DateTimeOffset now)
    {
        if (reply is not BootReply boot)
        {
            _state.BootAt = _state.Boot is null ? null : now + s_bootRetry;
            return;
        }

        _state.Registration = boot.Status;
        if (boot.Status == RegistrationStatus.Accepted)
        {
            (_state.Boot, _state.BootAt) = (null, null);
            _persist |= IsObserved || _state.Outbox is { Count: > 0 };
            if (boot.Interval > TimeSpan.Zero)
            {
                Set(Settings.HeartbeatInterval, ((long)Math.Min(int.MaxValue, Math.Ceiling(boot.Interval.TotalSeconds))).ToString(), now);
            }

            if (!_state.Online)
            {
                GoOnline(now);
            }
        }
        else
        {
            _state.Boot ??= BootReason.Triggered;
            _state.BootAt = now + (boot.Interval > TimeSpan.Zero ? boot.Interval : s_bootRetry);
            if (_state.Online)
            {
                Drop(now);
                _connected = true;
            }
        }
    }

    private void Delivered(TransactionalEntry entry, TransactionReply? reply, DateTimeOffset now)
    {
        var transaction = entry.Transaction;
        if (entry is SamplesEntry samples)
        {
            if (!samples.Move())
            {
                _state.Outbox!.Remove(samples);
                _persist |= samples.Kept;
            }
        }
        else
        {
            _state.Outbox!.Remove(entry);
            _persist = true;
            var kind = ((TransactionEntry)entry).Event;
            if (kind == TransactionEventKind.Started && Spec.Version == OcppVersion.V16)
            {
                // A transaction that the CSMS would not take has the id -1 in what follows.
                transaction.Id = reply?.TransactionId ?? "-1";
                Happened(SessionEvent(transaction, now));
            }
            else if (kind == TransactionEventKind.Ended)
            {
                _state.Transactions!.Remove(transaction);
            }
        }

        if (reply?.Status is { } status)
        {
            Remember(transaction.IdTag, status, reply.ExpiryDate, reply.ParentIdTag);
            if (status != AuthorizationStatus.Accepted && transaction.EndedAt is null)
            {
                Deauthorize(transaction, now);
            }
        }
    }

    // Ends what runs and goes down: orderly, when the CSMS has the messages of the transactions, or at once.
    private void ShutDown(DateTimeOffset now, StopReason reason, TriggerReason trigger, BootReason? boot, bool orderly)
    {
        _state.ResetWhenIdle = false;
        _state.Shutdown = new Shutdown(now + s_shutdownTime, boot);
        for (var id = 1; id <= _connectors.Length; id++)
        {
            Cancel(id, now);
            if (Connector(id).Transaction is { } transaction)
            {
                Stop(transaction, reason, trigger, now);
            }
        }

        if (!orderly || !_state.Online || !HasTransactionMessages)
        {
            Reboot(now);
        }
    }

    // The connection goes; what comes after it is a boot, unless the charger is off.
    private void Reboot(DateTimeOffset now)
    {
        var boot = _state.Shutdown!.Boot;
        _state.Shutdown = null;
        Drop(now);
        _reconnect = _persist = true;
        (_state.Boot, _state.BootAt, _state.Registration) = (Spec.HasCsms ? boot : null, null, null);
        _chargerTold = null;
        foreach (var connector in _connectors)
        {
            connector.Told = null;
        }
    }
}
