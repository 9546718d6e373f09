using System.Net;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Wire;

/// <summary>A CSMS that speaks TLS 1.2 and above, takes the password or a certificate of the authority's, and tells each charger what it agreed to
/// and whom it saw.</summary>
sealed class TlsCsms : IAsyncDisposable
{
    public const string Password = "0123456789abcdef";

    readonly WebApplication app;

    TlsCsms(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.Single().Replace("http", "ws") + "/ocpp");

    public static string Basic(string user, string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    public static async Task<TlsCsms> OpenAsync(TestAuthority authority)
    {
        var certificate = authority.IssueServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (shown, _, _) => shown.IssuerName.Name == authority.Certificate.SubjectName.Name;
        })));
        var app = builder.Build();
        app.UseWebSockets();
        app.Map("/ocpp/CP-1", TellAsync);
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    static async Task TellAsync(HttpContext context)
    {
        Assert.True(context.Features.Get<ITlsHandshakeFeature>()!.Protocol >= SslProtocols.Tls12);
        var shown = context.Connection.ClientCertificate;
        if (shown is null && context.Request.Headers.Authorization != Basic("CP-1", Password))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.Single());
        var seen = $"{socket.SubProtocol} {shown?.Subject ?? "nobody"} {context.Request.Headers.Authorization}".TrimEnd();
        await socket.SendAsync(Encoding.UTF8.GetBytes(seen), WebSocketMessageType.Text, true, default);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }
}
