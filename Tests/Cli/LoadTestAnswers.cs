namespace OcppLab.Tests.Cli;

/// <summary>What the service answers of a load test.</summary>
static class LoadTestAnswers
{
    const string Spread = """{"count": 1000, "mean_ms": 20, "p50_ms": 12.34, "p90_ms": 30, "p95_ms": 41, "p99_ms": 250, "p999_ms": 900, "max_ms": 12345}""";

    const string Nothing = """{"count": 0, "mean_ms": 0, "p50_ms": 0, "p90_ms": 0, "p95_ms": 0, "p99_ms": 0, "p999_ms": 0, "max_ms": 0}""";

    /// <summary>With everything that there may be.</summary>
    public const string Full =
        $$"""
        {
          "load_test_id": "lt-1", "name": "morning peak", "status": "running", "verdict": null, "reasons": ["p99(Authorize) < 200ms does not hold: 250 ms."],
          "created_at": "2026-11-27T08:00:00.000Z", "started_at": "2026-11-27T08:00:01.000Z", "finished_at": null,
          "elapsed_seconds": 70, "planned_seconds": 300, "stage": {"number": 2, "of": 4, "name": "peak"}, "chargers": 1200,
          "actions": [
            {"action": "Authorize", "count": 1000, "results": 997, "call_errors": {"GenericError": 2}, "invalid_results": 0, "timed_out": 1,
             "connections_lost": 0, "error_rate_percent": 0.3, "response": {{Spread}}, "answer": {{Spread}} },
            {"action": "StartTransaction", "count": 0, "results": 0, "call_errors": {}, "invalid_results": 0, "timed_out": 0,
             "connections_lost": 0, "error_rate_percent": 0, "response": {{Nothing}}, "answer": {{Nothing}} }
          ],
          "connections": {"connected": 1100, "most_connected": 1150, "opened": 1300, "reconnects": 100, "lost": 7, "not_made": 3,
                          "connect": {{Spread}}, "boot": {{Spread}} },
          "sessions": {"planned": 990, "no_charger_free": 5, "requested": 985, "left_to_csms": 20, "authorized": 980, "started": 970, "started_by_csms": 18,
                       "stopped": 600, "failed": 11, "failures": [{"outcome": "refused", "reason": "Blocked", "count": 11}], "active": 370,
                       "most_active": 400, "started_percent": 98.88, "start": {{Spread}} },
          "csms_violations": 4,
          "findings": [{"kind": "schema_violation", "action": "Authorize", "detail": "idTagInfo is missing\u001b[2J", "count": 4, "identity": "LOAD-000001",
                        "at": "2026-11-27T08:01:00.000Z", "frame": "[3,\"1\",{}]"}],
          "simulator": {"was_bottleneck": true, "reasons": ["The busiest silo used 97 % of its processors."], "silos": 2, "processor_percent": 97,
                        "busy_percent": 80, "turns_late": {{Spread}}, "commands_late": {{Spread}} },
          "gaps": [{"silo": "silo-2", "from": "2026-11-27T08:01:00.000Z", "to": "2026-11-27T08:01:15.000Z", "reason": "The silo was gone."}],
          "thresholds": [{"threshold": "p95(Authorize) < 500ms", "value": 41, "unit": "ms", "holds": true, "aborts": false},
                         {"threshold": "sessions_started >= 99.9%", "value": 98.88, "unit": "%", "holds": false, "aborts": true},
                         {"threshold": "p95(Heartbeat) < 1s", "value": null, "unit": "ms", "holds": false, "aborts": false}],
          "report_url": "/ocpp/load-tests/lt-1/report"
        }
        """;
}
