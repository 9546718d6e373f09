using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace OcppLab.Ocpp;

/// <summary>The client's side of the WebSocket opening handshake (RFC 6455 section 4.1).</summary>
internal static class Handshake
{
    const int MaxResponseBytes = 16 * 1024;

    /// <summary>Performs it; returns a buffer of the shared pool with what came right after it, or null, and whether the CSMS
    /// agreed to the fallback.</summary>
    /// <exception cref="ConnectFailure">The server refused, or is no WebSocket server for this subprotocol.</exception>
    public static async Task<(byte[]? Buffer, int Filled, bool TookFallback)> PerformAsync(Stream stream, CsmsEndpoint endpoint, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxResponseBytes);
        try
        {
            var key = WebSocketKey.New();
            await stream.WriteAsync(buffer.AsMemory(0, WriteRequest(buffer, endpoint, key)), cancellationToken).ConfigureAwait(false);
            var filled = 0;
            int end;
            do
            {
                var read = filled < buffer.Length
                    ? await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false)
                    : throw new ConnectFailure($"{endpoint.Url.Authority} is no WebSocket server: its answer has no end");
                if (read == 0)
                {
                    throw new ConnectFailure(filled == 0
                        ? $"{endpoint.Url.Authority} dropped the connection before the WebSocket was open"
                        : $"{endpoint.Url.Authority} is no WebSocket server: its answer is cut off");
                }

                filled += read;
                end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            }
            while (end < 0);

            var tookFallback = Check(buffer.AsSpan(0, end + 2), endpoint, key);
            filled -= end + 4;
            if (filled > 0)
            {
                buffer.AsSpan(end + 4, filled).CopyTo(buffer);
                var rest = buffer;
                buffer = null;
                return (rest, filled, tookFallback);
            }

            return (null, 0, tookFallback);
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    static int WriteRequest(Span<byte> buffer, CsmsEndpoint endpoint, string key)
    {
        var authorization = endpoint.SecurityProfile is 1 or 2
            ? $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{endpoint.UserName ?? endpoint.Identity}:{endpoint.AuthorizationKey}"))}\r\n"
            : "";
        return Utf8.TryWrite(
            buffer,
            $"GET {endpoint.RequestTarget} HTTP/1.1\r\nHost: {endpoint.HostHeader}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: {endpoint.Offer}\r\n{authorization}\r\n",
            out var written)
            ? written
            : throw new ConnectFailure("the address, the identity or the authorization key is too long");
    }

    static bool Check(ReadOnlySpan<byte> response, CsmsEndpoint endpoint, string key)
    {
        var peer = endpoint.Url.Authority;
        var statusLine = TakeLine(ref response);
        if (!statusLine.StartsWith("HTTP/1."u8) || statusLine.Length < 12 || !Utf8Parser.TryParse(statusLine[9..], out int status, out _))
        {
            throw new ConnectFailure($"{peer} is no WebSocket server: it does not speak HTTP/1.1");
        }

        if (status != 101)
        {
            throw new ConnectFailure(Refusal(status, statusLine.Length > 13 ? Encoding.Latin1.GetString(statusLine[13..]) : "", HeaderOf(response, "Location"u8), endpoint));
        }

        if (!Ascii.EqualsIgnoreCase(HeaderOf(response, "Upgrade"u8), "websocket"u8)
            || !Ascii.Equals(HeaderOf(response, "Sec-WebSocket-Accept"u8), WebSocketKey.AcceptFor(key)))
        {
            throw new ConnectFailure($"{peer} is no WebSocket server: it switched protocols without the WebSocket handshake");
        }

        var subprotocol = Encoding.Latin1.GetString(HeaderOf(response, "Sec-WebSocket-Protocol"u8));
        var tookFallback = subprotocol == endpoint.FallbackSubprotocol;
        if (subprotocol != endpoint.Subprotocol && !tookFallback)
        {
            throw new ConnectFailure(subprotocol.Length == 0
                ? $"the CSMS did not agree to the subprotocol {endpoint.Offer}"
                : $"the CSMS chose the subprotocol {subprotocol} instead of {endpoint.Offer}");
        }

        if (!HeaderOf(response, "Sec-WebSocket-Extensions"u8).IsEmpty)
        {
            throw new ConnectFailure("the CSMS wants a WebSocket extension that was not offered");
        }

        return tookFallback;
    }

    static string Refusal(int status, string phrase, ReadOnlySpan<byte> location, CsmsEndpoint endpoint) => status switch
    {
        401 => "the CSMS refused the identity or password (HTTP 401)",
        403 => "the CSMS forbids this charger to connect (HTTP 403)",
        404 => $"the CSMS knows no such path or identity: {endpoint.RequestTarget} (HTTP 404)",
        429 => "the CSMS takes no more connections for now (HTTP 429)",
        >= 200 and < 300 => $"{endpoint.Url.Authority} is no WebSocket server at this path: it answered like a web page (HTTP {status})",
        >= 300 and < 400 => $"the CSMS is elsewhere: it redirects to {Encoding.Latin1.GetString(location)} (HTTP {status})",
        _ => $"the CSMS refused the connection (HTTP {status}{(phrase.Length == 0 ? "" : " ")}{phrase})",
    };

    static ReadOnlySpan<byte> HeaderOf(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        while (!headers.IsEmpty)
        {
            var line = TakeLine(ref headers);
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return line[(name.Length + 1)..].Trim(" \t"u8);
            }
        }

        return default;
    }

    static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> lines)
    {
        var end = lines.IndexOf("\r\n"u8);
        var line = end < 0 ? lines : lines[..end];
        lines = end < 0 ? default : lines[(end + 2)..];
        return line;
    }
}
