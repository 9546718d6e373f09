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
catch (Exception e) when (StartFailure.Sentence(e) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
