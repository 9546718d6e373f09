using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using OcppLab.Ocpp;

namespace OcppLab.Tests.Cluster;

/// <summary>A CSMS without a network that accepts every charger and answers everything, and remembers what it was told. A
/// message of a transaction told twice, word for word, counts once; one that differs in anything is another. Each silo has its own way to it, which a test can cut.</summary>
sealed class TestCsms
{
    readonly ConcurrentDictionary<string, Station> stations = [];
    int transactions;

    /// <summary>What was told by a charger, by its identity.</summary>
    public Station this[string identity] => stations.GetOrAdd(identity, _ => new());

    /// <summary>Completes when a condition holds that what chargers tell may bring about.</summary>
    public async Task UntilAsync(Func<TestCsms, bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!condition(this))
        {
            try
            {
                await told.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It did not come to this: {what}");
            }
        }
    }

    readonly SemaphoreSlim told = new(0, int.MaxValue);

    public Network NewNetwork() => new(this);

    string Answer(string identity, JsonArray call)
    {
        var station = this[identity];
        lock (station)
        {
            // As a CSMS takes a message it has had already, whose answer was lost.
            var message = call.ToJsonString();
            if (station.Answers.TryGetValue(message, out var before))
            {
                return before;
            }

            var answer = Answer(station, (string)call[2]!, call[3]!);
            if ((string)call[2]! is "StartTransaction" or "StopTransaction")
            {
                station.Answers.Add(message, answer);
            }

            return answer;
        }
    }

    string Answer(Station station, string action, JsonNode payload)
    {
        switch (action)
        {
            case "BootNotification":
                return $$"""{"status":"Accepted","currentTime":"{{DateTime.UtcNow:O}}","interval":86400}""";
            case "Heartbeat":
                return $$"""{"currentTime":"{{DateTime.UtcNow:O}}" }""";
            case "Authorize":
                return """{"idTagInfo":{"status":"Accepted"}}""";
            case "StartTransaction":
                var id = Interlocked.Increment(ref transactions);
                station.Started.Add(id);
                return $$"""{"transactionId":{{id}},"idTagInfo":{"status":"Accepted"} }""";
            case "StopTransaction":
                station.Stopped.Add((int)payload["transactionId"]!);
                return "{}";
            default:
                return "{}";
        }
    }

    /// <summary>What the CSMS knows of a charger.</summary>
    public sealed class Station
    {
        /// <summary>The messages of transactions, id and all, and what they were answered.</summary>
        public Dictionary<string, string> Answers { get; } = [];

        /// <summary>The transactions it started, by the ids they were given.</summary>
        public List<int> Started { get; } = [];

        /// <summary>The transactions it stopped.</summary>
        public List<int> Stopped { get; } = [];

        /// <summary>How many connections it has now.</summary>
        public int Connections;

        /// <summary>How many times it has booted or come back.</summary>
        public int Opened;
    }

    /// <summary>One silo's way to the CSMS.</summary>
    public sealed class Network(TestCsms csms)
    {
        readonly ConcurrentDictionary<Connection, bool> connections = [];
        volatile bool cut;

        public int Connections => connections.Count;

        public ICsmsConnection Open(CsmsEndpoint endpoint, ICsmsConnectionListener listener)
        {
            var connection = new Connection(csms, this, endpoint.Identity, listener);
            if (!cut)
            {
                connection.Open();
            }

            return connection;
        }

        /// <summary>Nothing goes this way any more: its silo is dead.</summary>
        public void Cut()
        {
            cut = true;
            foreach (var connection in connections.Keys)
            {
                Leave(connection);
            }
        }

        public void Join(Connection connection, Station station)
        {
            if (!connections.TryAdd(connection, true))
            {
                return;
            }

            Interlocked.Increment(ref station.Connections);
            Interlocked.Increment(ref station.Opened);
            csms.told.Release();
        }

        public void Leave(Connection connection)
        {
            if (!connections.TryRemove(connection, out _))
            {
                return;
            }

            Interlocked.Decrement(ref csms[connection.Identity].Connections);
            csms.told.Release();
        }

        public bool IsCut => cut;
    }

    public sealed class Connection(TestCsms csms, Network network, string identity, ICsmsConnectionListener listener) : ICsmsConnection
    {
        int over;

        public string Identity => identity;

        public TimeSpan PingInterval { get; set; }

        public void Open() => ThreadPool.QueueUserWorkItem(_ =>
        {
            network.Join(this, csms[identity]);
            listener.Opened(this);
        });

        public void Send(ReadOnlySpan<byte> frame)
        {
            if (over != 0 || network.IsCut)
            {
                return;
            }

            var message = JsonNode.Parse(frame)!.AsArray();
            if ((int)message[0]! != 2)
            {
                return;
            }

            ThreadPool.QueueUserWorkItem(async _ =>
            {
                var answer = csms.Answer(identity, message);
                csms.told.Release();
                if (!network.IsCut)
                {
                    await listener.ReceivedAsync(this, Encoding.UTF8.GetBytes($"""[3,"{message[1]}",{answer}]"""));
                }
            });
        }

        public void Close(string reason) => End(reason);

        public void Abort(string reason) => End(reason);

        void End(string reason)
        {
            if (Interlocked.Exchange(ref over, 1) != 0)
            {
                return;
            }

            ThreadPool.QueueUserWorkItem(_ =>
            {
                network.Leave(this);
                listener.Closed(this, reason);
            });
        }
    }
}
