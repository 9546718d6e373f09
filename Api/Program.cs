using OcppLab.Api;

const string help = """
    OcppLab.Orleans: a front door of a running cluster of simulated EV chargers, without chargers of its own.

      OcppLab.Api [settings]                 serves until Ctrl-C
      OcppLab.Api token --org NAME [--role user|admin] [--scope "ocpp:read ..."] [--ttl 24h]
                                             prints a token, where the service has the signing key
      OcppLab.Api health [--url URL]         asks the one that runs here whether it is ready

    Settings, also from the environment (Cluster__Database=...) and appsettings.json:
      --urls http://127.0.0.1:8080           where it listens
      --Cluster:Database="Host=..."          the cluster's PostgreSQL database
      --address 127.0.0.1 --gateway-port 30000
                                             or the silo without a database server
      --Auth:SigningKey=...                  the key of tokens, at least 32 bytes; or --Auth:Authority and --Auth:Audience

    All settings are in the README and in docs/cluster.md.
    """;

return await ConsoleProgram.RunAsync(args, help, async () =>
{
    var builder = ConsoleProgram.CreateBuilder(args);
    var settings = builder.AddCluster(args);
    builder.AddDatabase(settings);
    builder.AddClusterClient(settings, builder.AddMonitoring());
    builder.AddFrontDoor();
    var app = builder.Build();
    app.MapFrontDoor();
    app.MapDashboard();
    app.MapMetrics();
    await app.RunToEndAsync();
});
