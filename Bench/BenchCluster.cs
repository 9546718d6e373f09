using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OcppLab.Api;

namespace OcppLab.Bench;

/// <summary>Silos and a front door, each a process of its own on this machine, over a database of their own on a PostgreSQL server; and
/// this process as a client of Orleans', to see how many chargers are active.</summary>
sealed class BenchCluster : IAsyncDisposable
{
    const string ChargerGrain = "OcppLab.Grains.ChargerGrain";
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    readonly string server;
    readonly string name = $"ocpplab_bench_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
    readonly string signingKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    readonly string data = Directory.CreateTempSubdirectory("ocpplab-bench-").FullName;
    readonly List<ChildProcess> silos = [];
    readonly Options options;
    ChildProcess? frontDoor;
    WebApplication? client;

    BenchCluster(Options options)
    {
        this.options = options;
        server = options.Database;
        var url = Rig.FreeAddress();
        Gateway = new(url, Rig.Token(signingKey), options.Cancelled);
        Url = url;
    }

    /// <summary>The front door.</summary>
    public Gateway Gateway { get; }

    /// <summary>The silos that run.</summary>
    public IReadOnlyList<ChildProcess> Silos => silos;

    Uri Url { get; }

    string Database => new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;

    /// <summary>A cluster whose front door is ready.</summary>
    public static async Task<BenchCluster> StartAsync(Options options)
    {
        var cluster = new BenchCluster(options);
        try
        {
            await cluster.ExecuteAsync($"CREATE DATABASE {cluster.name}");
            for (var silo = 0; silo < options.Silos; silo++)
            {
                cluster.silos.Add(cluster.Start(
                    "OcppLab.Silo", "--role", "silo", "--silo-port", Port(), "--gateway-port", Port(), "--management-port", Port()));
            }

            cluster.frontDoor = cluster.Start("OcppLab.Api", "--urls", cluster.Url.ToString());
            await cluster.Gateway.ReadyAsync(StartLimit);
            await cluster.ConnectAsync();
            await cluster.UntilAsync(async () => await cluster.ActiveSilosAsync() == options.Silos, StartLimit, "the silos were not all active");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many silos are active in the membership.</summary>
    public async Task<int> ActiveSilosAsync() => (await Management.GetHosts(onlyActive: true)).Count;

    /// <summary>How many chargers are active on the silos that answer.</summary>
    public async Task<long> ActiveChargersAsync() => (await Management.GetSimpleGrainStatistics())
        .Where(statistic => statistic.GrainType.StartsWith(ChargerGrain, StringComparison.Ordinal)).Sum(statistic => (long)statistic.ActivationCount);

    /// <summary>The size of the database on the disk, in bytes.</summary>
    public async Task<long> DatabaseBytesAsync() => (long)(await ExecuteAsync($"SELECT pg_database_size('{name}')"))!;

    /// <summary>Kills a silo as a crash would.</summary>
    public void KillSilo()
    {
        silos[^1].Dispose();
        silos.RemoveAt(silos.Count - 1);
    }

    /// <summary>Waits until something holds; the time until then. What can't be asked now does not hold.</summary>
    public async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, TimeSpan limit, string otherwise)
    {
        var started = DateTimeOffset.UtcNow;
        while (true)
        {
            try
            {
                if (await holds())
                {
                    return DateTimeOffset.UtcNow - started;
                }
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                // A silo that was killed may still be taken to be there.
            }

            if (DateTimeOffset.UtcNow - started > limit)
            {
                throw new TimeoutException($"{otherwise} within {limit.TotalSeconds} s");
            }

            await Task.Delay(200, options.Cancelled);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (client is not null)
        {
            await client.DisposeAsync();
        }

        Gateway.Dispose();
        frontDoor?.Dispose();
        foreach (var silo in silos)
        {
            silo.Dispose();
        }

        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        Directory.Delete(data, recursive: true);
    }

    IManagementGrain Management => client!.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);

    async Task ConnectAsync()
    {
        string[] arguments =
        [
            "--environment", "Production", "--urls", Rig.FreeAddress().ToString(), "--Cluster:Database", Database, "--Data:Directory", data,
        ];
        var builder = WebApplication.CreateBuilder(arguments);
        var settings = builder.AddCluster(arguments);
        builder.Logging.ClearProviders();
        builder.AddDatabase(settings);
        builder.AddClusterClient(settings, builder.AddMonitoring());
        client = builder.Build();
        await client.StartAsync();
    }

    ChildProcess Start(string assembly, params string[] arguments) => ChildProcess.Start(
        assembly,
        new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["Auth__SigningKey"] = signingKey,
            ["Cluster__Database"] = Database,
            ["Data__Directory"] = data,
            ["Chargers__Timing"] = "instant",
            ["Limits__ChargersPerOrganization"] = "2000000",
        },
        arguments);

    async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    static string Port() => Rig.FreeAddress().Port.ToString(CultureInfo.InvariantCulture);
}
