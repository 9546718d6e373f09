using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace OcppLab.Api;

/// <summary>Bearer tokens: who may do what, for which organization.</summary>
static class Authentication
{
    /// <summary>What <c>WWW-Authenticate</c> says with a 403 of a token (RFC 6750, section 3.1): other 403s are not about it.</summary>
    public const string InsufficientScope = "Bearer error=\"insufficient_scope\"";

    /// <summary>Checks tokens as configured.</summary>
    public static void AddTokens(this WebApplicationBuilder builder)
    {
        var settings = AuthSettings.From(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(settings);
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        // Bearer tokens protect no cookies: no key ring in the home directory, no warning about it.
        foreach (var service in builder.Services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToArray())
        {
            builder.Services.Remove(service);
        }

        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<TimeProvider>((options, time) =>
        {
            options.MapInboundClaims = false;
            options.Authority = settings.Authority;
            // Whoever sets an http address means it: a provider in the same lab.
            options.RequireHttpsMetadata = false;
            options.TokenValidationParameters = new()
            {
                IssuerSigningKey = settings.Key,
                ValidAlgorithms = settings.Key is null ? null : [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512],
                ValidAudience = settings.Audience,
                ValidateAudience = settings.Audience is not null,
                ValidIssuer = settings.Issuer,
                ValidateIssuer = settings.Issuer is not null || settings.Authority is not null,
                NameClaimType = "sub",
                RoleClaimType = settings.RoleClaim,
                // Clocks of two machines differ by seconds; a key of our own has one clock.
                ClockSkew = settings.Authority is null ? TimeSpan.Zero : TimeSpan.FromSeconds(30),
                LifetimeValidator = (notBefore, expires, _, parameters) => CheckLifetime(notBefore, expires, parameters.ClockSkew, time),
            };
            options.Events = new() { OnTokenValidated = validated => CheckClaims(validated, settings), OnChallenge = ChallengeAsync };
        });
        builder.Services.AddSingleton<IAuthorizationHandler, CallerHandler>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalWriter>();
        var policies = builder.Services.AddAuthorizationBuilder();
        foreach (var scope in Scopes.All)
        {
            policies.AddPolicy(scope, policy => policy.RequireAuthenticatedUser().AddRequirements(new CallerRequirement(scope)));
        }
    }

    static bool CheckLifetime(DateTime? notBefore, DateTime? expires, TimeSpan skew, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is null)
        {
            throw new SecurityTokenNoExpirationException();
        }

        if (expires <= now - skew)
        {
            throw new SecurityTokenExpiredException { Expires = expires.Value };
        }

        if (notBefore > now + skew)
        {
            throw new SecurityTokenNotYetValidException { NotBefore = notBefore.Value };
        }

        return true;
    }

    // A list of organizations would be read as its first, and what crit names is there to be understood (RFC 7515, section 4.1.11).
    static Task CheckClaims(TokenValidatedContext context, AuthSettings settings)
    {
        var token = (JsonWebToken)context.SecurityToken;
        if (token.TryGetHeaderValue<object>("crit", out _))
        {
            context.Fail(new TokenRefusedException("The bearer token has the header crit, whose extensions this service does not know."));
        }
        else if (new[] { settings.OrganizationClaim, settings.RoleClaim }.FirstOrDefault(IsNotText) is { } claim)
        {
            context.Fail(new TokenRefusedException($"The bearer token's claim {claim} must be a text."));
        }

        return Task.CompletedTask;

        bool IsNotText(string name) => token.TryGetPayloadValue<object>(name, out var value) && value is not string;
    }

    static async Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var (status, detail) = context.AuthenticateFailure switch
        {
            null => (StatusCodes.Status401Unauthorized, "This needs a bearer token: send the header Authorization: Bearer <token>."),
            SecurityTokenSignatureKeyNotFoundException when !await HasKeysAsync(context) => (
                StatusCodes.Status503ServiceUnavailable, "The bearer token can't be checked now: the token provider does not answer."),
            var failure => (StatusCodes.Status401Unauthorized, Reason(failure)),
        };
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers[HeaderNames.WWWAuthenticate] = context.AuthenticateFailure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        }

        await Errors.WriteAsync(context.HttpContext, status, detail);
    }

    // A provider that can't be asked for its keys looks like one that has not the token's.
    static async Task<bool> HasKeysAsync(JwtBearerChallengeContext context)
    {
        try
        {
            if (context.Options.ConfigurationManager is { } provider)
            {
                await provider.GetConfigurationAsync(context.HttpContext.RequestAborted);
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    static string Reason(Exception failure) => failure switch
    {
        TokenRefusedException e => e.Message,
        SecurityTokenExpiredException e => $"The bearer token expired at {UtcTime.Text(e.Expires)}.",
        SecurityTokenNotYetValidException e => $"The bearer token is not valid before {UtcTime.Text(e.NotBefore)}.",
        SecurityTokenNoExpirationException => "The bearer token has no expiry (exp).",
        SecurityTokenInvalidAudienceException => "The bearer token is not meant for this service: its audience (aud) is another.",
        SecurityTokenInvalidIssuerException => "The bearer token is not from the issuer (iss) that this service trusts.",
        SecurityTokenInvalidAlgorithmException => "The bearer token is signed with an algorithm that this service does not take.",
        SecurityTokenSignatureKeyNotFoundException => "The bearer token is not signed with a key that this service trusts.",
        SecurityTokenInvalidSignatureException => "The bearer token's signature is missing or wrong.",
        SecurityTokenMalformedException or ArgumentException => "The bearer token is not a JSON Web Token.",
        _ => "The bearer token is not valid.",
    };

    /// <summary>A token that is signed, and still not taken.</summary>
    sealed class TokenRefusedException(string message) : Exception(message);

    /// <summary>Answers a refusal with the sentence that <see cref="CallerHandler"/> gave.</summary>
    sealed class RefusalWriter : IAuthorizationMiddlewareResultHandler
    {
        readonly AuthorizationMiddlewareResultHandler standard = new();

        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult result)
        {
            if (result is not { Forbidden: true, AuthorizationFailure: { } failure })
            {
                return standard.HandleAsync(next, context, policy, result);
            }

            context.Response.Headers.WWWAuthenticate = InsufficientScope;
            return Errors.WriteAsync(context, StatusCodes.Status403Forbidden, failure.FailureReasons.FirstOrDefault()?.Message ?? "The token does not permit this.");
        }
    }
}
