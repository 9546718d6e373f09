using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using OcppLab.Api;
using OcppLab.Csms;
using OcppLab.Silo;
using OcppLab.Tests.Api;
using OcppLab.Tests.Cluster;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Faults;

/// <summary>The service as it runs for others, every program a process of its own and every setting at its default but the
/// ports: silos and a front door over a PostgreSQL server, or one silo with SQLite; and a central system.</summary>
sealed class FaultRig : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    readonly string directory = Directory.CreateTempSubdirectory("ocpplab-faults-").FullName;
    readonly ConcurrentBag<(string Process, DateTimeOffset At)> lines = [];
    readonly CancellationTokenSource ending = new();
    readonly SiloNetwork? network;
    readonly string address;
    readonly string frontDoorUrl;
    string? database;
    ServiceProcess? csms;
    ServiceProcess? frontDoor;
    Task supervising = Task.CompletedTask;

    FaultRig(SiloNetwork? network)
    {
        this.network = network;
        address = (network?.Host ?? IPAddress.Loopback).ToString();
        var ports = FreePorts(2);
        frontDoorUrl = $"http://127.0.0.1:{ports[0]}";
        CsmsUrl = new($"http://{address}:{ports[1]}");
        Http = new() { BaseAddress = new(frontDoorUrl), Timeout = TimeSpan.FromSeconds(100) };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.Issue(
            new AuthSettings(null, new SymmetricSecurityKey(Encoding.UTF8.GetBytes(ContractHost.SigningKey)), null, null, "org_id", "role", "scope"),
            new TokenGrant("acme", "user", "ocpp:read ocpp:write ocpp:command", TimeSpan.FromHours(3)),
            TimeProvider.System));
    }

    /// <summary>The silos that were ever started, in order.</summary>
    public IReadOnlyList<FaultSilo> Silos { get; private set; } = [];

    /// <summary>The silos' database server; null where there is one silo with SQLite.</summary>
    public PostgresServer? Postgres { get; private set; }

    /// <summary>The membership, as the silos' database has it; null where there is one silo with SQLite.</summary>
    public MembershipWatch? Membership { get; private set; }

    /// <summary>The front door, with a token.</summary>
    public HttpClient Http { get; }

    /// <summary>Where the central system listens.</summary>
    public Uri CsmsUrl { get; }

    /// <summary>Its address for chargers.</summary>
    public string WsUrl => $"ws://{CsmsUrl.Authority}/csms";

    /// <summary>How often a silo has ended by itself.</summary>
    public int Endings => Silos.Sum(silo => silo.Endings);

    /// <summary>A cluster whose front door is ready.</summary>
    /// <param name="count">How many silos.</param>
    /// <param name="network">The network of the silos; null for the loopback interface.</param>
    /// <param name="disk">A directory for the database; null for one of its own.</param>
    public static async Task<FaultRig> StartClusterAsync(int count, SiloNetwork? network = null, string? disk = null)
    {
        var rig = new FaultRig(network);
        try
        {
            rig.Postgres = await PostgresServer.StartAsync(disk, network?.Host);
            rig.database = await rig.Postgres.NewDatabaseAsync();
            await rig.StartCsmsAsync();
            for (var silo = 0; silo < count; silo++)
            {
                await rig.AddSiloAsync();
            }

            rig.frontDoor = rig.StartProgram("front door", typeof(FrontDoor).Assembly, [], "--urls", rig.frontDoorUrl, "--Cluster:Database", rig.database);
            await rig.ReadyAsync();
            rig.Membership = new(rig.database);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>One silo with SQLite and the front door in it.</summary>
    /// <param name="disk">The directory of its data.</param>
    public static async Task<FaultRig> StartLoneSiloAsync(string disk)
    {
        var rig = new FaultRig(null);
        try
        {
            await rig.StartCsmsAsync();
            var silo = new FaultSilo("silo", rig.frontDoorUrl, () => rig.StartProgram(
                "silo", typeof(SiloBuilder).Assembly, [], "--urls", rig.frontDoorUrl, "--Data:Directory", disk));
            rig.Silos = [silo];
            silo.Start();
            await rig.ReadyAsync();
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one silo more, with ports of its own.</summary>
    public async Task<FaultSilo> AddSiloAsync()
    {
        var number = Silos.Count;
        var name = $"silo {number + 1}";
        var ports = FreePorts(3);
        if (network is not null)
        {
            await network.AddAsync(number);
        }

        var at = network?.AddressOf(number) ?? IPAddress.Loopback;
        var silo = new FaultSilo(name, $"http://{at}:{ports[2]}", () => StartProgram(
            name, typeof(SiloBuilder).Assembly, network?.Within(number) ?? [],
            "--role", "silo", "--address", $"{at}", "--silo-port", $"{ports[0]}", "--gateway-port", $"{ports[1]}",
            "--management-port", $"{ports[2]}", "--Cluster:ManagementAddress", $"{at}", "--Cluster:Database", database!));
        Silos = [.. Silos, silo];
        silo.Start();
        return silo;
    }

    /// <summary>How many lines each process but the front door printed between two times, the most talkative one's.</summary>
    public int MostLines(DateTimeOffset from, DateTimeOffset to) => lines
        .Where(line => line.At >= from && line.At < to && line.Process != "front door")
        .GroupBy(line => line.Process).Select(group => group.Count()).DefaultIfEmpty().Max();

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await supervising;
        if (Membership is not null)
        {
            await Membership.DisposeAsync();
        }

        await Task.WhenAll(Silos.Select(silo => silo.KillAsync()));
        foreach (var process in (ServiceProcess?[])[frontDoor, csms])
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        if (Postgres is not null)
        {
            await Postgres.DisposeAsync();
        }

        Http.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    async Task StartCsmsAsync()
    {
        csms = StartProgram(
            "csms", typeof(CentralSystem).Assembly, [], "--urls", CsmsUrl.ToString(), "--Csms:HeartbeatIntervalSeconds", "2",
            "--Csms:ReportAtFirstBoot", "false");
        supervising = SuperviseAsync();
        for (var deadline = DateTimeOffset.UtcNow + StartLimit; ; await Task.Delay(100))
        {
            try
            {
                using var http = new HttpClient { BaseAddress = CsmsUrl };
                using var answer = await http.GetAsync("/csms/stats");
                return;
            }
            catch (HttpRequestException) when (DateTimeOffset.UtcNow < deadline)
            {
                // It does not listen yet.
            }
        }
    }

    ServiceProcess StartProgram(string name, System.Reflection.Assembly program, string[] within, params string[] arguments) =>
        ServiceProcess.Start(program, directory, within, line => Told(name, line), [.. arguments, "--Auth:SigningKey", ContractHost.SigningKey]);

    void Told(string process, string line)
    {
        lines.Add((process, DateTimeOffset.UtcNow));
        TestLog.Append($"[{process}] {line}");
    }

    async Task ReadyAsync()
    {
        foreach (var silo in Silos)
        {
            Assert.True(await silo.ReadyAsync(StartLimit), $"{silo.Name} was not ready within {StartLimit.TotalSeconds} s");
        }

        for (var deadline = DateTimeOffset.UtcNow + StartLimit; ; await Task.Delay(100))
        {
            try
            {
                using var answer = await Http.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (DateTimeOffset.UtcNow < deadline)
            {
                // It does not listen yet.
            }

            Assert.True(DateTimeOffset.UtcNow < deadline, "the front door was not ready in time");
        }
    }

    async Task SuperviseAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            foreach (var silo in Silos)
            {
                silo.Supervise();
            }

            await Task.Delay(200);
        }
    }

    static int[] FreePorts(int count)
    {
        // All are held until all are known, so that they differ.
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Any, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Stop();
        }

        return ports;
    }
}
