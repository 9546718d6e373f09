using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using OcppLab.Tests.Wire;

namespace OcppLab.Tests.Strangers;

/// <summary>The part in which a CSMS sends chargers of each version whatever there is.</summary>
public sealed partial class FuzzTests
{
    /// <summary>How many connections may end before a request is answered.</summary>
    const int Connections = 5;

    /// <summary>The chargers: one of 1.6, one of 2.0.1, one of 2.1.</summary>
    static readonly int[] Played = [1, 2, 4];

    int probes;

    /// <summary>Plays the cases from one to before another; leaves nothing.</summary>
    async Task PlayFramesAsync(int from, int to)
    {
        using var csms = new FrameCsms();
        await AddChargersAsync(Played[^1], csms.Url);
        (await PutAsync($"/ocpp/chargers/{Charger(4)}", """{"ocpp_version": "OCPP2.1"}""")).Expect(HttpStatusCode.OK);
        for (var i = from; i < to;)
        {
            for (var end = Math.Min(i + CasesARound, to); i < end; i++)
            {
                await PlayFrameAsync(csms, i);
            }

            foreach (var charger in Played)
            {
                await AssertSpeaksAsync(csms, charger, i);
            }
        }

        await RemoveEverythingAsync();
    }

    async Task PlayFrameAsync(FrameCsms csms, int number)
    {
        var random = Fuzz.RandomOf(number);
        var charger = Played[number % Played.Length];
        var frames = new FuzzedFrames(isV16: charger == 1);
        var id = $"{number}";
        var sent = Array.Empty<byte>();
        try
        {
            var link = await ConnectedAsync(csms, charger);
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
                    await AssertAnswersAsync(csms, charger, link => link.AskAsync((string)JsonNode.Parse(text)![1]!, sent));
                }
                else
                {
                    await link.SendAsync(sent);
                }
            }

            await AssertAnswersAsync(csms, charger, link => ProbeAsync(link, charger));
            Assert.True(host.Errors.Count == 0 && csms.Violations.IsEmpty, "something went wrong");
        }
        catch (Exception failure)
        {
            Assert.Fail(Fuzz.Describe(number, sent, $"{Charger(charger)}: {failure.Message} {string.Join('\n', host.Errors.Concat(csms.Violations))}\nThe frame"));
        }
    }

    /// <summary>It answers a request, over this connection or one of the next: a reset that was asked for before may end this one.</summary>
    async Task AssertAnswersAsync(FrameCsms csms, int charger, Func<FrameLink, Task<JsonArray?>> ask)
    {
        JsonArray? answer = null;
        for (var tries = 0; tries < Connections && answer is null; tries++)
        {
            answer = await ask(await ConnectedAsync(csms, charger));
        }

        Assert.True(answer is not null, $"{Connections} connections ended before the answer");
        Assert.False(
            (int)answer[0]! == 4 && ((string)answer[2]! == "InternalError" || ((string)answer[3]!).Length > 255), answer.ToJsonString());
    }

    /// <summary>Once restarted, it answers with a result and sends what it is asked for.</summary>
    async Task AssertSpeaksAsync(FrameCsms csms, int charger, int cases)
    {
        (await PostAsync($"/ocpp/chargers/{Charger(charger)}/restart-charger", "")).Expect(HttpStatusCode.Accepted);
        try
        {
            var waited = Stopwatch.StartNew();
            while (true)
            {
                await host.AdvanceAsync(TimeSpan.FromMinutes(2));
                var link = await ConnectedAsync(csms, charger);
                var heartbeat = link.CalledAsync("Heartbeat");
                if (await AskAsync(link, "TriggerMessage", """{"requestedMessage":"Heartbeat"}""") is { } answer && (int)answer[0]! == 3)
                {
                    await heartbeat.WaitAsync(Patience);
                    if (!link.Ended.IsCompleted)
                    {
                        return;
                    }
                }

                Assert.True(waited.Elapsed < Patience, "no connection on which it does what it is asked for");
            }
        }
        catch (Exception dead)
        {
            Assert.Fail($"{Charger(charger)} is dead after case {cases} ({Fuzz.SeedVariable}={Fuzz.Seed}): {dead.Message}");
        }
    }

    /// <summary>The charger's connection, which may need time to pass.</summary>
    async Task<FrameLink> ConnectedAsync(FrameCsms csms, int charger)
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
}
