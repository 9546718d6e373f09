using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>What is known of a charger, over all its connections. Lock it to use it.</summary>
sealed class KnownCharger(string identity)
{
    const int MaxTransactions = 20;

    readonly List<Transaction> transactions = [];
    SortedDictionary<int, string>? connectors;
    Queue<ReceivedFrame>? frames;

    public string Identity => identity;
    public ChargerSession? Session { get; private set; }

    /// <summary>Whether it was asked for its inventory.</summary>
    public bool IsReported { get; set; }

    public RegistrationStatus? Registration { get; private set; }
    string Subprotocol { get; set; } = "";
    DateTimeOffset? ConnectedAt { get; set; }
    DateTimeOffset? LastSeenAt { get; set; }
    string? Vendor { get; set; }
    string? Model { get; set; }
    string? LastViolation { get; set; }
    int Connections { get; set; }
    int Boots { get; set; }
    int Violations { get; set; }
    long Received { get; set; }

    /// <summary>Takes a new connection; returns the one it replaces.</summary>
    public ChargerSession? Connect(ChargerSession session, string subprotocol, DateTimeOffset now)
    {
        var replaced = Session;
        Session = session;
        Subprotocol = subprotocol;
        ConnectedAt = now;
        Connections++;
        return replaced;
    }

    public void Disconnect(ChargerSession session)
    {
        if (Session == session)
        {
            Session = null;
        }
    }

    public void Boot(string vendor, string model, RegistrationStatus answer)
    {
        (Vendor, Model, Registration) = (vendor, model, answer);
        Boots++;
    }

    public void Saw(DateTimeOffset now)
    {
        LastSeenAt = now;
        Received++;
    }

    public void Keep(ReceivedFrame frame, int kept)
    {
        frames ??= new();
        frames.Enqueue(frame);
        while (frames.Count > kept)
        {
            frames.Dequeue();
        }
    }

    public void Violate(string description)
    {
        Violations++;
        LastViolation = description;
    }

    public void Status(int connectorId, string status) => (connectors ??= [])[connectorId] = status;

    public void Add(Transaction transaction)
    {
        if (transactions.Count == MaxTransactions)
        {
            transactions.RemoveAt(0);
        }

        transactions.Add(transaction);
    }

    /// <summary>The transaction that a charger tells anew because it did not get the answer (1.6).</summary>
    public Transaction? StartedLike(int connectorId, string idTag, double meterWh, DateTimeOffset startedAt) => transactions.FindLast(t =>
        t.ConnectorId == connectorId && t.StartedAt == startedAt && t.IdTag == idTag && t.MeterStartWh == meterWh);

    /// <summary>Whether a transaction of a connector has not ended.</summary>
    public bool IsCharging(int connectorId) => transactions.Exists(t => t.ConnectorId == connectorId && t is { StartedAt: not null, StoppedAt: null });

    /// <summary>Whether one of the transactions was told of under this message id.</summary>
    public bool HasUsed(MessageMark mark) => transactions.Exists(t => t.Messages.Find(mark) is Telling.Repeated or Telling.Changed);

    public ChargerView View() => new(
        identity, Subprotocol, Session is not null, ConnectedAt, LastSeenAt, Registration, Vendor, Model, Connections, Boots, Received,
        Violations, LastViolation, new Dictionary<int, string>(connectors ?? []), [.. transactions.Select(t => t.View())], [.. frames ?? []]);
}
