using System.Security.Cryptography;
using System.Text;

namespace OcppLab.Ocpp;

/// <summary>The keys of the WebSocket opening handshake (RFC 6455 section 1.3).</summary>
static class WebSocketKey
{
    /// <summary>A new client's key: 16 bytes in base64.</summary>
    public static string New()
    {
        Span<byte> key = stackalloc byte[16];
        Random.Shared.NextBytes(key);
        return Convert.ToBase64String(key);
    }

    /// <summary>What a server answers to a key.</summary>
    public static string AcceptFor(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
