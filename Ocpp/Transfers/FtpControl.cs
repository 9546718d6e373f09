using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OcppLab.Ocpp;

/// <summary>The control connection to an FTP server (RFC 959, 2228, 4217).</summary>
sealed class FtpControl : IAsyncDisposable
{
    const int MaxLineBytes = 4096;
    const int MaxReplyLines = 200;
    const int MaxToldCharacters = 200;

    readonly NetworkStream transport;
    readonly byte[] buffer = new byte[MaxLineBytes];
    Stream stream;
    int filled;

    FtpControl(NetworkStream transport) => stream = this.transport = transport;

    /// <summary>The TCP connection.</summary>
    public NetworkStream Transport => transport;

    /// <summary>Connects and takes the greeting.</summary>
    /// <param name="location">Where to.</param>
    /// <param name="connections">Makes the connection.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="secure">Puts TLS over the connection: at once for implicit TLS, after AUTH TLS for explicit, never for null.</param>
    /// <param name="implicitTls">Which of both.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<FtpControl> OpenAsync(
        Uri location, TransferConnections connections, int port, Func<Stream, ValueTask<Stream>>? secure, bool implicitTls, CancellationToken cancellationToken)
    {
        var control = new FtpControl(await connections.ConnectAsync(location.IdnHost, port, cancellationToken).ConfigureAwait(false));
        try
        {
            if (secure is not null && implicitTls)
            {
                control.stream = await secure(control.stream).ConfigureAwait(false);
            }

            await control.ExpectAsync(2, null, cancellationToken).ConfigureAwait(false);
            if (secure is not null && !implicitTls)
            {
                await control.ExpectAsync(2, "AUTH TLS", cancellationToken).ConfigureAwait(false);
                // What came in clear after that answer is not the server's word any more.
                control.filled = 0;
                control.stream = await secure(control.stream).ConfigureAwait(false);
            }

            return control;
        }
        catch
        {
            await control.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>Sends a command and reads the answer's code and text.</summary>
    /// <exception cref="TransferFailure">There is a line break in the command, or no FTP in the answer.</exception>
    public async Task<(int Code, string Text)> SendAsync(string command, CancellationToken cancellationToken)
    {
        if (command.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            throw new TransferFailure("the address has a line break in it");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), cancellationToken).ConfigureAwait(false);
        return await ReadReplyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a command, or none, and reads an answer of a class (its first digit).</summary>
    /// <exception cref="TransferFailure">The answer is of another class.</exception>
    public async Task<string> ExpectAsync(int kind, string? command, CancellationToken cancellationToken)
    {
        var (code, text) = command is null
            ? await ReadReplyAsync(cancellationToken).ConfigureAwait(false)
            : await SendAsync(command, cancellationToken).ConfigureAwait(false);
        return code / 100 == kind ? text : throw Unexpected(code, text);
    }

    /// <summary>The failure that an answer is.</summary>
    public static TransferFailure Unexpected(int code, string text) => new($"the server answered {code} {text}".TrimEnd());

    async Task<(int Code, string Text)> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var first = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        if (first.Length < 3 || !int.TryParse(first.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            throw new TransferFailure("the server does not speak FTP");
        }

        if (first.Length > 3 && first[3] == '-')
        {
            var last = first[..3] + " ";
            for (var lines = 1; !(await ReadLineAsync(cancellationToken).ConfigureAwait(false)).StartsWith(last, StringComparison.Ordinal); lines++)
            {
                if (lines == MaxReplyLines)
                {
                    throw new TransferFailure("the server's answer has no end");
                }
            }
        }

        return (code, first.Length > 4 ? Told(first[4..Math.Min(first.Length, MaxToldCharacters + 4)]) : "");
    }

    static string Told(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));

    async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var end = buffer.AsSpan(0, filled).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, 0, end).TrimEnd('\r');
                filled -= end + 1;
                buffer.AsSpan(end + 1, filled).CopyTo(buffer);
                return line;
            }

            if (filled == buffer.Length)
            {
                throw new TransferFailure("the server's answer has no end");
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            filled += read > 0 ? read : throw new TransferFailure("the server dropped the connection");
        }
    }
}
