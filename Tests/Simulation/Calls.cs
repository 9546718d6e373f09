using System.Text;
using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What a CSMS asks of a charger, in the charger's version; each gives the status of the answer.</summary>
internal static class Calls
{
    public const string Accepted = "Accepted";
    public const string Rejected = "Rejected";
    public const string Scheduled = "Scheduled";

    /// <summary>Asks by action and payload, and gives the answer's payload.</summary>
    public static JsonElement Ask(this ChargerFixture fixture, string action, string payload)
    {
        var response = fixture.Call(Payloads.ReadRequest(fixture.Charger.Spec.Version, action, Encoding.UTF8.GetBytes(payload)));
        return JsonElement.Parse(Encoding.UTF8.GetBytes(Ocpp.Wire.Text(response)));
    }

    public static string RemoteStart(this ChargerFixture fixture, int? connectorId, string idTag = "REMOTE", int remoteStartId = 1, string type = "Central") =>
        fixture.Is16()
            ? fixture.Status("RemoteStartTransaction", $$"""{"idTag":"{{idTag}}"{{(connectorId is { } id ? $",\"connectorId\":{id}" : "")}}}""")
            : fixture.Status(
                "RequestStartTransaction",
                $$$"""{"idToken":{"idToken":"{{{idTag}}}","type":"{{{type}}}"},"remoteStartId":{{{remoteStartId}}}{{{(connectorId is { } evse ? $",\"evseId\":{evse}" : "")}}}}""");

    public static string RemoteStop(this ChargerFixture fixture, string transactionId) => fixture.Is16()
        ? fixture.Status("RemoteStopTransaction", $$"""{"transactionId":{{transactionId}}}""")
        : fixture.Status("RequestStopTransaction", $$"""{"transactionId":"{{transactionId}}"}""");

    public static string Reset(this ChargerFixture fixture, bool hard, int? evseId = null) => fixture.Is16()
        ? fixture.Status("Reset", $$"""{"type":"{{(hard ? "Hard" : "Soft")}}"}""")
        : fixture.Status("Reset", $$"""{"type":"{{(hard ? "Immediate" : "OnIdle")}}"{{(evseId is { } id ? $",\"evseId\":{id}" : "")}}}""");

    public static string Trigger(this ChargerFixture fixture, string message, int? connectorId = null) => fixture.Status(
        "TriggerMessage",
        $$"""{"requestedMessage":"{{message}}"{{(connectorId is not { } id ? "" : fixture.Is16() ? $",\"connectorId\":{id}" : $",\"evse\":{{\"id\":{id}}}")}}}""");

    public static string ChangeAvailability(this ChargerFixture fixture, int connectorId, bool operative)
    {
        var type = operative ? "Operative" : "Inoperative";
        return fixture.Status("ChangeAvailability", fixture.Is16() ? $$"""{"connectorId":{{connectorId}},"type":"{{type}}"}"""
            : connectorId == 0 ? $$"""{"operationalStatus":"{{type}}"}"""
            : $$$"""{"operationalStatus":"{{{type}}}","evse":{"id":{{{connectorId}}}}}""");
    }

    public static string Unlock(this ChargerFixture fixture, int connectorId, int evseConnectorId = 1) => fixture.Status(
        "UnlockConnector",
        fixture.Is16() ? $$"""{"connectorId":{{connectorId}}}""" : $$"""{"evseId":{{connectorId}},"connectorId":{{evseConnectorId}}}""");

    public static string ChangeConfiguration(this ChargerFixture fixture, string key, string value) =>
        fixture.Status("ChangeConfiguration", $$"""{"key":"{{key}}","value":"{{value}}"}""");

    /// <summary>One variable's outcome.</summary>
    public static JsonElement GetVariable(this ChargerFixture fixture, string component, string variable, string? instance = null, string? attribute = null) =>
        fixture.Ask("GetVariables", $$"""{"getVariableData":[{{Variable(component, variable, instance, attribute)}}]}""").GetProperty("getVariableResult")[0];

    /// <summary>The status of one variable's change.</summary>
    public static string SetVariable(this ChargerFixture fixture, string component, string variable, string value) =>
        fixture.Ask("SetVariables", $$"""{"setVariableData":[{"attributeValue":"{{value}}",{{Variable(component, variable, null, null)[1..]}}]}""")
            .GetProperty("setVariableResult")[0].GetProperty("attributeStatus").GetString()!;

    public static IEnumerable<OcppRequest> OfAction(this IEnumerable<OcppRequest> requests, string action) =>
        requests.Where(request => request.ActionName == action);

    static string Variable(string component, string variable, string? instance, string? attribute) =>
        $$$"""{"component":{"name":"{{{component}}}"},"variable":{"name":"{{{variable}}}"{{{(instance is null ? "" : $",\"instance\":\"{instance}\"")}}}}{{{(attribute is null ? "" : $",\"attributeType\":\"{attribute}\"")}}}}""";

    static bool Is16(this ChargerFixture fixture) => fixture.Charger.Spec.Version == OcppVersion.V16;

    static string Status(this ChargerFixture fixture, string action, string payload) =>
        fixture.Ask(action, payload).GetProperty("status").GetString()!;
}

/// <summary>What a CSMS answers. A charger takes either version's words.</summary>
internal static class Replies
{
    public static OcppResponse Boot(RegistrationStatus status, int intervalSeconds) => new V16.BootNotificationResponse
    {
        Status = SameName<RegistrationStatus, V16.RegistrationStatus>.Of(status),
        CurrentTime = ChargerFixture.Start,
        Interval = intervalSeconds,
    };

    public static OcppResponse Authorize(AuthorizationStatus status, string? group = null) =>
        new V2.AuthorizeResponse { IdTokenInfo = InfoOf(status) with { GroupIdToken = Group(group) } };

    public static OcppResponse Start(string transactionId, AuthorizationStatus status) => new V16.StartTransactionResponse
    {
        TransactionId = int.Parse(transactionId, System.Globalization.CultureInfo.InvariantCulture),
        IdTagInfo = new() { Status = Enum.Parse<V16.AuthorizationStatus>(status.ToString()) },
    };

    public static OcppResponse Event(AuthorizationStatus? status = null, DateTimeOffset? expiryDate = null, string? group = null) =>
        new V2.TransactionEventResponse
        {
            IdTokenInfo = status is { } known
                ? InfoOf(known) with { CacheExpiryDateTime = expiryDate, GroupIdToken = Group(group) }
                : null,
        };

    static V2.IdTokenType? Group(string? id) => id is null ? null : new() { IdToken = id, Type = "Central" };

    static V2.IdTokenInfoType InfoOf(AuthorizationStatus status) =>
        new() { Status = SameName<AuthorizationStatus, V2.AuthorizationStatusEnumType>.Of(status) };
}
