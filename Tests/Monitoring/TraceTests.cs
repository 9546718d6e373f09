using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using OcppLab.Csms;
using OcppLab.Tests.Api;
using OcppLab.Tests.Hosts;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Monitoring;

/// <summary>A command's trace, from the front door's process over the silo's to the CSMS.</summary>
public sealed class TraceTests : IAsyncLifetime
{
    readonly string directory = Directory.CreateTempSubdirectory("ocpplab-").FullName;
    readonly TraceCollector collector = new();
    readonly WebApplication others;

    public TraceTests()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        others = builder.Build();
        others.MapCsms(new CentralSystem(new(), TimeProvider.System));
        collector.MapIn(others);
    }

    public Task InitializeAsync() => others.StartAsync();

    public async Task DisposeAsync()
    {
        await others.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task The_OCPP_calls_that_a_request_causes_are_under_the_charger_s_span_and_the_location_s_and_the_request_s()
    {
        var endpoint = new Uri(others.Urls.Single());
        var (gateway, management) = (Ports.Free(), Ports.Free());
        string[] settings =
        [
            "--Auth:SigningKey", ContractHost.SigningKey, "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information", $"--OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_TRACES_SAMPLER=always_on", "--OTEL_BSP_SCHEDULE_DELAY=100",
        ];
        await using var silo = ServiceProcess.Start(
            directory, "Development", ["--role", "silo", "--gateway-port", $"{gateway}", "--management-port", $"{management}", .. settings]);
        await silo.LineWithAsync("Application started");
        await using var door = ServiceProcess.StartFrontDoor(directory, "Development", ["--urls", "http://127.0.0.1:0", "--gateway-port", $"{gateway}", .. settings]);
        var address = (await door.LineWithAsync("Now listening on")).Split(' ')[^1];
        door.Use(address, (await ServiceProcess.RunAsync(directory, "Production", ["token", "--org", "acme", .. settings])).Output.Trim());
        var location = (string)(await door.PostAsync("/ocpp/locations", """{"name": "Depot"}"""))["id"]!;
        var charger = (string)(await door.PostAsync("/ocpp/chargers", $$"""
            {"location_id": "{{location}}", "identity": "CP-1", "brand_slug": "abb", "model_slug": "terra-184", "ocpp_version": "OCPP1.6", "ws_url": "ws://{{endpoint.Authority}}/csms"}
            """))["charger_id"]!;
        await Guard.UntilAsync(
            async () => (string?)(await door.GetAsync($"/ocpp/chargers/{charger}"))["connection"]!["state"] == "accepted", "the CSMS has accepted the charger");

        await door.PostAsync("/ocpp/commands/start-session", $$$"""{"target": {"location_id": "{{{location}}}"}, "event": {"id_tag": "TAG"}}""");

        await Guard.UntilAsync(() => Find("OCPP StartTransaction") is not null && Find("POST /ocpp/commands/start-session") is not null, "both ends are exported");
        await Guard.UntilAsync(
            () => PathTo(Find("OCPP StartTransaction")!) is ["POST /ocpp/commands/start-session", "ILocationGrain/CommandAsync", .., "IChargerGrain/CommandAsync", "OCPP StartTransaction"],
            "every span between them is there");
    }

    ExportedSpan? Find(string name) => collector.Spans.FirstOrDefault(span => span.Name == name);

    /// <summary>The names of a span and those above it that have come, from the top.</summary>
    List<string> PathTo(ExportedSpan span)
    {
        var names = new List<string>();
        for (var at = span; at is not null; at = collector.Spans.FirstOrDefault(above => (above.TraceId, above.SpanId) == (at.TraceId, at.ParentSpanId)))
        {
            names.Insert(0, at.Name);
        }

        return names;
    }
}
