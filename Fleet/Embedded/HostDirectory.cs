using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace OcppLab.Fleet;

/// <summary>The hosts of a process: by id, by organization and identity, and by location in the order they were added.</summary>
sealed class HostDirectory
{
    readonly Lock gate = new();
    readonly HashSet<ChargerHost> byId = new(IdComparer.Instance);
    readonly HashSet<ChargerHost> byIdentity = new(IdentityComparer.Instance);
    readonly Dictionary<string, List<ChargerHost>> byLocation = [];

    /// <summary>A snapshot of all hosts.</summary>
    public ChargerHost[] All
    {
        get
        {
            lock (gate)
                return [.. byId];
        }
    }

    /// <summary>Adds a host; false if one with its id is there.</summary>
    public bool Add(ChargerHost host)
    {
        lock (gate)
        {
            if (!byId.Add(host))
                return false;
            Index(host);
            return true;
        }
    }

    /// <summary>Takes out hosts; those of the ids that were there.</summary>
    public List<ChargerHost> Remove(IEnumerable<string> ids)
    {
        var removed = new List<ChargerHost>();
        lock (gate)
        {
            var lookup = byId.GetAlternateLookup<string>();
            foreach (var id in ids)
                if (lookup.TryGetValue(id, out var host))
                {
                    byId.Remove(host);
                    byIdentity.Remove(host);
                    removed.Add(host);
                }

            var gone = removed.ToHashSet();
            foreach (var location in removed.Select(host => host.LocationId).Distinct())
            {
                byLocation[location].RemoveAll(gone.Contains);
                if (byLocation[location].Count == 0)
                    byLocation.Remove(location);
            }
        }

        return removed;
    }

    /// <summary>Changes what a host is found by.</summary>
    public void Change(ChargerHost host, Action change)
    {
        lock (gate)
        {
            byIdentity.Remove(host);
            var location = host.LocationId;
            change();
            if (location == host.LocationId)
            {
                byIdentity.Add(host);
                return;
            }

            byLocation[location].Remove(host);
            if (byLocation[location].Count == 0)
                byLocation.Remove(location);
            Index(host);
        }
    }

    /// <summary>A host by its charger's id.</summary>
    public bool TryGet(string chargerId, [NotNullWhen(true)] out ChargerHost? host)
    {
        lock (gate)
            return byId.GetAlternateLookup<string>().TryGetValue(chargerId, out host);
    }

    /// <summary>A host by its charger's identity.</summary>
    public bool TryGet(string organizationId, string identity, [NotNullWhen(true)] out ChargerHost? host)
    {
        lock (gate)
            return byIdentity.GetAlternateLookup<(string, string)>().TryGetValue((organizationId, identity), out host);
    }

    /// <summary>A location's hosts; empty for a location without any, or of another organization.</summary>
    public ChargerHost[] At(string organizationId, string locationId)
    {
        lock (gate)
            return byLocation.TryGetValue(locationId, out var hosts) && hosts[0].OrganizationId == organizationId ? [.. hosts] : [];
    }

    void Index(ChargerHost host)
    {
        byIdentity.Add(host);
        ref var hosts = ref CollectionsMarshal.GetValueRefOrAddDefault(byLocation, host.LocationId, out _);
        (hosts ??= []).Add(host);
    }

    // Sets of hosts that are looked up by a part of a host cost a third less than dictionaries with that part as the key.
    sealed class IdComparer : IEqualityComparer<ChargerHost>, IAlternateEqualityComparer<string, ChargerHost>
    {
        public static IdComparer Instance { get; } = new();

        public bool Equals(ChargerHost? one, ChargerHost? other) => one!.Id == other!.Id;

        public int GetHashCode(ChargerHost host) => host.Id.GetHashCode();

        public bool Equals(string id, ChargerHost host) => host.Id == id;

        public int GetHashCode(string id) => id.GetHashCode();

        public ChargerHost Create(string id) => throw new NotSupportedException();
    }

    sealed class IdentityComparer : IEqualityComparer<ChargerHost>, IAlternateEqualityComparer<(string, string), ChargerHost>
    {
        public static IdentityComparer Instance { get; } = new();

        public bool Equals(ChargerHost? one, ChargerHost? other) => Equals((one!.OrganizationId, one.Identity), other!);

        public int GetHashCode(ChargerHost host) => GetHashCode((host.OrganizationId, host.Identity));

        public bool Equals((string, string) name, ChargerHost host) => name == (host.OrganizationId, host.Identity);

        public int GetHashCode((string, string) name) => name.GetHashCode();

        public ChargerHost Create((string, string) name) => throw new NotSupportedException();
    }
}
