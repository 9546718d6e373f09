using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>The part that makes, ends and renews the connection.</summary>
public sealed partial class OcppSession
{
    static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(60);

    /// <summary>A connection is open.</summary>
    public void Opened(ICsmsConnection from, DateTimeOffset now)
    {
        if (from != connection)
        {
            return;
        }

        owner.ConnectionOpened(now - since);
        open = true;
        since = now;
        connection.PingInterval = owner.Charger.PingInterval;
        if (owner.Charger.Registration == RegistrationStatus.Accepted)
        {
            lastError = null;
        }

        version = from.TookFallback && owner.Charger.Spec.FallbackVersion is { } fallback ? fallback : target.Version;
        owner.Apply(owner.Charger.Connected(now, version), now);
        if (owner.Charger.IsOnline)
        {
            firstAttemptTicks = 0;
        }
    }

    /// <summary>A connection could not be made, or is over.</summary>
    public void Closed(ICsmsConnection from, string reason, DateTimeOffset now)
    {
        if (from != connection)
        {
            return;
        }

        var (wasOpen, wasClosing) = (open, closing);
        connection = null;
        open = closing = working = reconnect = false;
        since = now;
        answers = null;
        delayedToCsms = delayedToCharger = null;
        waitingCalls = null;
        expired = null;
        answered = 0;
        if (inFlight is not null)
        {
            Answered(new NotAnswered(ConnectionLost: true), CallOutcome.ConnectionLost, now);
        }

        if (wasOpen)
        {
            owner.Apply(owner.Charger.Disconnected(now), now);
        }

        if (wasClosing)
        {
            nextTry = now;
            return;
        }

        if (from.ServerCertificateRefused)
        {
            owner.Apply(owner.Charger.ServerCertificateRefused(reason, now), now);
        }

        if (!wasOpen)
        {
            owner.Apply(owner.Charger.ConnectionFailed(now), now);
        }

        nextTry = now + BackOff(failures++);
        lastError = reason;
        owner.ConnectionFailed(wasOpen, reason, now);
    }

    void ConnectInTurn(DateTimeOffset now)
    {
        if (!hasTurn && owner.TakeTurnToConnect(now) is var turn && turn > now)
        {
            hasTurn = true;
            nextTry = turn;
            return;
        }

        hasTurn = false;
        Connect(now);
    }

    void Connect(DateTimeOffset now)
    {
        version = target.Version;
        since = now;
        firstAttemptTicks = firstAttemptTicks == 0 ? now.UtcTicks : firstAttemptTicks;
        var charger = owner.Charger;
        if (Uri.TryCreate(charger.NetworkProfile?.Url ?? target.WsUrl, UriKind.Absolute, out var url))
        {
            connection = owner.Connect(new(
                url, charger.NetworkProfile?.Identity ?? target.Identity, version.Messages().Subprotocol, charger.SecurityProfile,
                charger.NetworkProfile?.BasicAuthPassword ?? charger.AuthorizationKey ?? target.AuthorizationKey)
            {
                FallbackSubprotocol = charger.Spec.FallbackVersion?.Messages().Subprotocol,
                UserName = charger.Spec.BasicAuthUsername,
                ClientCertificate = charger.CertificatePem is { } certificate ? new(certificate, charger.CertificateKey) : null,
                TrustedRoots = charger.CsmsRootsPem,
            });
            return;
        }

        lastError = $"'{target.WsUrl}' is not a WebSocket address.";
        nextTry = now + LongestBackOff;
    }

    void Close(DateTimeOffset now)
    {
        closing = true;
        if (owner.Charger.NetworkFaults.Any(fault => fault.Kind == NetworkFaultKind.Offline))
        {
            lastError = "A network fault keeps the charger offline.";
            connection!.Abort(lastError);
        }
        else if (open)
        {
            connection!.Close(ending != Ending.None ? "The charger is leaving." : "The charger restarts or is switched off.");
        }
        else
        {
            connection!.Abort("The connection is not wanted any more.");
        }
    }

    TimeSpan BackOff(int failed)
    {
        var delay = FirstBackOff * Math.Pow(2, Math.Min(failed, 6));
        if (delay > LongestBackOff)
        {
            delay = LongestBackOff;
        }

        return delay * (1 + (0.5 * SeededRandom.Next(owner.Charger.Spec.Seed, (ulong)failed)));
    }
}
