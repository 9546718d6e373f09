using System.Globalization;
using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>A network profile that the CSMS has set (2.0.1 use case B09).</summary>
/// <param name="Url">The CSMS's WebSocket address without the identity.</param>
/// <param name="SecurityProfile">The security profile, 0 to 3.</param>
/// <param name="MessageTimeoutSeconds">How long the CSMS may take to answer.</param>
/// <param name="Identity">The identity that the charger has there (2.1); null for its own.</param>
/// <param name="BasicAuthPassword">The password of its basic authentication there (2.1); null for its own.</param>
public sealed record NetworkProfile(
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("securityProfile")] int SecurityProfile,
    [property: JsonPropertyName("messageTimeout")] int MessageTimeoutSeconds,
    [property: JsonPropertyName("identity")] string? Identity = null,
    [property: JsonPropertyName("basicAuthPassword")] string? BasicAuthPassword = null);

/// <summary>The network profiles of a charger whose CSMS has set any.</summary>
sealed class NetworkState
{
    /// <summary>The profiles by their slots.</summary>
    [JsonPropertyName("profiles")]
    public Dictionary<int, NetworkProfile> Profiles { get; set; } = [];

    /// <summary>The slot in use; null for the configured address.</summary>
    [JsonPropertyName("slot")]
    public int? Slot { get; set; }

    /// <summary>The profile in use as it was at the boot; null for the configured address.</summary>
    [JsonPropertyName("used")]
    public NetworkProfile? Used { get; set; }

    /// <summary>How often it failed to connect since.</summary>
    [JsonIgnore]
    public int Failures { get; set; }
}

// SetNetworkProfile, and which profile the charger connects with (2.0.1 use cases B09, B10, A05).
public sealed partial class Charger
{
    const int LongestUrl = 512;

    /// <summary>The network profile that it connects with since its last boot; null for the configured address.</summary>
    public NetworkProfile? NetworkProfile => state.Network?.Used;

    internal int? NetworkSlot => state.Network?.Slot;

    /// <summary>A connection could not be made: after NetworkProfileConnectionAttempts the next profile of NetworkConfigurationPriority has its
    /// turn, after the last the configured address, then the first again.</summary>
    public Changes ConnectionFailed(DateTimeOffset now)
    {
        AdvanceTo(now);
        if (state.Network is { } network && ++network.Failures >= Number(Settings.NetworkAttempts))
        {
            var turns = NetworkTurns(network);
            UseNetwork(network, turns[(turns.IndexOf(network.Slot) + 1) % turns.Count]);
        }

        return TakeChanges();
    }

    /// <summary>The configuration has another address, which counts from now on.</summary>
    public Changes ForgetNetworkProfiles()
    {
        if (state.Network is not null)
        {
            state.Network = null;
            state.Settings?.Remove(Settings.NetworkPriority.Name);
            persist = true;
        }

        return TakeChanges();
    }

    internal V2.SetNetworkProfileResponse Answer(V2.SetNetworkProfileRequest request)
    {
        var data = request.ConnectionData;
        if (NotAProfile(request.ConfigurationSlot, data) is { } reason)
        {
            return new() { Status = V2.SetNetworkProfileStatusEnumType.Rejected, StatusInfo = new() { ReasonCode = reason } };
        }

        if (Spec.Iccid is null && (data.Apn is not null || data.OcppInterface is >= V2.OCPPInterfaceEnumType.Wireless0 and <= V2.OCPPInterfaceEnumType.Wireless3))
        {
            return new() { Status = V2.SetNetworkProfileStatusEnumType.Failed, StatusInfo = new() { ReasonCode = "NoModem" } };
        }

        (state.Network ??= new()).Profiles[request.ConfigurationSlot] = new(
            data.OcppCsmsUrl, data.SecurityProfile, data.MessageTimeout, data.Identity, data.BasicAuthPassword);
        persist = true;
        return new() { Status = V2.SetNetworkProfileStatusEnumType.Accepted };
    }

    // What is wrong with a profile; null for nothing.
    string? NotAProfile(int slot, V2.NetworkConnectionProfileType data) =>
        !Settings.NetworkPriority.Values.Contains(Settings.Invariant(slot)) ? "InvalidConfSlot"
        : data.OcppTransport != V2.OCPPTransportEnumType.JSON || data.OcppVersion is < V2.OCPPVersionEnumType.OCPP20 ? "InvalidNetworkConf"
        : data.MessageTimeout < Settings.MessageTimeout.Min || data.MessageTimeout > Settings.MessageTimeout.Max ? "InvalidNetworkConf"
        : data.SecurityProfile < ConnectedProfile ? "NoSecurityDowngrade"
        : data.SecurityProfile > 3 ? "InvalidNetworkConf"
        : !IsAddress(data.OcppCsmsUrl, data.SecurityProfile) ? "InvalidURL"
        : null;

    // The same rules as a configured address has.
    static bool IsAddress(string text, int securityProfile) =>
        text.Length <= LongestUrl && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss"
        && url is { Host.Length: > 0, UserInfo.Length: 0, Fragment.Length: 0 } && (securityProfile < 2 || url.Scheme == "wss");

    // Whether every slot of a list is set and could be used. The first is until the CSMS sets it.
    internal bool HasNetworkProfiles(string slots) => SlotsOf(slots).All(slot =>
        state.Network?.Profiles.GetValueOrDefault(slot) is { } profile
            ? profile.SecurityProfile == ConnectedProfile || MayUseProfile(profile.SecurityProfile)
            : slot == 1);

    static IEnumerable<int> SlotsOf(string list) => list.Split(',').Select(slot => int.Parse(slot, CultureInfo.InvariantCulture));

    // The slots in the order of their turns; null for the configured address, which is always one of them.
    List<int?> NetworkTurns(NetworkState network)
    {
        var turns = SlotsOf(Value(Settings.NetworkPriority)).Select(slot => network.Profiles.ContainsKey(slot) ? (int?)slot : null).ToList();
        if (!turns.Contains(null))
        {
            turns.Add(null);
        }

        return turns;
    }

    // At a boot the first has its turn.
    void BeginWithFirstNetwork()
    {
        if (state.Network is { } network)
        {
            UseNetwork(network, NetworkTurns(network)[0]);
        }
    }

    void UseNetwork(NetworkState network, int? slot)
    {
        (network.Slot, network.Failures) = (slot, 0);
        network.Used = slot is { } known ? network.Profiles[known] : null;
        persist = true;
    }

    // The CSMS has accepted the charger: a higher security profile is its own from now on, and lower ones are used no more.
    void KeepSecurityProfile(DateTimeOffset now)
    {
        if (state.Network is { Used: { } used } network && used.SecurityProfile > ConnectedProfile)
        {
            // The list, and what is in the slot, may have been changed since the boot.
            var slotInUse = network.Slot!.Value;
            if (network.Profiles[slotInUse].SecurityProfile < used.SecurityProfile)
            {
                network.Profiles[slotInUse] = used;
            }

            Set(Settings.SecurityProfile, Settings.Invariant(used.SecurityProfile), now);
            Set(
                Settings.NetworkPriority,
                string.Join(',', SlotsOf(Value(Settings.NetworkPriority)).Append(slotInUse).Distinct().Where(
                    slot => network.Profiles.GetValueOrDefault(slot)?.SecurityProfile >= used.SecurityProfile)),
                now);
            persist = true;
        }
    }
}
