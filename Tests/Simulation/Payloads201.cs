namespace OcppLab.Tests.Simulation;

/// <summary>Requests that a CSMS makes in 2.0.1: the action, its payload, what it is answered with, and what comes before it.</summary>
static class Payloads201
{
    const string Place = """{"component":{"name":"EVSE","evse":{"id":1,"connectorId":1},"instance":"x"},"variable":{"name":"Power","instance":"x"}""";

    const string Profile = """
        {"id":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Recurring","recurrencyKind":"Daily",
         "validFrom":"2026-03-01T00:00:00Z","validTo":"2026-03-02T00:00:00Z","transactionId":"none","chargingSchedule":[
          {"id":1,"chargingRateUnit":"A","startSchedule":"2026-03-01T00:00:00Z","duration":86400,"minChargingRate":6,
           "chargingSchedulePeriod":[{"startPeriod":0,"limit":10,"numberPhases":1,"phaseToUse":1}],
           "salesTariff":{"id":1,"salesTariffDescription":"tariff","numEPriceLevels":1,"salesTariffEntry":[
            {"relativeTimeInterval":{"start":0,"duration":60},"ePriceLevel":1,"consumptionCost":[
             {"startValue":0,"cost":[{"costKind":"RelativePricePercentage","amount":1,"amountMultiplier":0}]}]}]}}]}
        """;

    const string LeastProfile = """
        {"id":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative",
         "chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":10}]}]}
        """;

    const string Connection = """
        "ocppVersion":"OCPP20","ocppTransport":"JSON","messageTimeout":20,"ocppCsmsUrl":"ws://127.0.0.1/x","securityProfile":0
        """;

    /// <summary>Those of the device model, transactions, charging profiles, firmware, certificates, logs and monitors.</summary>
    public static IReadOnlyList<(string Action, string Payload, string Answer, string Situation)> Rows { get; } =
    [
        ("CertificateSigned", """{"certificateChain":"none","certificateType":"V2GCertificate"}""", "Rejected", ""),
        ("CertificateSigned", """{"certificateChain":"none"}""", "Rejected", ""),
        ("ChangeAvailability", """{"operationalStatus":"Inoperative","evse":{"id":1,"connectorId":1}}""", "Accepted", ""),
        ("ChangeAvailability", """{"operationalStatus":"Operative"}""", "Accepted", ""),
        ("ClearChargingProfile", """
            {"chargingProfileId":1,"chargingProfileCriteria":{"evseId":1,"chargingProfilePurpose":"TxProfile","stackLevel":0}}
            """, "Unknown", ""),
        ("ClearChargingProfile", "{}", "Unknown", ""),
        ("ClearVariableMonitoring", """{"id":[99]}""", """{"clearMonitoringResult":[{"status":"NotFound","id":99}]}""", ""),
        ("DeleteCertificate", """
            {"certificateHashData":{"hashAlgorithm":"SHA256","issuerNameHash":"0a","issuerKeyHash":"0b","serialNumber":"1"}}
            """, "NotFound", ""),
        ("GetBaseReport", """{"requestId":1,"reportBase":"SummaryInventory"}""", "Accepted", ""),
        ("GetChargingProfiles", """
            {"requestId":1,"evseId":1,"chargingProfile":{"chargingProfilePurpose":"TxProfile","stackLevel":0,"chargingProfileId":[1],"chargingLimitSource":["CSO"]}}
            """, "NoProfiles", ""),
        ("GetChargingProfiles", """{"requestId":1,"chargingProfile":{}}""", "NoProfiles", ""),
        ("GetCompositeSchedule", """{"duration":60,"evseId":1,"chargingRateUnit":"A"}""", "Accepted", ""),
        ("GetCompositeSchedule", """{"duration":60,"evseId":0}""", "Accepted", ""),
        ("GetInstalledCertificateIds", """{"certificateType":["CSMSRootCertificate"]}""", "NotFound", ""),
        ("GetInstalledCertificateIds", "{}", "NotFound", ""),
        ("GetLog", """
            {"log":{"remoteLocation":"http://127.0.0.1/","oldestTimestamp":"2026-03-01T10:00:00Z","latestTimestamp":"2026-03-01T11:00:00Z"},
             "logType":"SecurityLog","requestId":1,"retries":1,"retryInterval":5}
            """, "Accepted", ""),
        ("GetLog", """{"log":{"remoteLocation":"http://127.0.0.1/"},"logType":"DiagnosticsLog","requestId":1}""", "Accepted", ""),
        ("GetMonitoringReport", $$"""{"requestId":1,"componentVariable":[{{Place}} }],"monitoringCriteria":["DeltaMonitoring"]}""", "EmptyResultSet", ""),
        ("GetMonitoringReport", """{"requestId":1}""", "Accepted", ""),
        ("GetReport", $$"""{"requestId":1,"componentVariable":[{{Place}} }],"componentCriteria":["Problem"]}""", "EmptyResultSet", ""),
        ("GetReport", """{"requestId":1}""", "Accepted", ""),
        ("GetTransactionStatus", """{"transactionId":"none"}""", """{"ongoingIndicator":false,"messagesInQueue":false}""", ""),
        ("GetTransactionStatus", "{}", """{"messagesInQueue":false}""", ""),
        ("GetVariables", $$"""{"getVariableData":[{{Place}},"attributeType":"Target"}]}""", """{"getVariableResult":[{"attributeStatus":"UnknownComponent"}]}""", ""),
        ("GetVariables", """{"getVariableData":[{"component":{"name":"ClockCtrlr"},"variable":{"name":"TimeSource"}}]}""",
            """{"getVariableResult":[{"attributeStatus":"Accepted","attributeValue":"Heartbeat"}]}""", ""),
        ("InstallCertificate", """{"certificateType":"MORootCertificate","certificate":"none"}""", "Rejected", ""),
        ("PublishFirmware", """{"location":"http://127.0.0.1/fw","checksum":"0a","requestId":1,"retries":1,"retryInterval":5}""", "Accepted", ""),
        ("PublishFirmware", """{"location":"http://127.0.0.1/fw","checksum":"0a","requestId":1}""", "Accepted", ""),
        ("RequestStartTransaction", $$"""
            {"idToken":{"idToken":"TAG","type":"Central","additionalInfo":[{"additionalIdToken":"more","type":"own"}]},"remoteStartId":1,"evseId":1,
             "groupIdToken":{"idToken":"GROUP","type":"Central","additionalInfo":[{"additionalIdToken":"more","type":"own"}]},"chargingProfile":{{Profile}} }
            """, "Rejected", ""),
        ("RequestStartTransaction", """{"idToken":{"idToken":"TAG","type":"Central"},"remoteStartId":1}""", "Accepted", ""),
        ("RequestStopTransaction", """{"transactionId":"none"}""", "Rejected", ""),
        ("Reset", """{"type":"OnIdle","evseId":1}""", "Accepted", ""),
        ("Reset", """{"type":"OnIdle"}""", "Accepted", ""),
        ("SetChargingProfile", $$"""{"evseId":1,"chargingProfile":{{Profile}} }""", "Rejected", ""),
        ("SetChargingProfile", $$"""{"evseId":1,"chargingProfile":{{LeastProfile}} }""", "Accepted", ""),
        ("SetMonitoringBase", """{"monitoringBase":"All"}""", "Accepted", ""),
        ("SetMonitoringLevel", """{"severity":5}""", "Accepted", ""),
        ("SetNetworkProfile", $$"""
            {"configurationSlot":2,"connectionData":{"ocppInterface":"Wireless0",{{Connection}},
             "apn":{"apn":"a","apnAuthentication":"NONE","apnUserName":"me","apnPassword":"secret","simPin":1,"preferredNetwork":"26201","useOnlyPreferredNetwork":true},
             "vpn":{"server":"s","user":"u","password":"p","key":"k","type":"IKEv2","group":"g"} } }
            """, "Failed", ""),
        ("SetNetworkProfile", $$"""{"configurationSlot":2,"connectionData":{"ocppInterface":"Wired0",{{Connection}} } }""", "Accepted", ""),
        ("SetVariableMonitoring", $$"""
            {"setMonitoringData":[{{Place}},"id":1,"transaction":true,"value":1,"type":"Delta","severity":5}]}
            """, """{"setMonitoringResult":[{"status":"UnknownComponent"}]}""", ""),
        ("SetVariableMonitoring", """
            {"setMonitoringData":[{"value":1,"type":"Delta","severity":5,"component":{"name":"ClockCtrlr"},"variable":{"name":"TimeSource"}}]}
            """, """{"setMonitoringResult":[{"status":null}]}""", ""),
        ("SetVariables", $$"""{"setVariableData":[{{Place}},"attributeValue":"1","attributeType":"Target"}]}""", """{"setVariableResult":[{"attributeStatus":"UnknownComponent"}]}""", ""),
        ("SetVariables", """{"setVariableData":[{"attributeValue":"30","component":{"name":"SampledDataCtrlr"},"variable":{"name":"TxUpdatedInterval"}}]}""",
            """{"setVariableResult":[{"attributeStatus":"Accepted"}]}""", ""),
        ("TriggerMessage", """{"requestedMessage":"StatusNotification","evse":{"id":1,"connectorId":1}}""", "Accepted", ""),
        ("TriggerMessage", """{"requestedMessage":"Heartbeat"}""", "Accepted", ""),
        ("UnlockConnector", """{"evseId":1,"connectorId":1}""", "Unlocked", ""),
        ("UnpublishFirmware", """{"checksum":"0a"}""", "NoFirmware", ""),
        ("UpdateFirmware", """
            {"requestId":1,"retries":1,"retryInterval":5,"firmware":{"location":"http://127.0.0.1/fw","retrieveDateTime":"2026-03-01T13:00:00Z",
             "installDateTime":"2026-03-01T14:00:00Z","signingCertificate":"none","signature":"AA=="}}
            """, "InvalidCertificate", ""),
        ("UpdateFirmware", """{"requestId":1,"firmware":{"location":"http://127.0.0.1/fw","retrieveDateTime":"2026-03-01T13:00:00Z"}}""", "Accepted", ""),
    ];
}
