using System.Text;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OcppLab.Api;

/// <summary>The front door: the REST contract over grains.</summary>
public static class FrontDoor
{
    /// <summary>How much of a body is read in all, in bodies of the largest allowed size.</summary>
    const long ReadAtMost = 4;

    /// <summary>How fast a body has to arrive, after a while to begin.</summary>
    const double LeastBytesPerSecond = 4096;

    static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(5);

    static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    /// <summary>Adds settings, tokens, limits and the API description. The host adds the database, and a silo or a cluster's client.</summary>
    /// <exception cref="SettingsException">The configuration does not allow a start.</exception>
    public static void AddFrontDoor(this WebApplicationBuilder builder)
    {
        var settings = FrontDoorSettings.From(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The body's reader has the limit and says so. What comes after it is read and dropped up to this, so that a client that
            // sends before it listens finds the answer; then the connection is cut.
            kestrel.Limits.MaxRequestBodySize = ReadAtMost * settings.BodyBytes;
            kestrel.Limits.MinRequestBodyDataRate = new(LeastBytesPerSecond, SlowStart);
            // A location's answer is megabytes; its writer should not wait for the client in the midst of it.
            kestrel.Limits.MaxResponseBufferSize = 8 * 1024 * 1024;
            // A token or key with other letters is answered like any other wrong one.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            RejectedRequests.PrepareIn(kestrel);
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<Uploads>();
        builder.Services.AddSingleton(DataDirectory.From(builder.Configuration));
        builder.Services.AddSingleton<FrontDoorMetrics>();
        builder.Services.AddSingleton<FleetClient>();
        builder.Services.AddSingleton<ChargerRegistry>();
        builder.Services.AddSingleton<LocationRegistry>();
        builder.Services.AddSingleton<LiveSessions>();
        builder.Services.AddHostedService<FrontDoorWarmUp>();
        builder.Services.AddHealthChecks();
        builder.Services.AddApiDescription();
        builder.AddTokens();
        builder.AddRequestLimit();
    }

    /// <summary>Maps every route of the contract.</summary>
    public static void MapFrontDoor(this WebApplication app)
    {
        RejectedRequests.DescribeIn(app);
        app.UseErrors();
        app.UseHeadRequests();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRequestLimit();
        app.MapHealth();
        app.MapApiDescription();
        app.MapCommands();
        app.MapOutcomes();
        app.MapInventory();
        app.MapLoadTests();
        app.MapLogs();
        app.MapStreams();
    }
}
