using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Ocpp;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Transfers;

/// <summary>File transfers by FTP and FTPS.</summary>
public sealed class FtpTransferTests : IDisposable
{
    static readonly byte[] Firmware = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];

    readonly TestAuthority authority = new();
    readonly string roots = Path.GetTempFileName();

    public FtpTransferTests() => File.WriteAllText(roots, authority.Pem);

    public void Dispose()
    {
        authority.Dispose();
        File.Delete(roots);
    }

    FileTransfers Transfers(CsmsConnectionOptions? options = null, TransferLimits? limits = null) =>
        new(options ?? new() { RootCertificates = roots }, limits);

    FtpServer Server(bool tls, bool extended = true) => new() { Certificate = tls ? authority.IssueServer() : null, Extended = extended };

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_file_is_downloaded(bool tls, bool extended)
    {
        await using var server = Server(tls, extended);
        server.Files["fw/a b.bin"] = Firmware;
        using var transfers = Transfers();

        var result = await transfers.DownloadAsync(server.Url("fw/a%20b.bin"), null, default);

        Assert.Equal(new(TransferOutcome.Done, Firmware.Length, Convert.ToHexStringLower(SHA256.HashData(Firmware)), null), result);
        Assert.Equal(tls, server.Commands.Contains("PROT P"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_is_uploaded_into_a_directory_or_under_the_name_in_the_address(bool tls)
    {
        await using var server = Server(tls);
        server.Directories.Add("logs");
        using var transfers = Transfers();

        foreach (var path in new[] { "logs", "logs/", "logs/named.txt", "" })
        {
            var result = await transfers.UploadAsync(server.Url(path), "own.log", Firmware, default);
            Assert.Null(result.Reason);
            Assert.Equal((TransferOutcome.Done, Firmware.Length), (result.Outcome, result.Bytes));
        }

        Assert.Equal(["logs/named.txt", "logs/own.log", "own.log"], server.Files.Keys.Order(StringComparer.Ordinal));
        Assert.All(server.Files.Values, file => Assert.Equal(Firmware, file));
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_telling_it()
    {
        await using var server = Server(tls: false);
        using var transfers = Transfers();

        var result = await transfers.DownloadAsync(server.Url("fw.bin", "bob:wrongly"), null, default);

        Assert.Equal(
            new(TransferOutcome.Denied, 0, null, $"could not download ftp://{server.Authority}/fw.bin: the server refused the user name or password (530)"), result);
    }

    [Theory]
    [InlineData("fw.bin", "the server answered 550 no such file")]
    [InlineData("fw%0d%0aDELE%20x", "the address has a line break in it")]
    public async Task What_can_not_be_downloaded_is_told(string path, string reason)
    {
        await using var server = Server(tls: false);
        using var transfers = Transfers();

        var result = await transfers.DownloadAsync(server.Url(path), null, default);

        Assert.Equal((TransferOutcome.Failed, $"could not download ftp://{server.Authority}/{path}: {reason}"), (result.Outcome, result.Reason));
        Assert.DoesNotContain("DELE x", server.Commands);
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_told()
    {
        await using var server = Server(tls: false);
        using var transfers = Transfers();

        Assert.Equal(
            $"could not upload to ftp://{server.Authority}/no/: the server answered 550 no such directory",
            (await transfers.UploadAsync(server.Url("no/"), "own.log", Firmware, default)).Reason);
    }

    [Fact]
    public async Task A_transfer_that_the_server_cuts_fails_with_the_servers_words()
    {
        await using var server = new FtpServer { CutsData = true };
        server.Files["fw.bin"] = Firmware;
        using var transfers = Transfers();

        Assert.Equal(
            $"could not upload to ftp://{server.Authority}/: the server answered 426 no more of that",
            (await transfers.UploadAsync(server.Url(""), "own.log", new byte[20_000_000], default)).Reason);
        Assert.Equal(
            $"could not download ftp://{server.Authority}/fw.bin: the server answered 426 no more of that",
            (await transfers.DownloadAsync(server.Url("fw.bin"), null, default)).Reason);
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_not_connected_to()
    {
        await using var server = Server(tls: false);
        using var transfers = Transfers(new() { DeniedNetworks = "127.0.0.0/8" });

        var result = await transfers.DownloadAsync(server.Url("fw.bin"), null, default);

        Assert.Equal(
            new(
                TransferOutcome.AddressNotAllowed, 0, null,
                $"could not download ftp://{server.Authority}/fw.bin: chargers may not connect to 127.0.0.1 (Connections:AllowedHosts, Connections:DeniedNetworks)"),
            result);
        Assert.Empty(server.Commands);
    }

    [Fact]
    public async Task Data_is_fetched_where_the_server_is_and_not_where_it_says()
    {
        using var victim = new TcpListener(IPAddress.Parse("127.0.0.9"), 0);
        victim.Start();
        await using var server = new FtpServer { Extended = false, PassiveAddress = "127,0,0,9" };
        server.Files["fw.bin"] = Firmware;
        using var transfers = Transfers();

        Assert.Equal(TransferOutcome.Done, (await transfers.DownloadAsync(server.Url("fw.bin"), null, default)).Outcome);
        Assert.False(victim.Pending());
    }

    [Fact]
    public async Task Both_connections_are_made_from_the_same_of_the_machines_addresses()
    {
        await using var server = Server(tls: false);
        server.Files["fw.bin"] = Firmware;
        using var transfers = Transfers(new() { LocalAddresses = "127.0.0.1" });

        Assert.Equal(TransferOutcome.Done, (await transfers.DownloadAsync(server.Url("fw.bin"), null, default)).Outcome);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_given_up()
    {
        await using var server = Server(tls: false);
        server.Files["fw.bin"] = Firmware;
        using var transfers = Transfers(limits: new() { MaxDownloadBytes = Firmware.Length - 1 });

        Assert.Equal(
            $"could not download ftp://{server.Authority}/fw.bin: the file is larger than 299999 bytes",
            (await transfers.DownloadAsync(server.Url("fw.bin"), null, default)).Reason);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        var time = new FakeTimeProvider();
        await using var server = new FtpServer { Mute = true };
        using var transfers = Transfers(new() { Time = time });

        var download = transfers.DownloadAsync(server.Url("fw.bin"), null, default);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal($"could not download ftp://{server.Authority}/fw.bin: could not log in to {server.Authority} within 30 s", (await download).Reason);
    }

    [Fact]
    public async Task With_implicit_TLS_the_greeting_comes_in_it()
    {
        await using var server = new FtpServer { Certificate = authority.IssueServer(), ImplicitTls = true };
        var connections = new TransferConnections(new() { RootCertificates = roots });
        var url = server.Url("");

        await using var control = await FtpControl.OpenAsync(
            url,
            connections,
            url.Port,
            async stream => await TlsStream.OverAsync(stream, connections.TlsFor(url.Host), url.Authority, default),
            implicitTls: true,
            default);

        Assert.Equal("password of bob?", await control.ExpectAsync(3, "USER bob", default));
        Assert.Equal(["USER bob"], server.Commands);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_is_refused()
    {
        await using var server = Server(tls: true);
        using var transfers = Transfers(new());

        Assert.StartsWith(
            $"could not download ftps://{server.Authority}/fw.bin: the TLS handshake with {server.Authority} failed: the server's certificate is refused: ",
            (await transfers.DownloadAsync(server.Url("fw.bin"), null, default)).Reason);
    }
}
