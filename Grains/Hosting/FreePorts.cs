using System.Net;
using System.Net.Sockets;

namespace OcppLab.Grains;

/// <summary>Ports that are free on this machine.</summary>
static class FreePorts
{
    /// <summary>The given ports where nobody listens on them, others in their place where somebody does.</summary>
    public static (int SiloPort, int GatewayPort) Near(int siloPort, int gatewayPort)
    {
        // Both are held until both are known, so that they differ.
        using var silo = Listen(siloPort) ?? Listen(0)!;
        using var gateway = Listen(gatewayPort) ?? Listen(0)!;
        return (PortOf(silo), PortOf(gateway));
    }

    static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    static Socket? Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
