using System.Diagnostics;

namespace OcppLab.Bench;

/// <summary>The command line.</summary>
/// <param name="Scenario">Which scenario to run.</param>
sealed record Options(string Scenario)
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        Usage: dotnet run -c Release --project Bench -- SCENARIO [options]

        Scenarios
          connected   chargers boot, idle, start sessions and send meter values to a CSMS in its own process, in bursts
                      and spread over the sample interval
          fanout      start-session on a location: the 202, and the last StartTransaction at the CSMS
                      (with --url and without --csms: of detached chargers, and the last session stored)
          cold        the first start-session of a fresh process, and the next
          detached    chargers without a CSMS: memory each, and the cost of running sessions
          revive      the service is killed while chargers charge: how soon after its start all are back
          crash       the service is killed right after the 202 for 1,000 chargers, and again while they charge
          empty       a service without chargers, in its first minute and after it
          million     a cluster of its own over --database: a million detached chargers, 100,000 sessions, a silo killed
          metrics     what counting costs for each message, apart from everything else, and what measuring it costs in a load test
          bare        the same messages from bare sockets, .NET's and the product's own, for comparison

        Options
          --chargers N   how many chargers
          --seconds N    how long a steady state is watched (30)
          --rounds N     how often the service is started (5; cold and revive)
          --interval N   connected: the sample interval in seconds (10)
          --ocpp-version V
                         what chargers speak in connected, fanout and cold: OCPP1.6 (the default), OCPP2.0.1 or OCPP2.1
          --sessions N   how many sessions run in million (100,000, a tenth of fewer chargers)
          --silos N      how many silos million starts (3)
          --database STR Npgsql's connection string of a PostgreSQL server for million, which makes a database of its own
                         there and drops it at the end; or in the environment variable OCPPLAB_BENCH_DATABASE
          --json         JSON instead of a table
          --foreign      a CSMS that is not ours: ocpp-rpc on Node's one thread (npm ci in conformance first)

        A service of one's own, a cluster for instance, rather than one that is started for the run
          --url URL      its front door, such as http://127.0.0.1:8080
          --token TOKEN  a bearer token with all scopes; or in the environment variable OCPPLAB_TOKEN
          --csms URL     a running Csms that its chargers reach, such as http://127.0.0.1:9000
          --pid N        a process of the service on this machine, for memory and processor; may be given again
          --start CMD    starts a process of the service, in place of --pid, and is what cold, revive and crash kill and
                         start again; may be given again
        """;

    static readonly string[] Scenarios = ["connected", "fanout", "cold", "detached", "revive", "crash", "million", "empty", "metrics", "bare"];

    /// <summary>How many chargers; null for the scenario's own number.</summary>
    public int? Chargers { get; init; }

    /// <summary>How long a steady state is watched.</summary>
    public int Seconds { get; init; } = 30;

    /// <summary>How often a scenario that starts the service does so.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Whether the CSMS is the one of <c>conformance/csms.mjs</c>, rather than ours.</summary>
    public bool Foreign { get; init; }

    /// <summary>How often a charger sends meter values.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What chargers speak, in the words of the REST API.</summary>
    public string OcppVersion { get; init; } = Gateway.V16;

    /// <summary>How many sessions run in million; null for the scenario's own number.</summary>
    public int? Sessions { get; init; }

    /// <summary>How many silos million starts.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>The PostgreSQL server of million.</summary>
    public string Database { get; init; } = Environment.GetEnvironmentVariable("OCPPLAB_BENCH_DATABASE") ?? "";

    /// <summary>Whether to print JSON rather than a table.</summary>
    public bool Json { get; init; }

    /// <summary>The service to drive; null to start one.</summary>
    public Uri? Url { get; init; }

    /// <summary>A bearer token for it.</summary>
    public string Token { get; init; } = Environment.GetEnvironmentVariable("OCPPLAB_TOKEN") ?? "";

    /// <summary>The running CSMS its chargers are to talk to; null for detached ones.</summary>
    public Uri? Csms { get; init; }

    /// <summary>Its processes on this machine.</summary>
    public IReadOnlyList<int> Pids { get; init; } = [];

    /// <summary>The commands that start its processes.</summary>
    public IReadOnlyList<string> Start { get; init; } = [];

    /// <summary>Ends the run early.</summary>
    public CancellationToken Cancelled { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It does not fit; the message says where.</exception>
    public static Options Parse(string[] args, CancellationToken cancelled)
    {
        var options = new Options("") { Cancelled = cancelled };
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            string Value() => i + 1 < args.Length ? args[++i] : throw new FormatException($"{name} needs a value");
            int Number() => int.TryParse(Value(), out var n) && n > 0 ? n : throw new FormatException($"{name} needs a whole number above 0, not '{args[i]}'");
            Uri Address() => Uri.TryCreate(Value(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? url
                : throw new FormatException($"{name} needs an address such as http://127.0.0.1:8080, not '{args[i]}'");
            options = name switch
            {
                "--chargers" => options with { Chargers = Number() },
                "--seconds" => options with { Seconds = Number() },
                "--rounds" => options with { Rounds = Number() },
                "--interval" => options with { Interval = TimeSpan.FromSeconds(Number()) },
                "--ocpp-version" => options with
                {
                    OcppVersion = Value() is Gateway.V16 or Gateway.V201 or Gateway.V21 ? args[i] : throw new FormatException($"{name} is {Gateway.V16}, {Gateway.V201} or {Gateway.V21}, not '{args[i]}'"),
                },
                "--sessions" => options with { Sessions = Number() },
                "--silos" => options with { Silos = Number() },
                "--database" => options with { Database = Value() },
                "--json" => options with { Json = true },
                "--foreign" => options with { Foreign = true },
                "--url" => options with { Url = Address() },
                "--token" => options with { Token = Value() },
                "--csms" => options with { Csms = Address() },
                "--pid" => options with { Pids = [.. options.Pids, Running(Number())] },
                "--start" => options with { Start = [.. options.Start, Value()] },
                _ when options.Scenario == "" && !name.StartsWith('-') => options with { Scenario = name },
                _ => throw new FormatException($"unknown argument '{name}'"),
            };
        }

        return options.Checked(args);
    }

    Options Checked(string[] args)
    {
        if (Scenario == "")
        {
            throw new FormatException("no scenario given");
        }

        if (!Scenarios.Contains(Scenario))
        {
            throw new FormatException($"unknown scenario '{Scenario}'");
        }

        if (Foreign && Csms is not null)
        {
            throw new FormatException("--foreign starts a CSMS: leave --csms out");
        }

        if (Scenario == "million" && (Url is not null || Database == ""))
        {
            throw new FormatException("million starts a cluster of its own: give --database, and leave --url out");
        }

        if (Url is null)
        {
            return args.FirstOrDefault(arg => arg is "--token" or "--csms" or "--pid" or "--start") is { } alone
                ? throw new FormatException($"{alone} goes with --url")
                : this;
        }

        if (Scenario is "bare" or "metrics")
        {
            throw new FormatException($"{Scenario} drives no service: leave --url out");
        }

        if (Token == "")
        {
            throw new FormatException("--url needs --token, or a token in the environment variable OCPPLAB_TOKEN");
        }

        if (Scenario is "connected" or "cold" or "crash" && Csms is null && !Foreign)
        {
            throw new FormatException($"{Scenario} needs --csms or --foreign with --url");
        }

        if (Scenario is "cold" or "revive" or "crash" && Start.Count == 0)
        {
            throw new FormatException($"{Scenario} needs --start with --url: it kills the service and starts it again");
        }

        if (Start.Count > 0 && Pids.Count > 0)
        {
            throw new FormatException("--pid is not needed with --start: give one of them");
        }

        return this;
    }

    static int Running(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return pid;
        }
        catch (ArgumentException)
        {
            throw new FormatException($"--pid: there is no process {pid}");
        }
    }
}
