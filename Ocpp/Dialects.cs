using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>The dialects there are.</summary>
public static class Dialects
{
    static readonly V16.V16Dialect V16 = new();
    static readonly V201.V201Dialect V201 = new();

    /// <summary>The dialect of a version; one instance each, safe for use by many chargers at once.</summary>
    public static IDialect For(OcppVersion version) => version switch
    {
        OcppVersion.V16 => V16,
        OcppVersion.V201 => V201,
        _ => throw new ArgumentOutOfRangeException(nameof(version)),
    };
}
