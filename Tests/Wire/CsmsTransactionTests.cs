using System.Text.Json.Nodes;
using OcppLab.Csms;

namespace OcppLab.Tests.Wire;

/// <summary>What the central system keeps of transactions.</summary>
public sealed class CsmsTransactionTests
{
    [Fact]
    public async Task A_transaction_of_1_6_is_kept_from_start_to_stop()
    {
        const string Start = """{"connectorId":2,"idTag":"TAG","meterStart":1000,"timestamp":"2026-03-01T12:00:00Z"}""";
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");

        var first = await charger.ResultAsync("StartTransaction", Start, "start");
        Assert.Equal(first, await charger.ResultAsync("StartTransaction", Start, "start"));
        var id = JsonNode.Parse(first)!["transactionId"]!.GetValue<int>();
        await charger.ResultAsync("MeterValues", $$"""{"connectorId":2,"transactionId":{{id}},"meterValue":[{"timestamp":"2026-03-01T12:01:00Z","sampledValue":[{"value":"1500"}]}]}""");
        var stop = $$"""{"transactionId":{{id}},"meterStop":16500,"timestamp":"2026-03-01T13:00:00Z","reason":"EVDisconnected"}""";
        Assert.Equal("{}", await charger.ResultAsync("StopTransaction", stop, "stop"));
        await charger.ResultAsync("StopTransaction", stop, "stop");
        await charger.ResultAsync("StopTransaction", """{"transactionId":-1,"meterStop":0,"timestamp":"2026-03-01T13:00:00Z"}""");

        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var transaction = Assert.Single(fixture.System.Transactions());
        Assert.Equal(new(id.ToString(), "CP-1", 2, "TAG", at, 1000, at.AddHours(1), 16500, "EVDisconnected", 3), transaction);
        var counts = fixture.System.Statistics().Transactions;
        Assert.Equal((0, 1, 1, 1, 1, 1), (counts.Open, counts.Started, counts.Stopped, counts.RepeatedStarts, counts.RepeatedStops, counts.UnknownStops));
    }

    [Fact]
    public async Task A_transaction_of_2_0_1_is_kept_and_its_missing_events_are_counted()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp2.0.1");

        Task<string> TellAsync(string type, int seqNo, double kWh, string info = "") => charger.ResultAsync("TransactionEvent", $$$"""
            {"eventType":"{{{type}}}","timestamp":"2026-03-01T12:00:0{{{seqNo}}}Z","triggerReason":"MeterValuePeriodic","seqNo":{{{seqNo}}},
            "transactionInfo":{"transactionId":"t-1"{{{info}}}},"evse":{"id":2,"connectorId":1},"meterValue":[{"timestamp":"2026-03-01T12:00:00Z",
            "sampledValue":[{"value":{{{FormattableString.Invariant($"{kWh}")}}},"unitOfMeasure":{"unit":"kWh"}},{"value":7,"measurand":"Power.Active.Import"}]}]}
            """);

        Assert.Equal("{}", await TellAsync("Started", 0, 1));
        await TellAsync("Updated", 1, 2);
        await TellAsync("Updated", 4, 3);
        await TellAsync("Ended", 5, 16.5, ""","stoppedReason":"EnergyLimitReached" """);

        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            new("t-1", "CP-1", 2, null, at, 1000, at.AddSeconds(5), 16500, "EnergyLimitReached", 4), Assert.Single(fixture.System.Transactions("CP-1")));
        Assert.Equal(2, fixture.System.Statistics().Transactions.MissingEvents);
    }

    [Fact]
    public async Task Messages_of_1_6_told_again_are_repeats_under_their_id_and_doubles_under_another()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp1.6");
        var start = """{"connectorId":1,"idTag":"TAG","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}""";
        var id = JsonNode.Parse(await charger.ResultAsync("StartTransaction", start, "start"))!["transactionId"]!.GetValue<int>();
        var values = $$"""{"connectorId":1,"transactionId":{{id}},"meterValue":[{"timestamp":"2026-03-01T12:01:00Z","sampledValue":[{"value":"7"}]}]}""";
        var stop = $$"""{"transactionId":{{id}},"meterStop":9,"timestamp":"2026-03-01T13:00:00Z"}""";

        await charger.ResultAsync("MeterValues", values, "values");
        foreach (var messageId in new[] { "values", "values", "other values" })
        {
            await charger.ResultAsync("MeterValues", values, messageId);
        }

        await charger.ResultAsync("MeterValues", values.Replace("12:01", "12:02"), "values");
        await charger.ResultAsync("StartTransaction", start, "another start");
        await charger.ResultAsync("StartTransaction", start.Replace("12:00", "12:03"), "third start");
        await charger.ResultAsync("StopTransaction", stop, "stop");
        await charger.ResultAsync("StopTransaction", stop, "another stop");

        var counts = fixture.System.Statistics().Transactions;
        Assert.Equal((2, 1), (counts.RepeatedEvents, counts.DoubledEvents));
        Assert.Equal((0, 1), (counts.RepeatedStarts, counts.DoubledStarts));
        Assert.Equal((0, 1), (counts.RepeatedStops, counts.DoubledStops));
        Assert.Equal((1, 1), (counts.ChangedRepeats, counts.OverlappingStarts));
    }

    [Fact]
    public async Task Events_of_2_0_1_that_come_late_fill_their_hole_and_what_comes_again_is_told_apart_by_its_id()
    {
        await using var fixture = await CsmsFixture.OpenAsync();
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp2.0.1");

        Task<string> TellAsync(string type, int seqNo, string id, int second = 0) => charger.ResultAsync("TransactionEvent", $$$"""
            {"eventType":"{{{type}}}","timestamp":"2026-03-01T12:00:0{{{second}}}Z","triggerReason":"MeterValuePeriodic","seqNo":{{{seqNo}}},
            "transactionInfo":{"transactionId":"t-1"},"evse":{"id":1}}
            """, id);
        TransactionStatistics Counts() => fixture.System.Statistics().Transactions;

        await TellAsync("Started", 0, "a");
        await TellAsync("Updated", 5, "f");
        Assert.Equal((4, 0), (Counts().MissingEvents, Counts().LateEvents));
        await TellAsync("Updated", 2, "c");
        await TellAsync("Updated", 1, "b");
        Assert.Equal((2, 2), (Counts().MissingEvents, Counts().LateEvents));
        await TellAsync("Updated", 3, "d");
        await TellAsync("Updated", 4, "e");
        await TellAsync("Updated", 4, "e");
        await TellAsync("Updated", 4, "e", second: 1);
        await TellAsync("Updated", 3, "x", second: 2);
        await TellAsync("Started", 0, "a");
        await TellAsync("Ended", 6, "g");
        await TellAsync("Ended", 6, "y");

        Assert.Equal((0, 4), (Counts().MissingEvents, Counts().LateEvents));
        Assert.Equal((1, 2), (Counts().RepeatedEvents, Counts().DoubledEvents));
        Assert.Equal((1, 0), (Counts().RepeatedStarts, Counts().DoubledStarts));
        Assert.Equal((0, 1), (Counts().RepeatedStops, Counts().DoubledStops));
        Assert.Equal(1, Counts().ChangedRepeats);
    }
}
