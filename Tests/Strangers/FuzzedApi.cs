using System.Text;
using System.Text.Json.Nodes;

namespace OcppLab.Tests.Strangers;

/// <summary>A request as it goes over the wire.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="IsWhole">Whether the service can tell where it ends, so that it has to answer it.</param>
sealed record HttpCase(byte[] Bytes, bool IsWhole);

/// <summary>Requests to every route that the service's own description has, most of them with something wrong.</summary>
/// <param name="description">The description.</param>
/// <param name="authority">The service's host and port.</param>
/// <param name="known">Values by the name of what takes them; <c>*</c> for what ends with id or ids and has none of its own.</param>
/// <param name="tokens">Bearer tokens, the best first.</param>
sealed class FuzzedApi(JsonNode description, string authority, IReadOnlyDictionary<string, string[]> known, string[] tokens)
{
    static readonly string[] Segments =
    [
        "", ".", "..", "%00", "%2F", "%2e%2e", "%ff", "%", "%zz", "%C3%28", "%E2%82%AC", "%0d%0aX:%20y", "null", "-1", "*", "a b", "\u00C3\u0028", "{id}",
        "'%20OR%201=1--", new('a', 300), new('a', 7000),
    ];

    static readonly string[] QueryValues =
    [
        "", "%00", "%ff", "%", "-1", "0", "1.5", "1e9", "99999999999999999999", "2147483648", "true", "[", "[]", "[1]", "[\"x\"]", "{}", "null", ",", "a,,b",
        "2026-02-30", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00%2B14:00", "%ED%A0%80", "'", "csv", new('a', 300), new('9', 3000),
    ];

    static readonly string[] ContentTypes =
    [
        "", "Content-Type: \r\n", "Content-Type: text/plain\r\n", "Content-Type: application/json; charset=utf-16\r\n", "Content-Type: application/json;\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n", "Content-Type: application/json\r\nContent-Type: text/xml\r\n", "Content-Type: /\u00FF\r\n",
        "Content-Type: APPLICATION/JSON; charset=\"UTF-8\"\r\n", "Content-Type: multipart/form-data\r\n",
    ];

    static readonly string[] Headers =
    [
        "Idempotency-Key: k1\r\n", "Idempotency-Key: k2\r\n", "Idempotency-Key: \r\n", "Idempotency-Key: a\r\nIdempotency-Key: b\r\n", "Idempotency-Key: \u00E2\u0082\r\n",
        $"Idempotency-Key: {new string('k', 255)}\r\n", $"Idempotency-Key: {new string('k', 256)}\r\n", "Idempotency-Key: ' \" , ; %00\r\n",
        "Expect: 100-continue\r\n", "Expect: nothing\r\n", "Content-Encoding: gzip\r\n", "Accept: x/y\r\n", "Accept: text/csv;q=0\r\n", "Accept-Encoding: br, gzip\r\n",
        "Range: bytes=5-\r\n", "If-None-Match: *\r\n", "If-Modified-Since: never\r\n", "X-Organization-Id: \r\n", "X-Organization-Id: other\r\n",
        "X-Organization-Id: a\r\nX-Organization-Id: b\r\n", "Last-Event-ID: \r\n", "Last-Event-ID: 1\r\n", "Last-Event-ID: \u00FF{}[]\r\n", "Origin: null\r\n",
        "Cookie: \u00FF=\u00FF\r\n", "X-HTTP-Method-Override: DELETE\r\n", "X-Forwarded-For: ::1, x\r\n", "Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n",
        $"X-Much: {new string('x', 8000)}\r\n", "traceparent: 00-0-0-0\r\n", "Authorization: Bearer x\r\n", "Trailer: X\r\nTE: trailers\r\n",
    ];

    readonly (string Path, string Method, JsonNode Operation)[] operations =
    [
        .. from path in description["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           where operation.Value is JsonObject fields && fields.ContainsKey("responses")
           select (path.Key, operation.Key.ToUpperInvariant(), operation.Value),
    ];

    /// <summary>A request that keeps to HTTP.</summary>
    public HttpCase Request(Random random)
    {
        var (path, method, operation) = random.Any(operations);
        if (method == "DELETE" && !random.OneIn(8))
        {
            // What is there is to be left for others to be tried on.
            return Request(random);
        }

        var parameters = operation["parameters"]?.AsArray() ?? [];
        foreach (var name in parameters.Where(parameter => (string)parameter!["in"]! == "path").Select(parameter => (string)parameter!["name"]!))
        {
            // What comes before an id says whose it is: /locations/{id}.
            var owner = path.Split($"/{{{name}}}")[0].Split('/')[^1];
            path = path.Replace($"{{{name}}}", random.OneIn(6) ? random.Any(Segments) : Uri.EscapeDataString(Text(known.ContainsKey(owner) ? owner : name, null, random)));
        }

        var query = parameters.Where(parameter => (string)parameter!["in"]! == "query" && (parameter["required"] is { } || random.OneIn(2))).Select(parameter =>
            $"{parameter!["name"]}={(random.OneIn(3) ? random.Any(QueryValues) : Uri.EscapeDataString(Plain(Sample(parameter["schema"]!, (string)parameter["name"]!, random, 0))))}");
        if (random.OneIn(10))
        {
            query = query.Concat(query).Append(random.Any(["=", "&&", "x", "format=csv", "%=%"]));
        }

        var line = $"{(random.OneIn(25) ? random.Any(["HEAD", "OPTIONS", "PATCH", "TRACE", "FOO", "DELETE"]) : method)} {path}{(query.Any() ? "?" : "")}{string.Join('&', query)}";
        var headers = $"Host: {authority}\r\nConnection: close\r\n{Authorization(random)}";
        for (var count = random.Next(4) - 1; count > 0; count--)
        {
            headers += random.Any(Headers);
        }

        var body = operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema
            ? Encoding.Latin1.GetString(JsonMutation.Of(Sample(schema, "", random, 0), random))
            : random.OneIn(10) ? JsonMutation.Token(random) : null;
        if (body is not null && random.OneIn(40))
        {
            body = body.PadRight(99_990 + random.Next(60_000));
        }

        if (body is not null)
        {
            headers += random.OneIn(12) ? random.Any(ContentTypes) : "Content-Type: application/json\r\n";
            var isChunked = random.OneIn(5);
            headers += isChunked ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {body.Length}\r\n";
            body = isChunked ? Chunked(body, random) : body;
        }

        return new(Encoding.Latin1.GetBytes($"{line} HTTP/1.1\r\n{headers}\r\n{body}"), IsWhole: true);
    }

    string Authorization(Random random) => random.Next(40) switch
    {
        0 => "",
        1 => random.Any(["Authorization: \r\n", "Authorization: Bearer\r\n", "Authorization: Basic eDp5\r\n", "Authorization: Bearer a.b.c\r\n", "Authorization: \u00FF\r\n"]),
        2 => $"Authorization: Bearer {random.Any(tokens)[..^random.Next(1, 9)]}\r\n",
        3 => $"Authorization: Bearer {random.Any(tokens)}\r\n",
        _ => $"Authorization: Bearer {tokens[0]}\r\n",
    };

    /// <summary>A value that fits a schema, or nearly.</summary>
    JsonNode? Sample(JsonNode schema, string name, Random random, int depth)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Sample(description["components"]!["schemas"]![reference.Split('/')[^1]]!, name, random, depth);
        }

        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray { Count: > 0 } choices)
        {
            return Sample(random.Any(choices.ToList())!, name, random, depth);
        }

        var types = schema["type"] is JsonArray several ? several.Select(type => (string)type!).ToArray() : [(string?)schema["type"] ?? "object"];
        var least = (double?)schema["minimum"] ?? 0;
        switch (random.Any(types))
        {
            case "string":
                return Text(name, schema, random);
            case "boolean":
                return random.OneIn(2);
            case "integer":
                return (long)(random.OneIn(3) && schema["maximum"] is { } top ? (double)top : least + random.Next(3));
            case "number":
                return least + (random.NextDouble() * 100);
            case "array":
                return new JsonArray([.. Enumerable.Range(0, depth > 5 ? 0 : random.Next(4)).Select(_ => Sample(schema["items"]!, name, random, depth + 1))]);
            case "null":
                return null;
            default:
                // An example says which fields go together.
                var required = schema["required"]?.AsArray().Select(field => (string)field!).ToHashSet() ?? [];
                var example = schema["examples"] is JsonArray shown && random.OneIn(2) ? random.Any(shown.ToList())!.AsObject() : null;
                return new JsonObject((schema["properties"]?.AsObject() ?? []).Where(field =>
                    required.Contains(field.Key) || (example?.ContainsKey(field.Key) ?? random.OneIn(4))).Select(field =>
                    KeyValuePair.Create(field.Key, Sample(field.Value!, field.Key, random, depth + 1))));
        }
    }

    string Text(string name, JsonNode? schema, Random random) =>
        known.TryGetValue(name, out var values) ? random.Any(values)
        : name is "id" || name.EndsWith("_id") || name.EndsWith("_ids") ? random.Any(known["*"])
        : schema?["enum"] is JsonArray words ? (string)random.Any(words.ToList())!
        : (string?)schema?["format"] == "date-time" ? $"20{random.Next(20, 30)}-0{random.Next(1, 10)}-01T00:00:00Z"
        : schema?["examples"] is JsonArray examples && !random.OneIn(4) ? random.Any(examples.ToList())!.ToString()
        : $"x{random.Next(100)}";

    static string Plain(JsonNode? value) => value is JsonArray items ? string.Join(',', items.Select(item => item?.ToString())) : $"{value}";

    static string Chunked(string body, Random random)
    {
        var chunked = new StringBuilder();
        for (var at = 0; at < body.Length;)
        {
            var length = Math.Min(random.Next(1, 4000), body.Length - at);
            chunked.Append($"{length:x}{(random.OneIn(5) ? ";x=y" : "")}\r\n{body.AsSpan(at, length)}\r\n");
            at += length;
        }

        return $"{chunked}0\r\n\r\n";
    }
}
