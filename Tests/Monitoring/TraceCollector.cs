using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OcppLab.Tests.Monitoring;

/// <summary>A span as it was exported; ids in hexadecimal digits, an empty parent for a root.</summary>
sealed record ExportedSpan(string TraceId, string SpanId, string ParentSpanId, string Name);

/// <summary>Takes traces by OTLP over HTTP.</summary>
sealed class TraceCollector
{
    readonly ConcurrentQueue<ExportedSpan> spans = [];

    /// <summary>The spans that came so far.</summary>
    public IReadOnlyCollection<ExportedSpan> Spans => spans;

    /// <summary>Takes them under the address that an exporter appends to its endpoint.</summary>
    public void MapIn(WebApplication app) => app.MapPost("/v1/traces", async (HttpContext http) =>
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);

        // ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans
        foreach (var resourceSpans in Fields(body.ToArray(), 1))
        {
            foreach (var span in Fields(resourceSpans, 2).SelectMany(scopeSpans => Fields(scopeSpans, 2)))
            {
                spans.Enqueue(new(Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Fields(span, 5).Single())));
            }
        }
    });

    static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).SingleOrDefault() ?? []);

    /// <summary>The fields of a protobuf message with a number, those that have a length.</summary>
    static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += sizeof(ulong);
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if (tag >> 3 == (ulong)number)
                    {
                        found.Add(message[at..(at + length)]);
                    }

                    at += length;
                    break;
                default:
                    at += sizeof(uint);
                    break;
            }
        }

        return found;
    }

    static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
