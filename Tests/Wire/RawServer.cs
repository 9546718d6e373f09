using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace OcppLab.Tests.Wire;

/// <summary>A TCP server for one connection that says exactly what a test wants.</summary>
sealed class RawServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    NetworkStream? stream;

    public RawServer() => listener.Start();

    public Uri Url => new($"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/ocpp");

    public NetworkStream Stream => stream!;

    /// <summary>Takes the connection and reads its request.</summary>
    public async Task<string> AcceptAsync()
    {
        stream = (await listener.AcceptTcpClientAsync()).GetStream();
        var request = new StringBuilder();
        var one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            request.Append((char)one[0]);
        }

        return request.ToString();
    }

    /// <summary>Takes the connection and answers its handshake; what follows the answer goes out in the same packet.</summary>
    public async Task OpenAsync(params byte[][] frames)
    {
        var answer = Encoding.ASCII.GetBytes(Answer(await AcceptAsync()));
        await stream!.WriteAsync((byte[])[.. answer, .. frames.SelectMany(frame => frame)]);
    }

    public static string Answer(string request, string? protocol = "ocpp1.6")
    {
        var key = request.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))[19..];
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        return "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {accept}\r\n{(protocol is null ? "" : $"Sec-WebSocket-Protocol: {protocol}\r\n")}\r\n";
    }

    public ValueTask SendAsync(params byte[] bytes) => stream!.WriteAsync(bytes);

    /// <summary>Reads a frame of the client's, which must be masked; its first byte and its payload.</summary>
    public async Task<(int First, byte[] Payload)> ReadAsync()
    {
        var head = await ReadAsync(2);
        Assert.True((head[1] & 0x80) != 0, "a client masks");
        var length = (head[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8)),
            var small => small,
        };
        var mask = await ReadAsync(4);
        var payload = await ReadAsync(length);
        for (var i = 0; i < length; i++)
        {
            payload[i] ^= mask[i % 4];
        }

        return (head[0], payload);
    }

    public async Task<string> ReadTextAsync() => Encoding.UTF8.GetString((await ReadAsync()).Payload);

    async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        await stream!.ReadExactlyAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return bytes;
    }

    /// <summary>A frame of a server's: unmasked.</summary>
    public static byte[] Frame(int first, ReadOnlySpan<byte> payload) => payload.Length switch
    {
        < 126 => [(byte)first, (byte)payload.Length, .. payload],
        <= 65535 => [(byte)first, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload],
        _ => [(byte)first, 127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, .. payload],
    };

    public static byte[] Text(string text) => Frame(0x81, Encoding.UTF8.GetBytes(text));

    public static byte[] Close(int code, string reason) => Frame(0x88, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)]);

    public void Dispose()
    {
        stream?.Dispose();
        listener.Dispose();
    }
}
