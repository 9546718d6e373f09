using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>All of a charger that has to outlive the process. What is as in a new charger is left out when saved, and what
/// a reader does not know it ignores: hence the names in JSON, here and in all that is part of it, never change, and the first member
/// of an enum stays the first.</summary>
sealed class ChargerState
{
    /// <summary>Switched off.</summary>
    [JsonPropertyName("off")]
    public bool Off { get; set; }

    /// <summary>Why the BootNotification that the CSMS has yet to accept is sent; null once accepted.</summary>
    [JsonPropertyName("boot")]
    public BootReason? Boot { get; set; }

    /// <summary>Not before this time is the BootNotification to be sent (again).</summary>
    [JsonPropertyName("bootAt")]
    public DateTimeOffset? BootAt { get; set; }

    [JsonPropertyName("registration")]
    public RegistrationStatus? Registration { get; set; }

    /// <summary>Until when it boots, without a connection; null when it does not.</summary>
    [JsonPropertyName("bootUntil")]
    public DateTimeOffset? BootUntil { get; set; }

    /// <summary>The version that the CSMS has chosen in place of the charger's own; null for none.</summary>
    [JsonPropertyName("agreedVersion")]
    public OcppVersion? AgreedVersion { get; set; }

    /// <summary>Connected and accepted: samples due are sent, and stored only with other things.</summary>
    [JsonPropertyName("online")]
    public bool Online { get; set; }

    /// <summary>While online, how much older than the silo's word says a meter value may be and yet be unanswered; zero for none.</summary>
    [JsonPropertyName("lag")]
    public TimeSpan Lag { get; set; }

    /// <summary>A meter value due up to this time may have been sent by a process that is no more, as one of a connected charger.</summary>
    [JsonPropertyName("sentUntil")]
    public DateTimeOffset? SentUntil { get; set; }

    /// <summary>The sessions there were: the source of what is particular to each.</summary>
    [JsonPropertyName("sessions")]
    public int Sessions { get; set; }

    [JsonPropertyName("shutdown")]
    public Shutdown? Shutdown { get; set; }

    /// <summary>A reset that waits for the last transaction to end (2.0.1 OnIdle).</summary>
    [JsonPropertyName("resetWhenIdle")]
    public bool ResetWhenIdle { get; set; }

    /// <summary>Hashes of the last commands taken.</summary>
    [JsonPropertyName("commands")]
    public List<ulong>? Commands { get; set; }

    [JsonPropertyName("settings")]
    public Dictionary<string, string>? Settings { get; set; }

    [JsonPropertyName("networkFaults")]
    public List<NetworkFault>? NetworkFaults { get; set; }

    [JsonPropertyName("localList")]
    public LocalList? LocalList { get; set; }

    /// <summary>The authorization cache, latest last.</summary>
    [JsonPropertyName("cache")]
    public List<LocalAuthEntry>? Cache { get; set; }

    /// <summary>How many file transfers there were.</summary>
    [JsonPropertyName("transfers")]
    public int Transfers { get; set; }

    /// <summary>The answers to the CSMS's requests that somebody chose; null for none.</summary>
    [JsonPropertyName("callAnswers")]
    public List<CallAnswer>? CallAnswers { get; set; }

    /// <summary>The file that the CSMS has asked for; null for none.</summary>
    [JsonPropertyName("upload")]
    public Upload? Upload { get; set; }

    /// <summary>The firmware update under way; null for none.</summary>
    [JsonPropertyName("firmwareUpdate")]
    public FirmwareUpdate? FirmwareUpdate { get; set; }

    /// <summary>The firmware's version since its update; null as the charger came.</summary>
    [JsonPropertyName("firmwareVersion")]
    public string? FirmwareVersion { get; set; }

    /// <summary>The firmware that it offers to others, or is about to (2.0.1); null for none.</summary>
    [JsonPropertyName("publications")]
    public List<FirmwarePublication>? Publications { get; set; }
    /// <summary>The network profiles; null until the CSMS sets one.</summary>
    [JsonPropertyName("network")]
    public NetworkState? Network { get; set; }

    /// <summary>The monitors and what has become of them; null until there was something to monitor.</summary>
    [JsonPropertyName("monitoring")]
    public MonitoringState? Monitoring { get; set; }

    [JsonPropertyName("security")]
    public SecurityState? Security { get; set; }

    /// <summary>The charging profiles; null for none.</summary>
    [JsonPropertyName("profiles")]
    public List<ChargingProfile>? Profiles { get; set; }

    /// <summary>The reservations; null for none.</summary>
    [JsonPropertyName("reservations")]
    public List<Reservation>? Reservations { get; set; }

    /// <summary>The messages of the display, latest last; null for none.</summary>
    [JsonPropertyName("displayMessages")]
    public List<DisplayMessage>? DisplayMessages { get; set; }

    /// <summary>The tariffs that it was given (2.1); null for none.</summary>
    [JsonPropertyName("tariffs")]
    public TariffState? Tariffs { get; set; }

    /// <summary>The EVSEs that somebody is paying for on a web page (2.1); null for none.</summary>
    [JsonPropertyName("webPayments")]
    public List<WebPayment>? WebPayments { get; set; }

    /// <summary>The connectors in order; null for one that is as in a new charger.</summary>
    [JsonPropertyName("connectors")]
    public ConnectorState?[]? Connectors { get; set; }

    /// <summary>The running transactions and those with messages still to deliver.</summary>
    [JsonPropertyName("transactions")]
    public List<Transaction>? Transactions { get; set; }

    /// <summary>What is to be sent, in order.</summary>
    [JsonPropertyName("outbox")]
    public List<Entry>? Outbox { get; set; }
}

/// <summary>An orderly way down: reached when the messages of the transactions are delivered, or at the deadline.</summary>
/// <param name="Deadline">When it is done at the latest.</param>
/// <param name="Boot">Why it boots again; null to stay off.</param>
/// <param name="Hard">Whether all of it starts anew, rather than its software.</param>
sealed record Shutdown(
    [property: JsonPropertyName("deadline")] DateTimeOffset Deadline,
    [property: JsonPropertyName("boot")] BootReason? Boot,
    [property: JsonPropertyName("hard")] bool Hard = false);

/// <summary>A connector.</summary>
sealed class ConnectorState
{
    /// <summary>A cable is in.</summary>
    [JsonPropertyName("plugged")]
    public bool Plugged { get; set; }

    /// <summary>The cable is still in after a transaction.</summary>
    [JsonPropertyName("finishing")]
    public bool Finishing { get; set; }

    [JsonPropertyName("inoperative")]
    public bool Inoperative { get; set; }

    /// <summary>What a ChangeAvailability makes of it when its transaction is over; null for nothing.</summary>
    [JsonPropertyName("operativeNext")]
    public bool? OperativeNext { get; set; }

    /// <summary>Whether its EVSE is reset when its transaction is over (2.0.1 OnIdle).</summary>
    [JsonPropertyName("resetNext")]
    public bool ResetNext { get; set; }

    /// <summary>Until when its EVSE is being reset; null when it is not.</summary>
    [JsonPropertyName("resetUntil")]
    public DateTimeOffset? ResetUntil { get; set; }

    [JsonPropertyName("error")]
    public ChargePointErrorCode Error { get; set; }

    /// <summary>The energy register in watt-hours.</summary>
    [JsonPropertyName("meterWh")]
    public double MeterWh { get; set; }

    /// <summary>The register of what vehicles have given, in watt-hours.</summary>
    [JsonPropertyName("exportMeterWh")]
    public double ExportMeterWh { get; set; }

    /// <summary>The cap of the offered power in watts; null for none.</summary>
    [JsonPropertyName("capW")]
    public double? CapW { get; set; }

    /// <summary>When the status became what it is.</summary>
    [JsonPropertyName("since")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>A session that waits for cable, card or authorization.</summary>
    [JsonPropertyName("pending")]
    public PendingSession? Pending { get; set; }

    /// <summary>What happens next by itself; null for nothing.</summary>
    [JsonPropertyName("wait")]
    public ConnectorWait? Wait { get; set; }

    /// <summary>What there is to tell the driver of the last session; null for nothing.</summary>
    [JsonPropertyName("forDriver")]
    public ForDriver? ForDriver { get; set; }

    /// <summary>The transaction in which energy may flow.</summary>
    [JsonIgnore]
    public Transaction? Transaction { get; set; }

    /// <summary>The transaction that has begun and waits for cable or authorization (2.0.1).</summary>
    [JsonIgnore]
    public Transaction? Opening { get; set; }

    /// <summary>The transaction whose energy is over, and that waits for the cable to be out (2.0.1).</summary>
    [JsonIgnore]
    public Transaction? Closing { get; set; }

    /// <summary>Its transaction, however far it has come.</summary>
    [JsonIgnore]
    public Transaction? Open => Transaction ?? Opening ?? Closing;

    /// <summary>Its transaction, once the CSMS is told of it.</summary>
    [JsonIgnore]
    public Transaction? ToldOf => Open is { AwaitsEnergy: false } open ? open : null;

    /// <summary>Whether it is held for a reservation.</summary>
    [JsonIgnore]
    public bool IsReserved { get; set; }

    /// <summary>Whether a firmware is being installed, so that nobody can charge.</summary>
    [JsonIgnore]
    public bool IsInstalling { get; set; }

    /// <summary>Whether another connector of its EVSE is in use, so that this one can't be.</summary>
    [JsonIgnore]
    public bool IsEvseInUse { get; set; }

    /// <summary>Whether it takes no session until it is told otherwise, the firmware is installed, or its EVSE is reset.</summary>
    [JsonIgnore]
    public bool IsOutOfService => Inoperative || IsInstalling || ResetUntil is not null;

    /// <summary>What the energy register read when the charger was new.</summary>
    [JsonIgnore]
    public double InitialMeterWh { get; set; }

    /// <summary>The status and error as last shown.</summary>
    [JsonIgnore]
    public (ConnectorStatus Status, ChargePointErrorCode Error) Shown { get; set; }

    /// <summary>The status the CSMS was told last; null where it has to be told.</summary>
    [JsonIgnore]
    public (ConnectorStatus Status, ChargePointErrorCode Error)? Told { get; set; }

    [JsonIgnore]
    public bool IsNew => this is
    {
        Plugged: false, Finishing: false, Inoperative: false, OperativeNext: null, Error: ChargePointErrorCode.NoError,
        CapW: null, Since: null, Pending: null, Wait: null, ForDriver: null, ResetNext: false, ResetUntil: null,
    } && MeterWh == InitialMeterWh && ExportMeterWh == 0;

    /// <summary>Puts a transaction that is not over where its stage has it.</summary>
    public void Hold(Transaction transaction)
    {
        switch (transaction.Stage)
        {
            case TransactionStage.Opens:
                Opening = transaction;
                break;
            case TransactionStage.Closes:
                Closing = transaction;
                break;
            default:
                Transaction = transaction;
                break;
        }
    }

    /// <summary>Whether someone is charging or about to.</summary>
    [JsonIgnore]
    public bool InSession => Open is not null || Pending is not null;

    /// <summary>Whether it takes no further session.</summary>
    [JsonIgnore]
    public bool IsTaken => Transaction is not null || Closing is not null || Pending is not null;

    /// <summary>The status that follows from the rest.</summary>
    public ConnectorStatus Status() =>
        Error != ChargePointErrorCode.NoError ? ConnectorStatus.Faulted
        : Transaction is { } transaction ? transaction.State switch
        {
            ChargingState.SuspendedEV => ConnectorStatus.SuspendedEV,
            ChargingState.SuspendedEVSE => ConnectorStatus.SuspendedEVSE,
            _ => ConnectorStatus.Charging,
        }
        : Pending is not null && (Plugged || Pending.Authorized) ? ConnectorStatus.Preparing
        : IsOutOfService || IsEvseInUse ? ConnectorStatus.Unavailable
        : Finishing ? ConnectorStatus.Finishing
        : IsReserved ? ConnectorStatus.Reserved
        : Plugged ? ConnectorStatus.Preparing
        : ConnectorStatus.Available;
}

/// <summary>What is known of a session before its transaction starts.</summary>
/// <param name="IdTag">The id tag.</param>
/// <param name="TokenType">Its 2.0.1 type, or null.</param>
/// <param name="CommandId">The command that asked for it; null if the CSMS did.</param>
/// <param name="Duration">The time limit, or null.</param>
/// <param name="LimitWh">The energy limit, or null.</param>
/// <param name="RemoteStartId">The id of the CSMS's request, or null.</param>
/// <param name="Trigger">What starts the transaction.</param>
/// <param name="Unplug">Whether the cable comes out at the end.</param>
/// <param name="StopWhenFull">Whether it is over when the battery is full.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="Waits">Whether it was told that it waits for the CSMS to be there.</param>
/// <param name="Profile">The charging profile of its transaction, or null.</param>
/// <param name="Authorized">Whether it waits for no authorization (any more).</param>
/// <param name="ParentIdTag">The group that the CSMS said the id tag is of, or null.</param>
/// <param name="StayPlugged">Whether the cable stays in however it ends.</param>
/// <param name="Timing">At what pace it goes.</param>
/// <param name="Vehicle">The vehicle that comes to it; null for the charger's.</param>
/// <param name="EvseNamed">Whether the CSMS has named the EVSE.</param>
/// <param name="Presented">Whether the id token has been presented and may charge.</param>
/// <param name="HasContract">Whether the vehicle was given its contract certificate.</param>
/// <param name="Bidirectional">Whether the CSMS has allowed that the vehicle gives energy too (2.1).</param>
sealed record PendingSession(
    [property: JsonPropertyName("idTag")] string IdTag,
    [property: JsonPropertyName("tokenType")] string? TokenType,
    [property: JsonPropertyName("commandId")] string? CommandId,
    [property: JsonPropertyName("duration")] TimeSpan? Duration,
    [property: JsonPropertyName("limitWh")] double? LimitWh,
    [property: JsonPropertyName("remoteStartId")] int? RemoteStartId,
    [property: JsonPropertyName("trigger")] TriggerReason Trigger,
    [property: JsonPropertyName("unplug")] bool Unplug,
    [property: JsonPropertyName("stopWhenFull")] bool StopWhenFull,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("waits")] bool Waits = false,
    [property: JsonPropertyName("profile")] ChargingProfile? Profile = null,
    [property: JsonPropertyName("authorized")] bool Authorized = false,
    [property: JsonPropertyName("parentIdTag")] string? ParentIdTag = null,
    [property: JsonPropertyName("stayPlugged")] bool StayPlugged = false,
    [property: JsonPropertyName("timing")] Timing Timing = Timing.Instant,
    [property: JsonPropertyName("vehicle")] VehicleOptions? Vehicle = null,
    [property: JsonPropertyName("evseNamed")] bool EvseNamed = false,
    [property: JsonPropertyName("presented")] bool Presented = false,
    [property: JsonPropertyName("hasContract")] bool HasContract = false,
    [property: JsonPropertyName("bidirectional")] bool Bidirectional = false)
{
    [JsonIgnore]
    public IdToken Token => new(IdTag, TokenType);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ChargerState))]
sealed partial class StateJson : JsonSerializerContext;
