using System.Text;

namespace OcppLab.Tests.Strangers;

/// <summary>What does not keep to HTTP, made of a request that does.</summary>
static class MalformedHttp
{
    static readonly string[] Lines =
    [
        "", " ", "\0", "GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/9.9", "GET / HTTP/1.1 x", "GET / http/1.1", "G\u00C9T / HTTP/1.1", "GET /\u00FF HTTP/1.1", "GET x HTTP/1.1",
        "GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT a:1 HTTP/1.1", "GET http:// HTTP/1.1", "GET http://[::1 HTTP/1.1", "GET /%00 HTTP/1.1", "GET /../.. HTTP/1.1",
        "GET /?\0 HTTP/1.1", "PRI * HTTP/2.0", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00FC\u0003\u0003", "POST /ocpp/locations HTTP/1.0", $"GET /{new string('a', 9000)} HTTP/1.1",
        $"{new string('G', 300)} / HTTP/1.1",
    ];

    static readonly string[] Headers =
    [
        "Content-Length: -1", "Content-Length: 5, 6", "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 99999999999999999999", "Content-Length: x", "Content-Length: ",
        "Content-Length: 1000000", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", ": x", "X Y: z", " folded", "X", "X: a\0b", "X: a\rb", "X\u00FF: y", "Host: a\r\nHost: b", "Host: ", "Host: a b",
        "Host: [", "Connection: upgrade\r\nUpgrade: websocket", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x", "Connection: keep-alive, \u00FF",
        $"X: {new string('x', 40_000)}", $"X: {new string('\u00FF', 900)}", string.Concat(Enumerable.Repeat("X: y\r\n", 200)) + "X: y",
    ];

    static readonly string[] Chunks =
    [
        "ZZ\r\n{}\r\n0\r\n\r\n", "-1\r\n{}\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n", "2\r\n{}XX0\r\n\r\n", "2;\r\n{}\r\n", "2 \r\n{}\r\n0\r\n\r\n", "2\n{}\n0\n\n", "\r\n\r\n",
        "0\r\nX: y\r\n\r\n", "0\r\n: \0\r\n\r\n", "00000000000000000000002\r\n{}\r\n0\r\n\r\n", $"2;{new string('x', 9000)}\r\n{{}}\r\n0\r\n\r\n", $"0\r\nX: {new string('x', 40_000)}\r\n\r\n",
    ];

    /// <summary>The request, broken in one way.</summary>
    public static HttpCase Of(HttpCase request, Random random)
    {
        var text = Encoding.Latin1.GetString(request.Bytes);
        var end = text.IndexOf("\r\n", StringComparison.Ordinal);
        var body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var at = random.Next(text.Length + 1);
        var broken = random.Next(8) switch
        {
            0 => random.Any(Lines) + text[end..],
            1 or 2 => $"{text[..end]}\r\n{random.Any(Headers)}{text[end..]}",
            3 => $"{text[..body]}\r\nTransfer-Encoding: chunked\r\n\r\n{random.Any(Chunks)}",
            4 => text[..at],
            5 => text.Replace("\r\n", random.Any(["\n", "\r", "\r\n\r\n", "\0"])),
            6 => text + text[random.Next(text.Length)..],
            _ => Noise(random),
        };
        return new(Encoding.Latin1.GetBytes(broken), IsWhole: false);
    }

    static string Noise(Random random) => string.Create(random.Next(1, 600), random, static (noise, random) =>
    {
        foreach (ref var one in noise)
        {
            one = (char)random.Next(256);
        }
    });
}
