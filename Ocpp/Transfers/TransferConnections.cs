using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace OcppLab.Ocpp;

/// <summary>Opens the connections of file transfers, to the addresses and from those that chargers' connections to their CSMSs have.</summary>
sealed class TransferConnections(CsmsConnectionOptions options)
{
    readonly AddressFilter filter = AddressFilter.Parse(options.AllowedHosts, options.DeniedNetworks);
    readonly LocalAddresses from = LocalAddresses.Parse(options.LocalAddresses);

    /// <summary>The clock of time-outs.</summary>
    public TimeProvider Time => options.Time;

    /// <summary>A TCP connection to the first of a host's addresses that takes one.</summary>
    /// <exception cref="ConnectFailure">Chargers may not connect to the host, or not from this machine.</exception>
    /// <exception cref="SocketException">The connection can't be made.</exception>
    public async ValueTask<NetworkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        SocketException? refusal = null;
        foreach (var address in await filter.ResolveAsync(host).WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!from.Fit(address.AddressFamily))
            {
                continue;
            }

            try
            {
                return new(await from.ConnectAsync(new(address, port), cancellationToken).ConfigureAwait(false), ownsSocket: true);
            }
            catch (SocketException refused)
            {
                refusal = refused;
            }
        }

        throw refusal ?? (Exception)new ConnectFailure($"Connections:LocalAddresses has no address that a connection to {host} can be made from");
    }

    /// <summary>Another connection between the two addresses of one, to another port.</summary>
    /// <exception cref="SocketException">The connection can't be made.</exception>
    public static async ValueTask<NetworkStream> ConnectBesideAsync(NetworkStream other, int port, CancellationToken cancellationToken)
    {
        var (here, there) = (((IPEndPoint)other.Socket.LocalEndPoint!).Address, ((IPEndPoint)other.Socket.RemoteEndPoint!).Address);
        var socket = await LocalAddresses.Parse(here.ToString()).ConnectAsync(new(there, port), cancellationToken).ConfigureAwait(false);
        return new(socket, ownsSocket: true);
    }

    /// <summary>How to check a file server's certificate: no charger shows it one of its own.</summary>
    public SslClientAuthenticationOptions TlsFor(string host) => TlsStream.OptionsFor(host, options with { ClientCertificate = null });

    /// <summary>The same for a stream that is not made here.</summary>
    public SslClientAuthenticationOptions ForeignTlsFor(string host)
    {
        var tls = TlsFor(host);
        if (!options.TrustAnyCertificate)
        {
            tls.RemoteCertificateValidationCallback = null;
        }

        return tls;
    }
}
