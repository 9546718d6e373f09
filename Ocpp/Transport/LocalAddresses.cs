using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace OcppLab.Ocpp;

/// <summary>The addresses of this machine that connections are made from, used in turn: each gives as many connections to one server as
/// the system has ports for outgoing connections.</summary>
public sealed class LocalAddresses
{
    /// <summary>Linux: binding to an address takes no port; connecting does, one that need only be free towards the server.</summary>
    const int SolIp = 0;
    const int IpBindAddressNoPort = 24;

    const string Expected = "Connections:LocalAddresses must be IP addresses of this machine, separated by commas";

    readonly IPAddress[] addresses;
    int turn = -1;

    LocalAddresses(IPAddress[] addresses) => this.addresses = addresses;

    /// <summary>The highest number of a socket that may be a connection's.</summary>
    internal long HighestSocket { get; set; } = OpenFiles.HighestForConnections;

    /// <summary>Reads addresses that are separated by commas; none where there is no text.</summary>
    /// <exception cref="FormatException">One is no IP address, or is there twice; the message says which.</exception>
    public static LocalAddresses Parse(string? text)
    {
        var addresses = new List<IPAddress>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IPAddress.TryParse(part, out var address))
            {
                throw new FormatException($"{Expected}, not \"{text}\": \"{part}\" is no IP address");
            }

            if (addresses.Contains(address))
            {
                throw new FormatException($"{Expected}, not \"{text}\": {address} is there twice");
            }

            addresses.Add(address);
        }

        return new([.. addresses]);
    }

    /// <summary>Whether it is this machine that has no connection, file or port left for one.</summary>
    /// <param name="reason">Why a connection could not be made.</param>
    public static bool AreExhausted(string reason) => reason.StartsWith(ConnectFailure.ThisSystem, StringComparison.Ordinal);

    /// <summary>Whether a connection to an address can be made from one of these, or the system chooses.</summary>
    internal bool Fit(AddressFamily family) => addresses.Length == 0 || addresses.Any(address => address.AddressFamily == family);

    /// <summary>Connects from the address whose turn it is, or from the next one where that has no port left.</summary>
    /// <exception cref="SocketException">The connection can't be made.</exception>
    /// <exception cref="ConnectFailure">The address is none of this machine's.</exception>
    internal async ValueTask<Socket> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var usable = addresses.Where(address => address.AddressFamily == server.AddressFamily).ToArray();
        var first = usable.Length == 0 ? 0 : (int)((uint)Interlocked.Increment(ref turn) % (uint)usable.Length);
        for (var i = 1; ; i++)
        {
            var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                if (socket.Handle > HighestSocket)
                {
                    throw new SocketException((int)SocketError.TooManyOpenSockets);
                }

                if (usable.Length > 0)
                {
                    Bind(socket, usable[(first + i - 1) % usable.Length]);
                }

                await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException full) when (IsOutOfPorts(full) && i < usable.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    static bool IsOutOfPorts(SocketException failure) =>
        failure.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse;

    static void Bind(Socket socket, IPAddress address)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> on = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(on, 1);
            socket.SetRawSocketOption(SolIp, IpBindAddressNoPort, on);
        }

        try
        {
            socket.Bind(new IPEndPoint(address, 0));
        }
        catch (SocketException none) when (none.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            throw new ConnectFailure($"Connections:LocalAddresses names {address}, which is no address of this machine");
        }
    }
}
