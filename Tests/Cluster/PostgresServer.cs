using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OcppLab.Tests.Cluster;

/// <summary>A PostgreSQL server of the tests' own: from the binaries on the machine, as a user without privileges, on the
/// loopback interface, gone with its data at the end.</summary>
sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>A connection string to use instead, of a user that may create databases.</summary>
    public const string Variable = "OCPPLAB_TEST_POSTGRES";

    static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartAsync());
    static readonly string? Given = Environment.GetEnvironmentVariable(Variable);
    static readonly string? Binaries = FindBinaries();

    readonly string directory;
    readonly IPAddress address;
    readonly int port;
    readonly string? user;

    PostgresServer(string directory, IPAddress address, int port, string? user)
    {
        this.directory = directory;
        this.address = address;
        this.port = port;
        this.user = user;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
    }

    /// <summary>Why no database can be had here; null if one can.</summary>
    public static string? WhyNone => Given is null && Binaries is null
        ? $"No PostgreSQL server is installed (initdb was looked for in the usual places), and {Variable} is not set."
        : null;

    /// <summary>Why no server can be had here that a test may stop; null if one can.</summary>
    public static string? WhyNoneOfOwn => Binaries is null
        ? "No PostgreSQL server is installed (initdb was looked for in the usual places)."
        : null;

    /// <summary>An empty database of the test's own; its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync() =>
        await CreateDatabaseAsync(Given ?? (await Shared.Value).ConnectionString);

    /// <summary>A server for one test alone.</summary>
    /// <param name="disk">An empty directory for its data; null for one of its own.</param>
    /// <param name="at">The address it listens at, whose network it trusts; null for the loopback interface.</param>
    public static async Task<PostgresServer> StartAsync(string? disk = null, IPAddress? at = null)
    {
        var user = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? UnprivilegedUser() : null;
        var directory = disk ?? Directory.CreateTempSubdirectory("ocpplab-postgres-").FullName;
        if (user is not null)
        {
            await RunAsync("chown", [user, directory]);
        }

        var address = at ?? IPAddress.Loopback;
        using var listener = new TcpListener(address, 0);
        listener.Start();
        var server = new PostgresServer(directory, address, ((IPEndPoint)listener.LocalEndpoint).Port, user);
        listener.Stop();
        await RunAsync(server.Command("initdb", ["-D", server.Data, "-A", "trust", "-U", "ocpplab", "-E", "UTF8", "--no-sync"]));
        if (at is not null)
        {
            await File.AppendAllTextAsync(Path.Combine(server.Data, "pg_hba.conf"), $"host all all {address}/24 trust\n");
        }

        await server.GoOnAsync();
        return server;
    }

    string Data => Path.Combine(directory, "data");

    string ConnectionString => $"Host={address};Port={port};Username=ocpplab;Database=postgres;Maximum Pool Size=40";

    /// <summary>An empty database on this server; its connection string.</summary>
    public Task<string> NewDatabaseAsync() => CreateDatabaseAsync(ConnectionString);

    /// <summary>Takes the server away, with every connection to it.</summary>
    public Task HaltAsync() => RunAsync(Command("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"]));

    /// <summary>Brings the server up, with its data.</summary>
    public Task GoOnAsync() => ControlAsync("start");

    /// <summary>Brings the server up anew, whether or not it runs.</summary>
    public Task RestartAsync() => ControlAsync("restart");

    Task ControlAsync(string action) => RunAsync(Command("pg_ctl", [
        "-D", Data, "-m", "immediate", "-w", "-l", Path.Combine(directory, "log"),
        "-o", $"-p {port} -c listen_addresses={address} -c unix_socket_directories= -c fsync=off -c max_connections=200",
        action]));

    /// <summary>Halts the server's processes where they are: its port takes connections and nothing answers.</summary>
    public async Task FreezeAsync()
    {
        // The first of them first: it starts no others then.
        await SignalAsync("-STOP", Postmaster);
        await SignalAsync(["-STOP", .. Backends]);
    }

    /// <summary>Lets the server's processes go on.</summary>
    public Task ThawAsync() => SignalAsync(["-CONT", .. Backends, Postmaster]);

    string Postmaster => File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();

    /// <summary>The server's processes but the first.</summary>
    IEnumerable<string> Backends
    {
        get
        {
            var postmaster = Postmaster;
            return
            [
                .. Directory.GetDirectories("/proc").Select(Path.GetFileName).OfType<string>()
                    .Where(name => int.TryParse(name, out _) && ParentOf(name) == postmaster),
            ];
        }
    }

    public ValueTask DisposeAsync()
    {
        Remove();
        return ValueTask.CompletedTask;
    }

    /// <summary>Signals processes; one that has ended meanwhile is none the worse for it.</summary>
    static async Task SignalAsync(params string[] arguments)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", arguments) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    static string? ParentOf(string process)
    {
        try
        {
            // The name, in parentheses, may have any character in it.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (IOException)
        {
            return null;
        }
    }

    static async Task<string> CreateDatabaseAsync(string server)
    {
        var name = $"ocpplab_{Guid.NewGuid():n}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    static string? FindBinaries()
    {
        var program = OperatingSystem.IsWindows() ? "initdb.exe" : "initdb";
        string[] roots = ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt", @"C:\Program Files\PostgreSQL"];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(roots.Where(Directory.Exists).SelectMany(Directory.GetDirectories).OrderDescending().Select(version => Path.Combine(version, "bin")))
            .Append("/usr/local/pgsql/bin")
            .FirstOrDefault(directory => File.Exists(Path.Combine(directory, program)));
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    static string UnprivilegedUser()
    {
        var users = File.ReadAllLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return users.Contains("postgres") ? "postgres" : "nobody";
    }

    string[] Command(string program, string[] arguments)
    {
        string[] command = [Path.Combine(Binaries!, program), .. arguments];
        return user is null ? command : ["runuser", "-u", user, "--", .. command];
    }

    void Remove()
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        try
        {
            RunAsync(Command("pg_ctl", ["-D", Data, "-m", "immediate", "stop"])).Wait();
        }
        catch (AggregateException)
        {
            // It is down already.
        }

        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // A disk of its own, which goes with whoever mounted it.
        }
    }

    static Task RunAsync(string program, string[] arguments) => RunAsync([program, .. arguments]);

    static async Task RunAsync(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;

        // The server that pg_ctl starts inherits its output, which so never ends.
        var error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: {await error}");
        }
    }
}

/// <summary>A test that needs PostgreSQL; says why where there is none.</summary>
sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.WhyNone;
}

/// <summary>A test that needs a PostgreSQL server to stop and start; says why where there is none.</summary>
sealed class OwnPostgresFactAttribute : FactAttribute
{
    public OwnPostgresFactAttribute() => Skip = PostgresServer.WhyNoneOfOwn;
}

/// <summary>Tests that need a PostgreSQL server to stop and start; they say why where there is none.</summary>
sealed class OwnPostgresTheoryAttribute : TheoryAttribute
{
    public OwnPostgresTheoryAttribute() => Skip = PostgresServer.WhyNoneOfOwn;
}
