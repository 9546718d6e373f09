using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace OcppLab.Ocpp;

/// <summary>What connections to the same server share: its addresses, its TLS settings, and the turns to connect, so that ten
/// thousand chargers starting at once don't overrun its queue of connections.</summary>
internal sealed class CsmsHost
{
    static readonly TimeSpan AddressLifetime = TimeSpan.FromSeconds(10);
    static readonly ConcurrentDictionary<Key, CsmsHost> Hosts = new();

    readonly Queue<CsmsConnection> waiting = new();
    readonly Key key;
    readonly AddressFilter filter;
    int connecting;
    Task<IPAddress[]>? addresses;
    long resolvedAt;
    SslClientAuthenticationOptions? tls;
    LocalAddresses? from;

    readonly record struct Key(string Scheme, string Host, int Port, CsmsConnectionOptions Options);

    CsmsHost(Key key)
    {
        this.key = key;
        filter = AddressFilter.Parse(key.Options.AllowedHosts, key.Options.DeniedNetworks);
    }

    /// <summary>The one of an endpoint.</summary>
    public static CsmsHost Of(CsmsEndpoint endpoint, CsmsConnectionOptions options) => Hosts.GetOrAdd(
        new(endpoint.Url.Scheme, endpoint.Url.IdnHost, endpoint.Url.Port, options), static key => new(key));

    /// <summary>Lets a connection begin as soon as it is its turn.</summary>
    public void Enter(CsmsConnection connection)
    {
        lock (waiting)
        {
            if (connecting == this.key.Options.ConcurrentConnects)
            {
                waiting.Enqueue(connection);
                return;
            }

            connecting++;
        }

        if (connection.Begin())
        {
            ThreadPool.UnsafeQueueUserWorkItem(connection, preferLocal: false);
        }
        else
        {
            Leave();
        }
    }

    /// <summary>A connection's turn is over.</summary>
    public void Leave()
    {
        CsmsConnection? next;
        do
        {
            lock (waiting)
            {
                if (!waiting.TryDequeue(out next))
                {
                    connecting--;
                    return;
                }
            }
        }
        while (!next.Begin());
        ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
    }

    /// <summary>A TCP connection to the first of the server's addresses that takes one.</summary>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var addresses = await AddressesAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var from = this.from ??= LocalAddresses.Parse(this.key.Options.LocalAddresses);
        SocketException? refusal = null;
        for (var i = 0; i < addresses.Length; i++)
        {
            if (!from.Fit(addresses[i].AddressFamily))
            {
                continue;
            }

            try
            {
                var socket = await from.ConnectAsync(new(addresses[i], this.key.Port), cancellationToken).ConfigureAwait(false);
                if (i > 0)
                {
                    // The next connection tries first what works.
                    (addresses[0], addresses[i]) = (addresses[i], addresses[0]);
                }

                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException refused)
            {
                refusal = refused;
            }
        }

        throw refusal ?? (Exception)new ConnectFailure(
            $"Connections:LocalAddresses has no address that a connection to {this.key.Host} can be made from: it is "
            + (addresses[0].AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4"));
    }

    /// <summary>The stream, or one with TLS over it where the address asks for it.</summary>
    public async ValueTask<Stream> SecureAsync(Stream stream, CsmsEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (this.key.Scheme == "ws")
        {
            return stream;
        }

        var tls = this.tls ??= TlsStream.OptionsFor(this.key.Host, this.key.Options);
        if (endpoint.OwnCertificate is not null || endpoint.TrustedRoots is not null)
        {
            tls = TlsStream.OptionsFor(endpoint, tls);
        }

        return await TlsStream.OverAsync(stream, tls, endpoint.Url.Authority, cancellationToken).ConfigureAwait(false);
    }

    Task<IPAddress[]> AddressesAsync()
    {
        lock (waiting)
        {
            var time = this.key.Options.Time;
            if (this.addresses is null || this.addresses.IsFaulted || time.GetElapsedTime(resolvedAt) > AddressLifetime)
            {
                resolvedAt = time.GetTimestamp();
                this.addresses = filter.ResolveAsync(this.key.Host);
            }

            return this.addresses;
        }
    }
}
