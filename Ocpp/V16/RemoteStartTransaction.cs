using OcppLab.Simulation;
using static OcppLab.Ocpp.Schema;

namespace OcppLab.Ocpp.V16;

/// <summary>RemoteStartTransaction.req (section 6.33). Its charging profile is held to the schema and otherwise ignored.</summary>
/// <param name="IdTag">The id tag to charge with, at most 20 characters.</param>
/// <param name="ConnectorId">The connector; the charger chooses if left out.</param>
public sealed record RemoteStartTransactionRequest(string IdTag, int? ConnectorId = null)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<RemoteStartTransactionRequest> Message { get; } = new(
        OcppVersion.V16,
        Object(
            Required("idTag", Text(20)),
            Optional("connectorId", Integer(minimum: 0)),
            Optional("chargingProfile", ChargingProfile.Schema)),
        V16Json.Default.RemoteStartTransactionRequest);
}

/// <summary>RemoteStartTransaction.conf (section 6.34).</summary>
/// <param name="Status">Accepted or Rejected.</param>
public sealed record RemoteStartTransactionResponse(CallStatus Status)
{
    /// <summary>Its schema and JSON form.</summary>
    public static MessageType<RemoteStartTransactionResponse> Message { get; } = new(
        OcppVersion.V16,
        Object(Required("status", OneOf("Accepted", "Rejected"))),
        V16Json.Default.RemoteStartTransactionResponse);
}

static class RemoteStartTransaction
{
    public static CsmsOperation Operation { get; } =
        new CsmsOperation<RemoteStartTransactionRequest, RemoteStart, StatusResult, RemoteStartTransactionResponse>(
            "RemoteStartTransaction",
            RemoteStartTransactionRequest.Message,
            static request => new(request.ConnectorId, new(request.IdTag), RemoteStartId: null),
            RemoteStartTransactionResponse.Message,
            static (_, result) => new(result.Status));
}

/// <summary>ChargingProfile (section 7.8).</summary>
static class ChargingProfile
{
    public static Schema Schema { get; } = Object(
        Required("chargingProfileId", Integer()),
        Optional("transactionId", Integer()),
        Required("stackLevel", Integer(minimum: 0)),
        Required("chargingProfilePurpose", OneOf("ChargePointMaxProfile", "TxDefaultProfile", "TxProfile")),
        Required("chargingProfileKind", OneOf("Absolute", "Recurring", "Relative")),
        Optional("recurrencyKind", OneOf("Daily", "Weekly")),
        Optional("validFrom", Schema.DateTime),
        Optional("validTo", Schema.DateTime),
        Required("chargingSchedule", Object(
            Optional("duration", Integer()),
            Optional("startSchedule", Schema.DateTime),
            Required("chargingRateUnit", OneOf("A", "W")),
            Required("chargingSchedulePeriod", Array(Object(
                Required("startPeriod", Integer()),
                Required("limit", Number(decimals: 1)),
                Optional("numberPhases", Integer())))),
            Optional("minChargingRate", Number(decimals: 1)))));
}
