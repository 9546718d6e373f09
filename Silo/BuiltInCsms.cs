using Microsoft.AspNetCore.Authorization;
using OcppLab.Api;
using OcppLab.Csms;

namespace OcppLab.Silo;

/// <summary>The central system at <c>/csms</c>, where a newcomer's chargers connect. It is for this machine alone: what calls it from
/// elsewhere, or from a page of another origin, gets 403. What it shows needs a token with <c>ocpp:read</c>, and the calls it makes
/// need <c>ocpp:command</c>.</summary>
static class BuiltInCsms
{
    /// <summary>Maps it.</summary>
    public static void MapBuiltInCsms(this WebApplication app)
    {
        var routes = app.MapCsms();
        ((IEndpointConventionBuilder)routes).Add(RequireToken);
        routes.AddEndpointFilter((call, next) =>
        {
            if (!call.HttpContext.IsLocal())
            {
                throw Refusal("The built-in CSMS is for the machine it runs on; run OcppLab.Csms for others.");
            }

            return call.HttpContext.IsOfAnotherOrigin() ? throw Refusal("The built-in CSMS does not answer pages of another origin.") : next(call);
        });
    }

    // Chargers connect without a token.
    static void RequireToken(EndpointBuilder route)
    {
        if (route.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { } methods)
        {
            route.Metadata.Add(new AuthorizeAttribute(methods.HttpMethods is ["GET"] ? Scopes.Read : Scopes.Command));
        }
    }

    static BadHttpRequestException Refusal(string detail) => new(detail, StatusCodes.Status403Forbidden);
}
