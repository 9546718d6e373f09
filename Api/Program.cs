using System.Data.Common;
using System.Net.Sockets;
using OcppLab.Api;
using OcppLab.Csms;

try
{
    if (args is ["token", .. var options])
    {
        TokenCommand.Run(options);
        return 0;
    }

    var builder = WebApplication.CreateBuilder(args);
    builder.AddFrontDoor();
    builder.AddEmbeddedFleet();
    builder.AddDevelopmentStart();
    var app = builder.Build();
    app.MapFrontDoor();
    if (app.Environment.IsDevelopment())
        app.MapCsms();
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is SettingsException or IOException or SocketException or UnauthorizedAccessException or FormatException or DbException)
{
    await Console.Error.WriteLineAsync(e is SettingsException ? e.Message : $"It can't start: {e.Message}");
    return 1;
}
