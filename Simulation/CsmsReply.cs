using System.Text.Json;

namespace OcppLab.Simulation;

/// <summary>An answer of which nothing is read: that to a message of the user's own.</summary>
public sealed record Acknowledged : OcppResponse
{
    /// <summary>The one instance.</summary>
    public static Acknowledged Instance { get; } = new();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}

/// <summary>A request that is refused with a CALLERROR, by the CSMS or by the charger; and an answer of the CSMS's that does not fit its schema.</summary>
/// <param name="Code">The CALLERROR's code.</param>
/// <param name="Description">Its description.</param>
public sealed record CallRefused(string Code, string Description) : OcppResponse
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer) => throw new NotSupportedException("A CALLERROR has no payload.");
}

/// <summary>An answer of the user's own, its payload sent as given.</summary>
/// <param name="PayloadJson">The payload, one JSON object.</param>
public sealed record RawResponse(string PayloadJson) : OcppResponse
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer) => writer.WriteRawValue(PayloadJson);
}

/// <summary>The CSMS did not answer.</summary>
/// <param name="ConnectionLost">Because the connection went, rather than because the time for it was over.</param>
public sealed record NotAnswered(bool ConnectionLost) : OcppResponse
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer) => throw new NotSupportedException("No answer has no payload.");
}
