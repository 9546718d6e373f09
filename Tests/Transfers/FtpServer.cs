using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OcppLab.Tests.Transfers;

/// <summary>A small FTP server at 127.0.0.1 with one user and files in memory.</summary>
sealed class FtpServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource over = new();
    readonly Task serving;

    public FtpServer()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public const string User = "bob";
    public const string Password = "s3cret:@ä";

    public Dictionary<string, byte[]> Files { get; } = [];

    public HashSet<string> Directories { get; } = [];

    /// <summary>The server's certificate: explicit TLS, without which nobody logs in.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether TLS begins at once instead.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>Whether it knows EPSV.</summary>
    public bool Extended { get; init; } = true;

    /// <summary>The address in the answer to PASV.</summary>
    public string PassiveAddress { get; init; } = "127,0,0,1";

    /// <summary>Whether it takes data connections only to cut them.</summary>
    public bool CutsData { get; init; }

    /// <summary>Whether it never greets.</summary>
    public bool Mute { get; init; }

    /// <summary>What was said to it but for the password.</summary>
    public List<string> Commands { get; } = [];

    public string Authority => $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public Uri Url(string path, string? credentials = null) => new(
        $"{(Certificate is null ? "ftp" : "ftps")}://{credentials ?? $"{User}:{Uri.EscapeDataString(Password)}"}@{Authority}/{path}");

    public async ValueTask DisposeAsync()
    {
        over.Cancel();
        listener.Dispose();
        await serving;
        over.Dispose();
    }

    async Task ServeAsync()
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(over.Token);
                await TalkAsync(client.GetStream());
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client is gone, or the test is over.
            }
        }
    }

    async Task TalkAsync(Stream stream)
    {
        if (Mute)
        {
            await stream.ReadExactlyAsync(new byte[1], over.Token);
        }

        if (ImplicitTls)
        {
            stream = await SecureAsync(stream);
        }

        await SayAsync(stream, "220-Welcome\r\n220 to all");
        TcpListener? passive = null;
        string user = "", directory = "";
        var isIn = false;
        while (await ReadLineAsync(stream) is { } line)
        {
            var (command, argument) = line.Split(' ', 2) is [var first, var rest] ? (first, rest) : (line, "");
            Commands.Add(command == "PASS" ? command : line);
            switch (command)
            {
                case "AUTH" when Certificate is not null:
                    await SayAsync(stream, "234 go on");
                    stream = await SecureAsync(stream);
                    break;
                case "USER":
                    user = argument;
                    await SayAsync(stream, Certificate is not null && stream is not SslStream ? "530 not in clear" : $"331 password of {user}?");
                    break;
                case "PASS":
                    isIn = (user, argument) == (User, Password);
                    await SayAsync(stream, isIn ? "230 you are in" : $"530 {argument} is not the password of {user}");
                    break;
                case "PBSZ" or "PROT" or "TYPE" when isIn:
                    await SayAsync(stream, "200 done");
                    break;
                case "CWD" when isIn:
                    directory = argument.TrimEnd('/') + "/";
                    await SayAsync(stream, Directories.Contains(argument.TrimEnd('/')) ? "250 done" : "550 no such directory");
                    directory = Directories.Contains(argument.TrimEnd('/')) ? directory : "";
                    break;
                case "EPSV" when isIn && Extended:
                    passive = Listen();
                    await SayAsync(stream, $"229 Entering Extended Passive Mode (|||{PortOf(passive)}|)");
                    break;
                case "PASV" when isIn:
                    passive = Listen();
                    await SayAsync(stream, $"227 Entering Passive Mode ({PassiveAddress},{PortOf(passive) / 256},{PortOf(passive) % 256})");
                    break;
                case "RETR" when isIn && !Files.ContainsKey(argument):
                    await SayAsync(stream, "550 no such file");
                    break;
                case "RETR" or "STOR" when isIn && passive is not null && CutsData:
                    await SayAsync(stream, "150 here it comes");
                    (await passive.AcceptSocketAsync(over.Token)).Close(0);
                    passive.Dispose();
                    await SayAsync(stream, "426 no more of that");
                    break;
                case "RETR" or "STOR" when isIn && passive is not null:
                    await SayAsync(stream, "150 here it comes");
                    await TransferAsync(passive, stream is SslStream, command == "RETR", directory + argument);
                    await SayAsync(stream, "226 done");
                    break;
                default:
                    await SayAsync(stream, "502 no such command");
                    break;
            }
        }
    }

    async Task TransferAsync(TcpListener passive, bool secure, bool retrieve, string name)
    {
        using var client = await passive.AcceptTcpClientAsync(over.Token);
        passive.Dispose();
        await using var data = secure ? await SecureAsync(client.GetStream()) : client.GetStream();
        if (retrieve)
        {
            await data.WriteAsync(Files[name], over.Token);
            if (data is SslStream tls)
            {
                await tls.ShutdownAsync();
            }

            return;
        }

        using var content = new MemoryStream();
        await data.CopyToAsync(content, over.Token);
        Files[name] = content.ToArray();
    }

    async Task<Stream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, over.Token);
        return secure;
    }

    ValueTask SayAsync(Stream stream, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), over.Token);

    async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, over.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    static TcpListener Listen()
    {
        var passive = new TcpListener(IPAddress.Loopback, 0);
        passive.Start();
        return passive;
    }

    static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
