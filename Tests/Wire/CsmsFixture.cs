using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Csms;

namespace OcppLab.Tests.Wire;

/// <summary>A central system on a port of its own.</summary>
sealed class CsmsFixture : IAsyncDisposable
{
    readonly WebApplication app;

    CsmsFixture(WebApplication app, CentralSystem system, FakeTimeProvider time)
    {
        this.app = app;
        System = system;
        Time = time;
        Http = new() { BaseAddress = new(app.Urls.Single()) };
    }

    public CentralSystem System { get; }

    public CentralSystemSettings Settings => System.Settings;

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    public Uri Url => new(Http.BaseAddress!.ToString().Replace("http", "ws") + "csms");

    public static async Task<CsmsFixture> OpenAsync(CentralSystemSettings? settings = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var time = new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var system = new CentralSystem(settings ?? new() { ReportAtFirstBoot = false }, time);
        app.MapCsms(system);
        await app.StartAsync();
        return new(app, system, time);
    }

    /// <summary>Connects a charger that speaks for itself.</summary>
    public async Task<HandCharger> ConnectAsync(string identity, params string[] subprotocols)
    {
        var socket = new ClientWebSocket();
        foreach (var subprotocol in subprotocols)
        {
            socket.Options.AddSubProtocol(subprotocol);
        }

        if (Settings.Password is { } password)
        {
            socket.Options.SetRequestHeader("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{identity}:{password}"))}");
        }

        await socket.ConnectAsync(new($"{Url}/{Uri.EscapeDataString(identity)}"), default);
        return new(socket);
    }

    public async Task StopAsync() => await this.app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await this.app.DisposeAsync();
    }
}

/// <summary>A charger whose frames a test writes by hand, over another's WebSocket.</summary>
sealed class HandCharger(ClientWebSocket socket) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly byte[] buffer = new byte[100_000];
    int lastId;

    public ClientWebSocket Socket => socket;

    public Task SendAsync(string frame) => socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, default);

    /// <summary>The next frame; null when the connection is closed.</summary>
    public async Task<string?> ReadAsync()
    {
        var result = await socket.ReceiveAsync(buffer, default).WaitAsync(Patience);
        return result.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    /// <summary>Makes a request, under a message id of its own if none is given, and reads the frame that answers it.</summary>
    public async Task<JsonArray> AskAsync(string action, string payload, string? messageId = null)
    {
        await SendAsync($$"""[2,"{{messageId ?? $"{++lastId}"}}","{{action}}",{{payload}}]""");
        return JsonNode.Parse((await ReadAsync())!)!.AsArray();
    }

    /// <summary>Makes a request and reads the payload of its result.</summary>
    public async Task<string> ResultAsync(string action, string payload, string? messageId = null)
    {
        var answer = await AskAsync(action, payload, messageId);
        Assert.Equal("3", answer[0]!.ToJsonString());
        Assert.Equal(messageId ?? $"{lastId}", answer[1]!.GetValue<string>());
        return answer[2]!.ToJsonString();
    }

    public void Dispose() => socket.Dispose();
}
