namespace OcppLab.Simulation;

/// <summary>What belongs to a version.</summary>
public static class VersionMessages
{
    /// <summary>The messages of a version.</summary>
    public static MessageSet Messages(this OcppVersion version) => version switch
    {
        OcppVersion.V16 => MessageSet.V16,
        OcppVersion.V201 => MessageSet.V201,
        _ => MessageSet.V21,
    };
}
