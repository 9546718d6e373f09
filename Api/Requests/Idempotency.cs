using System.Collections.Frozen;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>The header <c>Idempotency-Key</c>: a request that is repeated with it gets the first one's answer, headers and all, for
/// 24 hours and is carried out once.</summary>
public static class Idempotency
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that is a repetition.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    /// <summary>What each message has of its own; the content type has its place in the stored answer.</summary>
    static readonly FrozenSet<string> MessageHeaders = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        HeaderNames.Connection,
        HeaderNames.ContentLength,
        HeaderNames.ContentType,
        HeaderNames.Date,
        HeaderNames.KeepAlive,
        HeaderNames.Server,
        HeaderNames.Trailer,
        HeaderNames.TransferEncoding,
        HeaderNames.Upgrade);

    /// <summary>Lets clients repeat requests to this route. Its handler reads a <see cref="Body"/>.</summary>
    public static RouteHandlerBuilder WithIdempotency(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter(FilterAsync).WithMetadata(new Metadata());

    /// <summary>The id of the command that a request gives: with a key the same whenever the request is repeated, so that a
    /// charger takes it once even where the first answer was lost.</summary>
    public static string CommandId(HttpContext context, Organization organization) => Key(context) is { } key
        ? Hash(Encoding.UTF8.GetBytes($"{organization.Id}\n{key}"))[..12]
        : Ids.Command();

    static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (Key(context) is not { } key)
        {
            return await next(invocation);
        }

        var keys = context.RequestServices.GetRequiredService<IdempotencyKeys>();
        var organization = Organization.Of(context).Id;
        var (claim, answer) = await keys.ClaimAsync(organization, key, HashOf(invocation), context.RequestAborted);
        switch (claim)
        {
            case KeyClaim.OtherRequest:
                throw Body.Invalid($"The {Header} {key} was used for a different request.");
            case KeyClaim.InProgress:
                context.Response.Headers.RetryAfter = "1";
                throw new BadHttpRequestException(
                    $"The first request with the {Header} {key} is still being carried out.", StatusCodes.Status409Conflict);
            case KeyClaim.Answered:
                context.Response.Headers[ReplayedHeader] = "true";
                return new Replay(answer!);
        }

        // What the request has passed on its way here sets anew for a repeat.
        var others = new Dictionary<string, StringValues>(context.Response.Headers, StringComparer.OrdinalIgnoreCase);
        try
        {
            return new FirstAnswer((IResult)(await next(invocation))!, others, keys, organization, key);
        }
        catch
        {
            await keys.ReleaseAsync(organization, key, CancellationToken.None);
            throw;
        }
    }

    static string? Key(HttpContext context)
    {
        var header = context.Request.Headers[Header];
        if (header.Count == 0)
        {
            return null;
        }

        return header is [{ Length: > 0 and <= 255 } key]
            ? key
            : throw Body.Invalid($"The header {Header} must be there once, with 1 to 255 characters.");
    }

    static string HashOf(EndpointFilterInvocationContext invocation)
    {
        var request = invocation.HttpContext.Request;
        var asked = Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n");
        var body = invocation.Arguments.OfType<Body>().Single();
        return Hash([.. asked, .. JsonMarshal.GetRawUtf8Value(body.Value)]);
    }

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Marks the routes that take the header.</summary>
    internal sealed record Metadata;

    /// <summary>Writes the first answer and keeps it; one that is not a success frees its key.</summary>
    sealed class FirstAnswer(
        IResult result, IReadOnlyDictionary<string, StringValues> others, IdempotencyKeys keys, string organization, string key) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var response = context.Response;
            var (body, aborted) = (response.Body, context.RequestAborted);
            using var written = new MemoryStream();
            response.Body = written;

            // The answer to what has been done is kept even if the client is gone.
            context.RequestAborted = CancellationToken.None;
            try
            {
                await result.ExecuteAsync(context);
                await response.BodyWriter.FlushAsync();
            }
            catch
            {
                await keys.ReleaseAsync(organization, key, CancellationToken.None);
                throw;
            }
            finally
            {
                response.Body = body;
                context.RequestAborted = aborted;
            }

            if (response.StatusCode < 300)
            {
                await keys.CompleteAsync(
                    organization,
                    key,
                    new(response.StatusCode, response.ContentType, Headers(response), Packed(written)),
                    CancellationToken.None);
            }
            else
            {
                await keys.ReleaseAsync(organization, key, CancellationToken.None);
            }

            await body.WriteAsync(written.GetBuffer().AsMemory(0, (int)written.Length), context.RequestAborted);
        }

        Dictionary<string, string?[]> Headers(HttpResponse response) => response.Headers
            .Where(header => !MessageHeaders.Contains(header.Key) && others.GetValueOrDefault(header.Key) != header.Value)
            .ToDictionary(header => header.Key, header => header.Value.ToArray());

        static byte[] Packed(MemoryStream written)
        {
            using var packed = new MemoryStream();
            using (var packer = new BrotliStream(packed, CompressionLevel.Fastest))
            {
                packer.Write(written.GetBuffer().AsSpan(0, (int)written.Length));
            }

            return packed.ToArray();
        }
    }

    /// <summary>Writes the answer that was kept.</summary>
    sealed class Replay(StoredAnswer answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            foreach (var (name, values) in answer.Headers)
            {
                context.Response.Headers[name] = values;
            }

            await using var unpacked = new BrotliStream(new MemoryStream(answer.Body), CompressionMode.Decompress);
            await unpacked.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
