using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcppLab.Tests.Cluster;
using Xunit.Abstractions;

namespace OcppLab.Tests.Faults;

/// <summary>When in the life of the sessions something breaks.</summary>
enum Moment
{
    /// <summary>While they charge.</summary>
    Charging,

    /// <summary>Right after the answer that says that they are to start.</summary>
    Starting,

    /// <summary>Right after the answer that says that they are to stop.</summary>
    Stopping,
}

/// <summary>The chargers of a <see cref="FaultRig"/> with their sessions, before, during and after a fault, and what is counted of
/// them: at the central system, at the front door and in the membership. Nothing is asserted before all is counted and told.</summary>
sealed class FaultRun : IAsyncDisposable
{
    /// <summary>A file that a line of figures is added to for each run.</summary>
    public const string Variable = "OCPPLAB_FAULT_FIGURES";

    /// <summary>A silo that does not answer is declared dead within this time.</summary>
    public static readonly TimeSpan DeadWithin = TimeSpan.FromSeconds(20);

    /// <summary>A read is answered within this time, if only with a 503.</summary>
    public static readonly TimeSpan ReadWithin = TimeSpan.FromSeconds(3);

    /// <summary>What a busy machine may add to a bound.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(4);

    static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);

    readonly FaultRig rig;
    readonly string name;
    readonly ITestOutputHelper output;
    readonly CsmsBook csms;
    readonly List<string> figures = [];
    readonly List<string> failures = [];
    readonly HashSet<FaultSilo> struck = [];
    IReadOnlyDictionary<string, string> fleet = new Dictionary<string, string>();
    IReadOnlyDictionary<string, string> idle = new Dictionary<string, string>();
    string location = "";
    Prober? prober;
    bool stopping;

    FaultRun(FaultRig rig, string name, int seed, ITestOutputHelper output)
    {
        this.rig = rig;
        this.name = $"{name}, seed {seed}";
        this.output = output;
        Seed = seed;
        Random = new(seed);
        csms = new(rig.CsmsUrl);
    }

    /// <summary>What chooses everything that is not fixed.</summary>
    public Random Random { get; }

    /// <summary>The seed of <see cref="Random"/>.</summary>
    public int Seed { get; }

    /// <summary>When in the life of the sessions the fault comes.</summary>
    public Moment Moment { get; init; }

    /// <summary>Chargers of both OCPP versions that have sessions, as far as the moment of the fault, and a prober that asks for
    /// them and for others that are idle.</summary>
    /// <param name="rig">Where they are.</param>
    /// <param name="name">What breaks.</param>
    /// <param name="seed">Chooses when.</param>
    /// <param name="output">Told the figures.</param>
    /// <param name="moment">When; null for the seed's own.</param>
    /// <param name="chargers">How many there are, the idle ones among them.</param>
    /// <param name="before">Done between the start of the sessions and the fault; null for a while of charging.</param>
    public static async Task<FaultRun> BeginAsync(
        FaultRig rig, string name, int seed, ITestOutputHelper output, Moment? moment = null, int chargers = 300, Func<FaultRun, Task>? before = null)
    {
        var run = new FaultRun(rig, name, seed, output) { Moment = moment ?? (Moment)((seed - 1) % 3) };
        await run.BeginAsync(chargers, before);
        return run;
    }

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    /// <summary>A number of seconds.</summary>
    public TimeSpan Between(int least, int most) => TimeSpan.FromSeconds(least + Random.NextDouble() * (most - least));

    /// <summary>Adds a figure.</summary>
    public void Tell(string figure) => figures.Add(figure);

    /// <summary>Remembers what is not as it has to be.</summary>
    public void Expect(bool holds, string what)
    {
        if (!holds)
        {
            failures.Add(what);
        }
    }

    /// <summary>A silo is struck by the fault: it may be declared dead, and others may not.</summary>
    public void Strike(FaultSilo silo) => struck.Add(silo);

    /// <summary>Waits until the struck silos are declared dead.</summary>
    /// <param name="since">When the fault came.</param>
    public async Task DeadAsync(DateTimeOffset since)
    {
        while (rig.Membership!.Deaths.Count < struck.Count && DateTimeOffset.UtcNow < since + SettleLimit * 3)
        {
            await Task.Delay(100);
        }

        var deaths = rig.Membership.Deaths;
        var last = deaths.Count < struck.Count ? null : (DateTimeOffset?)deaths.Values.Max();
        Tell(last is { } at ? $"dead after {(at - since).TotalSeconds:0.0} s" : "not declared dead");
        Expect(last <= since + DeadWithin + Slack, $"declared dead within {DeadWithin.TotalSeconds} s");
    }

    /// <summary>Waits until each charger has been heard of at the central system.</summary>
    /// <param name="since">The fault, or its mending.</param>
    /// <param name="within">How soon.</param>
    public async Task BackAsync(DateTimeOffset since, TimeSpan within)
    {
        var (silent, took) = await HeardAsync(since, within + SettleLimit);
        Tell(silent == 0 ? $"all back after {took.TotalSeconds:0.0} s" : $"{silent} not back after {took.TotalSeconds:0} s");
        Expect(silent == 0 && took <= within + Slack, $"all back within {within.TotalSeconds} s");
    }

    /// <summary>How many connections the central system has taken.</summary>
    public async Task<long> ConnectionsAsync() => (long)(await csms.StatisticsAsync())["connections"]!;

    /// <summary>Ends all sessions, counts, tells the figures, and only then asserts what was expected.</summary>
    public async Task EndAsync()
    {
        await prober!.EndAsync();
        var later = prober.Accepted.ToHashSet();
        var expected = fleet.Concat(idle.Where(charger => later.Contains(charger.Key))).ToDictionary();
        await UntilAsync(counts => counts("started") >= expected.Count);
        await StopAsync(expected.Keys.Where(id => !stopping || later.Contains(id)));
        await UntilAsync(counts => counts("stopped") >= expected.Count);

        // A charger that has fallen silent meanwhile is one that did not stay back.
        var (silent, _) = await HeardAsync(DateTimeOffset.UtcNow, SettleLimit);
        Expect(silent == 0, $"{silent} chargers are silent at the end");
        await CountAsync(expected);
        Report();
        Assert.Empty(failures);
    }

    public async ValueTask DisposeAsync()
    {
        if (prober is not null)
        {
            await prober.EndAsync();
        }

        csms.Dispose();
    }

    /// <summary>Waits until each charger has been heard of after a time; how many have not been, and how long that took.</summary>
    async Task<(int Silent, TimeSpan Took)> HeardAsync(DateTimeOffset since, TimeSpan limit)
    {
        IReadOnlyList<string> silent = [.. fleet.Values, .. idle.Values];
        while (silent.Count > 0 && DateTimeOffset.UtcNow < since + limit)
        {
            await Task.Delay(250);

            // What was on its way to the central system at that time may be read a little later.
            silent = await csms.SilentAsync(silent, since + TimeSpan.FromSeconds(1));
        }

        return (silent.Count, DateTimeOffset.UtcNow - since);
    }

    async Task BeginAsync(int chargers, Func<FaultRun, Task>? before)
    {
        location = (string)(await PostAsync("/ocpp/locations", """{"name": "Depot"}"""))["id"]!;
        var created = await CreateAsync(chargers);
        idle = created.Where((_, number) => number % 5 == 0).ToDictionary();
        fleet = created.Except(idle).ToDictionary();
        string[] all = [.. created.Values];
        for (var deadline = DateTimeOffset.UtcNow + SettleLimit; (await csms.SilentAsync(all, default)).Count > 0; await Task.Delay(200))
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, "the chargers did not connect");
        }

        foreach (var key in (string[])["MeterValueSampleInterval", "SampledDataCtrlr.TxUpdatedInterval"])
        {
            await CommandAsync("configuration", created.Keys, $$"""{"key": "{{key}}", "value": "1"}""", chargers / 2);
        }

        await CommandAsync("start-session", fleet.Keys, """{"id_tag": "TAG"}""", fleet.Count);
        if (Moment != Moment.Starting)
        {
            await UntilAsync(counts => counts("started") >= fleet.Count);
            await (before is null ? Task.Delay(Between(2, 7)) : before(this));
        }

        if (Moment == Moment.Stopping)
        {
            await StopAsync(fleet.Keys);
            stopping = true;
        }

        prober = new(rig.Http, [.. created.Keys], [.. idle.Keys], Seed);
    }

    /// <summary>Creates chargers, half of each version; their identities by their ids.</summary>
    async Task<IReadOnlyDictionary<string, string>> CreateAsync(int chargers)
    {
        string Entry(string version, string prefix) => $$$"""
            {"template": {"brand_slug": "abb", "model_slug": "terra-184", "ocpp_version": "{{{version}}}", "ws_url": "{{{rig.WsUrl}}}",
              "identity_prefix": "{{{prefix}}}"}, "chargers_number": {{{chargers / 2}}}}
            """;
        var job = (string)(await PostAsync(
            $"/ocpp/locations/{location}/chargers", $"[{Entry("OCPP1.6", "CP-")}, {Entry("OCPP2.0.1", "CS-")}]"))["status_url"]!;
        for (var deadline = DateTimeOffset.UtcNow + SettleLimit; ; await Task.Delay(200))
        {
            var report = JsonNode.Parse(await rig.Http.GetStringAsync(job))!;
            if ((string)report["status"]! == "COMPLETED")
            {
                return report["results"]!["created"]!.AsArray().ToDictionary(item => (string)item!["charger_id"]!, item => (string)item!["identity"]!);
            }

            Assert.True(DateTimeOffset.UtcNow < deadline, $"the chargers were not created: {report}");
        }
    }

    Task StopAsync(IEnumerable<string> ids)
    {
        string[] targets = [.. ids];
        return targets.Length == 0 ? Task.CompletedTask : CommandAsync("stop-session", targets, "{}", targets.Length);
    }

    /// <summary>Gives chargers a command that all have to take, or as many as are said.</summary>
    async Task CommandAsync(string command, IEnumerable<string> ids, string @event, int expected)
    {
        var answer = await PostAsync(
            $"/ocpp/commands/{command}",
            $$$"""{"target": {"location_id": "{{{location}}}", "charger_ids": {{{JsonSerializer.Serialize(ids)}}}}, "event": {{{@event}}}}""");
        Expect((int)answer["queued_count"]! == expected, $"{command}: {answer["queued_count"]} of {expected} took it: {answer["failed"]!.AsArray().FirstOrDefault()}");
    }

    async Task<JsonNode> PostAsync(string path, string body)
    {
        var key = Guid.NewGuid().ToString();
        for (var deadline = DateTimeOffset.UtcNow + SettleLimit; ; await Task.Delay(500))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
            };
            if (path != "/ocpp/locations")
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var answer = await rig.Http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode)
            {
                return JsonNode.Parse(text)!;
            }

            Assert.True(
                answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict && DateTimeOffset.UtcNow < deadline,
                $"{path}: {answer.StatusCode} {text}");
        }
    }

    /// <summary>Waits for what the central system has counted, for a time; what is missing then is counted as such.</summary>
    async Task UntilAsync(Func<Func<string, long>, bool> holds)
    {
        for (var deadline = DateTimeOffset.UtcNow + SettleLimit; DateTimeOffset.UtcNow < deadline; await Task.Delay(200))
        {
            var transactions = (await csms.StatisticsAsync())["transactions"]!;
            if (holds(counter => (long)transactions[counter]!))
            {
                return;
            }
        }
    }

    async Task CountAsync(IReadOnlyDictionary<string, string> expected)
    {
        var statistics = await csms.StatisticsAsync();
        var counts = statistics["transactions"]!;
        long Count(string counter) => (long)counts[counter]!;
        var transactions = (await csms.TransactionsAsync()).ToLookup(transaction => transaction.Identity);
        var lost = expected.Values.Count(identity => !transactions[identity].Any(transaction => transaction.StoppedAt is not null));
        var doubled = transactions.Sum(charger => charger.Count() - 1)
            + Count("doubled_starts") + Count("doubled_stops") + Count("doubled_events") + Count("changed_repeats") + Count("overlapping_starts");
        var (missing, late) = (Count("missing_events"), Count("late_events"));
        Tell($"lost {lost}, doubled {doubled}, missing {missing}, late {late}");
        Tell($"repeats {Count("repeated_starts")} starts {Count("repeated_stops")} stops {Count("repeated_events")} events");
        Expect(lost == 0, "no session is lost");
        Expect(doubled == 0, $"nothing is doubled: {counts.ToJsonString()}");
        Expect(missing == 0 && late == 0, "no sequence number is missing or late");
        Expect(Count("unknown_stops") == 0, $"{Count("unknown_stops")} stops of unknown transactions");
        Expect((long)statistics["violations"]! == 0, $"violations: {statistics["last_violations"]!.ToJsonString()}");

        var stored = await StoredAsync(expected.Count);
        Expect(stored == (0, expected.Count), $"{expected.Count} sessions are stored as over: {stored.Running} run, {stored.Over} are over");

        Tell($"reads {Counts(prober!.Reads)}, slowest {prober.SlowestRead.TotalSeconds:0.0} s");
        Expect(prober.Reads.Keys.All(status => status is "200" or "503"), "reads are answered, or with 503");
        Expect(prober.SlowestRead <= ReadWithin + Slack, $"reads are answered within {ReadWithin.TotalSeconds} s");
        Tell($"commands {Counts(prober.Commands)}, slowest {prober.SlowestCommand.TotalSeconds:0.0} s");
        Expect(prober.Refused == 0, $"{prober.Refused} commands were not accepted");
        Expect(prober.Commands.Keys.All(status => status is "202" or "503" or "409"), "commands are accepted, or answered 503");
        if (rig.Membership is { } membership)
        {
            Tell($"declared dead {membership.Deaths.Count}, ended by themselves {rig.Endings}");
            Expect(membership.Deaths.Count <= struck.Count, $"only what was struck is declared dead: {string.Join(", ", membership.Deaths)}");
        }

        Expect(rig.Endings <= struck.Count, $"{rig.Endings} silos ended by themselves");
    }

    async Task<(int Running, int Over)> StoredAsync(int expected)
    {
        for (var deadline = DateTimeOffset.UtcNow + SettleLimit; ; await Task.Delay(500))
        {
            var (running, over) = (await TotalAsync("active"), await TotalAsync("completed"));
            if ((running, over) == (0, expected) || DateTimeOffset.UtcNow > deadline)
            {
                return (running, over);
            }
        }
    }

    async Task<int> TotalAsync(string status) =>
        (int)JsonNode.Parse(await rig.Http.GetStringAsync($"/ocpp/sessions?status={status}&limit=1&page=1000000"))!["total"]!;

    void Report()
    {
        var line = $"{name}, {Moment}: {string.Join("; ", figures)}{(failures.Count == 0 ? "" : $"; NOT: {string.Join("; ", failures)}")}";
        output.WriteLine(line);
        TestLog.Append(line);
        if (Environment.GetEnvironmentVariable(Variable) is { } file)
        {
            File.AppendAllText(file, line + "\n");
        }
    }

    static string Counts(IReadOnlyDictionary<string, int> statuses) =>
        string.Join(' ', statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}×{status.Value}"));
}
