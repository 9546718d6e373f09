namespace OcppLab.Simulation;

// Why something can't be done now, in sentences that name the connector and its state; null where it can.
public sealed partial class Charger
{
    string? Down =>
        state.Off ? "the charger is switched off" : state.Shutdown is not null ? "the charger is about to restart"
        : state.BootUntil is { } until ? $"the charger boots until {until.UtcDateTime:O}"
        : null;

    string? TooLong(string idTag) => idTag.Length <= IdToken.MaxLength(Version)
        ? null
        : $"the id tag {idTag} has {idTag.Length} characters: OCPP {NameOf(Version)} takes {IdToken.MaxLength(Version)}";

    string? NoToken(string idTag, string? type) => TooLong(idTag)
        ?? (type is null || IdToken.HasType(Version, type) ? null
            : Version == OcppVersion.V16 ? $"an id tag of OCPP {NameOf(Version)} has no type, so it can't be {type}"
            : $"OCPP {NameOf(Version)} has no id token type {type}");

    static string NameOf(OcppVersion version) => version.Messages().Version;

    string? Unfit(VehicleOptions? vehicle) => vehicle?.Name is { } name && Spec.Model.Current == CurrentType.Dc && !Vehicles.TakesDc(name)
        ? $"the vehicle {name} can't charge with direct current"
        : null;

    string? Missing(int id) => id >= 1 && id <= connectors.Length ? null
        : connectors.Length == 1 ? $"there is no connector {id}: the charger has connector 1 only"
        : $"there is no connector {id}: the charger has connectors 1 to {connectors.Length}";

    string? NoTransaction(int id) => Missing(id)
        ?? (Connector(id).Transaction is null ? $"connector {id} has no transaction ({Connector(id).Shown.Status})" : null);

    string? NoWord(StopReason? reason) =>
        reason is not { } given || (Version == OcppVersion.V16 ? StopTransactionWriter.Has(given) : TransactionEvent.Has(given, Version)) ? null
        : $"OCPP {NameOf(Version)} has no stop reason {given}";

    string? NotFree(int id, string idTag)
    {
        if (Missing(id) is { } refusal)
        {
            return refusal;
        }

        var connector = Connector(id);
        return connector.Closing is not null ? $"connector {id} still has the transaction before: it ends when the cable is out ({connector.Shown.Status})"
            : connector.IsTaken ? $"connector {id} is already in a session ({connector.Shown.Status})"
            : connector.Error != ChargePointErrorCode.NoError ? $"connector {id} is faulted ({connector.Error})"
            : IsEvseInUse(id) ? $"connector {id} can't be used: another connector of EVSE {Spec.Model.EvseOf(id).EvseId} is in use"
            : connector.Inoperative ? $"connector {id} is unavailable"
            : connector.IsInstalling ? $"connector {id} is unavailable: a firmware is {(IsInstalling ? "being" : "about to be")} installed"
            : connector.ResetUntil is not null ? $"connector {id} is unavailable: its EVSE is being reset"
            : state.ResetWhenIdle ? $"connector {id} takes no session: the charger restarts when its last one is over"
            : Reserved(id, idTag);
    }
}
