using System.Net;
using System.Text.Json.Nodes;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What who watches relies on.</summary>
public abstract class StreamContract(ContractHost host) : InventorySuite(host)
{
    string Start(int charger) =>
        $$$"""{"target": {"charger_id": "{{{Charger(charger)}}}"}, "event": {"id_tag": "TAG", "duration_seconds": 60, "connector_id": 2}}""";

    [Fact]
    public async Task A_session_is_seen_from_its_start_to_its_end()
    {
        await AddChargersAsync(2);
        using var stream = await WatchAsync("/ocpp/events/stream");

        var command = (await CommandAsync("start-session", Start(1))).Expect(HttpStatusCode.Accepted)["results"]![0]!["command"]!;

        var charging = await stream.UntilAsync((name, data) => name == "status_changed" && (string)data["status"]! == "Charging");
        Assert.Equal((Charger(1), Identity(1), 2, "NoError"),
            ((string)charging["charger_id"]!, (string)charging["identity"]!, (int)charging["connector_id"]!, (string)charging["error_code"]!));
        await Host.AdvanceAsync(TimeSpan.FromSeconds(61));
        var stopped = await stream.UntilAsync((name, _) => name == "session_stopped");
        Assert.Equal((Charger(1), 2, "TAG"), ((string)stopped["charger_id"]!, (int)stopped["connector_id"]!, (string)stopped["id_tag"]!));
        Assert.Equal((string)command["id"]!, (string)stopped["command_id"]!);
        Assert.Equal("TimeLimitReached", (string)stopped["stop_reason"]!);
        Assert.Equal(TimeSpan.FromSeconds(60), (DateTimeOffset)stopped["stopped_at"]! - (DateTimeOffset)stopped["started_at"]!);
        Assert.EndsWith("Z", (string)stopped["stopped_at"]!);
        Assert.True((double)stopped["energy_wh"]! > 0);
    }

    [Fact]
    public async Task A_stream_can_be_of_one_charger()
    {
        await AddChargersAsync(2);
        using var stream = await WatchAsync($"/ocpp/events/stream?charger_id={Charger(2)}");

        (await CommandAsync("plug-connector", $$$"""{"target": {"location_id": "{{{LocationId}}}"}}""")).Expect(HttpStatusCode.Accepted);

        var (name, data) = (await stream.NextAsync())!.Value;
        Assert.Equal(("status_changed", Charger(2), "Preparing"), (name, (string)data["charger_id"]!, (string)data["status"]!));
    }

    [Fact]
    public async Task Another_organization_sees_nothing_of_it()
    {
        await AddChargersAsync(1);
        using var theirs = await WatchAsync("/ocpp/events/stream?frames=true", Token("another"));
        using var ours = await WatchAsync("/ocpp/events/stream");
        (await CommandAsync("plug-connector", $$$"""{"target": {"location_id": "{{{LocationId}}}"}}""")).Expect(HttpStatusCode.Accepted);
        await ours.UntilAsync((name, _) => name == "status_changed");

        var next = theirs.NextAsync();
        await Host.RestartAsync();

        Assert.Null(await next);
        (await GetAsync($"/ocpp/chargers/{Charger(1)}/logs")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stream_that_is_resumed_tells_what_happened_meanwhile_and_nothing_twice()
    {
        await AddChargersAsync(8);
        using var whole = await WatchAsync("/ocpp/events/stream");
        var told = new List<(string Name, JsonNode Data)>();
        string id;
        using (var first = await WatchAsync("/ocpp/events/stream"))
        {
            await AllAsync("plug-connector");
            told.AddRange(await first.TakeAsync(3));
            id = first.LastId!;
        }

        await AllAsync("unplug-connector");
        using (var second = await WatchAsync("/ocpp/events/stream", lastEventId: id))
        {
            told.AddRange(await second.TakeAsync(8));
            id = second.LastId!;
        }

        using (var third = await WatchAsync("/ocpp/events/stream", lastEventId: id))
        {
            await AllAsync("plug-connector");
            told.AddRange(await third.TakeAsync(37));
        }

        static IEnumerable<string> Lines(IEnumerable<(string Name, JsonNode Data)> events) =>
            events.Select(happening => $"{happening.Data["charger_id"]} {happening.Name} {happening.Data.ToJsonString()}");

        // A status and an outcome each time. Chargers are on different silos: only what happens at one of them has an order.
        Assert.Equal(Lines(await whole.TakeAsync(48)).OrderBy(ChargerOf), Lines(told).OrderBy(ChargerOf));
        static string ChargerOf(string line) => line.Split(' ')[0];
    }

    [Fact]
    public async Task A_stream_can_be_resumed_that_nothing_has_happened_on()
    {
        await AddChargersAsync(1);
        var stream = await WatchAsync($"/ocpp/events/stream?charger_id={Charger(1)}");
        var id = await stream.IdAsync();
        stream.Dispose();
        await AllAsync("plug-connector");

        using var resumed = await WatchAsync($"/ocpp/events/stream?charger_id={Charger(1)}", lastEventId: id);

        var (name, data) = (await resumed.NextAsync())!.Value;
        Assert.Equal(("status_changed", "Preparing"), (name, (string)data["status"]!));
    }

    [Fact]
    public async Task The_frames_of_a_charger_can_be_resumed()
    {
        await AddChargersAsync(1, Host.CsmsUrl);
        var path = $"/ocpp/chargers/{Charger(1)}/logs/stream";
        await EventuallyAsync($"/ocpp/chargers/{Charger(1)}", charger => (string)charger["connection"]!["state"]! == "accepted");
        await EventuallyAsync($"/ocpp/chargers/{Charger(1)}/logs?event=StatusNotification", page => (int)page["total"]! == 6);
        using var whole = await WatchAsync(path);
        string id;
        using (var first = await WatchAsync(path))
        {
            id = await first.IdAsync();
        }

        await AllAsync("plug-connector");

        using var resumed = await WatchAsync(path, lastEventId: id);

        var told = await resumed.TakeAsync(2);
        Assert.Equal(["StatusNotification", "StatusNotification"], told.Select(frame => (string)frame.Data["action"]!));
        Assert.Equal((await whole.TakeAsync(2)).Select(frame => frame.Data.ToJsonString()), told.Select(frame => frame.Data.ToJsonString()));
    }

    [Fact]
    public async Task A_stream_that_is_resumed_after_the_silos_ended_says_that_something_may_be_missing_and_goes_on()
    {
        await AddChargersAsync(2);
        string id;
        using (var stream = await WatchAsync("/ocpp/events/stream?command_outcomes=false"))
        {
            id = await stream.IdAsync();
        }

        await Host.RestartAsync();

        var resumed = await WatchAsync("/ocpp/events/stream?command_outcomes=false", lastEventId: id);

        var (name, gap) = (await resumed.NextAsync())!.Value;
        Assert.Equal("gap", name);
        Assert.EndsWith(".", (string)gap["detail"]!);
        id = resumed.LastId!;
        resumed.Dispose();
        await AllAsync("plug-connector");
        using var again = await WatchAsync("/ocpp/events/stream?command_outcomes=false", lastEventId: id);
        Assert.All(await again.TakeAsync(2), happening => Assert.Equal("status_changed", happening.Name));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a1b2c3d4-17.")]
    [InlineData("a1b2c3d4-17.a1b2c3d4-18")]
    [InlineData("a1b2c3d4--1")]
    [InlineData("a1b2c3d4-99999999999999999999")]
    public async Task An_id_that_no_stream_gave_is_refused(string id)
    {
        await AddChargersAsync(1);
        foreach (var path in new[] { "/ocpp/events/stream", $"/ocpp/chargers/{Charger(1)}/logs/stream" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Last-Event-ID", id);
            Assert.Contains("Last-Event-ID", (await SendAsync(request)).Refused(HttpStatusCode.UnprocessableEntity));
        }
    }

    [Fact]
    public async Task A_stream_can_be_of_the_chargers_that_are_at_a_location_just_then()
    {
        await AddChargersAsync(2);
        var yard = await CreateLocationAsync("Yard");
        using var atDepot = await WatchAsync($"/ocpp/events/stream?location_id={LocationId}&command_outcomes=false");
        using var atYard = await WatchAsync($"/ocpp/events/stream?location_id={yard}&command_outcomes=false");
        using var secondAtYard = await WatchAsync($"/ocpp/events/stream?location_id={yard}&charger_id={Charger(2)}&command_outcomes=false");

        await AllAsync("plug-connector");
        Assert.Equal([Charger(1), Charger(2)], (await atDepot.TakeAsync(2)).Select(happening => (string)happening.Data["charger_id"]!).Order());
        foreach (var charger in new[] { 1, 2 })
        {
            (await PutAsync($"/ocpp/chargers/{Charger(charger)}", $$"""{"location_id": "{{yard}}"}""")).Expect(HttpStatusCode.OK);
        }

        (await CommandAsync("unplug-connector", $$$"""{"target": {"charger_id": "{{{Charger(1)}}}"}}""")).Expect(HttpStatusCode.Accepted);
        (await CommandAsync("unplug-connector", $$$"""{"target": {"charger_id": "{{{Charger(2)}}}"}}""")).Expect(HttpStatusCode.Accepted);

        Assert.Equal(
            [(Charger(1), "Available"), (Charger(2), "Available")],
            (await atYard.TakeAsync(2)).Select(happening => ((string)happening.Data["charger_id"]!, (string)happening.Data["status"]!)).Order());
        Assert.Equal(Charger(2), (string)(await secondAtYard.NextAsync())!.Value.Data["charger_id"]!);

        // What the depot's stream tells next is what happens there next.
        (await PutAsync($"/ocpp/chargers/{Charger(1)}", $$"""{"location_id": "{{LocationId}}"}""")).Expect(HttpStatusCode.OK);
        await AllAsync("plug-connector");
        var (_, next) = (await atDepot.NextAsync())!.Value;
        Assert.Equal((Charger(1), "Preparing"), ((string)next["charger_id"]!, (string)next["status"]!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Meter_values_are_told_to_who_asks_for_them(int number)
    {
        await AddChargersAsync(2, Host.CsmsUrl);
        await EventuallyAsync($"/ocpp/chargers/{Charger(number)}", charger => (string)charger["connection"]!["state"]! == "accepted");
        using var asked = await WatchAsync($"/ocpp/events/stream?charger_id={Charger(number)}&meter_values=true");
        using var notAsked = await WatchAsync($"/ocpp/events/stream?charger_id={Charger(number)}");

        (await CommandAsync("start-session", Start(number))).Expect(HttpStatusCode.Accepted);
        var started = await asked.UntilAsync((name, data) => name is "session_started" or "session_updated" && data["transaction_id"] is not null);
        await SettledAsync(number);
        await Host.AdvanceAsync(TimeSpan.FromSeconds(61));

        var meters = new List<JsonNode>();
        await asked.UntilAsync((name, data) =>
        {
            if (name == "meter_values")
            {
                meters.Add(data);
            }

            return meters.Count == 5;
        });
        foreach (var told in meters)
        {
            Assert.Equal(
                ["charger_id", "identity", "connector_id", "transaction_id", "energy_wh", "sampled_values", "timestamp"], Names(told));
            Assert.Equal((Charger(number), Identity(number), 2, (string)started["transaction_id"]!),
                ((string)told["charger_id"]!, (string)told["identity"]!, (int)told["connector_id"]!, (string)told["transaction_id"]!));
            var energy = told["sampled_values"]!.AsArray().Single(value => (string)value!["measurand"]! == "Energy.Active.Import.Register")!;
            Assert.Equal("Wh", (string)energy["unit"]!);
            Assert.Equal((double)told["energy_wh"]!, (double)energy["value"]!, tolerance: 0.06);
            Assert.Contains(told["sampled_values"]!.AsArray(), value => ((string)value!["measurand"]!, (string)value["unit"]!) == ("Power.Active.Import", "W"));
            Assert.Contains(told["sampled_values"]!.AsArray(), value => ((string)value!["measurand"]!, (string)value["unit"]!) == ("Voltage", "V"));
        }

        Assert.Equal(
            [10, 20, 30, 40, 50],
            meters.Select(told => ((DateTimeOffset)told["timestamp"]! - (DateTimeOffset)started["started_at"]!).TotalSeconds));

        await notAsked.UntilAsync((name, _) =>
        {
            Assert.NotEqual("meter_values", name);
            return name == "session_stopped";
        });
    }

    [Theory]
    [InlineData("/ocpp/chargers/nowhere/logs/stream")]
    [InlineData("/ocpp/events/stream?charger_id=nowhere")]
    [InlineData("/ocpp/events/stream?location_id=nowhere")]
    public async Task What_is_not_there_can_not_be_watched(string path) =>
        Assert.Contains("nowhere", (await GetAsync(path)).Refused(HttpStatusCode.NotFound));

    /// <summary>Gives a command to all chargers of the location.</summary>
    async Task AllAsync(string command) =>
        (await CommandAsync(command, $$$"""{"target": {"location_id": "{{{LocationId}}}"}}""")).Expect(HttpStatusCode.Accepted);

    async Task<EventStream> WatchAsync(string path, string? token = null, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token ?? Token());
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await EventStream.OpenAsync(await OpenAsync(request));
    }
}
