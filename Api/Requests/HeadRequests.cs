namespace OcppLab.Api;

/// <summary>HEAD wherever GET is taken: the same answer without its body, which the server leaves out (RFC 9110 section 9.3.2).</summary>
public static class HeadRequests
{
    /// <summary>Answers HEAD as GET. It has to come before the routing.</summary>
    public static void UseHeadRequests(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            // Only GET can open a WebSocket.
            if (HttpMethods.IsHead(context.Request.Method) && context.Request.Headers.Upgrade.Count == 0)
            {
                context.Features.Set(HeadersOnly.Instance);
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        app.UseRouting();
    }

    /// <summary>Whether the client wants nothing but the headers: an answer without an end may stop there.</summary>
    internal static bool IsHead(this HttpContext context) => context.Features.Get<HeadersOnly>() is not null;

    sealed class HeadersOnly
    {
        public static readonly HeadersOnly Instance = new();
    }
}
