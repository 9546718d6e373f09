using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Ocpp;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Transfers;

/// <summary>File transfers by HTTP and HTTPS.</summary>
public sealed class HttpTransferTests : IAsyncLifetime
{
    static readonly byte[] Firmware = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];
    static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Firmware));

    readonly TestAuthority authority = new();
    readonly string roots = Path.GetTempFileName();
    readonly List<string> requests = [];
    readonly Dictionary<string, byte[]> uploads = [];
    readonly TaskCompletionSource stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    WebApplication? server;
    Uri? url;
    int downloading, mostDownloading;

    public Task InitializeAsync() => File.WriteAllTextAsync(roots, authority.Pem);

    public async Task DisposeAsync()
    {
        goOn.TrySetResult();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        authority.Dispose();
        File.Delete(roots);
    }

    async Task StartAsync(bool tls = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls)
            {
                listen.UseHttps(authority.IssueServer());
            }
        }));
        server = builder.Build();
        server.Use((context, next) =>
        {
            lock (requests)
            {
                requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers.Authorization}".TrimEnd());
            }

            return next();
        });
        server.MapGet("/fw.bin", () => Results.Bytes(Firmware));
        server.MapGet("/chunked.bin", async context =>
        {
            foreach (var chunk in Firmware.Chunk(10_000))
            {
                await context.Response.Body.WriteAsync(chunk);
            }
        });
        server.MapGet("/cut.bin", async context =>
        {
            context.Response.ContentLength = Firmware.Length;
            await context.Response.Body.WriteAsync(Firmware.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        server.MapGet("/stall.bin", async context =>
        {
            await context.Response.Body.WriteAsync(Firmware.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            stalled.TrySetResult();
            await goOn.Task;
        });
        server.MapGet("/turn.bin", async context =>
        {
            mostDownloading = Math.Max(mostDownloading, Interlocked.Increment(ref downloading));
            await context.Response.Body.WriteAsync(Firmware);
            Interlocked.Decrement(ref downloading);
        });
        server.MapGet("/private", (HttpContext context) => context.Request.Headers.Authorization == Basic("bob:s3cret:@ä") ? Results.Bytes(Firmware) : Results.StatusCode(401));
        server.Map("/to", (HttpContext context, string where, int status) =>
        {
            context.Response.Headers.Location = where;
            context.Response.StatusCode = status;
        });
        server.MapGet("/again/{left:int}", (int left) => left == 0 ? Results.Bytes(Firmware) : Results.Redirect($"/again/{left - 1}"));
        server.MapPut("/put/{name}", (HttpContext context, string name) => SaveAsync(context, name, context.Request.Body));
        server.MapPost("/form", async (HttpContext context) =>
        {
            var file = (await context.Request.ReadFormAsync()).Files["file"]!;
            await using var content = file.OpenReadStream();
            await SaveAsync(context, file.FileName, content);
        });
        await server.StartAsync();
        url = new(server.Urls.Single());
    }

    async Task SaveAsync(HttpContext context, string name, Stream body)
    {
        using var content = new MemoryStream();
        await body.CopyToAsync(content);
        uploads[name] = content.ToArray();
        context.Response.StatusCode = 201;
    }

    static string Basic(string credentials) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}";

    Uri At(string path, string credentials = "") => new($"{url!.Scheme}://{credentials}{url.Authority}/{path}");

    Task<TransferResult> DownloadAsync(string path, CsmsConnectionOptions? options = null, TransferLimits? limits = null, string credentials = "") =>
        new FileTransfers(options ?? new() { RootCertificates = roots }, limits).DownloadAsync(At(path, credentials), null, default);

    Task<TransferResult> UploadAsync(string path) =>
        new FileTransfers(new() { RootCertificates = roots }).UploadAsync(At(path), "own log.txt", Firmware, default);

    [Theory]
    [InlineData("fw.bin", false)]
    [InlineData("fw.bin", true)]
    [InlineData("chunked.bin", false)]
    [InlineData("chunked.bin", true)]
    [InlineData("again/5", false)]
    public async Task A_file_is_downloaded(string path, bool tls)
    {
        await StartAsync(tls);

        Assert.Equal(new(TransferOutcome.Done, Firmware.Length, Sha256, null), await DownloadAsync(path));
    }

    [Theory]
    [InlineData("nothing.bin", "the server answered HTTP 404")]
    [InlineData("private", "the server refused the user name or password (HTTP 401)", TransferOutcome.Denied)]
    [InlineData("again/6", "the server redirects more than 5 times")]
    [InlineData("cut.bin", "the server dropped the connection")]
    [InlineData("to?where=file:///etc/passwd&status=302", "the server redirects to file:///etc/passwd")]
    public async Task What_cannot_be_downloaded_is_told(string path, string reason, TransferOutcome outcome = TransferOutcome.Failed)
    {
        await StartAsync();

        Assert.Equal(
            new(outcome, 0, null, $"could not download http://{url!.Authority}/{path.Split('?')[0]}: {reason}"), await DownloadAsync(path));
    }

    [Fact]
    public async Task Credentials_are_shown_to_the_server_of_the_address_only_and_never_told()
    {
        await StartAsync();
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var other = ((IPEndPoint)elsewhere.LocalEndpoint).ToString();
        const string Credentials = "bob:s3cret:%40%C3%A4@";

        Assert.Equal(TransferOutcome.Done, (await DownloadAsync("private", credentials: Credentials)).Outcome);
        Assert.Equal(TransferOutcome.Done, (await DownloadAsync("to?where=/private&status=307", credentials: Credentials)).Outcome);
        var wrong = await DownloadAsync("private", credentials: "bob:wrongly@");
        var moved = DownloadAsync($"to?where=http://{other}/fw.bin&status=302", credentials: Credentials);
        using var accepted = await elsewhere.AcceptTcpClientAsync();
        var asked = new StringBuilder();
        var buffer = new byte[4096];
        while (!asked.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            asked.Append(Encoding.ASCII.GetString(buffer, 0, await accepted.GetStream().ReadAtLeastAsync(buffer, 1)));
        }

        await accepted.GetStream().WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray());

        Assert.DoesNotContain("Authorization", asked.ToString());
        Assert.Equal($"could not download http://{url!.Authority}/private: the server refused the user name or password (HTTP 401)", wrong.Reason);
        Assert.Equal($"could not download http://{url.Authority}/to: the server answered HTTP 404", (await moved).Reason);
    }

    [Theory]
    [InlineData("fw.bin")]
    [InlineData("chunked.bin")]
    public async Task A_file_that_is_too_large_is_given_up(string path)
    {
        await StartAsync();

        Assert.Equal(
            $"could not download http://{url!.Authority}/{path}: the file is larger than 299999 bytes",
            (await DownloadAsync(path, limits: new() { MaxDownloadBytes = Firmware.Length - 1 })).Reason);
        Assert.Equal(TransferOutcome.Done, (await DownloadAsync(path, limits: new() { MaxDownloadBytes = Firmware.Length })).Outcome);
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_not_connected_to()
    {
        await StartAsync();

        var result = await DownloadAsync("fw.bin", new() { DeniedNetworks = "127.0.0.0/8" });

        Assert.Equal(
            new(
                TransferOutcome.AddressNotAllowed, 0, null,
                $"could not download http://{url!.Authority}/fw.bin: chargers may not connect to 127.0.0.1 (Connections:AllowedHosts, Connections:DeniedNetworks)"),
            result);
        Assert.Empty(requests);
    }

    [Theory]
    [InlineData("127.0.0.9")]
    [InlineData("[::ffff:127.0.0.9]")]
    [InlineData("0x7f000009")]
    public async Task A_redirect_to_an_address_that_is_not_allowed_is_not_followed(string host)
    {
        await StartAsync();
        using var hidden = new TcpListener(IPAddress.Parse("127.0.0.9"), 0);
        hidden.Start();

        var result = await DownloadAsync(
            $"to?where=http://{host}:{((IPEndPoint)hidden.LocalEndpoint).Port}/fw.bin&status=302", new() { DeniedNetworks = "127.0.0.9" });

        Assert.Equal((TransferOutcome.AddressNotAllowed, null), (result.Outcome, result.Sha256));
        Assert.Contains("chargers may not connect to ", result.Reason);
        Assert.False(hidden.Pending());
    }

    [Fact]
    public async Task A_download_that_stops_is_given_up_when_its_time_is_over()
    {
        await StartAsync();
        var time = new FakeTimeProvider();

        var download = DownloadAsync("stall.bin", new() { Time = time }, new() { TotalTimeout = TimeSpan.FromMinutes(7) });
        await stalled.Task;
        time.Advance(TimeSpan.FromMinutes(7) - TimeSpan.FromTicks(1));
        Assert.False(download.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal($"could not download http://{url!.Authority}/stall.bin: it took longer than 420 s", (await download).Reason);
    }

    [Fact]
    public async Task A_TLS_handshake_that_nobody_answers_is_given_up()
    {
        var time = new FakeTimeProvider();
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        url = new($"https://{mute.LocalEndpoint}");

        var download = DownloadAsync("fw.bin", new() { Time = time });
        using var accepted = await mute.AcceptTcpClientAsync();
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal($"could not download {url}fw.bin: could not connect to {url.Authority} within 30 s", (await download).Reason);
    }

    [Fact]
    public async Task A_transfer_that_is_given_up_ends_at_once()
    {
        await StartAsync();
        using var transfers = new FileTransfers(new());
        using var cancelled = new CancellationTokenSource();

        var download = transfers.DownloadAsync(At("stall.bin"), null, cancelled.Token);
        await stalled.Task;
        cancelled.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
    }

    [Fact]
    public async Task Where_nothing_listens_and_whose_certificate_nobody_vouches_for_is_told()
    {
        await StartAsync(tls: true);
        var untrusted = await DownloadAsync("fw.bin", new());
        var any = await DownloadAsync("fw.bin", new() { TrustAnyCertificate = true });
        await server!.StopAsync();
        var nothing = await DownloadAsync("fw.bin");

        Assert.StartsWith($"could not download {url}fw.bin: the TLS handshake with {url!.Authority} failed: ", untrusted.Reason);
        Assert.Equal(TransferOutcome.Done, any.Outcome);
        Assert.Equal($"could not download {url}fw.bin: nothing listens at {url.Authority} (connection refused)", nothing.Reason);
    }

    [Theory]
    [InlineData("put/named.txt", "named.txt", "PUT /put/named.txt")]
    [InlineData("put/named.txt?token=abc", "named.txt", "PUT /put/named.txt?token=abc")]
    [InlineData("put/", "own log.txt", "PUT /put/own%20log.txt")]
    [InlineData("to?where=/put/moved.txt&status=307", "moved.txt", "PUT /to?where=/put/moved.txt&status=307", "PUT /put/moved.txt")]
    [InlineData("form", "own log.txt", "PUT /form", "POST /form")]
    public async Task A_file_is_uploaded(string path, string name, params string[] asked)
    {
        await StartAsync();

        Assert.Equal(new(TransferOutcome.Done, Firmware.Length, Sha256, null), await UploadAsync(path));

        Assert.Equal(Firmware, uploads[name]);
        Assert.Equal(asked, requests);
    }

    [Fact]
    public async Task What_cannot_be_uploaded_is_told()
    {
        await StartAsync();

        Assert.Equal(
            new(TransferOutcome.Failed, 0, null, $"could not upload to http://{url!.Authority}/nowhere: the server answered HTTP 404"), await UploadAsync("nowhere?token=abc"));
    }

    [Theory]
    [InlineData("sftp://bob:secret@127.0.0.1/fw.bin", "could not download sftp://127.0.0.1/fw.bin: only http, https, ftp and ftps are supported")]
    [InlineData("fw.bin", "the location is no address")]
    public async Task An_address_of_another_kind_is_told(string location, string reason)
    {
        using var transfers = new FileTransfers(new());

        Assert.Equal(
            new(TransferOutcome.Failed, 0, null, reason), await transfers.DownloadAsync(new(location, UriKind.RelativeOrAbsolute), null, default));
    }

    [Fact]
    public async Task So_many_at_once_as_there_are_turns()
    {
        await StartAsync();
        using var transfers = new FileTransfers(new(), new() { Concurrent = 2 });

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => transfers.DownloadAsync(At("turn.bin"), null, default)));

        Assert.All(results, result => Assert.Equal(TransferOutcome.Done, result.Outcome));
        Assert.InRange(mostDownloading, 1, 2);
    }

    [Fact]
    public async Task The_checksum_of_a_firmware_is_compared()
    {
        await StartAsync();
        using var transfers = new FileTransfers(new());
        var md5 = Convert.ToHexStringLower(MD5.HashData(Firmware));

        Assert.Equal(TransferOutcome.Done, (await transfers.DownloadAsync(At("fw.bin"), null, default, md5)).Outcome);
        Assert.Equal(TransferOutcome.Done, (await transfers.DownloadAsync(At("fw.bin"), null, default, md5.ToUpperInvariant())).Outcome);
        Assert.Equal(
            new(TransferOutcome.InvalidChecksum, Firmware.Length, Sha256, $"the checksum is not that of http://{url!.Authority}/fw.bin"),
            await transfers.DownloadAsync(At("fw.bin"), null, default, "d41d8cd98f00b204e9800998ecf8427e"));
    }

    [Fact]
    public async Task The_signature_of_a_firmware_is_checked()
    {
        await StartAsync();
        var key = new ChargerKey(1, 0);
        using var signer = key.Create();
        var good = new FirmwareSignature(
            authority.Issue(key.SigningRequest("Signer", "")!), Convert.ToBase64String(signer.SignData(Firmware, HashAlgorithmName.SHA256)));
        var bad = good with { Signature = Convert.ToBase64String(signer.SignData("other"u8, HashAlgorithmName.SHA256)) };
        using var transfers = new FileTransfers(new());

        Assert.Equal(TransferOutcome.Done, (await transfers.DownloadAsync(At("fw.bin"), good, default)).Outcome);
        Assert.Equal(
            new(TransferOutcome.InvalidSignature, Firmware.Length, Sha256, $"the signature is not that of http://{url!.Authority}/fw.bin"),
            await transfers.DownloadAsync(At("fw.bin"), bad, default));
    }
}
