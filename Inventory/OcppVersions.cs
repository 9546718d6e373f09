using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>The OCPP versions' names in the contract.</summary>
public static class OcppVersions
{
    /// <summary>The version's name, <c>ocpp1.6</c>, <c>ocpp2.0.1</c> or <c>ocpp2.1</c>: also its WebSocket subprotocol.</summary>
    public static string Name(this OcppVersion version) => version.Messages().Subprotocol;

    /// <summary>Reads a version's name, in any letter case and with or without <c>ocpp</c> before it.</summary>
    public static bool TryParse(string text, out OcppVersion version)
    {
        var number = text.StartsWith("ocpp", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(4) : text;
        version = number switch
        {
            "2.0.1" => OcppVersion.V201,
            "2.1" => OcppVersion.V21,
            _ => OcppVersion.V16,
        };
        return number is "1.6" or "2.0.1" or "2.1";
    }

    /// <summary>Reads a version's name.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static OcppVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is not an OCPP version");
}
