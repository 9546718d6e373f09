using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using OcppLab.Ocpp;

namespace OcppLab.Tests.Wire;

/// <summary>The connection against another's WebSocket server, with and without TLS.</summary>
public sealed class KestrelTests : IAsyncLifetime
{
    readonly string directory = Directory.CreateTempSubdirectory("ocpplab-tls-").FullName;
    WebApplication? server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>A server that answers every message with the same, in fragments.</summary>
    async Task<Uri> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.ClientCertificateValidation = static (_, _, _) => true;
                });
            }
        }));
        server = builder.Build();
        server.UseWebSockets();
        server.Map("/ocpp/{identity}", async (HttpContext context, string identity) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.Single());
            var hello = $"{identity} {context.Connection.ClientCertificate?.Subject} {context.Request.Headers.Authorization}".TrimEnd();
            await socket.SendAsync(Encoding.UTF8.GetBytes(hello), WebSocketMessageType.Text, true, default);
            var buffer = new byte[1000];
            for (; ; )
            {
                var result = await socket.ReceiveAsync(buffer, default);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
                    return;
                }

                await socket.SendAsync(buffer.AsMemory(0, result.Count), WebSocketMessageType.Text, result.EndOfMessage, default);
            }
        });
        await server.StartAsync();
        return new(server.Urls.Single().Replace("http", "ws") + "/ocpp");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thousand_messages_come_back_in_order(bool tls)
    {
        var url = await StartAsync(tls ? SelfSigned("localhost") : null);
        var probe = new Probe();
        var connection = CsmsConnection.Open(new(url, "Säule 1", "ocpp2.0.1", tls ? 2 : 1, "secret"), new() { TrustAnyCertificate = true }, probe);
        await probe.Opened;

        for (var i = 0; i < 1000; i++)
        {
            connection.Send(Encoding.UTF8.GetBytes($"{i} {new string('€', i)}"));
        }

        Assert.StartsWith("Säule 1  Basic ", await probe.NextAsync());
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal($"{i} {new string('€', i)}", await probe.NextAsync());
        }

        connection.Close("done");
        Assert.Equal("done", await probe.Closed);
    }

    [Fact]
    public async Task Five_hundred_connections_open_and_close()
    {
        var url = await StartAsync();
        var probes = Enumerable.Range(0, 500).Select(_ => new Probe()).ToArray();
        var connections = probes.Select((probe, i) => CsmsConnection.Open(new(url, $"CP-{i}", "ocpp1.6", 0, null), new(), probe)).ToArray();

        for (var i = 0; i < probes.Length; i++)
        {
            Assert.Equal($"CP-{i}", await probes[i].NextAsync());
        }

        foreach (var connection in connections)
        {
            connection.Close("done");
        }

        foreach (var probe in probes)
        {
            Assert.Equal("done", await probe.Closed);
        }
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_said()
    {
        var url = await StartAsync(SelfSigned("127.0.0.1"));
        var probe = new Probe();
        CsmsConnection.Open(new(url, "CP-1", "ocpp1.6", 2, "secret"), new(), probe);

        var reason = await probe.Closed;

        Assert.StartsWith($"the TLS handshake with {url.Authority} failed: ", reason);
        Assert.Contains("UntrustedRoot", reason);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_said()
    {
        var certificate = SelfSigned("other.example");
        var url = await StartAsync(certificate);
        var probe = new Probe();
        CsmsConnection.Open(new(url, "CP-1", "ocpp1.6", 2, "secret"), new() { RootCertificates = Pem("roots.pem", certificate) }, probe);

        Assert.Contains("RemoteCertificateNameMismatch", await probe.Closed);
    }

    [Fact]
    public async Task Profile_3_shows_its_certificate_to_a_CSMS_whose_root_it_was_given()
    {
        var certificate = SelfSigned("127.0.0.1");
        var url = await StartAsync(certificate);
        using var own = SelfSigned("CP-1");
        var options = new CsmsConnectionOptions
        {
            RootCertificates = Pem("roots.pem", certificate),
            ClientCertificate = Pem("client.pem", own, own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
        };
        var probe = new Probe();
        CsmsConnection.Open(new(url, "CP-1", "ocpp1.6", 3, null), options, probe);

        Assert.Equal("CP-1 CN=CP-1", await probe.NextAsync());
    }

    [Fact]
    public async Task A_certificate_file_that_is_none_is_said()
    {
        var url = await StartAsync(SelfSigned("127.0.0.1"));
        var file = Path.Combine(directory, "client.pem");
        await File.WriteAllTextAsync(file, "nothing");
        var probe = new Probe();
        CsmsConnection.Open(new(url, "CP-1", "ocpp1.6", 3, null), new() { ClientCertificate = file, TrustAnyCertificate = true }, probe);

        Assert.StartsWith("the certificates for the connection can't be used: ", await probe.Closed);
    }

    [Fact]
    public async Task TLS_towards_a_server_without_it_is_said()
    {
        var url = await StartAsync();
        var probe = new Probe();
        CsmsConnection.Open(new(new(url.ToString().Replace("ws:", "wss:")), "CP-1", "ocpp1.6", 2, "secret"), new(), probe);

        Assert.StartsWith($"the TLS handshake with {url.Authority} failed: ", await probe.Closed);
    }

    string Pem(string name, X509Certificate2 certificate, string key = "")
    {
        var file = Path.Combine(directory, name);
        File.WriteAllText(file, $"{certificate.ExportCertificatePem()}\n{key}\n");
        return file;
    }

    static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
