using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using OcppLab.Tests.Contract;
using OcppLab.Tests.Wire;

namespace OcppLab.Tests.Strangers;

/// <summary>A CSMS that sends chargers of both versions whatever there is.</summary>
[Collection(FuzzCollection.Name)]
public sealed class FrameFuzzTests(FuzzedHost host) : InventorySuite(host), IClassFixture<FuzzedHost>
{
    /// <summary>After so many, a charger has to speak for itself.</summary>
    const int CasesARound = 100;

    readonly FrameCsms csms = new();
    int probes;

    [Fact]
    public async Task Whatever_a_CSMS_sends_a_charger_answers_requests_and_does_not_grow()
    {
        using (csms)
        {
            await AddChargersAsync(2, csms.Url);
            var warmUp = Fuzz.Cases / 4;
            Footprint? before = null;
            for (var i = 0; i < Fuzz.Cases;)
            {
                for (var end = Math.Min(i + CasesARound, Fuzz.Cases); i < end; i++)
                {
                    await PlayAsync(i);
                }

                await AssertSpeaksAsync(1, i);
                await AssertSpeaksAsync(2, i);
                if (before is null && i >= warmUp)
                {
                    (before, warmUp) = (Footprint.Now(), i);
                }
            }

            if (before is not null)
            {
                await before.AssertNotGrownAsync(Fuzz.Cases - warmUp);
            }
        }
    }

    async Task PlayAsync(int number)
    {
        var random = Fuzz.RandomOf(number);
        var charger = 1 + (number % 2);
        var frames = new FuzzedFrames(isV16: charger == 1);
        var id = $"{number}";
        var sent = Array.Empty<byte>();
        try
        {
            var link = await ConnectedAsync(charger);
            link.AnswerNext = null;
            if (random.OneIn(6))
            {
                link.AnswerNext = (id, action) => sent = RawServer.Frame(0x81, FuzzedFrames.Answer(id, action, random));
                await AskAsync(link, "TriggerMessage", $$"""{"requestedMessage":"{{random.Any(["BootNotification", "Heartbeat", "StatusNotification", "MeterValues"])}}"}""");
            }
            else if (random.OneIn(5))
            {
                sent = frames.Bytes(id, random);
                await link.SendAsync(sent);
                if (random.OneIn(4))
                {
                    link.Dispose();
                }
            }
            else
            {
                var text = frames.Text(id, random);
                sent = RawServer.Frame(0x81, text);
                if (FuzzedFrames.IsCall(text))
                {
                    var answer = await link.AskAsync((string)JsonNode.Parse(text)![1]!, sent);
                    Assert.True(answer is not null, "the connection ended before the answer");
                    AssertNoMistake(answer);
                }
                else
                {
                    await link.SendAsync(sent);
                }
            }

            await AssertAliveAsync(charger);
            Assert.Empty(host.Errors);
        }
        catch (Exception failure)
        {
            Assert.Fail(Fuzz.Describe(number, sent, $"{Charger(charger)}: {failure.Message} {string.Join('\n', host.Errors)}\n"));
        }
    }

    /// <summary>It answers a request as it should be, over this connection or the next.</summary>
    async Task AssertAliveAsync(int charger)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (await ProbeAsync(await ConnectedAsync(charger), charger) is { } answer)
            {
                AssertNoMistake(answer);
                return;
            }

            Assert.True(waited.Elapsed < Patience, "every connection ends before the charger answers");
        }
    }

    /// <summary>Once restarted, it answers with a result and sends what it is asked for.</summary>
    async Task AssertSpeaksAsync(int charger, int cases)
    {
        (await PostAsync($"/ocpp/chargers/{Charger(charger)}/restart-charger", "")).Expect(HttpStatusCode.Accepted);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            await host.AdvanceAsync(TimeSpan.FromMinutes(2));
            var link = await ConnectedAsync(charger);
            var heartbeat = link.CalledAsync("Heartbeat");
            if (await AskAsync(link, "TriggerMessage", """{"requestedMessage":"Heartbeat"}""") is [{ } kind, ..] && (int)kind == 3
                && await Task.WhenAny(heartbeat, Task.Delay(Patience)) == heartbeat && !link.Ended.IsCompleted)
            {
                return;
            }

            Assert.True(waited.Elapsed < Patience, $"{Charger(charger)} is dead after case {cases} ({Fuzz.SeedVariable}={Fuzz.Seed}).");
        }
    }

    /// <summary>The charger's connection, which may need time to pass.</summary>
    async Task<FrameLink> ConnectedAsync(int charger)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (csms[Identity(charger)] is { } link)
            {
                return link;
            }

            await csms.ConnectedAsync(TimeSpan.FromMilliseconds(50));
            if (csms[Identity(charger)] is null)
            {
                await host.AdvanceAsync(TimeSpan.FromSeconds(10));
            }

            Assert.True(waited.Elapsed < Patience, "it does not connect");
        }
    }

    Task<JsonArray?> ProbeAsync(FrameLink link, int charger) => charger == 1
        ? AskAsync(link, "GetConfiguration", """{"key":["HeartbeatInterval"]}""")
        : AskAsync(link, "GetVariables", """{"getVariableData":[{"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}}]}""");

    Task<JsonArray?> AskAsync(FrameLink link, string action, string payload)
    {
        var id = $"probe-{++probes}";
        return link.AskAsync(id, RawServer.Text($"""[2,"{id}","{action}",{payload}]"""));
    }

    static void AssertNoMistake(JsonArray answer) =>
        Assert.False((int)answer[0]! == 4 && (string)answer[2]! == "InternalError", answer.ToJsonString());
}
