using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Cases that are played in a version.</summary>
public abstract class VersionedCases
{
    /// <summary>Those of a class, in a version.</summary>
    protected VersionedCases(OcppVersion version) => Flow.Version = version;
}

public sealed class AuthorizationCases201() : AuthorizationCases(OcppVersion.V201);

public sealed class AuthorizationCases21() : AuthorizationCases(OcppVersion.V21);

public sealed class AvailabilityCases201() : AvailabilityCases(OcppVersion.V201);

public sealed class AvailabilityCases21() : AvailabilityCases(OcppVersion.V21);

public sealed class CertificateCases201() : CertificateCases(OcppVersion.V201);

public sealed class CertificateCases21() : CertificateCases(OcppVersion.V21);

public sealed class ChargingLimitCases201() : ChargingLimitCases(OcppVersion.V201);

public sealed class ChargingLimitCases21() : ChargingLimitCases(OcppVersion.V21);

public sealed class ContractCases201() : ContractCases(OcppVersion.V201);

public sealed class ContractCases21() : ContractCases(OcppVersion.V21);

public sealed class CostCases201() : CostCases(OcppVersion.V201);

public sealed class CostCases21() : CostCases(OcppVersion.V21);

public sealed class CustomerCases201() : CustomerCases(OcppVersion.V201);

public sealed class CustomerCases21() : CustomerCases(OcppVersion.V21);

public sealed class DisplayCases201() : DisplayCases(OcppVersion.V201);

public sealed class DisplayCases21() : DisplayCases(OcppVersion.V21);

public sealed class FirmwareCases201() : FirmwareCases(OcppVersion.V201);

public sealed class FirmwareCases21() : FirmwareCases(OcppVersion.V21);

public sealed class LocalListCases201() : LocalListCases(OcppVersion.V201);

public sealed class LocalListCases21() : LocalListCases(OcppVersion.V21);

public sealed class LogCases201() : LogCases(OcppVersion.V201);

public sealed class LogCases21() : LogCases(OcppVersion.V21);

public sealed class MeterValueCases201() : MeterValueCases(OcppVersion.V201);

public sealed class MeterValueCases21() : MeterValueCases(OcppVersion.V21);

public sealed class MonitoringCases201() : MonitoringCases(OcppVersion.V201);

public sealed class MonitoringCases21() : MonitoringCases(OcppVersion.V21);

public sealed class ProvisioningCases201() : ProvisioningCases(OcppVersion.V201);

public sealed class ProvisioningCases21() : ProvisioningCases(OcppVersion.V21);

public sealed class PublicationCases201() : PublicationCases(OcppVersion.V201);

public sealed class PublicationCases21() : PublicationCases(OcppVersion.V21);

public sealed class RemoteControlCases201() : RemoteControlCases(OcppVersion.V201);

public sealed class RemoteControlCases21() : RemoteControlCases(OcppVersion.V21);

public sealed class ReservationCases201() : ReservationCases(OcppVersion.V201);

public sealed class ReservationCases21() : ReservationCases(OcppVersion.V21);

public sealed class SecurityCases201() : SecurityCases(OcppVersion.V201);

public sealed class SecurityCases21() : SecurityCases(OcppVersion.V21);

public sealed class SmartChargingCases201() : SmartChargingCases(OcppVersion.V201);

public sealed class SmartChargingCases21() : SmartChargingCases(OcppVersion.V21);

public sealed class TransactionCases201() : TransactionCases(OcppVersion.V201);

public sealed class TransactionCases21() : TransactionCases(OcppVersion.V21);
