using System.Globalization;
using System.Text;
using System.Xml;

namespace OcppLab.LoadTests;

/// <summary>A load test as JUnit's XML, which systems of continuous integration read: a testcase for each threshold, and one for the verdict.</summary>
public static class JUnitReport
{
    const string Class = "load-test";

    /// <summary>The XML, encoded as UTF-8 says in its first line.</summary>
    public static string Write(LoadTestResult result)
    {
        var output = new Utf8Text();
        using (var xml = XmlWriter.Create(output, new() { Indent = true, NewLineChars = "\n" }))
        {
            WriteSuites(xml, result);
        }

        return output.ToString();
    }

    static void WriteSuites(XmlWriter xml, LoadTestResult result)
    {
        var thresholds = result.Thresholds.Select(threshold => (Threshold: threshold, Outcome: Judge(result, threshold))).ToArray();
        var verdict = Judge(result);
        Outcome[] outcomes = [.. thresholds.Select(threshold => threshold.Outcome), verdict];
        xml.WriteStartElement("testsuites");
        WriteCounts(xml, result, outcomes);
        xml.WriteStartElement("testsuite");
        WriteCounts(xml, result, outcomes);
        Attribute(xml, "skipped", Number(outcomes.Count(outcome => outcome.Element == "skipped")));
        Attribute(xml, "timestamp", (result.StartedAt ?? result.CreatedAt).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        WriteProperties(xml, result);
        foreach (var (threshold, outcome) in thresholds)
        {
            WriteCase(xml, result, threshold.Text, outcome);
        }

        WriteCase(xml, result, "verdict", verdict);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static Outcome Judge(LoadTestResult result, ThresholdResult threshold)
    {
        if (threshold.Holds)
        {
            return Outcome.Passed;
        }

        var value = threshold.Value is { } known ? $"{known.ToString("0.###", CultureInfo.InvariantCulture)}{(threshold.Unit.Length == 0 ? "" : $" {threshold.Unit}")}" : null;
        return (value, result.Verdict) switch
        {
            (null, not (Verdict.Passed or Verdict.Failed)) => new("skipped", "Nothing was measured for it."),
            (_, null) => new("skipped", $"It does not hold so far: its value is {value}."),
            (null, _) => new("failure", $"{threshold.Text} does not hold: nothing was measured for it."),
            _ => new("failure", $"{threshold.Text} does not hold: its value is {value}."),
        };
    }

    static Outcome Judge(LoadTestResult result) => result.Verdict switch
    {
        Verdict.Passed => Outcome.Passed,
        Verdict.Failed => new("failure", Because(result, "A threshold does not hold.")),
        Verdict.Error => new("error", Because(result, "The load test could not be carried out.")),
        Verdict.Inconclusive => new("skipped", $"Inconclusive: {Because(result, "The simulator could not make the load that was planned.")}"),
        Verdict.Stopped => new("skipped", $"Stopped: {Because(result, "A user ended the load test before its end.")}"),
        _ => new("skipped", "The load test is not finished."),
    };

    static string Because(LoadTestResult result, string otherwise) => result.Reasons.Count == 0 ? otherwise : string.Join(' ', result.Reasons);

    static void WriteCounts(XmlWriter xml, LoadTestResult result, Outcome[] outcomes)
    {
        Attribute(xml, "name", result.Plan.Name);
        Attribute(xml, "tests", Number(outcomes.Length));
        Attribute(xml, "failures", Number(outcomes.Count(outcome => outcome.Element == "failure")));
        Attribute(xml, "errors", Number(outcomes.Count(outcome => outcome.Element == "error")));
        Attribute(xml, "time", Number(result.Elapsed.TotalSeconds));
    }

    static void WriteCase(XmlWriter xml, LoadTestResult result, string name, Outcome outcome)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "name", name);
        Attribute(xml, "classname", $"{Class}.{result.Plan.Name.Replace('.', '_')}");
        Attribute(xml, "time", Number(result.Elapsed.TotalSeconds));
        if (outcome.Element is { } element)
        {
            xml.WriteStartElement(element);
            Attribute(xml, "message", outcome.Message);
            if (element != "skipped")
            {
                Attribute(xml, "type", name == "verdict" ? "verdict" : "threshold");
                xml.WriteString(PlainText.Of(outcome.Message));
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    static void WriteProperties(XmlWriter xml, LoadTestResult result)
    {
        var (sessions, connections, requests) = (result.Sessions, result.Connections, result.Actions.Sum(action => action.Count));
        xml.WriteStartElement("properties");
        Property("load_test_id", result.Id);
        Property("verdict", SummarySection.Word(result));
        Property("chargers", Number(result.Chargers));
        Property("sessions_planned", Number(sessions.Planned));
        Property("sessions_started", Number(sessions.Started));
        Property("sessions_failed", Number(sessions.Failed));
        Property("most_active_sessions", Number(sessions.MostActive));
        Property("most_connected", Number(connections.MostConnected));
        Property("connections_lost", Number(connections.Lost));
        Property("requests", Number(requests));
        Property("requests_failed", Number(result.Actions.Sum(action => action.Failed)));
        Property("csms_violations", Number(result.CsmsViolations));
        Property("simulator_was_bottleneck", result.Simulator.WasBottleneck ? "true" : "false");
        foreach (var action in result.Actions.Where(action => action.Response.Count > 0))
        {
            Property($"{action.Action}.p50_ms", Number(action.Response.P50Ms));
            Property($"{action.Action}.p95_ms", Number(action.Response.P95Ms));
            Property($"{action.Action}.p99_ms", Number(action.Response.P99Ms));
        }

        xml.WriteEndElement();

        void Property(string name, string value)
        {
            xml.WriteStartElement("property");
            Attribute(xml, "name", name);
            Attribute(xml, "value", value);
            xml.WriteEndElement();
        }
    }

    static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, PlainText.Of(value));

    static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>What a testcase has come to: the element that says so, none where it passed, and why.</summary>
    sealed record Outcome(string? Element, string Message)
    {
        public static Outcome Passed { get; } = new(null, "");
    }

    /// <summary>A text whose XML declaration says UTF-8, as which it is sent.</summary>
    sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
