namespace OcppLab.Tests.Simulation;

/// <summary>Requests that a CSMS makes in 2.1 and not in 2.0.1: the action, its payload, what it is answered with, and what comes before it.</summary>
static class Payloads21
{
    public static IReadOnlyList<(string Action, string Payload, string Answer, string Situation)> Rows { get; } =
    [
        ("AFRRSignal", """{"timestamp":"2026-03-01T12:00:00Z","signal":0}""", "Rejected", ""),
        ("ClearDERControl", """{"isDefault":true}""", "NotSupported", ""),
        ("GetDERControl", """{"requestId":1}""", "NotSupported", ""),
        ("NotifyAllowedEnergyTransfer", """{"transactionId":"none","allowedEnergyTransfer":["AC_BPT"]}""",
            """{"status":"Rejected","statusInfo":{"reasonCode":"TxNotFound"}}""", ""),
        ("SetDERControl", """
            {"isDefault":true,"controlId":"1","controlType":"LimitMaxDischarge","limitMaxDischarge":{"priority":0,"pctMaxDischargePower":50}}
            """, "NotSupported", ""),
    ];
}
