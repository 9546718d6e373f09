using System.Globalization;

namespace OcppLab.Simulation;

// What the device model says of this charger, and where its components are.
public sealed partial class Charger
{
    // Every variable of every place, always in the same order.
    IEnumerable<(DeviceVariable Variable, int Number)> DeviceVariables() =>
        DeviceModel.All.Where(Has).SelectMany(variable => NumbersOf(variable.Tier).Select(number => (variable, number)));

    bool Has(DeviceVariable variable) => variable.Exists?.Invoke(this) != false;

    IEnumerable<int> NumbersOf(DeviceTier tier) => tier switch
    {
        DeviceTier.Station => [0],
        DeviceTier.Evse => Enumerable.Range(1, Spec.Model.EvseCount),
        _ => Enumerable.Range(1, connectors.Length),
    };

    // The place that a component's address is of; null where there is none.
    (DeviceTier Tier, int Number)? PlaceOf(V2.EVSEType? evse) => evse switch
    {
        null => (DeviceTier.Station, 0),
        { ConnectorId: null } when evse.Id >= 1 && evse.Id <= Spec.Model.EvseCount => (DeviceTier.Evse, evse.Id),
        { ConnectorId: { } connectorId } when NumberOf(evse.Id, connectorId) is > 0 and var number => (DeviceTier.Connector, number),
        _ => null,
    };

    V2.ComponentType ComponentOf(DeviceVariable variable, int number) => new() { Name = variable.Component, Evse = EvseOf(variable.Tier, number) };

    V2.EVSEType? EvseOf(DeviceTier tier, int number) => tier switch
    {
        DeviceTier.Station => null,
        DeviceTier.Evse => new() { Id = number },
        _ => Spec.Model.EvseOf(number) is var (evseId, connectorId) ? new() { Id = evseId, ConnectorId = connectorId } : null,
    };

    static V2.VariableType VariableOf(DeviceVariable variable) => new() { Name = variable.Name, Instance = variable.Instance };

    // The connectors of a place.
    IEnumerable<int> ConnectorsIn(DeviceTier tier, int number) => tier switch
    {
        DeviceTier.Station => Enumerable.Range(1, connectors.Length),
        DeviceTier.Evse => Spec.Model.ConnectorsOf(number),
        _ => [number],
    };

    // Of several connectors the one that can be used, else the one that is.
    internal string AvailabilityState(DeviceTier tier, int number)
    {
        var best = ConnectorStatus.Faulted;
        foreach (var id in ConnectorsIn(tier, number))
        {
            var status = Coarse(Connector(id));
            if (tier == DeviceTier.Evse && status == ConnectorStatus.Charging)
            {
                return "Occupied";
            }

            best = status < best ? status : best;
        }

        return best == ConnectorStatus.Charging ? "Occupied" : best.ToString();
    }

    internal bool HasProblem(string component, DeviceTier tier, int number) => ConnectorsIn(tier, number).Any(id =>
        Connector(id).Error is not ChargePointErrorCode.NoError and var fault
        && (component is "ChargingStation" or "EVSE" or "Connector" || FaultPlaces.Of(fault).Component == component));

    // Of an EVSE, or of all.
    internal string PowerW(int evseId, DateTimeOffset now) => Decimal(
        ConnectorsIn(evseId == 0 ? DeviceTier.Station : DeviceTier.Evse, evseId).Sum(id => Math.Max(0, Connector(id).Transaction?.PowerAt(now) ?? 0)));

    internal string RegisterWh(int evseId, DateTimeOffset now)
    {
        var connector = Connector(ActiveOf(evseId));
        return Decimal(connector.Transaction is { } transaction ? transaction.MeterStartWh + transaction.EnergyAt(now) : connector.MeterWh);
    }

    internal string ExportRegisterWh(int evseId, DateTimeOffset now)
    {
        var connector = Connector(ActiveOf(evseId));
        return Decimal(connector.Transaction is { } transaction ? transaction.MeterStartExportWh + transaction.ExportedAt(now) : connector.ExportMeterWh);
    }

    internal int InstalledCertificateCount => state.Security?.Roots?.Certificates.Count ?? 0;

    static string Decimal(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);
}
