using System.Threading.RateLimiting;

namespace OcppLab.Api;

/// <summary>The requests a second that an organization may make (<c>Limits:RequestsPerSecond</c>).</summary>
static class RequestLimit
{
    /// <summary>Adds the limit.</summary>
    public static void AddRequestLimit(this WebApplicationBuilder builder) =>
        builder.Services.AddRateLimiter(_ => { });

    /// <summary>Applies it, if there is one.</summary>
    public static void UseRequestLimit(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<FrontDoorSettings>().RequestsPerSecond;
        if (limit == 0)
        {
            return;
        }

        app.UseRateLimiter(new()
        {
            GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                context.Features.Get<Organization>() is { } organization
                    ? RateLimitPartition.GetTokenBucketLimiter(organization.Id, _ => new()
                    {
                        TokenLimit = limit,
                        TokensPerPeriod = limit,
                        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    })
                    : RateLimitPartition.GetNoLimiter("")),
            OnRejected = (refused, _) =>
            {
                refused.HttpContext.Response.Headers.RetryAfter = "1";
                return new(Errors.WriteAsync(
                    refused.HttpContext,
                    StatusCodes.Status429TooManyRequests,
                    $"The organization made more than {limit} requests in a second (Limits:RequestsPerSecond)."));
            },
        });
    }
}
