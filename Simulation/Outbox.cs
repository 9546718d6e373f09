using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>Something to be sent to the CSMS.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TransactionEntry), "transaction")]
[JsonDerivedType(typeof(SamplesEntry), "samples")]
[JsonDerivedType(typeof(AuthorizeEntry), "authorize")]
[JsonDerivedType(typeof(RawEntry), "raw")]
[JsonDerivedType(typeof(EvCertificateEntry), "evCertificate")]
[JsonDerivedType(typeof(PaymentEntry), "payment")]
abstract class Entry
{
    /// <summary>Whether it outlives the connection and the process.</summary>
    [JsonIgnore]
    public virtual bool IsStored => true;

    /// <summary>When it could first be sent, had everything before it been answered at once, in UTC ticks; 0 for not known.</summary>
    [JsonIgnore]
    public long DueTicks { get; set; }
}

/// <summary>A message of a transaction.</summary>
abstract class TransactionalEntry : Entry
{
    /// <summary>The transaction's number.</summary>
    [JsonPropertyName("number")]
    public int Number { get; set; }

    /// <summary>The message's number in the transaction (of the first message, if it stands for several).</summary>
    [JsonPropertyName("seqNo")]
    public int SeqNo { get; set; }

    /// <summary>Whether it happened while the CSMS was away.</summary>
    [JsonPropertyName("offline")]
    public bool Offline { get; set; }

    /// <summary>How often it was sent in vain.</summary>
    [JsonPropertyName("attempts")]
    public int Attempts { get; set; }

    /// <summary>The measurands chosen for it, where others were chosen since; null for as the settings have them.</summary>
    [JsonPropertyName("measurands")]
    public string? Measurands { get; set; }

    [JsonIgnore]
    public Transaction Transaction { get; set; } = null!;
}

/// <summary>One message of a transaction that tells a transition.</summary>
sealed class TransactionEntry : TransactionalEntry
{
    [JsonPropertyName("event")]
    public TransactionEventKind Event { get; set; }

    [JsonPropertyName("at")]
    public DateTimeOffset At { get; set; }

    [JsonPropertyName("trigger")]
    public TriggerReason Trigger { get; set; }

    [JsonPropertyName("state")]
    public ChargingState State { get; set; }

    /// <summary>Whether it names the id token.</summary>
    [JsonPropertyName("namesToken")]
    public bool NamesToken { get; set; }

    /// <summary>Whether it can't name the EVSE yet (2.0.1).</summary>
    [JsonPropertyName("evseUnknown")]
    public bool EvseUnknown { get; set; }

    /// <summary>Whether it has the meter value of the transaction's beginning, which came before the EVSE was known (2.0.1).</summary>
    [JsonPropertyName("tellsBegin")]
    public bool TellsBegin { get; set; }

    /// <summary>The measurands chosen for its clock-aligned samples (Ended), as <see cref="TransactionalEntry.Measurands"/>.</summary>
    [JsonPropertyName("alignedMeasurands")]
    public string? AlignedMeasurands { get; set; }

    /// <summary>How far its samples are apart (Ended), where that was changed since; null for as the settings have it.</summary>
    [JsonPropertyName("endedEvery")]
    public TimeSpan? EndedEvery { get; set; }

    /// <summary>The same of its clock-aligned samples.</summary>
    [JsonPropertyName("endedAlignedEvery")]
    public TimeSpan? EndedAlignedEvery { get; set; }

    /// <summary>The limit of the transaction that it confirms (2.1); null for none.</summary>
    [JsonPropertyName("limit")]
    public TransactionLimit? Limit { get; set; }

    /// <summary>Whether it is the one that tells who charges, rather than who stopped it.</summary>
    [JsonIgnore]
    public bool BringsToken => NamesToken && (Event == TransactionEventKind.Started || Trigger is TriggerReason.Authorized or TriggerReason.RemoteStart);
}

/// <summary>The periodic and clock-aligned meter values of a transaction over a stretch of time: one message each, made when it is taken.</summary>
sealed class SamplesEntry : TransactionalEntry
{
    /// <summary>The next periodic one; null for none.</summary>
    [JsonPropertyName("next")]
    public DateTimeOffset? Next { get; set; }

    [JsonPropertyName("every")]
    public TimeSpan Every { get; set; }

    /// <summary>The next clock-aligned one; null for none.</summary>
    [JsonPropertyName("nextAligned")]
    public DateTimeOffset? NextAligned { get; set; }

    [JsonPropertyName("alignedEvery")]
    public TimeSpan AlignedEvery { get; set; }

    /// <summary>The last.</summary>
    [JsonPropertyName("until")]
    public DateTimeOffset Until { get; set; }

    /// <summary>The measurands chosen for the clock-aligned ones, as <see cref="TransactionalEntry.Measurands"/>.</summary>
    [JsonPropertyName("alignedMeasurands")]
    public string? AlignedMeasurands { get; set; }

    /// <summary>Whether they became due while connected: those are not written one by one, so that of a stored one it is not
    /// known by itself whether it was answered since.</summary>
    [JsonPropertyName("live")]
    public bool Live { get; set; }

    /// <summary>How many were answered since the entry was stored or read.</summary>
    [JsonIgnore]
    public int Answered { get; set; }

    // Stored, since the base's JsonIgnore does not hold for an override, and read by nobody.
    [JsonPropertyName("kept")]
    public override bool IsStored => true;

    /// <summary>Whether the next one is a periodic one.</summary>
    [JsonIgnore]
    public bool PeriodicIsNext => Next is { } next && next <= Until && !(NextAligned < next);

    /// <summary>When the next one is due.</summary>
    [JsonIgnore]
    public DateTimeOffset NextAt => PeriodicIsNext ? Next!.Value : NextAligned!.Value;

    /// <summary>Goes on to the one after the next.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Move()
    {
        if (PeriodicIsNext)
        {
            Next += Every;
        }
        else
        {
            NextAligned = NextAfter(NextAligned!.Value, AlignedEvery);
        }

        SeqNo++;
        Attempts = 0;
        Answered++;
        return Next <= Until || NextAligned <= Until;
    }

    /// <summary>The next clock-aligned time: a multiple of the interval since midnight, UTC.</summary>
    public static DateTimeOffset NextAfter(DateTimeOffset at, TimeSpan every)
    {
        var midnight = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero);
        var next = midnight + ((((at - midnight).Ticks / every.Ticks) + 1) * every);
        return next.UtcDateTime.Date == midnight.UtcDateTime ? next : midnight.AddDays(1);
    }
}

/// <summary>An Authorize.</summary>
sealed class AuthorizeEntry : Entry
{
    /// <summary>The reason to stop the connector's transaction with, once the id tag is of its group; null where it is to start one.</summary>
    [JsonPropertyName("stop")]
    public StopReason? Stop { get; set; }

    [JsonPropertyName("idTag")]
    public string IdTag { get; set; } = "";

    [JsonPropertyName("tokenType")]
    public string? TokenType { get; set; }

    /// <summary>The connector whose session waits for it; 0 for none.</summary>
    [JsonPropertyName("connectorId")]
    public int ConnectorId { get; set; }

    /// <summary>The command that asked for it by itself; null where a session did.</summary>
    [JsonPropertyName("commandId")]
    public string? CommandId { get; set; }
}

/// <summary>A Get15118EVCertificate.</summary>
sealed class EvCertificateEntry : Entry
{
    /// <summary>The connector whose session waits for it; 0 for none.</summary>
    [JsonPropertyName("connectorId")]
    public int ConnectorId { get; set; }

    /// <summary>Whether a certificate is updated rather than installed.</summary>
    [JsonPropertyName("update")]
    public bool IsUpdate { get; set; }
}

/// <summary>A message of the user's own.</summary>
sealed class RawEntry : Entry
{
    [JsonPropertyName("action")]
    public string Action { get; set; } = "";

    [JsonPropertyName("payload")]
    public string Payload { get; set; } = "";

    /// <summary>The command that asked for it.</summary>
    [JsonPropertyName("commandId")]
    public string? CommandId { get; set; }
}

/// <summary>A StatusNotification.</summary>
sealed class StatusEntry(StatusMessage message) : Entry
{
    public StatusMessage Message { get; } = message;

    public override bool IsStored => false;
}

/// <summary>A message that is sent on this connection or not at all: a heartbeat, or what TriggerMessage asked for.</summary>
sealed class TriggeredEntry(OcppRequest message) : Entry
{
    public OcppRequest Message { get; } = message;

    public override bool IsStored => false;
}
