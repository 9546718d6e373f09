using System.Net.Sockets;
using System.Text;

namespace OcppLab.Tests.Strangers;

/// <summary>Bytes sent to the service as they are.</summary>
static class RawRequest
{
    /// <summary>Sends bytes and reads all that comes until the service closes the connection.</summary>
    public static async Task<string> SendAsync(Uri service, ReadOnlyMemory<byte> bytes)
    {
        using var client = await OpenAsync(service, bytes);
        var answer = new StringBuilder();
        var buffer = new byte[16384];
        while (await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) is > 0 and var read)
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    /// <summary>Sends bytes and leaves the connection open.</summary>
    public static async Task<TcpClient> OpenAsync(Uri service, ReadOnlyMemory<byte> bytes)
    {
        var client = new TcpClient();
        await client.ConnectAsync(service.Host, service.Port);
        await client.GetStream().WriteAsync(bytes);
        return client;
    }
}
