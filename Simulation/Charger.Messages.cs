using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OcppLab.Simulation;

// What goes to the CSMS, and what becomes of it.
public sealed partial class Charger
{
    const string Restarts = "the charger restarted";

    // So many meter values that were kept are answered before that is stored.
    const int AnsweredUnstored = 32;
    static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(30);
    static readonly TriggeredEntry BootEntry = new(V16.HeartbeatRequest.Instance);

    Entry? inFlight;
    DateTimeOffset lastExchange;
    DateTimeOffset? retryAt;
    DateTimeOffset? offlineSince;
    ConnectorStatus? chargerTold;
    long readyTicks;
    long bootDueTicks;

    /// <summary>Takes the next request for the CSMS if there is one that may be sent now; its reply must be given to
    /// <see cref="Receive(OcppResponse, DateTimeOffset)"/> before the next is taken.</summary>
    /// <param name="now">The time.</param>
    /// <param name="samplesUntil">Meter values that became due while connected, after this time, may not leave yet, nor what
    /// comes after them of a transaction; null for no such limit.</param>
    public OcppRequest? TakeMessage(DateTimeOffset now, DateTimeOffset? samplesUntil = null)
    {
        if (!connected || inFlight is not null)
        {
            return null;
        }

        if (state.Boot is { } reason && state.BootAt is null)
        {
            inFlight = BootEntry;
            return Boot(reason);
        }

        var blocked = retryAt is not null;
        foreach (var entry in state.Outbox ?? [])
        {
            blocked |= entry is SamplesEntry { Live: true } samples && samples.NextAt > samplesUntil;

            // Until it is accepted a charger sends what it is asked for, in Pending only (1.6 section 4.2, 2.0.1 B02).
            var allowed = state.Online
                ? !blocked || entry is not TransactionalEntry
                : entry is TriggeredEntry or ReportEntry && state.Registration == RegistrationStatus.Pending;
            if (allowed)
            {
                inFlight = entry;
                return MessageOf(entry, now);
            }
        }

        return null;
    }

    /// <summary>Takes the next request for the CSMS if it is a StatusNotification or an Authorize. Should the charger's state be lost,
    /// these have not told of a transaction that never was.</summary>
    public OcppRequest? TakeStatusOrAuthorize()
    {
        if (!state.Online || inFlight is not null || state.Outbox is not [StatusEntry or AuthorizeEntry, ..])
        {
            return null;
        }

        inFlight = state.Outbox[0];
        return MessageOf(inFlight, default);
    }

    /// <summary>Since when the request last taken could have been sent, had the CSMS answered everything before it at once: since it
    /// came into being, and no earlier than the connection, or the CSMS's acceptance where it has to wait for that. Null for one that
    /// is sent again after it failed: it is due as it is sent.</summary>
    public DateTimeOffset? TakenDue
    {
        get
        {
            if (inFlight is null or TransactionalEntry { Attempts: > 0 })
            {
                return null;
            }

            var due = inFlight == BootEntry ? bootDueTicks : inFlight is SamplesEntry samples ? samples.NextAt.UtcTicks : inFlight.DueTicks;
            return new(Math.Max(due, readyTicks), TimeSpan.Zero);
        }
    }

    /// <summary>Whether the CSMS has yet to say whether somebody may charge.</summary>
    public bool IsAuthorizing => state.Online && state.Outbox?.Exists(entry => entry is AuthorizeEntry) == true;

    /// <summary>What became of the request last taken. A message of a transaction that the CSMS refuses or leaves unanswered
    /// is sent again as TransactionMessageAttempts and TransactionMessageRetryInterval say, then given up; the rest goes on.</summary>
    public Changes Receive(OcppResponse reply, DateTimeOffset now)
    {
        var entry = inFlight;
        AdvanceTo(now);
        inFlight = null;

        // A charger that has just ended the connection keeps what was answered out of what it has still to tell.
        if (entry is null || (!connected && !entry.IsStored) || reply is NotAnswered { ConnectionLost: true })
        {
            return TakeChanges();
        }

        lastExchange = now;
        switch (entry)
        {
            case TriggeredEntry triggered:
                state.Outbox?.Remove(triggered);
                if (triggered == BootEntry || IsBoot(triggered.Message))
                {
                    BootAnswered(reply, now);
                }
                else if (triggered.Message is V2.OpenPeriodicEventStreamRequest asked)
                {
                    StreamAnswered(asked, reply);
                }
                else if (triggered.Message is V2.PullDynamicScheduleUpdateRequest pull)
                {
                    PullAnswered(pull, reply, now);
                }

                break;
            case StatusEntry status:
                state.Outbox!.Remove(status);
                break;
            case ReportEntry report when report.Move():
                break;
            case ReportEntry report:
                state.Outbox!.Remove(report);
                break;
            case AuthorizeEntry authorize:
                state.Outbox!.Remove(authorize);
                KeepForDriver(authorize, reply);
                Authorized(authorize, reply, now);
                break;
            case EvCertificateEntry certificate:
                EvCertificateAnswered(certificate, reply, now);
                break;
            case PaymentEntry payment:
                PaymentAnswered(payment, reply, now);
                break;
            case TransactionalEntry message when reply is CallRefused or NotAnswered && ++message.Attempts < Number(Settings.MessageAttempts):
                retryAt = now + (Seconds(Settings.MessageRetryInterval) * message.Attempts);
                persist = true;
                TellHeld(message.Transaction, now);
                break;
            case TransactionalEntry message:
                Delivered(message, reply, now);
                break;
            case RawEntry { CommandId: { } commandId } raw:
                var (outcome, reason) = OutcomeOf(reply, raw.Action);
                Happened(new CommandOutcomeChanged(now, 0, commandId, outcome, reason));
                state.Outbox!.Remove(entry);
                persist = true;
                break;
            default:
                state.Outbox!.Remove(entry);
                persist = true;
                SigningAnswered(reply);
                ChargingNeedsAnswered(entry, reply, now);
                break;
        }

        if (state.Shutdown is not null && !HasKeptMessages)
        {
            Reboot(now);
        }

        return TakeChanges();
    }

    DateTimeOffset? NextSending
    {
        get
        {
            var due = state.Boot is null ? retryAt : state.BootAt;
            if (state.Online)
            {
                var heartbeat = Seconds(Settings.HeartbeatInterval);
                due = Earlier(Earlier(Earlier(due, alignedAt), NextPull), heartbeat > TimeSpan.Zero ? lastExchange + heartbeat : null);
            }

            return due;
        }
    }

    // What an orderly way down waits for.
    bool HasKeptMessages => state.Outbox?.Exists(entry => entry is TransactionalEntry or RawEntry or PaymentEntry) == true;

    bool HasTransactionMessages => state.Outbox?.Exists(entry => entry is TransactionalEntry) == true;

    // A heartbeat is due when nothing was exchanged for its interval (1.6 section 9.1.8, 2.0.1 HeartbeatInterval).
    void AdvanceSending(DateTimeOffset now)
    {
        if (state.BootAt is { } bootAt && bootAt <= now)
        {
            bootDueTicks = bootAt.UtcTicks;
            state.BootAt = null;
        }

        if (retryAt <= now)
        {
            retryAt = null;
        }

        if (state.Online)
        {
            PullUpdates(now);
        }

        var heartbeat = Seconds(Settings.HeartbeatInterval);
        if (state.Online && heartbeat > TimeSpan.Zero && lastExchange + heartbeat <= now)
        {
            var due = lastExchange + heartbeat;
            lastExchange = now;
            if (!(state.Outbox ?? []).Exists(entry => entry is TriggeredEntry triggered && IsHeartbeat(triggered.Message)))
            {
                Enqueue(new TriggeredEntry(Heartbeat), due);
            }
        }
    }

    // Due at the moment that the charger has come to, unless it was due before.
    void Enqueue(Entry entry, DateTimeOffset? due = null)
    {
        entry.DueTicks = (due ?? advancedTo).UtcTicks;
        (state.Outbox ??= new(2)).Add(entry);
    }

    // Kept until the CSMS has it, whatever becomes of connection and process.
    void Notify(OcppRequest request)
    {
        Enqueue(new RawEntry { Action = request.ActionName, Payload = JsonOf(request) });
        persist = true;
    }

    static string JsonOf(IJsonObject message)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            message.Write(writer);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    // Puts a message of a transaction in the outbox.
    void Tell(
        Transaction transaction, TransactionEventKind kind, TriggerReason trigger, DateTimeOffset at, bool namesToken = false,
        ChargingState? state = null)
    {
        if (transaction.Silent || transaction.AwaitsEnergy)
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
            State = state ?? StateOf(transaction),
            Offline = !this.state.Online,
            NamesToken = namesToken,
            EvseUnknown = transaction.EvseUnknown,
        });
    }

    void Delivered(TransactionalEntry entry, OcppResponse answer, DateTimeOffset now)
    {
        var transaction = entry.Transaction;
        KeepForDriver(entry, answer);
        if (entry is SamplesEntry samples)
        {
            if (!samples.Move())
            {
                state.Outbox!.Remove(samples);
                persist |= !samples.Live;
            }
            else if (!samples.Live && samples.Answered >= AnsweredUnstored)
            {
                (samples.Answered, persist) = (0, true);
            }
        }
        else
        {
            state.Outbox!.Remove(entry);
            persist = true;
            var kind = ((TransactionEntry)entry).Event;
            if (((TransactionEntry)entry).BringsToken)
            {
                TellStarted(transaction, answer, now);
            }
            else if (kind == TransactionEventKind.Ended)
            {
                state.Transactions!.Remove(transaction);
            }
        }

        if (answer is V2.TransactionEventResponse told21)
        {
            TakeLimit(transaction, told21, now);
        }

        if (IdTokenInfo.In(answer) is { } info)
        {
            Remember((entry as TransactionEntry) is { } told ? TokenOf(told) : transaction.Token, info, now);
            if (info.Status != AuthorizationStatus.Accepted && transaction.EndedAt is null)
            {
                Deauthorize(transaction, info.Status, now);
            }
        }

        TellHeld(transaction, now);
    }

    // The CSMS has answered a transaction's start, or will not any more.
    void TellStarted(Transaction transaction, OcppResponse answer, DateTimeOffset now)
    {
        if (Version == OcppVersion.V16)
        {
            transaction.Id = TransactionIdIn(answer);
        }

        var isOver = transaction.EndedAt is not null;
        var failed = answer is CallRefused or NotAnswered;
        var refusal = failed ? OutcomeOf(answer, Version == OcppVersion.V16 ? "StartTransaction" : "TransactionEvent").Reason
            : IdTokenInfo.In(answer) is { Status: not AuthorizationStatus.Accepted and var status } ? status.ToString()
            : null;
        var outcome = isOver ? CommandOutcome.Stopped : failed ? CommandOutcome.Authorized : CommandOutcome.Started;
        Happened(SessionEvent(transaction, now, outcome, refusal) with { Confirmed = true });
    }

    // What an answer says of a message, where its action has no words of its own.
    static (CommandOutcome Outcome, string? Reason) OutcomeOf(OcppResponse reply, string action)
    {
        const int longest = 255;
        switch (reply)
        {
            case NotAnswered:
                return (CommandOutcome.TimedOut, $"{action} was not answered in time");
            case CallRefused failed:
                var reason = $"{action}: {failed.Code}{(failed.Description.Length > 0 ? $" ({failed.Description})" : "")}";
                return (CommandOutcome.Refused, reason.Length <= longest ? reason : string.Concat(reason.AsSpan(0, longest - 1), "…"));
            default:
                return (CommandOutcome.Answered, null);
        }
    }

    // Ends what runs and goes down: orderly, when the CSMS has the messages of the transactions, or at once.
    void ShutDown(DateTimeOffset now, StopReason reason, TriggerReason trigger, BootReason? boot, bool orderly)
    {
        state.ResetWhenIdle = false;
        state.Shutdown = new Shutdown(now + ShutdownTime, boot, Hard: reason is StopReason.HardReset or StopReason.PowerLoss);
        for (var id = 1; id <= connectors.Length; id++)
        {
            Cancel(id, CommandOutcome.Cancelled, boot is null ? "the charger was switched off" : Restarts, now, stop: reason, trigger: trigger);
            StopAll(id, reason, trigger, now);
        }

        if (!orderly || !state.Online || !HasKeptMessages)
        {
            Reboot(now);
        }
    }
}
