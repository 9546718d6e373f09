namespace OcppLab.Tests.Simulation;

/// <summary>Requests that a CSMS makes in 2.1 and not in 2.0.1: the action, its payload, what it is answered with, and what comes before it.</summary>
static class Payloads21
{
    public static IReadOnlyList<(string Action, string Payload, string Answer, string Situation)> Rows { get; } =
    [
        ("ClearDERControl", """{"isDefault":true}""", "NotSupported", ""),
        ("GetDERControl", """{"requestId":1}""", "NotSupported", ""),
        ("SetDERControl", """
            {"isDefault":true,"controlId":"1","controlType":"LimitMaxDischarge","limitMaxDischarge":{"priority":0,"pctMaxDischargePower":50}}
            """, "NotSupported", ""),

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
        ("UpdateDynamicSchedule", """{"chargingProfileId":5}""", "OccurrenceConstraintViolation", Dynamic),
        ("UpdateDynamicSchedule", """{"chargingProfileId":5,"scheduleUpdate":{"limit":"7"}}""", "TypeConstraintViolation", Dynamic),

        ("UsePriorityCharging", """{"transactionId":"none","activate":true}""", """
            {"status":"Rejected","statusInfo":{"reasonCode":"TxNotFound"}}
            """, ""),
        ("UsePriorityCharging", """{"transactionId":"none","activate":false}""", "Rejected", ""),
        ("UsePriorityCharging", """{"transactionId":"none"}""", "OccurrenceConstraintViolation", ""),
    ];

    const string Dynamic = """
        SetChargingProfile {"evseId":1,"chargingProfile":{"id":5,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Dynamic","dynUpdateInterval":60,"chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}]}}
        """;
}
