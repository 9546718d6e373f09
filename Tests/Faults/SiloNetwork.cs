using System.Net;

namespace OcppLab.Tests.Faults;

/// <summary>A network of a test's own: each silo has a namespace with an address, beside the machine's, on one bridge. What goes
/// between two of them can be cut: packets vanish, as where a cable is pulled.</summary>
sealed class SiloNetwork : IAsyncDisposable
{
    readonly string name = $"ocf{Environment.ProcessId}";
    readonly string prefix = $"198.18.{Environment.ProcessId % 250}.";
    readonly List<int> silos = [];

    /// <summary>Why there can be none here; null if there can.</summary>
    public static string? WhyNone => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
        ? null
        : "Network namespaces can only be made on Linux and as root.";

    /// <summary>The address of what is in no namespace.</summary>
    public IPAddress Host => IPAddress.Parse($"{prefix}1");

    /// <summary>A network with a bridge and no silo yet.</summary>
    public static async Task<SiloNetwork> CreateAsync()
    {
        var network = new SiloNetwork();
        await Command.RunAsync("ip", "link", "add", network.name, "type", "bridge");
        await Command.RunAsync("ip", "address", "add", $"{network.Host}/24", "dev", network.name);
        await Command.RunAsync("ip", "link", "set", network.name, "up");
        return network;
    }

    /// <summary>A silo's address.</summary>
    public IPAddress AddressOf(int silo) => IPAddress.Parse($"{prefix}{silo + 10}");

    /// <summary>The command that runs another in a silo's namespace.</summary>
    public string[] Within(int silo) => ["ip", "netns", "exec", NamespaceOf(silo)];

    /// <summary>Makes a silo's namespace.</summary>
    public async Task AddAsync(int silo)
    {
        var (space, outside) = (NamespaceOf(silo), $"{name}v{silo}");
        await Command.RunAsync("ip", "netns", "add", space);
        silos.Add(silo);
        await Command.RunAsync("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", space);
        await Command.RunAsync("ip", "link", "set", outside, "master", name, "up");
        await Command.RunAsync("ip", "-n", space, "link", "set", "lo", "up");
        await Command.RunAsync("ip", "-n", space, "address", "add", $"{AddressOf(silo)}/24", "dev", "eth0");
        await Command.RunAsync("ip", "-n", space, "link", "set", "eth0", "up");
    }

    /// <summary>Nothing gets from one silo to the other any more, either way; both reach everybody else.</summary>
    public async Task CutAsync(int one, int other)
    {
        await LoseAsync(one, other);
        await LoseAsync(other, one);
    }

    /// <summary>Mends what <see cref="CutAsync"/> cut.</summary>
    public async Task MendAsync(int one, int other)
    {
        await Command.RunAsync("ip", "-n", NamespaceOf(one), "neighbour", "delete", $"{AddressOf(other)}", "dev", "eth0");
        await Command.RunAsync("ip", "-n", NamespaceOf(other), "neighbour", "delete", $"{AddressOf(one)}", "dev", "eth0");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await Command.RunAsync("ip", "netns", "delete", NamespaceOf(silo));
        }

        await Command.RunAsync("ip", "link", "delete", name);
    }

    /// <summary>Packets go to a hardware address that nobody has.</summary>
    Task LoseAsync(int from, int to) => Command.RunAsync(
        "ip", "-n", NamespaceOf(from), "neighbour", "replace", $"{AddressOf(to)}", "lladdr", "02:00:00:00:00:01", "dev", "eth0", "nud", "permanent");

    string NamespaceOf(int silo) => $"{name}n{silo}";
}
