namespace OcppLab.LoadTests;

/// <summary>The connectors of a shard's chargers, and which of them a session may have next.</summary>
sealed class ConnectorPool
{
    /// <summary>How long a connector is left alone whose charger refused a session.</summary>
    static readonly TimeSpan RestTime = TimeSpan.FromSeconds(5);

    readonly Connector[] connectors;
    readonly int[] firsts;
    readonly Queue<int> free = new();
    readonly Queue<(int Place, TimeSpan Until)> resting = new();

    /// <summary>The connectors of chargers that are all off.</summary>
    /// <param name="counts">How many each charger has.</param>
    public ConnectorPool(IReadOnlyList<int> counts)
    {
        firsts = new int[counts.Count + 1];
        for (var charger = 0; charger < counts.Count; charger++)
        {
            firsts[charger + 1] = firsts[charger] + counts[charger];
        }

        connectors = [.. counts.SelectMany((count, charger) => Enumerable.Range(1, count).Select(id => new Connector(charger, id)))];
    }

    /// <summary>How many chargers there are.</summary>
    public int Chargers => firsts.Length - 1;

    /// <summary>Where a connector is in the pool.</summary>
    public int PlaceOf(int charger, int connectorId) => firsts[charger] + connectorId - 1;

    /// <summary>The charger of a connector.</summary>
    public int ChargerOf(int place) => connectors[place].Charger;

    /// <summary>The id of a connector.</summary>
    public int IdOf(int place) => connectors[place].Id;

    /// <summary>A charger is switched on: sessions may have its connectors.</summary>
    public void Add(int charger)
    {
        for (var place = firsts[charger]; place < firsts[charger + 1]; place++)
        {
            Queue(place);
        }
    }

    /// <summary>Takes the connector that has been free longest.</summary>
    /// <param name="on">How many of the first chargers are switched on.</param>
    /// <param name="place">The connector.</param>
    /// <returns>Whether one is free.</returns>
    public bool TryTake(int on, out int place)
    {
        while (free.TryDequeue(out place))
        {
            // What was put aside when its charger went off comes back with it.
            var connector = connectors[place];
            connector.IsQueued = false;
            if (!connector.IsTaken && connector.Charger < on)
            {
                connector.IsTaken = true;
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a connector is taken.</summary>
    public bool IsTaken(int place) => connectors[place].IsTaken;

    /// <summary>Takes a certain connector.</summary>
    public void Take(int place) => connectors[place].IsTaken = true;

    /// <summary>A connector's session is over.</summary>
    public void Release(int place)
    {
        connectors[place].IsTaken = false;
        Queue(place);
    }

    /// <summary>A connector's charger refused a session.</summary>
    public void Rest(int place, TimeSpan now)
    {
        connectors[place].IsTaken = false;
        resting.Enqueue((place, now + RestTime));
    }

    /// <summary>Those that have rested are free again.</summary>
    public void Advance(TimeSpan now)
    {
        while (resting.TryPeek(out var rest) && rest.Until <= now)
        {
            Queue(resting.Dequeue().Place);
        }
    }

    void Queue(int place)
    {
        if (!connectors[place].IsQueued)
        {
            connectors[place].IsQueued = true;
            free.Enqueue(place);
        }
    }

    sealed class Connector(int charger, int id)
    {
        public int Charger => charger;

        public int Id => id;

        public bool IsTaken { get; set; }

        public bool IsQueued { get; set; }
    }
}
