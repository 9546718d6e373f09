using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>The dialects there are.</summary>
public static class Dialects
{
    /// <summary>The dialect of a version; one instance each, safe for use by many chargers at once.</summary>
    public static IDialect For(OcppVersion version) => throw new NotImplementedException();
}
