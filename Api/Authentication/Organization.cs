using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace OcppLab.Api;

/// <summary>The organization a request is for: the token's, or for an admin the one named in <c>X-Organization-Id</c>.
/// A route handler asks for it as a parameter.</summary>
/// <param name="Id">Its id.</param>
public sealed record Organization(string Id)
{
    /// <summary>The header in which an admin names the organization.</summary>
    public const string Header = "X-Organization-Id";

    /// <summary>The request's, as its authorization found it.</summary>
    public static ValueTask<Organization> BindAsync(HttpContext context) => new(Of(context));

    /// <inheritdoc cref="BindAsync" />
    public static Organization Of(HttpContext context) =>
        context.Features.Get<Organization>() ?? throw new InvalidOperationException($"{context.Request.Path} asks for no scope.");
}

/// <summary>The scopes of a token, and what they allow.</summary>
public static class Scopes
{
    /// <summary>To read.</summary>
    public const string Read = "ocpp:read";

    /// <summary>To create, change and delete locations and chargers.</summary>
    public const string Write = "ocpp:write";

    /// <summary>To give chargers commands.</summary>
    public const string Command = "ocpp:command";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Write, Command];

    /// <summary>Requires a token that may read.</summary>
    public static TBuilder RequireRead<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(Read);

    /// <summary>Requires a token that may write.</summary>
    public static TBuilder RequireWrite<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(Write);

    /// <summary>Requires a token that may command.</summary>
    public static TBuilder RequireCommand<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(Command);
}

/// <summary>The caller has a role, an organization and a scope.</summary>
/// <param name="Scope">The scope.</param>
sealed record CallerRequirement(string Scope) : IAuthorizationRequirement;

/// <summary>Finds the caller's organization and says what is missing.</summary>
/// <param name="settings">The claims' names.</param>
sealed class CallerHandler(AuthSettings settings) : AuthorizationHandler<CallerRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, CallerRequirement requirement)
    {
        if (context is not { User.Identity.IsAuthenticated: true, Resource: HttpContext http })
        {
            return Task.CompletedTask;
        }

        if (Find(context.User, http.Request, requirement.Scope, out var organization) is { } missing)
        {
            context.Fail(new AuthorizationFailureReason(this, missing));
        }
        else
        {
            http.Features.Set(new Organization(organization));
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    string? Find(ClaimsPrincipal user, HttpRequest request, string scope, out string organization)
    {
        organization = "";
        var header = request.Headers[Organization.Header];
        switch (user.FindFirstValue(settings.RoleClaim))
        {
            case "admin":
                if (header is not [{ Length: > 0 and <= 255 } named])
                {
                    return $"An admin token names the organization it acts for in the header {Organization.Header}.";
                }

                organization = named;
                break;
            case "user":
                if (header.Count > 0)
                {
                    return $"Only a token with the role admin may send the header {Organization.Header}.";
                }

                if (user.FindFirstValue(settings.OrganizationClaim) is not { Length: > 0 and <= 255 } own || own.Any(char.IsControl))
                {
                    return $"The token has no organization (claim {settings.OrganizationClaim}).";
                }

                organization = own;
                break;
            case null:
                return $"The token has no role (claim {settings.RoleClaim}: user or admin).";
            case var role:
                return $"The token's role (claim {settings.RoleClaim}) is \"{role}\"; it must be user or admin.";
        }

        return user.FindAll(settings.ScopeClaim).SelectMany(claim => claim.Value.Split(' ')).Contains(scope)
            ? null
            : $"The token lacks the scope {scope} (claim {settings.ScopeClaim}).";
    }
}
