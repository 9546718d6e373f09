using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>Whom an <see cref="OcppSession"/> speaks for: whoever holds the charger.</summary>
public interface IOcppSessionOwner
{
    /// <summary>The charger.</summary>
    Charger Charger { get; }

    /// <summary>Whether everything that happened to the charger so far is stored: nothing leaves before, but for what
    /// <see cref="MaySendBeforeStored"/> allows.</summary>
    bool IsPersisted { get; }

    /// <summary>Whether StatusNotification and Authorize may leave before that: they promise nothing.</summary>
    bool MaySendBeforeStored { get; }

    /// <summary>Meter values that fall due while connected may leave when due up to this time; later ones wait.</summary>
    DateTimeOffset SamplesUntil { get; }

    /// <summary>The time; it never goes back.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Takes a turn to connect: when it is, now at the earliest. It is used or lost.</summary>
    DateTimeOffset TakeTurnToConnect(DateTimeOffset now);

    /// <summary>Starts connecting and returns at once. What becomes of the connection is told, in turns of their own, to
    /// <see cref="OcppSession.Opened"/>, <see cref="OcppSession.Received"/> and, once and last, <see cref="OcppSession.Closed"/>.</summary>
    ICsmsConnection Connect(CsmsEndpoint endpoint);

    /// <summary>Takes in what a call into the charger changed.</summary>
    void Apply(in Changes changes, DateTimeOffset now);

    /// <summary>A frame is sent or came.</summary>
    /// <param name="direction">Which way.</param>
    /// <param name="action">The OCPP action; for an answer, its request's. Empty where there is none.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="now">When.</param>
    void Log(MessageDirection direction, string action, ReadOnlySpan<byte> frame, DateTimeOffset now);

    /// <summary>A connection could not be made, or is over though the charger wanted it.</summary>
    /// <param name="wasOpen">Whether it had been made.</param>
    /// <param name="reason">Why, in plain words.</param>
    /// <param name="now">When.</param>
    void ConnectionFailed(bool wasOpen, string reason, DateTimeOffset now);

    /// <summary>A connection is open.</summary>
    /// <param name="duration">The time from when it was begun to be made.</param>
    void ConnectionOpened(TimeSpan duration);

    /// <summary>The CSMS has accepted the charger's BootNotification after the charger had connected. A connection made anew without a boot
    /// is not told here.</summary>
    /// <param name="sinceFirstAttempt">The time from the first attempt to connect since the charger was last accepted or began to want a
    /// connection: attempts that failed, and answers other than Accepted, are in it.</param>
    void Accepted(TimeSpan sinceFirstAttempt);

    /// <summary>The CSMS went against the specification, and no network fault can be why.</summary>
    /// <param name="fault">What it did.</param>
    /// <param name="frame">The CSMS's frame, as it came; the charger's, where an answer to it is missing. Not used after the call.</param>
    /// <param name="now">When.</param>
    void Found(in CsmsFault fault, ReadOnlySpan<byte> frame, DateTimeOffset now);

    /// <summary>A request, of the charger's or of the CSMS's, has come to its end.</summary>
    void Ended(in EndedCall call);

    /// <summary>A request was sent to the CSMS, perhaps not for the first time; a network fault may still lose it.</summary>
    void Sent(OcppRequest message);

    /// <summary>Tells the people who run the process of a mistake in the program; the charger goes on.</summary>
    void Report(Exception mistake);
}

/// <summary>Where a charger's CSMS is and how it shows itself there.</summary>
/// <param name="WsUrl">The CSMS's WebSocket address without the identity; null for none.</param>
/// <param name="Identity">The charge point identity.</param>
/// <param name="Version">The OCPP version.</param>
/// <param name="SecurityProfile">The security profile, 0 to 3.</param>
/// <param name="AuthorizationKey">The basic-authentication password of profiles 1 and 2, or null.</param>
public sealed record CsmsTarget(string? WsUrl, string Identity, OcppVersion Version, int SecurityProfile, string? AuthorizationKey);
