var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.MapGet("/health", () => new Dictionary<string, string> { ["status"] = "ok" });
app.Run();
