using System.Net;
using System.Net.Sockets;

namespace OcppLab.Ocpp;

/// <summary>The addresses that chargers may connect to. Whoever may create a charger chooses its CSMS, and the process may reach more than
/// that person may.</summary>
public sealed class AddressFilter
{
    /// <summary>Link-local networks, and the addresses at which clouds give a machine its credentials.</summary>
    public const string LinkLocalAndMetadata =
        "169.254.0.0/16, fe80::/10, 100.100.100.200, 168.63.129.16, 192.0.0.192, fd00:ec2::254, fd20:ce::254";

    static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    readonly List<string> allowedNames = [];
    readonly List<IPNetwork> allowedNetworks = [];
    readonly List<IPNetwork> deniedNetworks = [];

    AddressFilter()
    {
    }

    /// <summary>Reads what is allowed and what is denied.</summary>
    /// <param name="allowedHosts">Host names, <c>*.example.com</c> for those below one, addresses and networks, separated by commas; all
    /// hosts where there is no text.</param>
    /// <param name="deniedNetworks">Addresses and networks, separated by commas.</param>
    /// <exception cref="FormatException">One is neither; the message says which.</exception>
    public static AddressFilter Parse(string? allowedHosts, string? deniedNetworks)
    {
        var filter = new AddressFilter();
        foreach (var part in Parts(allowedHosts))
        {
            if (Network(part) is { } network)
            {
                filter.allowedNetworks.Add(network);
            }
            else if (Uri.CheckHostName(part.StartsWith("*.", StringComparison.Ordinal) ? part[2..] : part) == UriHostNameType.Dns)
            {
                filter.allowedNames.Add(part);
            }
            else
            {
                throw new FormatException($"Connections:AllowedHosts must be host names, addresses or networks such as 10.0.0.0/8, not \"{part}\"");
            }
        }

        foreach (var part in Parts(deniedNetworks))
        {
            filter.deniedNetworks.Add(Network(part)
                ?? throw new FormatException($"Connections:DeniedNetworks must be addresses or networks such as 10.0.0.0/8, not \"{part}\""));
        }

        return filter;
    }

    /// <summary>Whether any address of a host may be one to connect to; if not, its name need not be looked up.</summary>
    public bool MayAllow(string host) => AllowsName(host) || allowedNetworks.Count > 0;

    /// <summary>Whether a host is allowed by its name, whatever its address is.</summary>
    public bool AllowsName(string host) => allowedNames.Count + allowedNetworks.Count == 0 || allowedNames.Any(name => name[0] == '*'
        ? host.Length > name.Length - 1 && host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an address of a host is one to connect to.</summary>
    /// <param name="host">The host as the CSMS's address names it.</param>
    /// <param name="address">The address it has now.</param>
    public bool Allows(string host, IPAddress address)
    {
        var reached = Reached(address);
        return (AllowsName(host) || allowedNetworks.Any(network => network.Contains(reached)))
            && !deniedNetworks.Any(network => network.Contains(reached) || network.Contains(address));
    }

    /// <summary>The addresses that a host has now, those to connect to.</summary>
    /// <exception cref="ConnectFailure">It has none.</exception>
    /// <exception cref="SocketException">Its name can't be resolved.</exception>
    internal async Task<IPAddress[]> ResolveAsync(string host)
    {
        IPAddress[] known = [];
        if (IPAddress.TryParse(host, out var address))
        {
            known = [address];
        }
        else if (MayAllow(host))
        {
            try
            {
                known = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
            }
            catch (SocketException) when (!AllowsName(host))
            {
                // Whether there is such a name is told to nobody who may not connect to it.
            }
        }

        known = [.. known.Where(address => Allows(host, address))];
        return known.Length > 0
            ? known
            : throw new ConnectFailure(
                $"chargers may not connect to {host} (Connections:AllowedHosts, Connections:DeniedNetworks)", ConnectFailureKind.AddressNotAllowed);
    }

    /// <summary>What a connection to an address reaches.</summary>
    static IPAddress Reached(IPAddress address)
    {
        if (address.Equals(IPAddress.Any))
        {
            return IPAddress.Loopback;
        }

        if (address.Equals(IPAddress.IPv6Any))
        {
            return IPAddress.IPv6Loopback;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return Reached(address.MapToIPv4());
        }

        return Nat64.Contains(address) ? new(address.GetAddressBytes()[12..]) : address;
    }

    static string[] Parts(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : null;
}
