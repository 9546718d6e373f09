using System.Globalization;
using System.Net.Security;

namespace OcppLab.Ocpp;

/// <summary>One transfer by FTP or FTPS, in passive mode. TLS is implicit at port 990, where <c>ftps</c> names no other, and explicit at any
/// other. Data comes from the address that the control connection has, whatever the server says, so that it is an allowed one. A server that
/// wants it to resume the control connection's TLS session gets that where the address has a host name, not with an IP address.</summary>
sealed class FtpTransfer(Uri location, TransferConnections connections, TransferLimits limits, CancellationToken cancellationToken)
{
    const int FtpPort = 21;
    const int ImplicitTlsPort = 990;

    readonly SslClientAuthenticationOptions? tls = location.Scheme == "ftps" ? connections.TlsFor(location.IdnHost) : null;
    readonly string path = Uri.UnescapeDataString(location.AbsolutePath.Length > 0 ? location.AbsolutePath[1..] : "");

    /// <summary>Downloads the file.</summary>
    public async Task DownloadAsync(DownloadedFile file)
    {
        await using var control = await LogInAsync().ConfigureAwait(false);
        await TransferAsync(control, $"RETR {path}", data => file.ReadAsync(data, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Uploads a file into the directory that the address names, or as the file that it names if there is no such directory.</summary>
    public async Task UploadAsync(string fileName, ReadOnlyMemory<byte> content)
    {
        await using var control = await LogInAsync().ConfigureAwait(false);
        var name = fileName;
        if (path.Length > 0)
        {
            var (code, text) = await control.SendAsync($"CWD {path}", cancellationToken).ConfigureAwait(false);
            if (code / 100 != 2)
            {
                name = path.EndsWith('/') ? throw FtpControl.Unexpected(code, text) : path;
            }
        }

        await TransferAsync(control, $"STOR {name}", async data =>
        {
            await data.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            if (data is TlsStream secure)
            {
                await secure.FinishAsync(cancellationToken).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    async Task TransferAsync(FtpControl control, string command, Func<Stream, Task> transfer)
    {
        IOException? loss = null;
        try
        {
            await using var data = await OpenDataAsync(control, command).ConfigureAwait(false);
            await transfer(data).ConfigureAwait(false);
        }
        catch (IOException lost)
        {
            loss = lost;
        }

        // The server's word of what it did not like says more than that it cut the connection.
        await control.ExpectAsync(2, null, cancellationToken).ConfigureAwait(false);
        if (loss is not null)
        {
            throw loss;
        }
    }

    async Task<FtpControl> LogInAsync()
    {
        using var opening = new CancellationTokenSource(limits.ConnectTimeout, connections.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(opening.Token, cancellationToken);
        FtpControl? control = null;
        try
        {
            var port = location.Port > 0 ? location.Port : tls is null ? FtpPort : ImplicitTlsPort;
            Func<Stream, ValueTask<Stream>>? secure = tls is null ? null : stream => SecureAsync(stream, ending.Token);
            control = await FtpControl.OpenAsync(location, connections, port, secure, port == ImplicitTlsPort, ending.Token).ConfigureAwait(false);
            await LogInAsync(control, ending.Token).ConfigureAwait(false);
            return control;
        }
        catch (Exception e)
        {
            if (control is not null)
            {
                await control.DisposeAsync().ConfigureAwait(false);
            }

            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new TransferFailure($"could not log in to {location.Authority} within {limits.ConnectTimeout.TotalSeconds:0.#} s");
            }

            throw;
        }
    }

    async Task LogInAsync(FtpControl control, CancellationToken stop)
    {
        var credentials = location.UserInfo.Split(':', 2);
        var user = credentials[0].Length == 0 ? "anonymous" : Uri.UnescapeDataString(credentials[0]);
        var (code, _) = await control.SendAsync($"USER {user}", stop).ConfigureAwait(false);
        if (code / 100 == 3)
        {
            var password = credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : "";
            (code, _) = await control.SendAsync($"PASS {password}", stop).ConfigureAwait(false);
        }

        if (code / 100 != 2)
        {
            // The server's own words may have the name or the password in them.
            throw new TransferFailure($"the server refused the user name or password ({code})", isDenied: true);
        }

        if (tls is not null)
        {
            await control.ExpectAsync(2, "PBSZ 0", stop).ConfigureAwait(false);
            await control.ExpectAsync(2, "PROT P", stop).ConfigureAwait(false);
        }

        await control.ExpectAsync(2, "TYPE I", stop).ConfigureAwait(false);
    }

    /// <summary>A data connection for a command that the server has begun to carry out.</summary>
    async Task<Stream> OpenDataAsync(FtpControl control, string command)
    {
        var port = await PassivePortAsync(control).ConfigureAwait(false);
        Stream data = await TransferConnections.ConnectBesideAsync(control.Transport, port, cancellationToken).ConfigureAwait(false);
        try
        {
            await control.ExpectAsync(1, command, cancellationToken).ConfigureAwait(false);
            return tls is null ? data : await SecureAsync(data, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await data.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    async ValueTask<Stream> SecureAsync(Stream stream, CancellationToken stop) =>
        await TlsStream.OverAsync(stream, tls!, location.Authority, stop).ConfigureAwait(false);

    async Task<int> PassivePortAsync(FtpControl control)
    {
        var (code, text) = await control.SendAsync("EPSV", cancellationToken).ConfigureAwait(false);
        if (code == 229)
        {
            return Port(text.Split('|'), 3, static parts => Number(parts[3], ushort.MaxValue)) ?? throw FtpControl.Unexpected(code, text);
        }

        text = await control.ExpectAsync(2, "PASV", cancellationToken).ConfigureAwait(false);
        var numbers = text[(text.IndexOf('(') + 1)..].Split(',', ')');
        return Port(numbers, 5, static parts => (Number(parts[4], byte.MaxValue) * 256) + Number(parts[5], byte.MaxValue)) ?? throw FtpControl.Unexpected(227, text);
    }

    static int? Port(string[] parts, int last, Func<string[], int?> read) => parts.Length > last && read(parts) is > 0 and var port ? port : null;

    static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;
}
