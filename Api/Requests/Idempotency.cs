using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>The header <c>Idempotency-Key</c>: a request that is repeated with it gets the first one's answer for 24 hours and
/// is carried out once.</summary>
public static class Idempotency
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that is a repetition.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

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

        try
        {
            var result = await next(invocation);
            return result is IResult first ? new FirstAnswer(first, keys, organization, key) : result;
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
    sealed class FirstAnswer(IResult result, IdempotencyKeys keys, string organization, string key) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var response = context.Response;
            var body = response.Body;
            using var written = new MemoryStream();
            response.Body = written;
            try
            {
                await result.ExecuteAsync(context);
                await response.BodyWriter.FlushAsync();
            }
            finally
            {
                response.Body = body;
            }

            if (response.StatusCode < 300)
            {
                await keys.CompleteAsync(organization, key, new(response.StatusCode, response.ContentType, Packed(written)), CancellationToken.None);
            }
            else
            {
                await keys.ReleaseAsync(organization, key, CancellationToken.None);
            }

            await body.WriteAsync(written.GetBuffer().AsMemory(0, (int)written.Length), context.RequestAborted);
        }

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
            await using var unpacked = new BrotliStream(new MemoryStream(answer.Body), CompressionMode.Decompress);
            await unpacked.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
