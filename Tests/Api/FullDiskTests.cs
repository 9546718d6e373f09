using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using OcppLab.Tests.Faults;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Api;

/// <summary>What who runs a silo without a database server relies on when its disk is full.</summary>
public sealed class FullDiskTests : IDisposable
{
    static readonly string[] Settings =
        ["--urls", "http://127.0.0.1:0", "--Auth:SigningKey", ContractHost.SigningKey, "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];

    readonly string directory = Directory.CreateTempSubdirectory("ocpplab-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [MountFact]
    public async Task A_full_disk_refuses_what_it_can_not_keep_loses_nothing_and_heals_by_itself()
    {
        await using var disk = await SmallDisk.MountAsync(16);
        var token = (await ServiceProcess.RunAsync(directory, "Production", ["token", "--org", "acme", .. Settings])).Output.Trim();
        await using var service = ServiceProcess.Start(directory, "Production", [.. Settings, "--Data:Directory", disk.Path]);
        service.Use((await service.LineWithAsync("Now listening on")).Split(' ')[^1], token);
        var location = (string)(await service.PostAsync("/ocpp/locations", """{"name": "Depot"}"""))["id"]!;
        var job = await service.PostAsync($"/ocpp/locations/{location}/chargers", """
            [{"template": {"brand_slug": "abb", "model_slug": "terra-184", "identity_prefix": "CP-"}, "chargers_number": 200}]
            """);
        while ((string)(await service.GetAsync((string)job["status_url"]!))["status"]! != "COMPLETED")
        {
            // Creating them takes as long as it takes.
        }

        await AskAsync(service, "start-session", location, HttpStatusCode.Accepted);
        disk.Fill();

        // What is free in the log is written still; then it is refused, in time and with a reason.
        var refused = await UntilAsync(service, location, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("disk is full", refused);
        var asked = Stopwatch.StartNew();
        await AskAsync(service, "stop-session", location, HttpStatusCode.ServiceUnavailable);
        using (var created = await SendAsync(service, "/ocpp/locations", """{"name": "Yard"}"""))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, created.StatusCode);
        }

        Assert.InRange(asked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        using (var ready = await service.Http.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("disk is full", await ready.Content.ReadAsStringAsync());
        }

        disk.Clear();
        await UntilAsync(service, location, HttpStatusCode.Accepted);
        using (var ready = await service.Http.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }

        Assert.Equal(200, (int)(await service.GetAsync("/ocpp/sessions?status=active&limit=1"))["total"]!);
        await AskAsync(service, "stop-session", location, HttpStatusCode.Accepted);
        Assert.Equal(0, await service.InterruptAsync());
    }

    /// <summary>Commands that change something, until one is answered so; its body.</summary>
    static async Task<string> UntilAsync(ServiceProcess service, string location, HttpStatusCode status)
    {
        var power = 5000;
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60);)
        {
            using var answer = await SendAsync(
                service, "/ocpp/commands/power-update", $$$"""{"target": {"location_id": "{{{location}}}"}, "event": {"power_w": {{{power++}}}}}""");
            if (answer.StatusCode == status)
            {
                return await answer.Content.ReadAsStringAsync();
            }
        }

        throw new TimeoutException($"No command was answered {status}.");
    }

    static async Task AskAsync(ServiceProcess service, string command, string location, HttpStatusCode expected)
    {
        using var answer = await SendAsync(
            service, $"/ocpp/commands/{command}", $$$"""{"target": {"location_id": "{{{location}}}"}, "event": {"id_tag": "TAG", "duration_seconds": null}}""");
        Assert.Equal(expected, answer.StatusCode);
    }

    static Task<HttpResponseMessage> SendAsync(ServiceProcess service, string path, string body) =>
        service.Http.PostAsync(path, new StringContent(body, new MediaTypeHeaderValue("application/json")));
}

/// <summary>A test that needs a small disk of its own; says why where none can be mounted.</summary>
sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = SmallDisk.WhyNone;
}
