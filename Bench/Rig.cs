using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using OcppLab.Api;

namespace OcppLab.Bench;

/// <summary>What a scenario runs against: a silo with the front door and SQLite and a CSMS, each in a process of its own on this
/// machine, with a data directory that goes with the rig; or the service of the command line, which keeps nothing of the
/// rig's but its past sessions.</summary>
sealed class Rig : IAsyncDisposable
{
    readonly Options _options;
    readonly string? _data;
    readonly string _signingKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    readonly Uri _url;
    readonly Uri _csmsUrl;
    Service? _service;
    ChildProcess? _csms;

    Rig(Options options)
    {
        _options = options;
        _url = options.Url ?? FreeAddress();
        _csmsUrl = options.Csms ?? FreeAddress();
        _data = options.Url is null ? Directory.CreateTempSubdirectory("ocpplab-bench-").FullName : null;
        Gateway = new Gateway(_url, options.Url is null ? Token(_signingKey) : options.Token, options.Cancelled);
        Csms = new CsmsUnderTest(_csmsUrl, options.Cancelled);
    }

    /// <summary>The service's processes.</summary>
    public Service Service => _service ?? throw new InvalidOperationException("the service is not running");

    /// <summary>The front door.</summary>
    public Gateway Gateway { get; }

    /// <summary>The CSMS, once it is started.</summary>
    public CsmsUnderTest Csms { get; }

    /// <summary>Whether <see cref="KillService"/> and <see cref="StartService"/> can be used.</summary>
    public bool CanRestart => _options.Url is null || _options.Start.Count > 0;

    /// <summary>A rig whose front door is ready.</summary>
    public static async Task<Rig> StartAsync(Options options, bool withCsms)
    {
        var rig = new Rig(options);
        try
        {
            if (withCsms)
                await rig.StartCsmsAsync();
            rig.StartService();
            await rig.Gateway.ReadyAsync(TimeSpan.FromSeconds(30));
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the CSMS if it does not run, and waits until it listens.</summary>
    public async Task StartCsmsAsync()
    {
        if (_options.Csms is null)
            _csms = ChildProcess.Start(
                "OcppLab.Csms",
                new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" },
                "--urls", _csmsUrl.ToString());
        await Csms.BeginAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Starts the service on its data, in place of the one that ran; one that runs by itself is only watched.</summary>
    public void StartService() => _service = new(
        _options.Start.Count > 0 ? [.. _options.Start.Select(ChildProcess.Start)]
        : _options.Url is not null ? [.. _options.Pids.Select(ChildProcess.Of)]
        :
        [
            ChildProcess.Start(
                "OcppLab.Silo",
                new Dictionary<string, string>
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                    ["DOTNET_ENVIRONMENT"] = "Production",
                    ["Auth__SigningKey"] = _signingKey,
                    ["Data__Directory"] = _data!,
                    ["Limits__ChargersPerOrganization"] = "2000000",
                },
                "--urls", _url.ToString()),
        ]);

    /// <summary>Kills the service as a crash would.</summary>
    public void KillService()
    {
        _service?.Dispose();
        _service = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_data is null && _service is not null)
            await Gateway.DeleteLocationsAsync();
        Gateway.Dispose();
        Csms.Dispose();
        _service?.Dispose();
        _csms?.Dispose();
        if (_data is not null)
            Directory.Delete(_data, recursive: true);
    }

    static string Token(string signingKey) => Tokens.Issue(
        new AuthSettings(null, new SymmetricSecurityKey(Encoding.UTF8.GetBytes(signingKey)), null, null, "org_id", "role", "scope"),
        new TokenGrant("bench", "user", "ocpp:read ocpp:write ocpp:command", TimeSpan.FromHours(3)),
        TimeProvider.System);

    static Uri FreeAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}");
    }
}
