using System.Net;
using Microsoft.AspNetCore.Authorization;
using Orleans.Dashboard;

namespace OcppLab.Api;

/// <summary>Orleans' dashboard at <c>/dashboard</c>. It shows the grains' state and the logs, so it is for admins, and for
/// whoever sits at the machine.</summary>
public static class Dashboard
{
    const string Path = "/dashboard";

    static readonly string[] Forwarding = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];

    /// <summary>Maps it. It is made when it is first asked for: its pages take 50 MB of memory, and a while to compress.</summary>
    public static void MapDashboard(this WebApplication app)
    {
        var dashboard = new Lazy<RequestDelegate>(() => Create(app.Services));
        app.Map($"{Path}/{{**page}}", (RequestDelegate)(http =>
            {
                // The dashboard's own routing begins anew.
                http.SetEndpoint(null);
                http.Request.RouteValues.Clear();
                return dashboard.Value(http);
            }))
            .RequireAuthorization(policy => policy.RequireAssertion(MaySee))
            .ExcludeFromDescription();
    }

    static RequestDelegate Create(IServiceProvider services)
    {
        var dashboard = new ApplicationBuilder(services);
        dashboard.UseRouting();
        dashboard.UseEndpoints(endpoints => endpoints.MapOrleansDashboard(Path).ExcludeFromDescription());
        return dashboard.Build();
    }

    static bool MaySee(AuthorizationHandlerContext context) =>
        context.User.IsInRole("admin") || (context.Resource is HttpContext http && IsLocal(http));

    // A proxy on the machine, and a page in a browser there that calls itself by another name, come from the loopback address too.
    static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && (http.Request.Host.Host == "localhost" || (IPAddress.TryParse(http.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)))
        && !Forwarding.Any(http.Request.Headers.ContainsKey);
}
