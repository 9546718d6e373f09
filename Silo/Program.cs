using OcppLab.Api;
using OcppLab.Csms;
using OcppLab.Grains;
using OcppLab.Silo;

try
{
    if (args is ["token", .. var options])
    {
        TokenCommand.Run(options);
        return 0;
    }

    var plain = Host.CreateApplicationBuilder(args);
    plain.Configuration.AddSilo(args);
    var settings = SiloOptions.Settings(plain.Configuration);
    var limits = FrontDoorSettings.From(plain.Configuration).Fleet;
    var directory = DataDirectory.From(plain.Configuration);
    using var held = settings.Database is null && settings.Role != ClusterRole.Api ? directory.Hold() : null;
    if (settings.Role == ClusterRole.Silo)
    {
        plain.Logging.AddPlainConsole();
        plain.Services.AddClusterFleet(settings, directory.Path, limits);
        plain.UseOrleans(AddSilo);
        await plain.Build().RunAsync();
        return 0;
    }

    var builder = WebApplication.CreateBuilder(args);
    builder.Configuration.AddSilo(args);
    builder.AddFrontDoor();
    builder.Services.AddClusterFleet(settings, directory.Path, limits);
    if (settings.Role == ClusterRole.Both)
        builder.UseOrleans(AddSilo);
    else
        builder.UseOrleansClient(client => client.UseCluster(settings).UseTls(settings.Tls));
    builder.AddDevelopmentStart();
    var app = builder.Build();
    app.MapFrontDoor();
    app.MapDashboard();
    if (app.Environment.IsDevelopment())
        app.MapCsms();
    await app.RunAsync();
    return 0;

    void AddSilo(ISiloBuilder silo) => silo.UseCluster(settings).AddChargers(settings, directory.Path).UseTls(settings.Tls);
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("It was stopped before it had started.");
    return 1;
}
catch (Exception e) when (StartFailure.Sentence(e) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
