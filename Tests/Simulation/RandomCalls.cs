using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What a CSMS asks of a charger at random, whether or not it makes sense then.</summary>
static class RandomCalls
{
    const string StartsSoon = "\"startSchedule\":\"‹soon›\",";

    static readonly (string Action, string Payload)[] Calls16 =
    [
        ("ReserveNow", """{"connectorId":‹connector›,"expiryDate":"‹soon›","idTag":"TAG","reservationId":‹few›}"""),
        ("ReserveNow", """{"connectorId":‹connector›,"expiryDate":"‹soon›","idTag":"OTHER","reservationId":‹few›}"""),
        ("CancelReservation", """{"reservationId":‹few›}"""),
        ("SetChargingProfile", Profile("ChargePointMaxProfile", 0, "Absolute", StartsSoon)),
        ("SetChargingProfile", Profile("TxDefaultProfile", 0, "Relative", "")),
        ("SetChargingProfile", Profile("TxDefaultProfile", null, "Recurring", StartsSoon)),
        ("SetChargingProfile", Profile("TxProfile", null, "Relative", "", "\"transactionId\":‹transaction›,")),
        ("ClearChargingProfile", """{"id":‹few›}"""),
        ("ClearChargingProfile", "{}"),
        ("GetCompositeSchedule", """{"connectorId":‹connector›,"duration":‹number›}"""),
        ("UnlockConnector", """{"connectorId":‹connector›}"""),
        ("TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":‹connector›}"""),
        ("TriggerMessage", """{"requestedMessage":"StatusNotification"}"""),
        ("TriggerMessage", """{"requestedMessage":"BootNotification"}"""),
        ("ClearCache", "{}"),
        ("SendLocalList", """{"listVersion":‹number›,"updateType":"Full","localAuthorizationList":[{"idTag":"TAG","idTagInfo":{"status":"Accepted","parentIdTag":"GROUP"}}]}"""),
        ("SendLocalList", """{"listVersion":‹number›,"updateType":"Differential","localAuthorizationList":[{"idTag":"TAG","idTagInfo":{"status":"Blocked"}}]}"""),
        ("ChangeConfiguration", """{"key":"LocalPreAuthorize","value":"true"}"""),
        ("ChangeConfiguration", """{"key":"AuthorizeRemoteTxRequests","value":"true"}"""),
        ("ChangeConfiguration", """{"key":"AllowOfflineTxForUnknownId","value":"true"}"""),
        ("ChangeConfiguration", """{"key":"StopTransactionOnEVSideDisconnect","value":"false"}"""),
        ("ChangeConfiguration", """{"key":"StopTransactionOnInvalidId","value":"false"}"""),
        ("ChangeConfiguration", """{"key":"ConnectionTimeOut","value":"‹number›"}"""),
        ("ChangeConfiguration", """{"key":"StopTxnSampledData","value":"Energy.Active.Import.Register"}"""),
        ("UpdateFirmware", """{"location":"http://127.0.0.1/firmware","retrieveDate":"‹soon›"}"""),
        ("GetDiagnostics", """{"location":"http://127.0.0.1/"}"""),
        ("RemoteStartTransaction", """{"idTag":"TAG","connectorId":‹connector›,"chargingProfile":""" + Schedule("TxProfile", "Relative", "", "") + "}"),
    ];

    static readonly (string Action, string Payload)[] Calls201 =
    [
        ("SetChargingProfile", EvseProfile("ChargingStationMaxProfile", 0, "Absolute", StartsSoon)),
        ("SetChargingProfile", EvseProfile("TxDefaultProfile", 0, "Relative", "")),
        ("SetChargingProfile", EvseProfile("TxDefaultProfile", null, "Recurring", StartsSoon)),
        ("SetChargingProfile", EvseProfile("TxProfile", null, "Relative", "", "\"transactionId\":\"‹transaction›\",")),
        ("RequestStartTransaction", """{"idToken":{"idToken":"TAG","type":"Central"},"remoteStartId":3,"evseId":‹connector›,"chargingProfile":"""
            + EvseSchedule("TxProfile", "Relative", "", "") + "}"),
        ("ClearChargingProfile", """{"chargingProfileId":‹few›}"""),
        ("ClearChargingProfile", """{"chargingProfileCriteria":{"evseId":‹connector›}}"""),
        ("GetChargingProfiles", """{"requestId":‹number›,"chargingProfile":{}}"""),
        ("GetChargingProfiles", """{"requestId":‹number›,"evseId":‹connector›,"chargingProfile":{"stackLevel":‹few›}}"""),
        ("GetCompositeSchedule", """{"evseId":‹connector›,"duration":‹number›}"""),
        ("GetCompositeSchedule", """{"evseId":0,"duration":1‹number›,"chargingRateUnit":"A"}"""),
        ("SetVariables", Variable("SmartChargingCtrlr", "LimitChangeSignificance", "‹few›")),
        ("UnlockConnector", """{"evseId":‹connector›,"connectorId":1}"""),
        ("TriggerMessage", """{"requestedMessage":"MeterValues","evse":{"id":‹connector›}}"""),
        ("TriggerMessage", """{"requestedMessage":"TransactionEvent","evse":{"id":‹connector›}}"""),
        ("TriggerMessage", """{"requestedMessage":"BootNotification"}"""),
        ("ClearCache", "{}"),
        ("SendLocalList", """{"versionNumber":‹number›,"updateType":"Full","localAuthorizationList":[{"idToken":{"idToken":"TAG","type":"Central"},"idTokenInfo":{"status":"Accepted","groupIdToken":{"idToken":"GROUP","type":"Central"}}}]}"""),
        ("SendLocalList", """{"versionNumber":‹number›,"updateType":"Differential","localAuthorizationList":[{"idToken":{"idToken":"TAG","type":"Central"},"idTokenInfo":{"status":"Blocked"}}]}"""),
        ("SendLocalList", """{"versionNumber":‹number›,"updateType":"Differential","localAuthorizationList":[{"idToken":{"idToken":"TAG","type":"Central"}}]}"""),
        ("ReserveNow", """{"id":‹few›,"evseId":‹connector›,"expiryDateTime":"‹soon›","idToken":{"idToken":"TAG","type":"Central"}}"""),
        ("ReserveNow", """{"id":‹few›,"evseId":‹connector›,"expiryDateTime":"‹soon›","idToken":{"idToken":"OTHER","type":"Central"},"groupIdToken":{"idToken":"GROUP","type":"Central"}}"""),
        ("ReserveNow", """{"id":‹few›,"expiryDateTime":"‹soon›","idToken":{"idToken":"OTHER","type":"Central"},"connectorType":"sType2"}"""),
        ("CancelReservation", """{"reservationId":‹few›}"""),
        ("CostUpdated", """{"totalCost":‹number›,"transactionId":"‹transaction›"}"""),
        ("CustomerInformation", """{"requestId":‹number›,"report":true,"clear":true,"idToken":{"idToken":"TAG","type":"Central"}}"""),
        ("SetDisplayMessage", """{"message":{"id":‹few›,"priority":"NormalCycle","message":{"format":"UTF8","content":"Hello"},"endDateTime":"‹soon›"}}"""),
        ("SetDisplayMessage", """{"message":{"id":‹few›,"priority":"AlwaysFront","message":{"format":"UTF8","content":"Hello"},"transactionId":"‹transaction›"}}"""),
        ("SetDisplayMessage", """{"message":{"id":‹few›,"priority":"InFront","message":{"format":"ASCII","content":"Hello"},"state":"Charging","startDateTime":"‹soon›"}}"""),
        ("GetDisplayMessages", """{"requestId":‹number›}"""),
        ("ClearDisplayMessage", """{"id":‹few›}"""),
        ("SetVariables", Variable("AuthCacheCtrlr", "LifeTime", "‹number›")),
        ("SetVariables", Variable("AuthCacheCtrlr", "DisablePostAuthorize", "true")),
        ("SetVariables", Variable("LocalAuthListCtrlr", "DisablePostAuthorize", "true")),
        ("TriggerMessage", """{"requestedMessage":"SignChargingStationCertificate"}"""),
        ("TriggerMessage", """{"requestedMessage":"SignCombinedCertificate"}"""),
        ("UpdateFirmware", """{"requestId":‹few›,"retries":1,"retryInterval":5,"firmware":{"location":"http://127.0.0.1/firmware","retrieveDateTime":"‹soon›"}}"""),
        ("PublishFirmware", """{"requestId":‹few›,"location":"http://127.0.0.1/firmware","checksum":"‹few›"}"""),
        ("UnpublishFirmware", """{"checksum":"‹few›"}"""),
        ("GetLog", """{"logType":"DiagnosticsLog","requestId":‹few›,"log":{"remoteLocation":"http://127.0.0.1/"}}"""),
        ("SetVariables", Variable("ChargingStation", "AllowNewSessionsPendingFirmwareUpdate", "true")),
        ("SetVariables", Variable("TxCtrlr", "StopTxOnEVSideDisconnect", "false")),
        ("SetVariables", Variable("TxCtrlr", "EVConnectionTimeOut", "‹number›")),
        ("SetVariables", Variable("AuthCtrlr", "LocalPreAuthorize", "true")),
        ("SetVariables", Variable("AuthCtrlr", "OfflineTxForUnknownIdEnabled", "true")),
        ("SetVariables", Variable("OCPPCommCtrlr", "MessageTimeout", "‹few›")),
        ("Reset", """{"type":"OnIdle","evseId":‹connector›}"""),
        ("Reset", """{"type":"Immediate","evseId":‹connector›}"""),
        ("GetBaseReport", """{"requestId":‹few›,"reportBase":"SummaryInventory"}"""),
        ("SetVariableMonitoring", Monitor("Delta", "AvailabilityState")),
        ("SetVariableMonitoring", Monitor("UpperThreshold", "Power")),
        ("SetVariableMonitoring", Monitor("Periodic", "AvailabilityState")),
        ("ClearVariableMonitoring", """{"id":[100‹few›]}"""),
        ("SetMonitoringBase", """{"monitoringBase":"FactoryDefault"}"""),
    ];

    static string Profile(string purpose, int? connectorId, string kind, string start, string transaction = "") =>
        $$"""{"connectorId":{{(connectorId is { } id ? $"{id}" : "‹connector›")}},"csChargingProfiles":{{Schedule(purpose, kind, start, transaction)}}}""";

    static string Schedule(string purpose, string kind, string start, string transaction) => $$$"""
        {"chargingProfileId":‹few›,"stackLevel":‹few›,{{{transaction}}}"chargingProfilePurpose":"{{{purpose}}}","chargingProfileKind":"{{{kind}}}",
         {{{(kind == "Recurring" ? "\"recurrencyKind\":\"Daily\"," : "")}}}"chargingSchedule":{"duration":1000,{{{start}}}"chargingRateUnit":"W",
         "chargingSchedulePeriod":[{"startPeriod":0,"limit":1‹number›0},{"startPeriod":60,"limit":‹number›},{"startPeriod":120,"limit":11000}]}}
        """;

    static string EvseProfile(string purpose, int? evseId, string kind, string start, string transaction = "") =>
        $$"""{"evseId":{{(evseId is { } id ? $"{id}" : "‹connector›")}},"chargingProfile":{{EvseSchedule(purpose, kind, start, transaction)}}}""";

    static string EvseSchedule(string purpose, string kind, string start, string transaction) =>
        Schedule(purpose, kind, start, transaction)
            .Replace("chargingProfileId", "id", StringComparison.Ordinal)
            .Replace("\"chargingSchedule\":{", "\"chargingSchedule\":[{\"id\":1,", StringComparison.Ordinal)
            .Replace("]}}", "]}]}", StringComparison.Ordinal);

    static string Variable(string component, string variable, string value) =>
        $$$"""{"setVariableData":[{"component":{"name":"{{{component}}}"},"variable":{"name":"{{{variable}}}"},"attributeValue":"{{{value}}}"}]}""";

    static string Monitor(string type, string variable) => $$$"""
        {"setMonitoringData":[{"type":"{{{type}}}","value":1‹number›,"severity":‹few›,"component":{"name":"EVSE","evse":{"id":‹connector›}},
         "variable":{"name":"{{{variable}}}"}}]}
        """;

    /// <summary>Makes one, with numbers in it.</summary>
    /// <param name="fixture">The charger, which is connected.</param>
    /// <param name="which">Chooses it.</param>
    /// <param name="number">Chooses the connector, and is a duration, a limit, an id.</param>
    public static void Make(ChargerFixture fixture, byte which, byte number)
    {
        var calls = fixture.Charger.Spec.Version == OcppVersion.V16 ? Calls16 : Calls201;
        var (action, payload) = calls[which % calls.Length];
        var connector = 1 + (number & 1);
        fixture.Ask(action, payload
            .Replace("‹connector›", $"{connector}", StringComparison.Ordinal)
            .Replace("‹number›", $"{number}", StringComparison.Ordinal)
            .Replace("‹few›", $"{1 + (number % 4)}", StringComparison.Ordinal)
            .Replace("‹soon›", $"{fixture.Now.AddSeconds(number):O}", StringComparison.Ordinal)
            .Replace("‹transaction›", fixture[connector].Transaction?.Id ?? "0", StringComparison.Ordinal));
    }
}
