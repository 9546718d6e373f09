namespace OcppLab.Tests.Simulation;

/// <summary>Requests that a CSMS makes in 2.1 and not in 2.0.1: the action, its payload, what it is answered with, and what comes before it.</summary>
static class Payloads21
{
    const string Streamed = """
        SetVariableMonitoring {"setMonitoringData":[{"value":1,"type":"Periodic","severity":8,"component":{"name":"ChargingStation"},"variable":{"name":"Power"},"periodicEventStream":{"interval":5,"values":3}}]}
        """;

    public static IReadOnlyList<(string Action, string Payload, string Answer, string Situation)> Rows { get; } =
    [
        ("AdjustPeriodicEventStream", """{"id":1001,"params":{"values":3}}""", "Accepted", Streamed),
        ("AdjustPeriodicEventStream", """{"id":1002,"params":{"interval":0,"values":0}}""", "Rejected", Streamed),
        ("ClearDERControl", """{"isDefault":true}""", "NotSupported", ""),
        ("GetDERControl", """{"requestId":1}""", "NotSupported", ""),
        ("GetPeriodicEventStream", "{}", """{"constantStreamData":[{"id":1001,"params":{"interval":5,"values":3},"variableMonitoringId":1001}]}""", Streamed),
        ("GetPeriodicEventStream", "{}", "{}", ""),
        ("SetDERControl", """
            {"isDefault":true,"controlId":"1","controlType":"LimitMaxDischarge","limitMaxDischarge":{"priority":0,"pctMaxDischargePower":50}}
            """, "NotSupported", ""),
    ];
}
