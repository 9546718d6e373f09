using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using OcppLab.Ocpp;

namespace OcppLab.Tests.Ocpp;

/// <summary>A CSMS without a network: chargers' attempts to connect come here, and the test decides what becomes of them.</summary>
sealed class FakeCsms
{
    readonly Channel<FakeConnection> attempts = Channel.CreateUnbounded<FakeConnection>();

    /// <summary>Answers by action, instead of the usual ones.</summary>
    public ConcurrentDictionary<string, string> Special { get; } = [];

    /// <summary>The attempts made and not taken yet.</summary>
    public int Waiting => attempts.Reader.Count;

    public ICsmsConnection Open(CsmsEndpoint endpoint, ICsmsConnectionListener listener)
    {
        var connection = new FakeConnection(this, endpoint, listener);
        attempts.Writer.TryWrite(connection);
        return connection;
    }

    /// <summary>The attempts to connect as they come.</summary>
    public IAsyncEnumerable<FakeConnection> Attempts(CancellationToken cancellationToken) => attempts.Reader.ReadAllAsync(cancellationToken);

    /// <summary>The next attempt to connect.</summary>
    public Task<FakeConnection> AttemptAsync() => attempts.Reader.ReadAsync().AsTask().WaitAsync(Guard.Time);

    /// <summary>The next attempt, which succeeds and is served up to the charger's being accepted and having told its connectors.</summary>
    public async Task<FakeConnection> AcceptAsync(int statuses)
    {
        var connection = await AttemptAsync();
        connection.Open();
        await connection.ServeAsync("BootNotification");
        for (var i = 0; i < statuses; i++)
        {
            await connection.ServeAsync("StatusNotification");
        }

        return connection;
    }

    public string AnswerTo(string action) => Special.TryGetValue(action, out var answer) ? answer : action switch
    {
        "BootNotification" => """{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":86400}""",
        "Heartbeat" => """{"currentTime":"2026-03-01T12:00:00Z"}""",
        "Authorize" => """{"idTagInfo":{"status":"Accepted"}}""",
        "StartTransaction" => """{"transactionId":77,"idTagInfo":{"status":"Accepted"}}""",
        _ => "{}",
    };
}

/// <summary>How long a test waits for what has to come.</summary>
static class Guard
{
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Completes when a condition holds that nothing tells of.</summary>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="UntilAsync(Func{bool}, string)"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Time);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, $"It did not come to this: {what}");
            await Task.Yield();
        }
    }
}

/// <summary>One of a charger's connections, seen from the CSMS.</summary>
sealed class FakeConnection(FakeCsms csms, CsmsEndpoint endpoint, ICsmsConnectionListener listener) : ICsmsConnection
{
    readonly Channel<JsonArray> frames = Channel.CreateUnbounded<JsonArray>();
    readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int over;

    public CsmsEndpoint Endpoint => endpoint;

    public TimeSpan PingInterval { get; set; }

    /// <summary>Completes with the reason when the charger has closed or dropped the connection.</summary>
    public Task<string> Ended => ended.Task.WaitAsync(Guard.Time);

    /// <summary>The frames sent and not taken yet.</summary>
    public int Unread => frames.Reader.Count;

    public void Send(ReadOnlySpan<byte> frame)
    {
        if (over == 0)
        {
            frames.Writer.TryWrite(JsonNode.Parse(frame)!.AsArray());
        }
    }

    public void Close(string reason) => End(reason);

    public void Abort(string reason) => End(reason);

    public bool TookFallback { get; private set; }

    public void Open(bool fallback = false)
    {
        TookFallback = fallback;
        listener.Opened(this);
    }

    /// <summary>The connection can't be made, or breaks.</summary>
    public void Break(string reason)
    {
        if (Interlocked.Exchange(ref over, 1) == 0)
        {
            listener.Closed(this, reason);
        }
    }

    /// <summary>Sends the charger a frame.</summary>
    public void Say(string frame) => Say(Encoding.UTF8.GetBytes(frame));

    public void Say(byte[] frame) => Assert.True(listener.ReceivedAsync(this, frame).AsTask().Wait(Guard.Time));

    /// <summary>The charger's requests as they come.</summary>
    public async IAsyncEnumerable<JsonArray> Calls([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var frame in frames.Reader.ReadAllAsync(cancellationToken))
        {
            if ((int)frame[0]! == 2)
            {
                yield return frame;
            }
        }
    }

    /// <summary>The charger's next frame.</summary>
    public Task<JsonArray> FrameAsync() => frames.Reader.ReadAsync().AsTask().WaitAsync(Guard.Time);

    /// <summary>The charger's next frame, which has to be a request of this action.</summary>
    public async Task<JsonArray> CallAsync(string action)
    {
        var frame = await FrameAsync();
        Assert.Equal((2, action), ((int)frame[0]!, (string)frame[2]!));
        return frame;
    }

    /// <summary>Answers a request.</summary>
    public void Answer(JsonArray call, string? payload = null) =>
        Say($"""[3,"{call[1]}",{payload ?? csms.AnswerTo((string)call[2]!)}]""");

    /// <summary>Takes and answers the next request, which has to be of this action; its payload.</summary>
    public async Task<JsonNode> ServeAsync(string action)
    {
        var call = await CallAsync(action);
        Answer(call);
        return call[3]!;
    }

    /// <summary>Takes and answers requests up to the first of an action; the actions up to that, and its payload.</summary>
    public async Task<(List<string> Actions, JsonNode Payload)> ServeUntilAsync(string action)
    {
        var actions = new List<string>();
        while (true)
        {
            var call = await FrameAsync();
            actions.Add((string)call[2]!);
            Answer(call);
            if (actions[^1] == action)
            {
                return (actions, call[3]!);
            }
        }
    }

    void End(string reason)
    {
        if (Interlocked.Exchange(ref over, 1) != 0)
        {
            return;
        }

        ThreadPool.QueueUserWorkItem(_ =>
        {
            listener.Closed(this, reason);
            ended.TrySetResult(reason);
        });
    }
}
