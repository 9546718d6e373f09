namespace OcppLab.Grains;

/// <summary>How long Orleans waits for the answers to calls, by what they do. Whoever waits for an answer has a shorter time or makes the
/// call again: these only see to it that a call whose answer is lost does not stay in memory.</summary>
static class CallTimes
{
    /// <summary>What only reads.</summary>
    public const string Read = "00:00:03";

    /// <summary>What changes one charger.</summary>
    public const string Command = "00:00:15";

    /// <summary>What a location asks of all its chargers.</summary>
    public const string Location = "00:02:00";
}
