using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>A small central system: it takes chargers of both versions, answers them properly, holds them to the
/// specification, and keeps count of what they said.</summary>
/// <param name="settings">How it behaves.</param>
/// <param name="time">Its clock.</param>
public sealed class CentralSystem(CentralSystemSettings settings, TimeProvider time)
{
    const int MaxViolations = 20;

    static readonly FrozenDictionary<string, int> Actions = Protocol.All.Values
        .SelectMany(protocol => protocol.Messages.Actions).Distinct().Select((action, index) => (action, index))
        .ToFrozenDictionary(pair => pair.action, pair => pair.index);

    readonly ConcurrentDictionary<string, KnownCharger> chargers = new();
    readonly Queue<string> lastViolations = new();
    readonly long[] actions = new long[Actions.Count];
    DateTimeOffset since = time.GetUtcNow();
    long connections, received, sent, violations, firstBootTicks, lastBootTicks, lastCall;
    int connected;

    /// <summary>How it behaves; may be changed at any time.</summary>
    public CentralSystemSettings Settings => settings;

    /// <summary>Told of every frame received before it is answered. Calls come from many threads.</summary>
    public event Action<ReceivedFrame>? Received;

    internal TimeProvider Time => time;

    internal Ledger Ledger { get; } = new(settings, time);

    internal CertificateAuthority Authority { get; } = new(time);

    internal CsmsConnectionOptions ConnectionOptions { get; } =
        new() { PingInterval = settings.PingInterval, CloseTimeout = TimeSpan.FromSeconds(1), Time = time };

    internal bool IsWatched => settings.Intercept is not null || settings.MaxFrames > 0 || Received is not null;

    /// <summary>Takes a charger's upgrade request and serves the charger until the connection is over.</summary>
    /// <param name="context">The request; the last segment of its path is the identity.</param>
    public async Task ServeAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var identity = Uri.UnescapeDataString(target[(target.LastIndexOf('/') + 1)..]);
        if (!Admits(context, identity))
        {
            return;
        }

        var protocol = context.Request.Headers.SecWebSocketProtocol
            .SelectMany(header => header!.Split(',', StringSplitOptions.TrimEntries))
            .Select(name => Protocol.All.GetValueOrDefault(name)).FirstOrDefault(known => known is not null);
        if (await WebSocketUpgrade.AcceptAsync(context, protocol?.Messages.Subprotocol) is not { } stream)
        {
            return;
        }

        if (protocol is null)
        {
            // OCPP-J 1.6 section 3.1.2: to agree to no subprotocol and to close at once.
            await WebSocketUpgrade.RefuseAsync(stream, "no OCPP version in common");
            return;
        }

        var charger = chargers.GetOrAdd(identity, static identity => new(identity));
        var session = new ChargerSession(this, charger, protocol, stream, context);
        Interlocked.Increment(ref connected);
        Interlocked.Increment(ref connections);
        ChargerSession? replaced;
        lock (charger)
        {
            replaced = charger.Connect(session, protocol.Messages.Subprotocol, time.GetUtcNow());
        }

        replaced?.Close(1008, "replaced by a new connection of the same identity");
        await session.RunAsync();
    }

    /// <summary>Makes a call to a charger and waits for its answer.</summary>
    /// <param name="identity">The charger.</param>
    /// <param name="action">The OCPP action.</param>
    /// <param name="payload">The payload, sent as it is; an empty object if null.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ChargerGoneException">The charger is not connected, or left before it answered.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public Task<CallAnswer> CallAsync(string identity, string action, JsonElement? payload, CancellationToken cancellationToken) =>
        SessionOf(identity).CallAsync(action, payload, cancellationToken);

    /// <summary>Sends a charger a text frame, whatever it is.</summary>
    /// <exception cref="ChargerGoneException">The charger is not connected.</exception>
    public void Send(string identity, string frame) => SessionOf(identity).Send(Encoding.UTF8.GetBytes(frame));

    /// <summary>Drops a charger's connection without a farewell, if it has one.</summary>
    public void Drop(string identity)
    {
        if (chargers.TryGetValue(identity, out var charger))
        {
            charger.Session?.Abort("dropped on purpose");
        }
    }

    /// <summary>Closes all connections.</summary>
    public void Close(string reason)
    {
        foreach (var charger in chargers.Values)
        {
            charger.Session?.Close(1001, reason);
        }
    }

    /// <summary>What is known of a charger; null if it never connected.</summary>
    public ChargerView? Charger(string identity)
    {
        if (!chargers.TryGetValue(identity, out var charger))
        {
            return null;
        }

        lock (charger)
        {
            return charger.View();
        }
    }

    /// <summary>The root certificate, in PEM, of the authority that certifies its chargers' keys; another after each start.</summary>
    public string RootCertificatePem => Authority.RootPem;

    /// <summary>The transactions kept, in the order they were first told of; of one charger or of all.</summary>
    public IReadOnlyList<TransactionView> Transactions(string? identity = null) => Ledger.Views(identity);

    /// <summary>What it has seen.</summary>
    public StatisticsView Statistics()
    {
        using var process = Process.GetCurrentProcess();
        string[] violations;
        lock (lastViolations)
        {
            violations = [.. lastViolations];
        }

        return new(
            time.GetUtcNow(), since, process.TotalProcessorTime.TotalMilliseconds, process.WorkingSet64, connected, connections, received, sent,
            this.violations, violations, Actions.Where(pair => actions[pair.Value] > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .ToDictionary(pair => pair.Key, pair => actions[pair.Value]),
            At(firstBootTicks), At(lastBootTicks), Ledger.Statistics());
    }

    /// <summary>Begins to count anew. What is known of chargers and transactions stays.</summary>
    public void ResetStatistics()
    {
        since = time.GetUtcNow();
        connections = received = sent = this.violations = firstBootTicks = lastBootTicks = 0;
        Array.Clear(actions);
        lock (lastViolations)
        {
            lastViolations.Clear();
        }

        Ledger.Reset();
    }

    internal AuthorizationStatus StatusOf(string idTag, bool atStart)
    {
        foreach (var (prefix, status) in settings.Tags)
        {
            if (idTag.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return status;
            }
        }

        if (atStart)
        {
            foreach (var (prefix, status) in settings.TagsAtStart)
            {
                if (idTag.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    return status;
                }
            }
        }

        return AuthorizationStatus.Accepted;
    }

    internal Reaction? Watch(KnownCharger charger, ReceivedFrame frame)
    {
        if (settings.MaxFrames > 0)
        {
            lock (charger)
            {
                charger.Keep(frame, settings.MaxFrames);
            }
        }

        Received?.Invoke(frame);
        return settings.Intercept?.Invoke(frame);
    }

    internal string NextMessageId() => Interlocked.Increment(ref lastCall).ToString("x8", CultureInfo.InvariantCulture);

    internal void CountReceived() => Interlocked.Increment(ref received);

    internal void CountSent() => Interlocked.Increment(ref sent);

    internal void Count(string action) => Interlocked.Increment(ref actions[Actions[action]]);

    internal void Booted()
    {
        var now = time.GetUtcNow().UtcTicks;
        Interlocked.CompareExchange(ref firstBootTicks, now, 0);
        Interlocked.Exchange(ref lastBootTicks, now);
    }

    internal void Violate(string description)
    {
        Interlocked.Increment(ref this.violations);
        lock (lastViolations)
        {
            lastViolations.Enqueue(description);
            if (lastViolations.Count > MaxViolations)
            {
                lastViolations.Dequeue();
            }
        }
    }

    internal void Left(ChargerSession session)
    {
        Interlocked.Decrement(ref connected);
        lock (session.Charger)
        {
            session.Charger.Disconnect(session);
        }
    }

    /// <summary>Whether a request is to be upgraded; if not, it is answered.</summary>
    bool Admits(HttpContext context, string identity)
    {
        if (settings.Password is { } password
            && context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{identity}:{password}"))}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"csms\"";
            return false;
        }

        if (chargers.Count >= settings.MaxChargers && !chargers.ContainsKey(identity))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return false;
        }

        return true;
    }

    ChargerSession SessionOf(string identity) =>
        chargers.GetValueOrDefault(identity)?.Session ?? throw new ChargerGoneException(identity);

    static DateTimeOffset? At(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
