using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>One version of OCPP: what a charger says and hears, as that version's messages.</summary>
public interface IDialect
{
    /// <summary>The version.</summary>
    OcppVersion Version { get; }

    /// <summary>Its WebSocket subprotocol, <c>ocpp1.6</c> or <c>ocpp2.0.1</c>.</summary>
    string Subprotocol { get; }

    /// <summary>Whether the version has an action.</summary>
    bool HasAction(string action);

    /// <summary>The action that carries a message.</summary>
    string ActionOf(ChargerMessage message);

    /// <summary>Writes a message's payload, one JSON object that fits the version's schema.</summary>
    void WriteRequest(ChargerMessage message, Utf8JsonWriter payload);

    /// <summary>Reads the CSMS's answer to a message. Throws nothing: an answer that does not fit the schema is a
    /// <see cref="CallFailed"/> that says why.</summary>
    CsmsReply ReadReply(ChargerMessage request, ReadOnlySpan<byte> payload);

    /// <summary>Reads a request of the CSMS's.</summary>
    /// <exception cref="OcppException">The action is unknown or not supported, or the payload does not fit its schema.</exception>
    CsmsCall ReadCall(string action, ReadOnlySpan<byte> payload);

    /// <summary>Writes the answer to a request of the CSMS's.</summary>
    void WriteResult(CsmsCall call, CallResult result, Utf8JsonWriter payload);
}
