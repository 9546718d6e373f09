using OcppLab.Csms;

var builder = WebApplication.CreateSlimBuilder(args);
// Nothing here blocks, so a message may be handled where it is received.
builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:9000");
}

var app = builder.Build();
app.MapCsms();
app.Run();
