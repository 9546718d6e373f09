namespace OcppLab.Ocpp;

/// <summary>What all connections of a process have in common.</summary>
public sealed record CsmsConnectionOptions
{
    /// <summary>The time a connection may take to open, from when it is its turn.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many connections to one CSMS may be opening at once; the others wait for their turn.</summary>
    public int ConcurrentConnects { get; init; } = 256;

    /// <summary>The interval of WebSocket pings; zero for none. A peer silent for as long again after one is gone.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time the CSMS has to answer a close frame.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest frame taken, in bytes; a larger one closes the connection with 1009.</summary>
    public int MaxFrameBytes { get; init; } = 1024 * 1024;

    /// <summary>A PEM file with the root certificates to trust besides the system's (profiles 2 and 3), or null. Read once.</summary>
    public string? RootCertificates { get; init; }

    /// <summary>A PEM file with the client certificate and its key (profile 3), or null. Read once.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Whether any server certificate is taken (for a CSMS in a lab).</summary>
    public bool TrustAnyCertificate { get; init; }

    /// <summary>IP addresses of this machine that connections are made from, in turn, separated by commas; null to leave it to the system.
    /// Each gives as many connections to one CSMS as the system has ports for outgoing ones (Linux: 28,232 unless it is set otherwise).</summary>
    public string? LocalAddresses { get; init; }

    /// <summary>The hosts that chargers may connect to: names, <c>*.example.com</c> for those below one, addresses and networks, separated by
    /// commas; null for all.</summary>
    public string? AllowedHosts { get; init; }

    /// <summary>Addresses and networks that chargers may not connect to, separated by commas, whatever name leads there; null for none.</summary>
    public string? DeniedNetworks { get; init; }

    /// <summary>The clock of time-outs and pings.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
