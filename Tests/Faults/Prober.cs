using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace OcppLab.Tests.Faults;

/// <summary>Asks the front door while something is broken: reads of chargers all the time, and one start-session after another on chargers
/// that are idle, each repeated under its key until it is accepted.</summary>
sealed class Prober
{
    const int Readers = 2;
    static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan CommandPause = TimeSpan.FromMilliseconds(700);
    static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan AcceptLimit = TimeSpan.FromSeconds(90);

    readonly HttpClient http;
    readonly CancellationTokenSource ending = new();
    readonly List<Task> asking = [];
    readonly ConcurrentDictionary<string, int> reads = [];
    readonly ConcurrentDictionary<string, int> commands = [];
    readonly ConcurrentQueue<string> accepted = [];
    readonly Lock gate = new();
    TimeSpan slowestRead, slowestCommand;

    /// <summary>A prober that has begun.</summary>
    /// <param name="http">The front door.</param>
    /// <param name="ids">The chargers to read.</param>
    /// <param name="idle">The idle chargers to start sessions on, by their ids.</param>
    /// <param name="seed">Chooses what is read.</param>
    public Prober(HttpClient http, IReadOnlyList<string> ids, IReadOnlyList<string> idle, int seed)
    {
        this.http = http;
        for (var reader = 0; reader < Readers; reader++)
        {
            var random = new Random(seed * Readers + reader);
            asking.Add(Task.Run(() => ReadAsync(ids, random)));
        }

        asking.Add(Task.Run(() => CommandAsync(idle)));
    }

    /// <summary>The slowest answer to a read.</summary>
    public TimeSpan SlowestRead => slowestRead;

    /// <summary>The slowest answer to one try of a command.</summary>
    public TimeSpan SlowestCommand => slowestCommand;

    /// <summary>How many reads were answered how.</summary>
    public IReadOnlyDictionary<string, int> Reads => reads;

    /// <summary>How many tries of commands were answered how.</summary>
    public IReadOnlyDictionary<string, int> Commands => commands;

    /// <summary>The chargers whose command was accepted.</summary>
    public IReadOnlyCollection<string> Accepted => accepted;

    /// <summary>How many commands were not accepted in time.</summary>
    public int Refused { get; private set; }

    /// <summary>Ends it, once the command under way is accepted.</summary>
    public async Task EndAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(asking);
    }

    async Task ReadAsync(IReadOnlyList<string> ids, Random random)
    {
        while (!ending.IsCancellationRequested)
        {
            var (status, took) = await AskAsync(() => new(HttpMethod.Get, $"/ocpp/chargers/{ids[random.Next(ids.Count)]}"));
            reads.AddOrUpdate(status, 1, (_, count) => count + 1);
            lock (gate)
            {
                slowestRead = took > slowestRead ? took : slowestRead;
            }

            await Task.Delay(ReadPause);
        }
    }

    async Task CommandAsync(IReadOnlyList<string> idle)
    {
        foreach (var id in idle)
        {
            if (ending.IsCancellationRequested)
            {
                return;
            }

            if (await CommandAsync(id))
            {
                accepted.Enqueue(id);
            }
            else
            {
                Refused++;
            }

            await Task.Delay(CommandPause);
        }
    }

    async Task<bool> CommandAsync(string id)
    {
        var key = Guid.NewGuid().ToString();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < AcceptLimit; await Task.Delay(RetryPause))
        {
            var (status, took) = await AskAsync(() => new(HttpMethod.Post, "/ocpp/commands/start-session")
            {
                Content = new StringContent(
                    $$$"""{"target": {"charger_id": "{{{id}}}"}, "event": {"id_tag": "TAG"}}""", new MediaTypeHeaderValue("application/json")),
                Headers = { { "Idempotency-Key", key } },
            });
            commands.AddOrUpdate(status, 1, (_, count) => count + 1);
            lock (gate)
            {
                slowestCommand = took > slowestCommand ? took : slowestCommand;
            }

            if (status.StartsWith('2'))
            {
                return true;
            }
        }

        return false;
    }

    async Task<(string Status, TimeSpan Took)> AskAsync(Func<HttpRequestMessage> ask)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            using var request = ask();
            using var answer = await http.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            var refused = answer.StatusCode == HttpStatusCode.Accepted && !body.Contains("\"failed_count\":0");
            return (refused ? "refused" : $"{(int)answer.StatusCode}", Stopwatch.GetElapsedTime(since));
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return (failure.GetType().Name, Stopwatch.GetElapsedTime(since));
        }
    }
}
