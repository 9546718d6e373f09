namespace OcppLab.Tests.Simulation;

/// <summary>Requests that a CSMS makes in 2.1 and not in 2.0.1: the action, its payload, what it is answered with, and what comes before it.</summary>
static class Payloads21
{
    const string Streamed = """
        SetVariableMonitoring {"setMonitoringData":[{"value":1,"type":"Periodic","severity":8,"component":{"name":"ChargingStation"},"variable":{"name":"Power"},"periodicEventStream":{"interval":5,"values":3}}]}
        """;

    const string Energy = "\"energy\":{\"prices\":[{\"priceKwh\":0.3}]}";

    static readonly string TooManyPrices = string.Join(',', Enumerable.Repeat("""{"priceMinute":0.1}""", 21));

    public static IReadOnlyList<(string Action, string Payload, string Answer, string Situation)> Rows { get; } =
    [
        ("AdjustPeriodicEventStream", """{"id":1001,"params":{"values":3}}""", "Accepted", Streamed),
        ("AdjustPeriodicEventStream", """{"id":1002,"params":{"interval":0,"values":0}}""", "Rejected", Streamed),
        ("ChangeTransactionTariff", $$$$"""{"transactionId":"none","tariff":{"tariffId":"A","currency":"EUR",{{{{Energy}}}} }}""", "TxNotFound", ""),
        ("AFRRSignal", """{"timestamp":"2026-03-01T12:00:00Z","signal":0}""", "Rejected", ""),
        ("ClearDERControl", """{"isDefault":true}""", "NotSupported", ""),
        ("ClearTariffs", "{}", """{"clearTariffsResult":[{"status":"NoTariff"}]}""", ""),
        ("ClearTariffs", """{"tariffIds":["A","B"],"evseId":2}""",
            """{"clearTariffsResult":[{"tariffId":"A","status":"Accepted"},{"tariffId":"B","status":"NoTariff"}]}""", DefaultTariff),
        ("ClearTariffs", """{"evseId":9}""", """{"clearTariffsResult":[{"status":"NoTariff"}]}""", DefaultTariff),
        ("GetDERControl", """{"requestId":1}""", "NotSupported", ""),
        ("GetPeriodicEventStream", "{}", """{"constantStreamData":[{"id":1001,"params":{"interval":5,"values":3},"variableMonitoringId":1001}]}""", Streamed),
        ("GetPeriodicEventStream", "{}", "{}", ""),
        ("GetTariffs", """{"evseId":0}""", "NoTariff", ""),
        ("GetTariffs", """{"evseId":2}""", "Accepted", DefaultTariff),
        ("GetTariffs", """{"evseId":3}""", "Rejected", DefaultTariff),
        ("NotifyWebPaymentStarted", """{"evseId":1,"timeout":60}""", "{}", ""),
        ("NotifyWebPaymentStarted", """{"evseId":9,"timeout":-1}""", "{}", ""),
        ("NotifyAllowedEnergyTransfer", """{"transactionId":"none","allowedEnergyTransfer":["AC_BPT"]}""",
            """{"status":"Rejected","statusInfo":{"reasonCode":"TxNotFound"}}""", ""),
        ("SetDERControl", """
            {"isDefault":true,"controlId":"1","controlType":"LimitMaxDischarge","limitMaxDischarge":{"priority":0,"pctMaxDischargePower":50}}
            """, "NotSupported", ""),
        ("SetDefaultTariff", $$$$"""{"evseId":0,"tariff":{"tariffId":"A","currency":"EUR",{{{{Energy}}}} }}""", "Accepted", ""),
        ("SetDefaultTariff", $$$$"""{"evseId":2,"tariff":{"tariffId":"A","currency":"EUR",{{{{Energy}}}},"validFrom":"2026-03-02T00:00:00Z"}}""", "DuplicateTariffId", DefaultTariff),
        ("SetDefaultTariff", $$$$"""{"evseId":3,"tariff":{"tariffId":"A","currency":"EUR",{{{{Energy}}}} }}""", "Rejected", ""),
        ("SetDefaultTariff", """{"evseId":1,"tariff":{"tariffId":"A","currency":"EU"}}""", "Rejected", ""),
        ("SetDefaultTariff", $$$$"""{"evseId":1,"tariff":{"tariffId":"A","currency":"EUR","idleTime":{"prices":[{{{{TooManyPrices}}}}]}}}""", "TooManyElements", ""),
        ("SetDefaultTariff", """
            {"evseId":1,"tariff":{"tariffId":"A","currency":"EUR","energy":{"prices":[
             {"priceKwh":0.3,"conditions":{"startTimeOfDay":"00:00","endTimeOfDay":"23:59","dayOfWeek":["Sunday"],"validFromDate":"2026-03-01",
              "validToDate":"2026-03-02","evseKind":"AC","minEnergy":0,"maxEnergy":1,"minCurrent":0,"maxCurrent":1,"minPower":0,"maxPower":1,
              "minTime":0,"maxTime":1,"minChargingTime":0,"maxChargingTime":1,"minIdleTime":0,"maxIdleTime":1}}]}}}
            """, "Accepted", ""),
        ("SetDefaultTariff", """
            {"evseId":1,"tariff":{"tariffId":"A","currency":"EUR","energy":{"prices":[{"priceKwh":0.3,"conditions":{"startTimeOfDay":"24:00"}}]}}}
            """, "Rejected", ""),
        ("SetDefaultTariff", """
            {"evseId":1,"tariff":{"tariffId":"A","currency":"EUR","energy":{"prices":[{"priceKwh":0.3,"conditions":{"validToDate":"2026-02-29"}}]}}}
            """, "Rejected", ""),
        ("SetDefaultTariff", """
            {"evseId":1,"tariff":{"tariffId":"A","currency":"EUR","energy":{"prices":[{"priceKwh":0.3,"conditions":{"maxPower":-10}}]}}}
            """, "ConditionNotSupported", ""),
        ("SetDefaultTariff", """
            {"evseId":1,"tariff":{"tariffId":"A","currency":"EUR","fixedFee":{"prices":[{"priceFixed":1,"conditions":{"paymentBrand":"VISA"}}]}}}
            """, "ConditionNotSupported", ""),
        ("SetDefaultTariff", """{"evseId":1,"tariff":{"tariffId":"A","currency":"EUR","maxCost":{}}}""", "Rejected", ""),
        ("SetDefaultTariff", """{"evseId":1,"tariff":{"tariffId":"A","currency":"EUR","fixedFee":{"prices":[{"priceFixed":1e308}]}}}""", "Rejected", ""),
        ("SetDefaultTariff", """
            {"evseId":1,"tariff":{"tariffId":"A","currency":"EUR","fixedFee":{"prices":[{"priceFixed":1}],"taxRates":[{"type":"VAT","tax":1e300}]}}}
            """, "Rejected", ""),

        ("UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":7}}""", "Accepted", Dynamic),
        ("UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":0,"limit_L2":0.5,"limit_L3":32}}""", "Accepted", Dynamic),
        ("UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{}}""", "Accepted", Dynamic),
        ("UpdateDynamicSchedule", """{"chargingProfileId":6,"scheduleUpdate":{"limit":7}}""", """
            {"status":"Rejected","statusInfo":{"reasonCode":"InvalidProfile"}}
            """, Dynamic),
        ("UpdateDynamicSchedule", """{"chargingProfileId":6,"scheduleUpdate":{"limit":7}}""", """
            {"status":"Rejected","statusInfo":{"reasonCode":"InvalidProfile"}}
            """, """
            SetChargingProfile {"evseId":1,"chargingProfile":{"id":6,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}]}}
            """),
        ("UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":-1}}""", """
            {"status":"Rejected","statusInfo":{"reasonCode":"InvalidSchedule"}}
            """, Dynamic),
        ("UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":1.7e308,"limit_L2":1.7e308}}""", "Accepted", Dynamic),
        ("UpdateDynamicSchedule", """{"chargingProfileId":5}""", "OccurrenceConstraintViolation", Dynamic),
        ("UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":"7"}}""", "TypeConstraintViolation", Dynamic),

        ("UsePriorityCharging", """{"transactionId":"none","activate":true}""", """
            {"status":"Rejected","statusInfo":{"reasonCode":"TxNotFound"}}
            """, ""),
        ("UsePriorityCharging", """{"transactionId":"none","activate":false}""", "Rejected", ""),
        ("UsePriorityCharging", """{"transactionId":"none"}""", "OccurrenceConstraintViolation", ""),
    ];

    const string DefaultTariff = $$$$"""SetDefaultTariff {"evseId":0,"tariff":{"tariffId":"A","currency":"EUR",{{{{Energy}}}} }}""";

    const string Dynamic = """
        SetChargingProfile {"evseId":1,"chargingProfile":{"id":5,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Dynamic","dynUpdateInterval":60,"chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}]}}
        """;
}
