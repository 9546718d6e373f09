using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using OcppLab.Api;

namespace OcppLab.Bench;

/// <summary>A front door with the embedded engine and a CSMS, each in a process of its own on this machine, with a data
/// directory that goes with the rig.</summary>
sealed class Rig : IDisposable
{
    readonly string _data = Directory.CreateTempSubdirectory("ocpplab-bench-").FullName;
    readonly string _signingKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    readonly Uri _apiUrl = new($"http://127.0.0.1:{FreePort()}");
    readonly Uri _csmsUrl = new($"http://127.0.0.1:{FreePort()}");
    ChildProcess? _api;
    ChildProcess? _csms;

    Rig()
    {
        Gateway = new Gateway(_apiUrl, Token(_signingKey));
        Csms = new CsmsUnderTest(_csmsUrl);
    }

    /// <summary>The front door's process.</summary>
    public ChildProcess Api => _api ?? throw new InvalidOperationException("the front door is not running");

    /// <summary>The front door.</summary>
    public Gateway Gateway { get; }

    /// <summary>The CSMS, once it is started.</summary>
    public CsmsUnderTest Csms { get; }

    /// <summary>A rig whose front door is ready.</summary>
    public static async Task<Rig> StartAsync(bool withCsms)
    {
        var rig = new Rig();
        try
        {
            if (withCsms)
                await rig.StartCsmsAsync();
            rig.StartApi();
            await rig.Gateway.ReadyAsync(TimeSpan.FromSeconds(30));
            return rig;
        }
        catch
        {
            rig.Dispose();
            throw;
        }
    }

    /// <summary>Starts the CSMS and waits until it listens.</summary>
    public async Task StartCsmsAsync()
    {
        _csms = ChildProcess.Start(
            "OcppLab.Csms",
            new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" },
            "--urls", _csmsUrl.ToString());
        await Csms.UntilAsync(_ => true, TimeSpan.FromSeconds(30));
    }

    /// <summary>Starts the front door on the rig's data, in place of the one that ran.</summary>
    public void StartApi() => _api = ChildProcess.Start(
        "OcppLab.Api",
        new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["Auth__SigningKey"] = _signingKey,
            ["Data__Directory"] = _data,
            ["Limits__ChargersPerOrganization"] = "2000000",
        },
        "--urls", _apiUrl.ToString());

    /// <summary>Kills the front door as a crash would.</summary>
    public void KillApi()
    {
        _api?.Dispose();
        _api = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Gateway.Dispose();
        Csms.Dispose();
        _api?.Dispose();
        _csms?.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    static string Token(string signingKey) => Tokens.Issue(
        new AuthSettings(null, new SymmetricSecurityKey(Encoding.UTF8.GetBytes(signingKey)), null, null, "org_id", "role", "scope"),
        new TokenGrant("bench", "user", "ocpp:read ocpp:write ocpp:command", TimeSpan.FromHours(3)),
        TimeProvider.System);

    static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
