using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Silo;

const string help = """
    OcppLab.Orleans: simulated EV chargers for testing a CSMS. A silo holds chargers; without a database server it is alone and
    keeps everything in .ocpplab/ocpplab.db, with one it is part of a cluster.

      OcppLab.Silo [settings]                a silo with the front door and the dashboard, until Ctrl-C
      OcppLab.Silo --role silo [settings]    a silo only, with a management port for health
      OcppLab.Silo token --org NAME [--role user|admin] [--scope "ocpp:read ..."] [--ttl 24h]
                                             prints a token, where the service has the signing key
      OcppLab.Silo health [--url URL]        asks the one that runs here whether it is ready

    Settings, also from the environment (Cluster__Database=...) and appsettings.json:
      --urls http://127.0.0.1:8080           where the front door listens
      --Data:Directory=.ocpplab              the SQLite database, the Development key and token
      --Cluster:Database="Host=..."          PostgreSQL, for more than one silo
      --silo-port 11111 --gateway-port 30000 --management-port 18111
                                             for several silos on one machine
      --Auth:SigningKey=...                  the key of tokens, at least 32 bytes; or --Auth:Authority and --Auth:Audience

    All settings are in the README and in docs/cluster.md.
    """;

return await ConsoleProgram.RunAsync(args, help, async () =>
{
    var builder = ConsoleProgram.CreateBuilder(args);
    var settings = builder.AddCluster(args);
    using var held = settings.Database is null ? DataDirectory.From(builder.Configuration).Hold() : null;
    builder.AddDatabase(settings);
    builder.AddSilo(settings, builder.AddMonitoring());
    if (settings.Role == ClusterRole.Silo)
    {
        builder.AddManagementPort(settings);
    }
    else
    {
        builder.AddFrontDoor();
        builder.AddDevelopmentStart();
    }

    var app = builder.Build();
    if (settings.Role == ClusterRole.Silo)
    {
        app.UseHeadRequests();
        app.MapHealth();
        app.MapMetrics();
    }
    else
    {
        app.MapFrontDoor();
        app.MapDashboard();
        app.MapMetrics();
        if (app.Environment.IsDevelopment())
        {
            app.MapBuiltInCsms();
        }
    }

    await app.RunToEndAsync();
});
