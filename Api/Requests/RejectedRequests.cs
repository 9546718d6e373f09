using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace OcppLab.Api;

/// <summary>Gives what the server refuses before there is a request - a line or headers that are too long, a path with %00, what is not
/// HTTP - its sentence. The server itself answers with a status code alone, and closes the connection. Over TLS, which is within the
/// connection that this sees, it still does.</summary>
sealed class RejectedRequests : IObserver<KeyValuePair<string, object?>>
{
    const string Rejected = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>Lets the answers of a server's connections be replaced.</summary>
    public static void PrepareIn(KestrelServerOptions kestrel) => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection =>
    {
        var output = new ReplaceableOutput(connection.Transport.Output);
        connection.Transport = new Duplex(connection.Transport.Input, output);
        connection.Features.Set(output);
        return next(connection);
    }));

    /// <summary>Replaces those with a status code alone.</summary>
    public static void DescribeIn(WebApplication app) =>
        app.Services.GetRequiredService<DiagnosticListener>().Subscribe(new RejectedRequests(), static name => name == Rejected);

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> told)
    {
        if (told.Value is IFeatureCollection features
            && features.Get<ReplaceableOutput>() is { } output
            && features.Get<ITlsHandshakeFeature>() is null
            && features.Get<IHttpRequestFeature>() is not { Protocol: "HTTP/2" }
            && features.Get<IHttpResponseFeature>() is { HasStarted: false }
            && features.Get<IBadRequestExceptionFeature>()?.Error is Microsoft.AspNetCore.Http.BadHttpRequestException refusal)
        {
            output.EndWith(Answer(refusal.StatusCode, $"{refusal.Message.Replace(": ''", "").TrimEnd('.')}."));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
        // The host is gone.
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
        // A listener tells of none.
    }

    static byte[] Answer(int status, string detail)
    {
        var body = new ArrayBufferWriter<byte>();
        Errors.Write(body, detail);
        var head = $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\nContent-Type: {FrontDoorJson.ContentType}\r\n"
            + $"Content-Length: {body.WrittenCount}\r\nConnection: close\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body.WrittenSpan];
    }

    /// <summary>What a connection sends, until it is ended with something else.</summary>
    sealed class ReplaceableOutput(PipeWriter transport) : PipeWriter
    {
        readonly Lock gate = new();
        ArrayBufferWriter<byte>? dropped;
        bool isCompleted;

        public override bool CanGetUnflushedBytes => transport.CanGetUnflushedBytes;

        public override long UnflushedBytes => transport.UnflushedBytes;

        /// <summary>Sends this, and drops what the server sends after it.</summary>
        public void EndWith(ReadOnlySpan<byte> answer)
        {
            lock (gate)
            {
                if (!isCompleted && dropped is null)
                {
                    transport.Write(answer);
                    dropped = new();
                }
            }
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => dropped?.GetMemory(sizeHint) ?? transport.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => dropped is null ? transport.GetSpan(sizeHint) : dropped.GetSpan(sizeHint);

        public override void Advance(int bytes)
        {
            if (dropped is null)
            {
                transport.Advance(bytes);
            }
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => transport.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => transport.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            lock (gate)
            {
                isCompleted = true;
                transport.Complete(exception);
            }
        }
    }

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
