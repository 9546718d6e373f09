using OcppLab.Simulation;

namespace OcppLab.Fleet;

/// <summary>The port between the front door and an engine: everything that concerns running chargers. The inventory (what
/// exists) is rows in a database that both engines share; this is what the chargers are doing.</summary>
public interface IFleet
{
    /// <summary>Gives a command to every charger of a target. When the task completes, every queued command is kept: a
    /// crash from then on loses none.</summary>
    /// <exception cref="FleetException">NotFound: the target names a charger or location that the organization does not have.</exception>
    Task<LocationCommandResponse> CommandAsync(
        string organizationId, CommandTarget target, CommandRequest request, CancellationToken cancellationToken);

    /// <summary>What the given chargers are doing, in the order given. Reads only.</summary>
    Task<IReadOnlyList<ChargerLive>> LiveAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken);

    /// <summary>Chargers were added to the inventory: they boot. Those that are known already are left as they are.</summary>
    Task AddedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken);

    /// <summary>Chargers' rows were changed: what changed takes effect on them as they run.</summary>
    Task ChangedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken);

    /// <summary>Chargers were removed from the inventory: their sessions end, their connections close, their state goes.
    /// Those that are not known are left out.</summary>
    Task RemovedAsync(IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken);

    /// <summary>The frames the chargers exchanged with their CSMS that are still kept, newest first, filtered and paged.</summary>
    Task<LogPage> LogsAsync(IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken);

    /// <summary>Forgets the kept frames that fit the filter; how many there were.</summary>
    Task<int> DeleteLogsAsync(IReadOnlyList<ChargerRecord> chargers, LogFilter filter, CancellationToken cancellationToken);

    /// <summary>What happens in an organization from the moment this completes, until cancelled. A reader too slow for it is
    /// dropped: the sequence ends.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="chargerId">Only this charger, or null for all.</param>
    /// <param name="frames">Whether to tell frames too, besides sessions and statuses.</param>
    /// <param name="cancellationToken">Ends the sequence.</param>
    Task<IAsyncEnumerable<FleetEvent>> WatchAsync(
        string organizationId, string? chargerId, bool frames, CancellationToken cancellationToken);
}

/// <summary>Whom a command is for. Exactly one of charger, identity and location is set; the front door sees to it.</summary>
/// <param name="ChargerId">One charger by its id.</param>
/// <param name="Identity">One charger by its identity.</param>
/// <param name="LocationId">A location's chargers.</param>
/// <param name="ChargerIds">Only these of the location's chargers; null for all.</param>
public sealed record CommandTarget(
    string? ChargerId, string? Identity, string? LocationId, IReadOnlyList<string>? ChargerIds);

/// <summary>A command as it came in: what to do, and how it is told back.</summary>
/// <param name="Id">The command's id, 12 hexadecimal digits; a charger takes an id once.</param>
/// <param name="EventType">Its name in the contract with underscores, <c>start_session</c>.</param>
/// <param name="Command">What the charger is to do.</param>
/// <param name="Payload">The event with its defaults filled in, as UTF-8 JSON.</param>
public sealed record CommandRequest(string Id, string EventType, Command Command, ReadOnlyMemory<byte> Payload);

/// <summary>What a charger is doing, with its connection.</summary>
/// <param name="ChargerId">The charger.</param>
/// <param name="Connection">Its connection to its CSMS.</param>
/// <param name="View">Its connectors.</param>
public sealed record ChargerLive(string ChargerId, ConnectionLive Connection, ChargerView View);

/// <summary>The states of a charger's connection.</summary>
public enum ConnectionState
{
    /// <summary>It has no CSMS.</summary>
    Detached,
    /// <summary>It is switched off.</summary>
    Off,
    /// <summary>A connection is being made.</summary>
    Connecting,
    /// <summary>The WebSocket is open; the CSMS has not accepted the charger yet.</summary>
    Connected,
    /// <summary>The CSMS has accepted it.</summary>
    Accepted,
    /// <summary>There is none; the next try follows.</summary>
    Disconnected,
}

/// <summary>A charger's connection to its CSMS.</summary>
/// <param name="State">Its state.</param>
/// <param name="Since">Since when.</param>
/// <param name="LastError">What last went wrong, in plain words; null if nothing has since it was last accepted.</param>
public sealed record ConnectionLive(ConnectionState State, DateTimeOffset Since, string? LastError);

/// <summary>Which frames.</summary>
/// <param name="From">Not before this time; null for no bound.</param>
/// <param name="To">Not after this time; null for no bound.</param>
/// <param name="Action">Only this OCPP action (answers count as their request's); null for all.</param>
/// <param name="Offset">How many to leave out, newest first.</param>
/// <param name="Limit">How many at most.</param>
public sealed record LogFilter(DateTimeOffset? From, DateTimeOffset? To, string? Action, int Offset, int Limit);

/// <summary>A frame between a charger and its CSMS.</summary>
/// <param name="ChargerId">The charger.</param>
/// <param name="Identity">Its identity.</param>
/// <param name="Direction">Which way it went.</param>
/// <param name="Action">The action; for an answer, its request's. Empty for a frame that is not OCPP.</param>
/// <param name="Message">The raw frame.</param>
/// <param name="Timestamp">When it was sent or received.</param>
public sealed record LogEntry(
    string ChargerId, string Identity, MessageDirection Direction, string Action, string Message, DateTimeOffset Timestamp);

/// <summary>A page of frames.</summary>
/// <param name="Data">The frames.</param>
/// <param name="Total">How many fit the filter.</param>
public sealed record LogPage(IReadOnlyList<LogEntry> Data, int Total);

/// <summary>Something that happened just now: exactly one of the two is set.</summary>
/// <param name="ChargerId">At which charger.</param>
/// <param name="Identity">Its identity.</param>
/// <param name="Event">A session or a status.</param>
/// <param name="Frame">A frame.</param>
public sealed record FleetEvent(string ChargerId, string Identity, ChargerEvent? Event, LogEntry? Frame);
