using System.Globalization;

namespace OcppLab.Ocpp;

/// <summary>How many files and sockets the process may have open at once.</summary>
static class OpenFiles
{
    /// <summary>So many stay free for everything else: a process that can open nothing any more, no thread and no file of its database, dies.</summary>
    const int Reserve = 512;

    /// <summary>A connection whose socket's number is higher is one too many: the system gives out the lowest that is free.</summary>
    public static long HighestForConnections { get; } = OperatingSystem.IsLinux() ? HighestIn(Limits()) : long.MaxValue;

    /// <summary>The highest number that leaves enough for everything else, by the text of Linux' /proc/self/limits.</summary>
    public static long HighestIn(string limits)
    {
        const string name = "Max open files";
        foreach (var line in limits.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                var rest = line[name.Length..].TrimStart();
                var end = rest.IndexOf(' ');
                return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var most)
                    ? most - Math.Min(Reserve, most / 4)
                    : long.MaxValue;
            }
        }

        return long.MaxValue;
    }

    static string Limits()
    {
        try
        {
            return File.ReadAllText("/proc/self/limits");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
