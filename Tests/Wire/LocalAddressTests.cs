using System.Net;
using System.Net.Sockets;
using OcppLab.Ocpp;

namespace OcppLab.Tests.Wire;

/// <summary>From which of the machine's addresses connections are made.</summary>
public sealed class LocalAddressTests : IDisposable
{
    readonly TcpListener server = new(IPAddress.Loopback, 0);

    public LocalAddressTests() => server.Start();

    Uri Url => new($"ws://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/ocpp");

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Connections_are_made_from_the_addresses_in_turn()
    {
        // Other addresses of 127.0.0.0/8 than the first are the machine's own only on Linux.
        string[] addresses = OperatingSystem.IsLinux() ? ["127.0.0.2", "127.0.0.3"] : ["127.0.0.1"];
        var options = new CsmsConnectionOptions { LocalAddresses = string.Join(", ", addresses) };
        var counted = addresses.ToDictionary(address => address, _ => 0);

        for (var i = 0; i < 4 * addresses.Length; i++)
        {
            CsmsConnection.Open(To(Url), options, new Probe());
            using var accepted = await server.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(30));
            counted[((IPEndPoint)accepted.Client.RemoteEndPoint!).Address.ToString()]++;
        }

        Assert.All(counted.Values, count => Assert.Equal(4, count));
    }

    [Fact]
    public async Task An_address_that_is_not_the_machines_is_told_by_name()
    {
        var probe = new Probe();
        CsmsConnection.Open(To(Url), new() { LocalAddresses = "192.0.2.77" }, probe);

        Assert.Equal("Connections:LocalAddresses names 192.0.2.77, which is no address of this machine", await probe.Closed);
    }

    [Fact]
    public async Task A_CSMS_that_none_of_the_addresses_reaches_is_told()
    {
        var probe = new Probe();
        CsmsConnection.Open(To(Url), new() { LocalAddresses = "::1" }, probe);

        Assert.Equal(
            "Connections:LocalAddresses has no address that a connection to 127.0.0.1 can be made from: it is IPv4", await probe.Closed);
    }

    [Fact]
    public async Task The_last_open_files_of_the_process_are_not_for_connections()
    {
        var addresses = LocalAddresses.Parse(null);
        addresses.HighestSocket = 0;

        var refused = await Assert.ThrowsAsync<SocketException>(() => addresses.ConnectAsync((IPEndPoint)server.LocalEndpoint, default).AsTask());

        var reason = ConnectFailure.Describe(refused, Url, "connect to", TimeSpan.FromSeconds(1));
        Assert.Equal("this system allows no more open connections (see ulimit -n)", reason);
        Assert.True(LocalAddresses.AreExhausted(reason));
    }

    [Theory]
    [InlineData("Max processes             93000                93000                processes \nMax open files            20000                20000                files     \n", 19_488)]
    [InlineData("Max open files            1024                 524288               files     \n", 768)]
    [InlineData("Max open files            unlimited            unlimited            files     \n", long.MaxValue)]
    [InlineData("", long.MaxValue)]
    public void So_many_open_files_are_for_connections(string limits, long highest) => Assert.Equal(highest, OpenFiles.HighestIn(limits));

    [Fact]
    public void None_given_leaves_it_to_the_system() => Assert.True(LocalAddresses.Parse(" ").Fit(AddressFamily.InterNetworkV6));

    [Theory]
    [InlineData("127.0.0.2,here", "\"here\" is no IP address")]
    [InlineData("127.0.0.2, 127.0.0.2", "127.0.0.2 is there twice")]
    public void What_is_no_list_of_addresses_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => LocalAddresses.Parse(text)).Message);

    static CsmsEndpoint To(Uri url) => new(url, "CP-1", "ocpp1.6", 0, null);
}
