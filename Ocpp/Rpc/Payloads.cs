using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>Payloads as a charger reads them: held to their schema first.</summary>
public static class Payloads
{
    /// <summary>Reads a request of the CSMS's.</summary>
    /// <exception cref="OcppException">The version has no such action, or the charger does not answer it, or the payload does not fit its schema.</exception>
    public static OcppRequest ReadRequest(OcppVersion version, string action, ReadOnlySpan<byte> payload)
    {
        var operations = Operations.Of(version);
        if (operations.Messages.Find(action) is not { } operation)
        {
            var unknown = $"{Token.Cut(action)} is not an action of {operations.Messages.Subprotocol}.";
            throw new OcppException(ErrorCodes.NotImplemented, unknown, unknown);
        }

        if (!operations.Answers(action))
        {
            throw new OcppException(
                ErrorCodes.NotSupported, $"{action} is not supported by this charger.",
                operation.Sender == Sender.Charger ? $"{action} is a request of chargers, not of a CSMS." : null);
        }

        return operation.Request.Schema.Check(payload) is { } violation
            ? throw new OcppException(ErrorCodes.Of(violation.Kind, version), violation.Description, violation.Summary)
            : operation.Request.ReadChecked(payload);
    }

    /// <summary>Reads the CSMS's answer to a charger's request. Throws nothing: an answer that does not fit the schema is a
    /// <see cref="CallRefused"/> that says why.</summary>
    public static OcppResponse ReadResponse(OcppVersion version, OcppRequest request, ReadOnlySpan<byte> payload)
    {
        if (request is RawMessage || version.Messages().Find(request.ActionName)?.Response is not { } response)
        {
            return Acknowledged.Instance;
        }

        return response.Schema.Check(payload) is { } violation
            ? new CallRefused(
                ErrorCodes.Of(violation.Kind, version), $"The answer to {request.ActionName} does not fit the specification: {violation.Description}")
            : response.ReadChecked(payload);
    }
}
