using Orleans.Dashboard;

namespace OcppLab.Api;

/// <summary>Orleans' dashboard at <c>/dashboard</c>. It shows the grains' state and the logs, so it is for admins, and for
/// whoever sits at the machine.</summary>
public static class Dashboard
{
    const string Path = "/dashboard";

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
            .RequireAuthorization(policy => policy.RequireAssertion(context => context.Resource is HttpContext http && http.IsLocalOrAdmin()))
            .ExcludeFromDescription();
    }

    static RequestDelegate Create(IServiceProvider services)
    {
        var dashboard = new ApplicationBuilder(services);
        dashboard.UseRouting();
        dashboard.UseEndpoints(endpoints => endpoints.MapOrleansDashboard(Path).ExcludeFromDescription());
        return dashboard.Build();
    }
}
