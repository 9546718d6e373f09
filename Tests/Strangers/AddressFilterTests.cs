using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using OcppLab.Grains;
using OcppLab.Ocpp;
using OcppLab.Tests.Wire;

namespace OcppLab.Tests.Strangers;

/// <summary>Where a charger may connect is decided by the address it would connect to.</summary>
public sealed class AddressFilterTests : IDisposable
{
    readonly TcpListener server = new(IPAddress.Loopback, 0);

    public AddressFilterTests() => server.Start();

    int OpenPort => ((IPEndPoint)server.LocalEndpoint).Port;

    public void Dispose() => server.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("localhost")]
    public async Task A_denied_address_is_not_connected_to_however_it_is_written_and_nothing_is_told_of_it(string host)
    {
        var open = await RefusalAsync($"ws://{host}:{OpenPort}/ocpp", new() { DeniedNetworks = "127.0.0.0/8, ::1" });
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        Assert.StartsWith("chargers may not connect to ", open);
        Assert.Equal(open, await RefusalAsync($"ws://{host}:{port}/ocpp", new() { DeniedNetworks = "127.0.0.0/8, ::1" }));
        Assert.False(server.Pending());
    }

    [Theory]
    [InlineData("csms.test, *.csms.test", "no-such-host.invalid")]
    [InlineData("csms.test, 127.0.0.2", "no-such-host.invalid")]
    [InlineData("127.0.0.2, 127.0.1.0/24, ::2", "localhost")]
    [InlineData("csms.test", "127.0.0.1")]
    public async Task A_host_that_is_not_allowed_is_not_connected_to_whether_there_is_one_or_not(string allowed, string host)
    {
        Assert.Equal(
            $"chargers may not connect to {host} (Connections:AllowedHosts, Connections:DeniedNetworks)",
            await RefusalAsync($"ws://{host}:{OpenPort}/ocpp", new() { AllowedHosts = allowed }));
        Assert.False(server.Pending());
    }

    [Theory]
    [InlineData("localhost", null, "localhost")]
    [InlineData("127.0.0.0/8", null, "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.2", "localhost")]
    [InlineData(null, "127.0.0.2, ::1", "localhost")]
    public async Task What_is_allowed_is_connected_to(string? allowed, string? denied, string host)
    {
        CsmsConnection.Open(
            new(new($"ws://{host}:{OpenPort}/ocpp"), "CP-1", "ocpp1.6", 0, null), new() { AllowedHosts = allowed, DeniedNetworks = denied }, new Probe());

        using var accepted = await server.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("csms.example.com", true)]
    [InlineData("CSMS.example.com", true)]
    [InlineData("a.b.example.org", true)]
    [InlineData("example.org", false)]
    [InlineData("badexample.org", false)]
    [InlineData("csms.example.com.evil.example", false)]
    [InlineData("evil.example", false)]
    public void A_name_is_allowed_as_a_whole_or_below_another(string host, bool allowed) =>
        Assert.Equal(allowed, AddressFilter.Parse("csms.example.com, *.example.org", null).Allows(host, IPAddress.Loopback));

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    public void Outside_Development_link_local_and_metadata_addresses_are_denied(string address)
    {
        Assert.False(Allows(address, "Production"));
        Assert.True(Allows(address, "Development"));
        Assert.True(Allows(address, "Production", ("Connections:DeniedNetworks", "")));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("fd00::1")]
    public void Whatever_else_is_in_a_lab_is_allowed(string address) => Assert.True(Allows(address, "Production"));

    [Theory]
    [InlineData("a b", null, "Connections:AllowedHosts")]
    [InlineData("*", null, "Connections:AllowedHosts")]
    [InlineData("10.0.0.0/40", null, "Connections:AllowedHosts")]
    [InlineData(null, "csms.test", "Connections:DeniedNetworks")]
    [InlineData(null, "10.0.0.0/33", "Connections:DeniedNetworks")]
    public void What_is_neither_host_nor_network_is_refused(string? allowed, string? denied, string setting) => Assert.Contains(
        setting,
        Assert.Throws<InvalidOperationException>(() => Settings("Production", ("Connections:AllowedHosts", allowed), ("Connections:DeniedNetworks", denied))).Message);

    static bool Allows(string address, string environment, params (string, string?)[] settings)
    {
        var connections = Settings(environment, settings).Connections;
        return AddressFilter.Parse(connections.AllowedHosts, connections.DeniedNetworks).Allows(address, IPAddress.Parse(address));
    }

    static ChargerSettings Settings(string environment, params (string Name, string? Value)[] settings) => ChargerSettings.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Name, setting => setting.Value)).Build(),
        new HostingEnvironment { EnvironmentName = environment });

    static async Task<string> RefusalAsync(string url, CsmsConnectionOptions options)
    {
        var probe = new Probe();
        CsmsConnection.Open(new(new(url), "CP-1", "ocpp1.6", 0, null), options, probe);
        return await probe.Closed;
    }
}
