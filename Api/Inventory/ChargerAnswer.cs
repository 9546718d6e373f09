using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>A charger as it is answered: its row and what it is doing.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Live">What it is doing.</param>
sealed record ChargerAnswer(ChargerRecord Row, ChargerLive Live)
{
    static readonly Answer<ConnectionLive> Connection = new Answer<ConnectionLive>("ChargerConnection", "A charger's connection to its CSMS.")
        .Word(
            "state",
            "`detached`: it has no CSMS; `off`: it is switched off; `connecting`; `connected`: the CSMS has not accepted it yet; `accepted`; `disconnected`: the next try follows; `unknown`: the silo it runs on does not answer, it may just have gone (only in lists, then without connectors).",
            Enum.GetNames<ConnectionState>().Select(Lower), connection => Lower(connection.State.ToString()))
        .Time("since", "Since when.", connection => connection.Since)
        .TextOrNull("last_error", "What last went wrong, in plain words; null if nothing has since it was last accepted.", connection => connection.LastError)
        .TextOrNull(
            "ocpp_version", "The OCPP version that is spoken on it: the charger's, or its `fallback_ocpp_version`; null while it is not open.",
            connection => connection.Version is { } version ? NameOf(version) : null);

    static readonly Answer<TransactionView> Transaction = new Answer<TransactionView>("ChargerTransaction", "A running transaction.")
        .TextOrNull("id", "The OCPP transaction id; null while the CSMS has not given it.", transaction => transaction.Id)
        .Text("id_tag", "The id tag.", transaction => transaction.IdTag)
        .Time("started_at", "When it started.", transaction => transaction.StartedAt)
        .Number("energy_wh", "The energy delivered so far, in watt-hours.", transaction => Math.Round(transaction.EnergyWh, 3))
        .NumberOrNull(
            "exported_wh", "The energy that the vehicle has given back so far, in watt-hours; null for none.",
            transaction => transaction.ExportedWh is { } exported ? Math.Round(exported, 3) : null)
        .Number("power_w", "The present power in watts; below 0 while the vehicle gives it.", transaction => Math.Round(transaction.PowerW, 3))
        .Number("soc_percent", "The vehicle's state of charge in percent.", transaction => Math.Round(transaction.SocPercent, 3))
        .TimeOrNull("ends_at", "When it will stop by its nearest limit as things are; null without limits.", transaction => transaction.EndsAt);

    static readonly Answer<ConnectorView> Connector = new Answer<ConnectorView>("ChargerConnector", "A connector (1.6), an EVSE (2.0.1, 2.1).")
        .Int("connector_id", "Its number, from 1.", connector => connector.ConnectorId)
        .Word("status", "Its status, in the words of OCPP 1.6.", Enum.GetNames<ConnectorStatus>(), connector => connector.Status.ToString())
        .Word("error_code", "Its error, in the words of OCPP 1.6.", Enum.GetNames<ChargePointErrorCode>(), connector => connector.ErrorCode.ToString())
        .ObjectOrNull("transaction", "The running transaction, or null.", Transaction, connector => connector.Transaction);

    /// <summary>A charger in full.</summary>
    public static readonly Answer<ChargerAnswer> Charger = new Answer<ChargerAnswer>("Charger", "A charger and what it is doing.")
        .Text("id", "Its id.", charger => charger.Row.Id)
        .Text("identity", "The charge point identity.", charger => charger.Row.Identity)
        .Text("name", "A name for people.", charger => charger.Row.Name)
        .Text("vendor_name", "The brand's name.", charger => charger.Model.Vendor)
        .Text("model", "The model's name.", charger => charger.Model.Model)
        .Text("brand_slug", "The brand's slug in the catalog.", charger => charger.Row.BrandSlug)
        .Text("model_slug", "The model's slug in the catalog.", charger => charger.Row.ModelSlug)
        .TextOrNull("image_url", "Always null: there are no pictures here.", _ => null)
        .Word("ocpp_version", "The OCPP version it speaks, unless its CSMS has chosen the `fallback_ocpp_version`.", VersionNames, charger => NameOf(charger.Row.OcppVersion))
        .Int("number_of_connectors", "How many connectors it has.", charger => charger.Model.ConnectorCount)
        .Number("max_charging_power", "A connector's rated power in watts.", charger => charger.Model.MaxPowerW)
        .Text("connector_type", "The connectors' type.", charger => charger.Row.ConnectorType)
        .Text("location_id", "The location it stands at.", charger => charger.Row.LocationId)
        .TextOrNull("ws_url", "The CSMS's address without the identity; null for a detached charger.", charger => charger.Row.WsUrl)
        .Int("security_profile", "OCPP's security profile.", charger => charger.Row.SecurityProfile)
        .JsonOrNull("options", "What was chosen for it, as it was given; null for nothing.", OptionsBody.Shape, charger => charger.Row.Options?.ToJson())
        .Object("connection", "Its connection to its CSMS.", Connection, charger => charger.Link)
        .List("connectors", "Its connectors.", Connector, charger => charger.Live.View.Connectors)
        .Texts(
            "display", "What its display shows now, from the top: the CSMS's messages, and for the driver at each EVSE tariff and cost (2.0.1).",
            charger => charger.Live.View.Display)
        .Time("created_at", "When it was created.", charger => charger.Row.CreatedAt)
        .Time("updated_at", "When it was last changed.", charger => charger.Row.UpdatedAt);

    /// <summary>A page of chargers.</summary>
    public static readonly Answer<PageOf<ChargerAnswer>> Page = Charger.Paged();

    /// <summary>How far a charger is.</summary>
    public static readonly Answer<ChargerAnswer> StatusAnswer = new Answer<ChargerAnswer>("ChargerStatus", "How far a charger is.")
        .Text("charger_id", "The charger.", charger => charger.Row.Id)
        .Word(
            "status",
            "`PROVISIONING`: it is connecting or waits for its CSMS to accept it; `READY`: its CSMS accepted it, or it has none, or it is switched off; `FAILED`: it can't connect, and goes on trying. `PENDING` is a charger that its engine does not know yet.",
            ["PENDING", "PROVISIONING", "READY", "FAILED"], charger => charger.Status)
        .ObjectOrNull(
            "error",
            "Why it failed; null if it did not.",
            new Answer<ChargerAnswer>("ChargerError", "Why a charger failed.")
                .Word("code", "What kind of failure it is.", ["CONNECTION_FAILED", "REGISTRATION_REJECTED"], charger =>
                    charger.IsRejected ? "REGISTRATION_REJECTED" : "CONNECTION_FAILED")
                .Text("message", "What went wrong, in plain words.", charger =>
                    charger.Live.Connection.LastError ?? "The CSMS rejected the charger's BootNotification.")
                .Bool("retryable", "Always true: the charger tries again by itself.", _ => true),
            charger => charger.Status == "FAILED" ? charger : null)
        .TimeOrNull("provisioned_at", "Since when it is ready; null while it is not.", charger =>
            charger.Status == "READY" ? charger.Live.Connection.Since : null);

    /// <summary>A charger that was created.</summary>
    public static readonly Answer<ChargerAnswer> Created = new Answer<ChargerAnswer>("ChargerCreated", "A charger that was created.")
        .Text("charger_id", "Its id.", charger => charger.Row.Id)
        .Text("identity", "The charge point identity.", charger => charger.Row.Identity)
        .Word("status", "How far it is, as `status_url` tells.", ["PENDING", "PROVISIONING", "READY", "FAILED"], charger => charger.Status)
        .Text("status_url", "Where to ask how far it is.", charger => $"/ocpp/chargers/{charger.Row.Id}/status");

    /// <summary>A charger that was created, in the deployment vocabulary.</summary>
    public static readonly Answer<ChargerAnswer> Deployed = new Answer<ChargerAnswer>("Deployment", "A charger that was created.")
        .Text("id", "Its id.", charger => charger.Row.Id)
        .Text("deployment_id", "Its id once more.", charger => charger.Row.Id)
        .Text("identity", "The charge point identity.", charger => charger.Row.Identity)
        .Word("ocpp_version", "The OCPP version it speaks.", Enum.GetValues<OcppVersion>().Select(OcppVersions.Name), charger => charger.Row.OcppVersion.Name())
        .Word("provisioning_state", "How far it is.", ["PENDING", "PROVISIONING", "READY", "FAILED"], charger => charger.Status);

    static IEnumerable<string> VersionNames => Enum.GetValues<OcppVersion>().Select(NameOf);

    ChargerModel Model => Catalog.RatingOf(Row);

    // One without a CSMS is detached on and off; what counts for a reader is that it is off.
    ConnectionLive Link => Live.View.On ? Live.Connection : Live.Connection with { State = ConnectionState.Off };

    bool IsRejected => Live.View.Registration == RegistrationStatus.Rejected;

    string Status => Link switch
    {
        { State: ConnectionState.Detached or ConnectionState.Accepted } => "READY",
        { State: ConnectionState.Unknown } => "PENDING",
        { State: ConnectionState.Off } => Live.View.Connectors.Count > 0 ? "READY" : "PENDING",
        { LastError: null } when !IsRejected => "PROVISIONING",
        _ => "FAILED",
    };

    /// <summary>Chargers with what they are doing; those that can't be asked now are told as unknown.</summary>
    /// <exception cref="FleetException">Unavailable: none of them can be asked now.</exception>
    public static async Task<IReadOnlyList<ChargerAnswer>> OfAsync(
        FleetClient fleet, IReadOnlyList<ChargerRecord> chargers, CancellationToken cancellationToken)
    {
        var live = await fleet.GetLiveWherePossibleAsync(chargers, cancellationToken);
        return live.Count > 0 && live.All(doing => doing.Connection.State == ConnectionState.Unknown)
            ? throw new FleetException(FleetError.Unavailable, live[0].Connection.LastError!)
            : [.. chargers.Zip(live, (row, doing) => new ChargerAnswer(row, doing))];
    }

    /// <summary>A charger with what it is doing.</summary>
    /// <exception cref="FleetException">Unavailable: it can't be asked now.</exception>
    public static async Task<ChargerAnswer> OfAsync(FleetClient fleet, ChargerRecord charger, CancellationToken cancellationToken) =>
        new(charger, (await fleet.GetLiveAsync([charger], cancellationToken))[0]);

    /// <summary>A charger that was just created: it is there, whether it can be asked or not.</summary>
    public static async Task<ChargerAnswer> OfNewAsync(FleetClient fleet, ChargerRecord charger, CancellationToken cancellationToken) =>
        new(charger, (await fleet.GetLiveWherePossibleAsync([charger], cancellationToken))[0]);

    static string NameOf(OcppVersion version) => version.Name().ToUpperInvariant();

    static string Lower(string name) => name.ToLowerInvariant();
}
