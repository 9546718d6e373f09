using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OcppLab.Grains;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>Asks the front door for a command once while it starts, as a user does, so that a user's first one finds everything compiled.
/// Its location is not there, so it is refused and changes nothing.</summary>
sealed partial class FrontDoorWarmUp(IServer server, AuthSettings auth, TimeProvider time, ILogger<FrontDoorWarmUp> logger) : IHostedLifecycleService
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>By now the server listens, and the silo is active.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Longest);
        try
        {
            await AnswerAsync();
            if (Address() is { } address)
            {
                await AskAsync(address, patience.Token);
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotWarmedUp(failure.Message);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task AskAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var nobody = $"warm-up-{Guid.NewGuid():N}";
        var body = $$$"""{"target": {"location_id": "{{{nobody}}}"}, "event": {"id_tag": "WARM-UP"}}""";
        var token = auth.Key is null ? "" : Tokens.Issue(auth, new(nobody, "user", string.Join(' ', Scopes.All), TimeSpan.FromMinutes(1)), time);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, cancellationToken);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"POST /ocpp/commands/start-session HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"),
            cancellationToken);
        var answer = new byte[4096];
        while (await socket.ReceiveAsync(answer, cancellationToken) > 0)
        {
            // To its end: the request is over then.
        }
    }

    /// <summary>Writes the answer that a request for chargers that are there would get.</summary>
    static async Task AnswerAsync()
    {
        var request = new CommandRequest("000000000000", "start_session", new StartSession("WARM-UP", 1, null, null), "{}"u8.ToArray());
        var receipts = new ChargerReceipt[] { new("warm-up", "WARM-UP", OcppVersion.V16, null), new("warm-up", "WARM-UP", OcppVersion.V201, "no") };
        var context = new DefaultHttpContext();
        context.Response.Body = Stream.Null;
        await new CommandAnswer(LocationCommandResponse.From(request, receipts)).ExecuteAsync(context);
    }

    /// <summary>Where the server listens without TLS, from the machine itself; null for nowhere.</summary>
    IPEndPoint? Address()
    {
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(BindingAddress.Parse) ?? [])
        {
            if (address.Scheme == "http" && !address.IsUnixPipe)
            {
                return new(IPAddress.TryParse(address.Host, out var host) && !host.Equals(IPAddress.Any) && !host.Equals(IPAddress.IPv6Any)
                    ? host
                    : IPAddress.Loopback, address.Port);
            }
        }

        return null;
    }

    [LoggerMessage(LogLevel.Debug, "The warm-up of a request did not come to its end: {Reason}")]
    partial void LogNotWarmedUp(string reason);
}
