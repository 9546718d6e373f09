using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>How a <see cref="CentralSystem"/> behaves; the section <c>Csms</c> of the configuration. A change takes effect with the
/// next message.</summary>
public sealed class CentralSystemSettings
{
    /// <summary>The answer to BootNotification.</summary>
    public RegistrationStatus Registration { get; set; } = RegistrationStatus.Accepted;

    /// <summary>The heartbeat interval given to accepted chargers, in seconds.</summary>
    public int HeartbeatIntervalSeconds { get; set; } = 300;

    /// <summary>The time before the next BootNotification given to chargers not accepted, in seconds.</summary>
    public int RetryIntervalSeconds { get; set; } = 10;

    /// <summary>Whether a charger of 2.0.1 is asked for its full inventory after its first boot.</summary>
    public bool ReportAtFirstBoot { get; set; } = true;

    /// <summary>The password that every charger must present by basic authentication; null for none.</summary>
    public string? Password { get; set; }

    /// <summary>What is said of the id tags that start with a text, without regard to letter case; others are accepted.</summary>
    public Dictionary<string, AuthorizationStatus> Tags { get; set; } = new()
    {
        ["BLOCKED"] = AuthorizationStatus.Blocked,
        ["EXPIRED"] = AuthorizationStatus.Expired,
        ["INVALID"] = AuthorizationStatus.Invalid,
    };

    /// <summary>The same for id tags that are accepted at Authorize and refused at the start of a transaction.</summary>
    public Dictionary<string, AuthorizationStatus> TagsAtStart { get; set; } = new() { ["LATE"] = AuthorizationStatus.Blocked };

    /// <summary>How long answers are held back.</summary>
    public TimeSpan AnswerDelay { get; set; }

    /// <summary>How long a charger may take to answer a call.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The interval of WebSocket pings to chargers; zero for none.</summary>
    public TimeSpan PingInterval { get; set; }

    /// <summary>How many of a charger's last frames are kept.</summary>
    public int MaxFrames { get; set; }

    /// <summary>How many transactions are kept, the newest.</summary>
    public int MaxTransactions { get; set; } = 100_000;

    /// <summary>How many chargers may have connected since the start; others are turned away with HTTP 503.</summary>
    public int MaxChargers { get; set; } = 100_000;

    /// <summary>Looks at every frame received and may change what is done with it; null for nothing of the kind.</summary>
    public Func<ReceivedFrame, Reaction?>? Intercept { get; set; }
}

/// <summary>A frame that a charger sent.</summary>
/// <param name="Identity">The charger.</param>
/// <param name="Action">A request's action; empty for an answer and for what is not OCPP.</param>
/// <param name="MessageId">The message's id; empty for what is not OCPP.</param>
/// <param name="Payload">The payload; for what is not OCPP, all of it.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record ReceivedFrame(string Identity, string Action, string MessageId, string Payload, DateTimeOffset ReceivedAt);

/// <summary>What is done instead of the usual.</summary>
/// <param name="Frame">The frame to send; null to send none.</param>
/// <param name="Drop">Whether to drop the connection then.</param>
public sealed record Reaction(string? Frame, bool Drop = false);
