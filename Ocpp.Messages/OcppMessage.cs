using System.Text.Json;

namespace OcppLab.Ocpp.Messages;

/// <summary>An object of a message.</summary>
public interface IJsonObject
{
    /// <summary>Writes it as JSON; what is null is left out.</summary>
    void Write(Utf8JsonWriter writer);
}

/// <summary>A request, of a charger's or of a CSMS's.</summary>
public abstract record OcppRequest : IJsonObject
{
    /// <summary>The action, as the specification spells it.</summary>
    public abstract string ActionName { get; }

    /// <summary>Whether the other side answers it; false for what is sent without an answer (2.1 SEND).</summary>
    public virtual bool IsAnswered => true;

    /// <inheritdoc/>
    public abstract void Write(Utf8JsonWriter writer);
}

/// <summary>What a request comes to: the message that answers it (CALLRESULT), or what comes in its place.</summary>
public abstract record OcppResponse : IJsonObject
{
    /// <inheritdoc/>
    public abstract void Write(Utf8JsonWriter writer);
}
