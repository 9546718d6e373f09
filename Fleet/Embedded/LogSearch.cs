namespace OcppLab.Fleet;

/// <summary>Reads the logs of many hosts as one.</summary>
static class LogSearch
{
    /// <summary>The page of a filter, newest first.</summary>
    public static LogPage Run(IReadOnlyList<ChargerHost> hosts, LogFilter filter)
    {
        // Of a large fleet only as many are kept in sight as the page's end is away from the newest.
        var most = (int)Math.Min((long)filter.Offset + filter.Limit, int.MaxValue);
        var newest = new PriorityQueue<(int Host, int Number), (long UtcTicks, int Number)>();
        var marks = new List<FrameLog.Mark>();
        var total = 0;
        for (var i = 0; i < hosts.Count; i++)
        {
            marks.Clear();
            lock (hosts[i])
                hosts[i].Log?.Find(filter, marks);
            total += marks.Count;
            foreach (var mark in marks)
                if (newest.Count < most)
                    newest.Enqueue((i, mark.Number), (mark.UtcTicks, mark.Number));
                else if (most > 0)
                    newest.EnqueueDequeue((i, mark.Number), (mark.UtcTicks, mark.Number));
        }

        var page = new (int Host, int Number)[Math.Clamp(newest.Count - filter.Offset, 0, filter.Limit)];
        for (var i = page.Length - 1; i >= 0; i--)
            page[i] = newest.Dequeue();
        return new(Read(hosts, page), total);
    }

    static List<LogEntry> Read(IReadOnlyList<ChargerHost> hosts, (int Host, int Number)[] page)
    {
        var entries = new Dictionary<(int, int), LogEntry>(page.Length);
        foreach (var group in page.GroupBy(place => place.Host, place => place.Number))
        {
            var host = hosts[group.Key];
            lock (host)
                if (host.Log is { } log)
                    foreach (var (number, entry) in log.Read([.. group.Order()], host.Id, host.Identity))
                        entries[(group.Key, number)] = entry;
        }

        return [.. page.Where(entries.ContainsKey).Select(place => entries[place])];
    }
}
