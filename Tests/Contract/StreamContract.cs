using System.Net;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What who watches relies on.</summary>
public abstract class StreamContract(ContractHost host) : ContractSuite(host)
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

    [Theory]
    [InlineData("/ocpp/chargers/nowhere/logs/stream")]
    [InlineData("/ocpp/events/stream?charger_id=nowhere")]
    public async Task A_charger_that_is_not_there_can_not_be_watched(string path) =>
        Assert.Contains("nowhere", (await GetAsync(path)).Refused(HttpStatusCode.NotFound));

    async Task<EventStream> WatchAsync(string path, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token ?? Token());
        return await EventStream.OpenAsync(await OpenAsync(request));
    }
}
