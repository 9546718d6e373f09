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
    plain.Configuration.Sources.Insert(0, FrontDoorSettings.Defaults);
    plain.Configuration.AddCommandLine(args, SiloOptions.Switches);
    var settings = SiloOptions.Settings(plain.Configuration);
    var data = DataDirectory.From(plain.Configuration).Path;
    var limits = FrontDoorSettings.From(plain.Configuration).Fleet;
    if (settings.Role == ClusterRole.Silo)
    {
        plain.Logging.AddPlainConsole();
        plain.Services.AddClusterFleet(settings, data, limits);
        plain.UseOrleans(silo => silo.UseCluster(settings).AddChargers(settings, data).UseTls(settings.Tls));
        await plain.Build().RunAsync();
        return 0;
    }

    var builder = WebApplication.CreateBuilder(args);
    builder.Configuration.AddCommandLine(args, SiloOptions.Switches);
    builder.AddFrontDoor();
    builder.Services.AddClusterFleet(settings, data, limits);
    if (settings.Role == ClusterRole.Both)
        builder.UseOrleans(silo => silo.UseCluster(settings).AddChargers(settings, data).UseTls(settings.Tls));
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
}
catch (SettingsException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
