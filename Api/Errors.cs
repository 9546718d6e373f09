using System.Buffers;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>Makes every failure a status code and <c>{"detail": …}</c>.</summary>
static partial class Errors
{
    static readonly Answer<string> Error = new Answer<string>("HttpErrorResponse", "Standard HTTP error payload returned by the API.")
        .Text("detail", "Human-readable error message returned by the API.", detail => detail);

    /// <summary>The shape of every error's body.</summary>
    public static Shape Shape => Error.Shape;

    /// <summary>Answers what the rest of the pipeline throws or leaves empty.</summary>
    public static IApplicationBuilder UseErrors(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("OcppLab.Api.Errors");
        return app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
                if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
                {
                    await WriteAsync(context, context.Response.StatusCode, Empty(context));
                }
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The client is gone: nobody is there to be answered.
            }
            catch (Exception e) when (!context.Response.HasStarted)
            {
                var (status, detail) = e switch
                {
                    FleetException fleet => (StatusOf(fleet.Error), fleet.Message),
                    BadHttpRequestException bad => (bad.StatusCode, bad.Message),
                    _ => (StatusCodes.Status500InternalServerError, $"Something went wrong in the server; its log tells under {context.TraceIdentifier}."),
                };
                if (status == StatusCodes.Status500InternalServerError)
                {
                    Failed(logger, context.Request.Method, context.Request.Path, context.TraceIdentifier, e);
                }

                await WriteAsync(context, status, detail);
            }
        });
    }

    /// <summary>Answers with an error.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return Error.With(detail, status).ExecuteAsync(context);
    }

    /// <summary>Writes an error's body.</summary>
    public static void Write(IBufferWriter<byte> buffer, string detail) => Error.Write(buffer, detail);

    static int StatusOf(FleetError error) => error switch
    {
        FleetError.NotFound => StatusCodes.Status404NotFound,
        FleetError.Conflict => StatusCodes.Status409Conflict,
        FleetError.Invalid => StatusCodes.Status422UnprocessableEntity,
        FleetError.LimitReached => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    static string Empty(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is no route {context.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{context.Request.Path} does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.",
        var status => $"The request failed with status {status}.",
    };

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed ({TraceId})")]
    static partial void Failed(ILogger logger, string method, string path, string traceId, Exception exception);
}
