using System.Net;
using System.Net.Sockets;

namespace OcppLab.Tests.Hosts;

/// <summary>Ports of this machine.</summary>
static class Ports
{
    /// <summary>A port of the loopback interface that nobody listens at.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
