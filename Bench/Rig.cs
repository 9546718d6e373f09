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
    readonly Options options;
    readonly string? data;
    readonly string signingKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    readonly Uri url;
    readonly Uri csmsUrl;
    Service? service;
    ChildProcess? csms;

    Rig(Options options)
    {
        this.options = options;
        url = options.Url ?? FreeAddress();
        csmsUrl = options.Csms ?? FreeAddress();
        data = options.Url is null ? Directory.CreateTempSubdirectory("ocpplab-bench-").FullName : null;
        Gateway = new Gateway(url, options.Url is null ? Token(this.signingKey) : options.Token, options.Cancelled);
        Csms = new CsmsUnderTest(csmsUrl, options.Cancelled);
    }

    /// <summary>The service's processes.</summary>
    public Service Service => this.service ?? throw new InvalidOperationException("the service is not running");

    /// <summary>The front door.</summary>
    public Gateway Gateway { get; }

    /// <summary>The CSMS, once it is started.</summary>
    public CsmsUnderTest Csms { get; }

    /// <summary>Whether <see cref="KillService"/> and <see cref="StartService"/> can be used.</summary>
    public bool CanRestart => this.options.Url is null || this.options.Start.Count > 0;

    /// <summary>A rig whose front door is ready.</summary>
    public static async Task<Rig> StartAsync(Options options, bool withCsms)
    {
        var rig = new Rig(options);
        try
        {
            if (withCsms)
            {
                await rig.StartCsmsAsync();
            }

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

    /// <summary>A rig of a CSMS alone.</summary>
    public static async Task<Rig> StartCsmsAloneAsync(Options options)
    {
        var rig = new Rig(options);
        try
        {
            await rig.StartCsmsAsync();
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
        if (this.options.Foreign)
        {
            csms = ChildProcess.StartForeignCsms(csmsUrl.Port);
        }
        else if (this.options.Csms is null)
        {
            csms = ChildProcess.Start(
                "OcppLab.Csms",
                new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" },
                "--urls", csmsUrl.ToString(), "--Csms:ReportAtFirstBoot", "false");
        }

        await Csms.BeginAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Starts the service on its data, in place of the one that ran; one that runs by itself is only watched.</summary>
    public void StartService() => this.service = new(
        this.options.Start.Count > 0 ? [.. this.options.Start.Select(ChildProcess.Start)]
        : this.options.Url is not null ? [.. this.options.Pids.Select(ChildProcess.Of)]
        :
        [
            ChildProcess.Start(
                "OcppLab.Silo",
                new Dictionary<string, string>
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                    ["DOTNET_ENVIRONMENT"] = "Production",
                    ["Auth__SigningKey"] = this.signingKey,
                    ["Data__Directory"] = data!,
                    ["Chargers__Timing"] = "instant",
                    ["Limits__ChargersPerOrganization"] = "2000000",
                },
                "--urls", url.ToString()),
        ]);

    /// <summary>Kills the service as a crash would.</summary>
    public void KillService()
    {
        this.service?.Dispose();
        this.service = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (data is null && this.service is not null)
        {
            await Gateway.DeleteLocationsAsync();
        }

        Gateway.Dispose();
        Csms.Dispose();
        this.service?.Dispose();
        csms?.Dispose();
        if (data is not null)
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>A token of a service with this key.</summary>
    public static string Token(string signingKey) => Tokens.Issue(
        new AuthSettings(null, new SymmetricSecurityKey(Encoding.UTF8.GetBytes(signingKey)), null, null, "org_id", "role", "scope"),
        new TokenGrant("bench", "user", "ocpp:read ocpp:write ocpp:command", TimeSpan.FromHours(3)),
        TimeProvider.System);

    /// <summary>An address that nobody listens at.</summary>
    public static Uri FreeAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}");
    }
}
