namespace OcppLab.Simulation;

/// <summary>What belongs to a version.</summary>
public static class VersionMessages
{
    /// <summary>The messages of a version.</summary>
    public static MessageSet Messages(this OcppVersion version) => version == OcppVersion.V16 ? MessageSet.V16 : MessageSet.V201;
}
