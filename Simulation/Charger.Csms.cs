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
            : Operations.Of(Version).Answer(this, request, now);
        changes = TakeChanges();
        return response;
    }

    // An EVSE's connector in the charger's own numbers; 0 where there is none.
    int NumberOf(int evseId, int connectorId) =>
        Spec.Model.ConnectorsOf(evseId).ElementAtOrDefault(connectorId - 1);

    // The connectors that a request is about: all of the charger where it names no EVSE, all of the EVSE where it names no connector. None
    // where what it names is not there.
    IEnumerable<int> NumbersOf(int? evseId, int? connectorId = null) =>
        evseId is null or 0 ? Enumerable.Range(1, connectors.Length)
        : connectorId is null or 0 ? Spec.Model.ConnectorsOf(evseId.Value)
        : Spec.Model.ConnectorsOf(evseId.Value).Skip(connectorId.Value - 1).Take(connectorId.Value > 0 ? 1 : 0);

    IEnumerable<int> NumbersOf(V2.EVSEType? evse) => NumbersOf(evse?.Id, evse?.ConnectorId);

    // Whether another connector of its EVSE is in use, so that this one can't be.
    bool IsEvseInUse(int number) => Spec.Model.ConnectorsPerEvse > 1 && Spec.Model.ConnectorsOf(Spec.Model.EvseOf(number).EvseId)
        .Any(other => other != number && (Connector(other).InSession || Connector(other).Plugged));

    // The connector of an EVSE that is in use, else its first.
    int ActiveOf(int evseId) => Spec.Model.ConnectorsOf(evseId).OrderByDescending(
        number => Connector(number).Open is not null).ThenByDescending(number => Connector(number).InSession || Connector(number).Plugged).FirstOrDefault();
}
