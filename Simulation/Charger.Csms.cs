namespace OcppLab.Simulation;

// What the CSMS asks for: the operations are in Blocks, one file each.
public sealed partial class Charger
{
    /// <summary>Answers a request of the CSMS's, one that <see cref="Operations.Answers"/> is true of. The answer is to leave before what
    /// <paramref name="changes"/> asks for is seen to. A charger that was rejected refuses everything, and one that is pending starts
    /// and stops nothing (1.6 section 4.2, 2.0.1 B02, B03).</summary>
    public OcppResponse Receive(OcppRequest request, DateTimeOffset now, out Changes changes)
    {
        AdvanceTo(now);
        lastExchange = now;
        var response = state is { Boot: not null, Registration: RegistrationStatus.Rejected }
            ? new CallRefused("SecurityError", "The CSMS rejected this charger at its BootNotification.")
            : Operations.Of(Spec.Version).Answer(this, request, now);
        changes = TakeChanges();
        return response;
    }

    // An EVSE's connector in the charger's own numbers: each EVSE here has connector 1 alone.
    static int NumberOf(int evseId, int? connectorId)
    {
        const int noSuchConnector = -1;
        return connectorId is null or 1 ? evseId : noSuchConnector;
    }

    static int? NumberOf(V2.EVSEType? evse) => evse is null ? null : NumberOf(evse.Id, evse.ConnectorId);
}
