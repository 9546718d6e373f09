using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>What happens next by itself at a connector without a transaction.</summary>
enum ConnectorStep
{
    /// <summary>A driver plugs in, for the session that waits.</summary>
    PlugIn,
    /// <summary>The session that waits for the cable is given up (ConnectionTimeOut).</summary>
    GiveUp,
    /// <summary>The driver presents the card.</summary>
    Card,
    /// <summary>Cable and authorization being there, the transaction starts.</summary>
    Start,
    /// <summary>The driver takes the cable out.</summary>
    Unplug,
}

/// <summary>What a connector waits for.</summary>
/// <param name="At">When it happens.</param>
/// <param name="For">What.</param>
sealed record ConnectorWait(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("for")] ConnectorStep For);
