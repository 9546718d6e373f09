using System.Diagnostics;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

/// <summary>How each request between a charger and its CSMS ends is told once, with the time it took, and traced where what made the charger
/// send it is.</summary>
public sealed class EndedCallTests
{
    static readonly StartSession Endless = new("TAG-1", 1, null, null);

    [Fact]
    public async Task An_answer_a_refusal_a_senseless_answer_silence_and_a_lost_connection_are_told_apart()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.EndedCalls.Clear();

        charger.Do(new SendProxyMessage("DataTransfer", """{"vendorId":"us"}"""));
        var call = await connection.CallAsync("DataTransfer");
        charger.Time.Advance(TimeSpan.FromSeconds(2));
        connection.Answer(call, """{"status":"Accepted"}""");

        charger.Do(new SendProxyMessage("Nonsense", "{}"));
        call = await connection.CallAsync("Nonsense");
        connection.Say($"""[4,"{call[1]}","NotImplemented","",{"{}"}]""");

        charger.Do(Endless);
        await connection.ServeAsync("StatusNotification");
        connection.Answer(await connection.CallAsync("Authorize"), """{"idTagInfo":{"status":"Perhaps"}}""");

        charger.Do(new SendProxyMessage("Heartbeat", "{}"));
        await connection.ServeUntilAsync("Heartbeat");
        charger.Do(new SendProxyMessage("DataTransfer", """{"vendorId":"us"}"""));
        await connection.CallAsync("DataTransfer");
        charger.Time.Advance(charger.Charger.CallTimeout);

        charger.Do(new SendProxyMessage("DataTransfer", """{"vendorId":"us"}"""));
        await connection.CallAsync("DataTransfer");
        connection.Break("gone");

        Assert.Equal(
            [
                ("DataTransfer", CallOutcome.Result, TimeSpan.FromSeconds(2)),
                (EndedCall.UnknownAction, CallOutcome.CallError, TimeSpan.Zero),
                ("Authorize", CallOutcome.InvalidResult, TimeSpan.Zero),
                ("DataTransfer", CallOutcome.TimedOut, charger.Charger.CallTimeout),
                ("DataTransfer", CallOutcome.ConnectionLost, TimeSpan.Zero),
            ],
            charger.EndedCalls
                .Where(ended => ended.Action is not ("StatusNotification" or "Heartbeat"))
                .Select(ended => (ended.Action, ended.Outcome, ended.Duration)));
        Assert.All(charger.EndedCalls, ended => Assert.Equal((MessageDirection.ToCsms, OcppVersion.V16), (ended.Direction, ended.Version)));
    }

    [Fact]
    public async Task What_the_CSMS_asks_ends_when_the_answer_leaves()
    {
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);
        charger.EndedCalls.Clear();

        connection.Say("""[2,"1","GetConfiguration",{}]""");
        connection.Say("""[2,"2","Nonsense",{}]""");
        charger.HoldWrites();
        connection.Say("""[2,"3","ChangeConfiguration",{"key":"HeartbeatInterval","value":"77"}]""");
        Assert.Equal(2, charger.EndedCalls.Count);
        charger.Time.Advance(TimeSpan.FromSeconds(3));
        charger.ReleaseWrites();

        Assert.Equal(
            [
                new(MessageDirection.ToCharger, OcppVersion.V16, "GetConfiguration", CallOutcome.Result, TimeSpan.Zero),
                new(MessageDirection.ToCharger, OcppVersion.V16, EndedCall.UnknownAction, CallOutcome.CallError, TimeSpan.Zero),
                new(MessageDirection.ToCharger, OcppVersion.V16, "ChangeConfiguration", CallOutcome.Result, TimeSpan.FromSeconds(3)),
            ],
            charger.EndedCalls);
    }

    [Fact]
    public async Task What_a_traced_command_makes_a_charger_send_is_in_its_trace_and_meter_values_later_are_not()
    {
        using var request = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == OcppTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == request.TraceId)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var charger = TestCharger.Start();
        var connection = await charger.Csms.AcceptAsync(statuses: 2);

        request.Start();
        charger.Do(Endless);
        request.Stop();
        await connection.ServeUntilAsync("StartTransaction");
        while (connection.Unread > 0)
        {
            connection.Answer(await connection.FrameAsync());
        }

        charger.Time.Advance(TimeSpan.FromMinutes(5));
        await connection.ServeUntilAsync("MeterValues");

        Assert.Contains("OCPP Authorize", spans.Select(span => span.OperationName));
        Assert.Contains("OCPP StartTransaction", spans.Select(span => span.OperationName));
        Assert.DoesNotContain("OCPP MeterValues", spans.Select(span => span.OperationName));
        Assert.All(spans, span => Assert.Equal(
            (request.SpanId, ActivityKind.Client, "Result", "ocpp1.6"),
            (span.ParentSpanId, span.Kind, (string?)span.GetTagItem("ocpp.outcome"), (string?)span.GetTagItem("ocpp.version"))));
        Assert.Null(Activity.Current);
    }
}
