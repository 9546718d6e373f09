using System.Text;
using Microsoft.AspNetCore.Http.Features;
using OcppLab.Ocpp;

namespace OcppLab.Csms;

/// <summary>The server's side of the WebSocket opening handshake (RFC 6455 section 4.2).</summary>
static class WebSocketUpgrade
{
    /// <summary>Accepts it; or answers what is not one, and returns null.</summary>
    /// <param name="context">The request.</param>
    /// <param name="subprotocol">The subprotocol agreed to, or null for none.</param>
    public static async Task<Stream?> AcceptAsync(HttpContext context, string? subprotocol)
    {
        var (request, response) = (context.Request, context.Response);
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        var key = request.Headers.SecWebSocketKey.ToString();
        if (upgrade is not { IsUpgradableRequest: true } || !HttpMethods.IsGet(request.Method)
            || !string.Equals(request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
            || request.Headers.SecWebSocketVersion != "13")
        {
            response.StatusCode = StatusCodes.Status426UpgradeRequired;
            response.Headers.Upgrade = "websocket";
            response.Headers.SecWebSocketVersion = "13";
            await response.WriteAsJsonAsync(new("A charger connects here by WebSocket."), CsmsJson.Default.Problem);
            return null;
        }

        if (!IsKey(key))
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            await response.WriteAsJsonAsync(new("Sec-WebSocket-Key must be 16 bytes in base64."), CsmsJson.Default.Problem);
            return null;
        }

        response.Headers.Connection = "Upgrade";
        response.Headers.Upgrade = "websocket";
        response.Headers.SecWebSocketAccept = WebSocketKey.AcceptFor(key);
        if (subprotocol is not null)
        {
            response.Headers.SecWebSocketProtocol = subprotocol;
        }

        return await upgrade.UpgradeAsync();
    }

    /// <summary>Closes an accepted connection at once with 1002.</summary>
    public static async Task RefuseAsync(Stream stream, string reason)
    {
        var frame = new byte[WebSocketFrame.MaxHeaderSize + WebSocketFrame.MaxControlPayload];
        await stream.WriteAsync(frame.AsMemory(0, WebSocketFrame.Write(frame, Opcode.Close, [0x03, 0xEA, .. Encoding.UTF8.GetBytes(reason)], masked: false)));
    }

    static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[18];
        return key.Length == 24 && Convert.TryFromBase64String(key, bytes, out var length) && length == 16;
    }
}
