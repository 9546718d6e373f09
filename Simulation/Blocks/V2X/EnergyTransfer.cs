using System.Text;

namespace OcppLab.Simulation;

// Which way energy may flow (2.1 use cases Q01, Q02). A vehicle charges only until the CSMS allows it to give energy too: when it authorizes, or
// later by NotifyAllowedEnergyTransfer. Vehicle and charger agree on that anew by ISO 15118-20, which NotifyEVChargingNeeds tells.
public sealed partial class Charger
{
    const string ChargingNeeds = "NotifyEVChargingNeeds";

    /// <summary>The ways of energy transfer that the charger has (V2XChargingCtrlr.SupportedEnergyTransferModes).</summary>
    internal string EnergyTransferModes => Spec.Model switch
    {
        { Current: CurrentType.Dc } => "DC,DC_BPT",
        { Phases: 1 } => "AC_single_phase,AC_BPT",
        _ => "AC_single_phase,AC_three_phase,AC_BPT",
    };

    internal V2.NotifyAllowedEnergyTransferResponse Answer(V2.NotifyAllowedEnergyTransferRequest request, DateTimeOffset now)
    {
        var transaction = Array.Find(connectors, connector => connector.Transaction?.Id == request.TransactionId)?.Transaction;
        var isBidirectional = transaction is not null && CanDischarge(transaction) && request.AllowedEnergyTransfer.Contains(BidirectionalTransfer);
        var fault = transaction is null ? "TxNotFound"
            : !SpeaksIso15118(transaction) ? "UnsupportedRequest"
            : !isBidirectional && !request.AllowedEnergyTransfer.Contains(ChargingTransfer(transaction)) ? "UnsupportedParam"
            : null;
        if (fault is not null)
        {
            return new() { Status = V2.NotifyAllowedEnergyTransferStatusEnumType.Rejected, StatusInfo = Because(fault) };
        }

        if (transaction!.Bidirectional != isBidirectional)
        {
            Transfer(transaction, isBidirectional, now);
        }

        return new() { Status = V2.NotifyAllowedEnergyTransferStatusEnumType.Accepted };
    }

    // No vehicle follows the grid's frequency here, so that there is none that a signal changes (use case Q08).
    internal static V2.AFRRSignalResponse Answer(V2.AFRRSignalRequest _) =>
        new() { Status = V2.GenericStatusEnumType.Rejected, StatusInfo = Because("UnsupportedRequest") };

    // A vehicle that gives energy says so by ISO 15118-20.
    bool CanDischarge(Transaction transaction) => IsV2XEnabled && SpeaksIso15118(transaction) && transaction.Vehicle.MaxDischargeW > 0;

    bool MayDischarge(Transaction transaction) => transaction.Bidirectional && CanDischarge(transaction);

    // The vehicle asks for another way of energy transfer, and what flows follows.
    void Transfer(Transaction transaction, bool isBidirectional, DateTimeOffset at)
    {
        (transaction.Bidirectional, persist) = (isBidirectional, true);
        TellChargingNeeds(transaction, at);
        Flow(transaction, TriggerReason.ChargingRateChanged, at);
    }

    // A MAC address by which a vehicle names itself (ISO 15118), of the same vehicle always the same.
    string EvccIdOf(Transaction transaction) => (Mixer.Mix(Spec.Seed, Mixer.Hash(transaction.VehicleName)) >> 16).ToString("X12");

    // What the CSMS allows somebody as it authorizes: nothing said is charging only (Q01.FR.08).
    void KeepAllowedTransfer(AuthorizeEntry entry, OcppResponse reply)
    {
        if (reply is V2.AuthorizeResponse { AllowedEnergyTransfer: { } allowed } && entry.ConnectorId > 0 && entry.ConnectorId <= connectors.Length
            && Connector(entry.ConnectorId) is { Pending: { } pending } connector)
        {
            connector.Pending = pending with { Bidirectional = allowed.Contains(BidirectionalTransfer) };
        }
    }

    // A way that the CSMS rejects is given up for another (Q01.FR.05); where there is none, the transaction ends (Q01.FR.06).
    void ChargingNeedsAnswered(Entry entry, OcppResponse reply, DateTimeOffset now)
    {
        if (entry is not RawEntry { Action: ChargingNeeds } told
            || reply is not V2.NotifyEVChargingNeedsResponse { Status: V2.NotifyEVChargingNeedsStatusEnumType.Rejected })
        {
            return;
        }

        var request = (V2.NotifyEVChargingNeedsRequest)Version.Messages().Find(ChargingNeeds)!.Request.ReadChecked(Encoding.UTF8.GetBytes(told.Payload));
        if (Connector(ActiveOf(request.EvseId)).Transaction is not { } transaction || request.ChargingNeeds.V2xChargingParameters is null)
        {
            return;
        }

        if (request.ChargingNeeds.RequestedEnergyTransfer != BidirectionalTransfer)
        {
            Stop(transaction, StopReason.ReqEnergyTransferRejected, TriggerReason.AbnormalCondition, now);
        }
        else if (transaction.Bidirectional)
        {
            Transfer(transaction, isBidirectional: false, now);
        }
    }

    V2.EnergyTransferModeEnumType BidirectionalTransfer =>
        Spec.Model.Current == CurrentType.Dc ? V2.EnergyTransferModeEnumType.DCBPT : V2.EnergyTransferModeEnumType.ACBPT;

    static V2.EnergyTransferModeEnumType ChargingTransfer(Transaction transaction) => transaction.Phases switch
    {
        0 => V2.EnergyTransferModeEnumType.DC,
        1 => V2.EnergyTransferModeEnumType.ACsinglephase,
        2 => V2.EnergyTransferModeEnumType.ACtwophase,
        _ => V2.EnergyTransferModeEnumType.ACthreephase,
    };

    V2.EnergyTransferModeEnumType RequestedTransfer(Transaction transaction) =>
        MayDischarge(transaction) ? BidirectionalTransfer : ChargingTransfer(transaction);

    List<V2.EnergyTransferModeEnumType> AvailableTransfer(Transaction transaction) => [ChargingTransfer(transaction), BidirectionalTransfer];

    // Powers are what both charger and vehicle can do.
    V2.V2XChargingParametersType V2XParametersOf(Transaction transaction, double energyWh, DateTimeOffset at)
    {
        var (vehicle, isDc) = (transaction.Vehicle, transaction.Phases == 0);
        var onBoardW = OnBoardW(transaction, transaction.Phases);
        var ratedW = isDc ? Spec.Model.MaxPowerW : Spec.Model.MaxPowerW / Spec.Model.Phases * transaction.Phases;
        var chargeW = Math.Min(Math.Min(ratedW, onBoardW), vehicle.Acceptance.Max(point => point.PowerW));
        var dischargeW = Math.Min(Math.Min(ratedW, onBoardW), vehicle.MaxDischargeW);
        var soc = transaction.SocAt(at);
        return new()
        {
            MinChargePower = isDc ? MinDcPowerW : MinCurrentA * Vehicle.MainsVoltageV * transaction.Phases,
            MaxChargePower = Math.Round(chargeW),
            MinDischargePower = 0,
            MaxDischargePower = Math.Round(dischargeW),
            MaxChargeCurrent = isDc ? Math.Round(chargeW / vehicle.MinVoltageV) : null,
            MaxDischargeCurrent = isDc ? Math.Round(dischargeW / vehicle.MinVoltageV) : null,
            MinVoltage = isDc ? vehicle.MinVoltageV : null,
            MaxVoltage = isDc ? vehicle.MaxVoltageV : null,
            EvTargetEnergyRequest = energyWh,
            EvMinEnergyRequest = Math.Round((Vehicle.DischargeFloorSoc - soc) * vehicle.BatteryWh),
            EvMaxEnergyRequest = Math.Round((1 - soc) * vehicle.BatteryWh),
            TargetSoC = 100,
        };
    }
}
