using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OcppLab.Tests.Strangers;

/// <summary>The part that makes requests of every kind that the description has and of none, most of them wrong in something.</summary>
public sealed partial class FuzzTests
{
    const int Chargers = 4;

    /// <summary>Another organization that requests can name.</summary>
    const string Other = "other";

    /// <summary>Plays the cases from one to before another; leaves nothing.</summary>
    async Task PlayRequestsAsync(int from, int to)
    {
        var api = new FuzzedApi(
            (await GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK), host.Address.Authority, Known(),
            [Token(), Token(role: "admin"), Token(Other), Token(scope: "ocpp:read"), Token(scope: "")]);
        for (var i = from; i < to;)
        {
            await AddChargersAsync(Chargers, host.CsmsUrl);
            for (var end = Math.Min(i + CasesARound, to); i < end; i++)
            {
                await PlayRequestAsync(api, i);
            }

            await AssertUsableAsync(i);
            await RemoveEverythingAsync();
        }
    }

    async Task PlayRequestAsync(FuzzedApi api, int number)
    {
        var random = Fuzz.RandomOf(number);
        var request = api.Request(random);
        if (random.OneIn(5))
        {
            request = MalformedHttp.Of(request, random);
        }

        var answer = "";
        try
        {
            answer = await ExchangeAsync(request).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail(Fuzz.Describe(number, request.Bytes, "No answer in time to the request"));
        }

        // 505 is HTTP's own word for a version that is none.
        var statuses = StatusLine().Matches(answer).Select(line => int.Parse(line.Groups[1].Value)).ToList();
        if (statuses.Exists(status => status is >= 500 and not 505) || (request.IsWhole && statuses.Count == 0) || host.Errors.Count > 0)
        {
            Assert.Fail(Fuzz.Describe(number, request.Bytes, $"{answer[..Math.Min(answer.Length, 1000)]}\n{string.Join('\n', host.Errors)}\nThe request"));
        }
    }

    /// <summary>Sends a request and reads its answer to the end; of a stream that has none, the beginning.</summary>
    async Task<string> ExchangeAsync(HttpCase request)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host.Address.Host, host.Address.Port);
        var stream = client.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(request.Bytes);
            if (!request.IsWhole)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            var buffer = new byte[16384];
            while (await stream.ReadAsync(buffer) is > 0 and var read)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
                if (answer.Length < 2000 && answer.ToString().Contains("text/event-stream"))
                {
                    break;
                }
            }
        }
        catch (IOException) when (!request.IsWhole)
        {
            // The service need not read to its end what is none.
        }

        return answer.ToString();
    }

    /// <summary>Whatever was done to the chargers, they work; but for those that a job removes meanwhile.</summary>
    async Task AssertUsableAsync(int cases)
    {
        for (var number = 1; number <= Chargers; number++)
        {
            var path = $"/ocpp/chargers/{Charger(number)}";
            string? failure = null;
            var waited = Stopwatch.StartNew();
            do
            {
                Assert.True(waited.Elapsed < Patience, $"{Charger(number)} is dead after case {cases} ({Fuzz.SeedVariable}={Fuzz.Seed}): {failure}");
                try
                {
                    await UseAsync(number, path);
                    failure = null;
                }
                catch (Exception dead)
                {
                    failure = $"{dead.Message} {(await GetAsync(path)).Text}";
                }
            }
            while (failure is not null && (await GetAsync(path)).Status != HttpStatusCode.NotFound);
        }
    }

    /// <summary>A charger takes these calls, connects, and answers its CSMS.</summary>
    async Task UseAsync(int number, string path)
    {
        (await PutAsync(path, JsonSerializer.Serialize(new { identity = Identity(number), ws_url = host.CsmsUrl, security_profile = 0 }))).Expect(HttpStatusCode.OK);
        (await PostAsync($"{path}/restart-charger", "")).Expect(HttpStatusCode.Accepted);
        for (var connector = 1; connector <= 2; connector++)
        {
            Assert.InRange((int)(await CommandAsync("clear-fault", $$$"""
                {"target": {"charger_id": "{{{Charger(number)}}}"}, "event": {"connector_id": {{{connector}}}} }
                """)).Status, 200, 499);
        }

        // Time passes for what waits for it, but ever more seldom: an answer that is on its way must not be late for ever.
        var (looks, looksBetween) = (0, 0);
        await Ocpp.Guard.UntilAsync(
            async () =>
            {
                if (looks-- == 0)
                {
                    await AdvanceAsync(TimeSpan.FromMinutes(2));
                    looks = looksBetween++;
                }

                return (string)(await GetAsync(path)).Expect(HttpStatusCode.OK)["connection"]!["state"]! == "accepted"
                    && host.Csms.Charger(Identity(number)) is { Connected: true };
            },
            "it connects");
        var answer = await host.Csms.CallAsync(
            Identity(number), "TriggerMessage", JsonElement.Parse("""{"requestedMessage": "Heartbeat"}"""), default).WaitAsync(Patience);
        Assert.NotNull(answer.Result);
    }

    async Task AdvanceAsync(TimeSpan span)
    {
        try
        {
            await host.AdvanceAsync(span);
        }
        catch (KeyNotFoundException)
        {
            // A job has just removed one of those that time was to pass for.
        }
    }

    async Task RemoveEverythingAsync()
    {
        foreach (var organization in new[] { Org, Other })
        {
            var locations = (await SendAsync(HttpMethod.Get, "/ocpp/locations?limit=100", organization: organization)).Expect(HttpStatusCode.OK)["data"]!;
            foreach (var id in Texts(locations, "id"))
            {
                Assert.InRange((int)(await SendAsync(HttpMethod.Delete, $"/ocpp/locations/{id}", organization: organization)).Status, 200, 299);
            }
        }

        await EventuallyAsync("/ocpp/locations", page => (int)page["total"]! == 0);
        await EventuallyAsync("/ocpp/chargers", page => (int)page["total"]! == 0);
    }

    Dictionary<string, string[]> Known() => new()
    {
        ["*"] = [Charger(1), Charger(2), LocationId, "nowhere"],
        ["locations"] = [LocationId],
        ["location_id"] = [LocationId],
        ["chargers"] = [.. Enumerable.Range(1, Chargers).Select(Charger)],
        ["charger_id"] = [.. Enumerable.Range(1, Chargers).Select(Charger)],
        ["identity"] = [Identity(1), Identity(2), "CP-1"],
        ["brand"] = ["abb", "alfen"],
        ["model"] = ["terra-184", "alfen-eve-double-pro-line"],
        // Nothing but this machine is ever to be connected to.
        ["ws_url"] = [host.CsmsUrl, "ws://127.0.0.1:9/csms", "wss://127.0.0.1:9/", "ws://127.0.0.1:9/?a=b#c", "ws://", "ws:127.0.0.1", "http://127.0.0.1:9", "nowhere", ""],
    };

    [GeneratedRegex(@"(?<=^|\n)HTTP/1\.1 ([2-5]\d\d)")]
    private static partial Regex StatusLine();
}
