using System.Buffers;
using OcppLab.Fleet;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>A charger's state on its way from and to the storage.</summary>
public sealed class ChargerState
{
    [ThreadStatic]
    static ArrayBufferWriter<byte>? scratch;

    /// <summary>What was read, or is to be written: the JSON of <see cref="ChargerHost.Save"/>. Empty for none.</summary>
    public byte[] Json { get; set; } = [];

    /// <summary>The sessions whose rows are to be written with it.</summary>
    internal IReadOnlyList<SessionChanged> Sessions { get; private set; } = [];

    /// <summary>Whether the charger is to run without anybody asking for it.</summary>
    internal bool Awake { get; private set; }

    /// <summary>Whether the charger was removed: its state is deleted.</summary>
    internal bool Removed { get; private set; }

    internal string OrganizationId { get; private set; } = "";

    internal string LocationId { get; private set; } = "";

    internal string Identity { get; private set; } = "";

    /// <summary>Tells this activation's writes from another's.</summary>
    internal Guid Writer { get; } = Guid.NewGuid();

    /// <summary>Takes in what is to be written of a charger, as it is now.</summary>
    internal void Take(ChargerHost host)
    {
        var json = scratch ??= new();
        var sessions = new List<SessionChanged>(1);
        host.Save(json, sessions);
        Sessions = sessions;
        Json = json.WrittenSpan.ToArray();
        json.ResetWrittenCount();
        Awake = host.IsAwake;
        Removed = host.IsRemoved;
        OrganizationId = host.OrganizationId;
        LocationId = host.LocationId;
        Identity = host.Identity;
    }

    /// <summary>Has the state of a charger deleted that is not there any more.</summary>
    internal void Remove() => Removed = true;

    /// <summary>Lets go of what was written or read.</summary>
    internal void Clear()
    {
        Json = [];
        Sessions = [];
    }
}

/// <summary>A state goes with a charger that moves to another silo only while it is unread; after that it is read again there.</summary>
[GenerateSerializer, Alias("ocpplab.state")]
struct ChargerStateSurrogate
{
    [Id(0)]
    public byte[] Json;
}

[RegisterConverter]
sealed class ChargerStateConverter : IConverter<ChargerState, ChargerStateSurrogate>
{
    public ChargerState ConvertFromSurrogate(in ChargerStateSurrogate surrogate) => new() { Json = surrogate.Json };

    public ChargerStateSurrogate ConvertToSurrogate(in ChargerState value) => new() { Json = value.Json };
}
