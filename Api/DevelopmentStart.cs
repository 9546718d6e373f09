using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>In Development: something to try at once. An empty inventory gets the demo's chargers, the data directory a token,
/// and the person at the terminal a command to paste.</summary>
public static class DevelopmentStart
{
    const string CsmsPath = "/csms";
    const string TokenFile = "dev-token";

    static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(365);

    /// <summary>Adds it, in Development only; after the silo or the client, which has to run when the chargers are added.</summary>
    public static void AddDevelopmentStart(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddHostedService<Service>();
        }
    }

    sealed class Service(
        IServer server,
        InventoryStore inventory,
        FleetClient fleet,
        AuthSettings auth,
        DataDirectory directory,
        TimeProvider time) : IHostedLifecycleService
    {
        // By now the server listens and says on which port.
        public async Task StartedAsync(CancellationToken cancellationToken)
        {
            var address = Address();
            var csms = new UriBuilder(address) { Scheme = address.Scheme == "https" ? "wss" : "ws", Path = CsmsPath }.Uri.ToString();
            var added = await DemoInventory.SeedAsync(inventory, csms, time.GetUtcNow(), cancellationToken);
            if (added.Count > 0)
            {
                await fleet.ActivateAsync(added, cancellationToken);
            }
            else
            {
                await FollowAsync(csms, cancellationToken);
            }

            Greet(address);
        }

        // The demo's chargers know the port of the run before: those whose built-in CSMS is gone get the new one. It is there
        // where another front door of the same cluster serves it.
        async Task FollowAsync(string csms, CancellationToken cancellationToken)
        {
            var chargers = await inventory.ChargersAsync(DemoInventory.OrganizationId, new ChargerFilter(), 0, int.MaxValue, cancellationToken);
            var moved = new List<ChargerRecord>();
            var before = chargers.Data.Where(DemoInventory.Has).Where(charger => charger.WsUrl != csms && IsBuiltIn(charger.WsUrl));
            foreach (var group in before.GroupBy(charger => charger.WsUrl!))
            {
                if (await AnswersAsync(new(group.Key), cancellationToken))
                {
                    continue;
                }

                foreach (var charger in group)
                {
                    moved.Add(await inventory.ChangeAsync(
                        charger.OrganizationId, charger.Id, row => row with { WsUrl = csms, UpdatedAt = time.GetUtcNow() }, cancellationToken));
                }
            }

            if (moved.Count > 0)
            {
                await fleet.ApplyConfigurationAsync(moved, cancellationToken);
            }
        }

        static bool IsBuiltIn(string? wsUrl) =>
            Uri.TryCreate(wsUrl, UriKind.Absolute, out var url) && url.IsLoopback && url.AbsolutePath == CsmsPath;

        static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(address.Host, address.Port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        void Greet(Uri address)
        {
            var url = address.ToString().TrimEnd('/');
            Console.WriteLine($"OcppLab.Orleans is at {url}, its API description at {url}/docs");
            if (auth.Key is null)
            {
                return;
            }

            directory.WriteSecret(TokenFile, Tokens.Issue(
                auth, new(DemoInventory.OrganizationId, "user", string.Join(' ', Scopes.All), TokenLifetime), time));
            var file = Path.Combine(directory.Path, TokenFile);
            Console.WriteLine($$$"""
                A token for the organization {{{DemoInventory.OrganizationId}}} is in {{{file}}}. Start a session on the ten chargers of loc-456:

                  curl -s {{{url}}}/ocpp/commands/start-session -H "Authorization: Bearer $(cat {{{file}}})" \
                    -H "Content-Type: application/json" -d '{"target": {"location_id": "loc-456"}, "event": {"id_tag": "04A2B3C4D5E6F7"}}'

                """);
        }

        Uri Address()
        {
            var addresses = server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(BindingAddress.Parse).ToList();
            var address = addresses.Find(address => address.Scheme == "http") ?? addresses[0];
            var host = address.Host is "+" or "*" or "[::]" or "0.0.0.0" ? "127.0.0.1" : address.Host;
            return new UriBuilder(address.Scheme, host, address.Port).Uri;
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
