using System.Text.Json;

namespace OcppLab.Ocpp.Messages;

/// <summary>Who makes a request.</summary>
public enum Sender
{
    /// <summary>The charger.</summary>
    Charger,
    /// <summary>The CSMS.</summary>
    Csms,
    /// <summary>Either.</summary>
    Both,
}

/// <summary>The messages of one version of OCPP.</summary>
public sealed class MessageSet
{
    readonly int version;
    readonly Func<int, int, Operation> create;
    readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    readonly Operation?[] operations;

    MessageSet(string name, int version, (string Action, int? Only)[] all, Func<int, int, Operation> create)
    {
        Version = name;
        this.version = version;
        this.create = create;
        operations = new Operation?[all.Length];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Only is null || all[i].Only == version)
            {
                indices.Add(all[i].Action, i);
            }
        }
    }

    /// <summary>OCPP 1.6 with its security extension.</summary>
    public static MessageSet V16 { get; } = new("1.6", 0, Messages.V16.Actions.All, Messages.V16.Actions.Create);

    /// <summary>OCPP 2.0.1.</summary>
    public static MessageSet V201 { get; } = new("2.0.1", 0, V2.Actions.All, V2.Actions.Create);

    /// <summary>OCPP 2.1.</summary>
    public static MessageSet V21 { get; } = new("2.1", 1, V2.Actions.All, V2.Actions.Create);

    /// <summary>The version's name: <c>1.6</c>, <c>2.0.1</c>, <c>2.1</c>.</summary>
    public string Version { get; }

    /// <summary>Its WebSocket subprotocol: <c>ocpp1.6</c>, <c>ocpp2.0.1</c>, <c>ocpp2.1</c>.</summary>
    public string Subprotocol => field ??= "ocpp" + Version;

    /// <summary>Every action of the version, as the specification spells it.</summary>
    public IReadOnlyCollection<string> Actions => indices.Keys;

    /// <summary>The operation of an action; null where the version has none of that name.</summary>
    public Operation? Find(string action) =>
        indices.TryGetValue(action, out var index) ? operations[index] ??= create(index, version) : null;
}

/// <summary>A request and its response, in one version.</summary>
/// <param name="Action">The action.</param>
/// <param name="Sender">Who makes the request.</param>
/// <param name="Profile">The feature profile it belongs to (1.6 section 3.3.1), <c>Security</c> for the security extension; null in later versions.</param>
/// <param name="Request">The request.</param>
/// <param name="Response">The response; null for a message that gets none (2.1 SEND).</param>
public sealed record Operation(
    string Action, Sender Sender, string? Profile, MessageType<OcppRequest> Request, MessageType<OcppResponse>? Response);

/// <summary>One kind of message, in one version.</summary>
/// <typeparam name="T">What is read of it.</typeparam>
public sealed class MessageType<T>
{
    readonly int version;
    readonly Func<int, Schema> schemaOf;
    readonly ItemReader<T> read;

    internal MessageType(int version, Func<int, Schema> schemaOf, ItemReader<T> read)
    {
        this.version = version;
        this.schemaOf = schemaOf;
        this.read = read;
    }

    /// <summary>What its payload must look like.</summary>
    public Schema Schema => field ??= schemaOf(version);

    /// <summary>Reads a payload that is known to fit the schema.</summary>
    public T ReadChecked(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        return read(ref reader);
    }
}
