using System.Net;
using OcppLab.Tests.Api;
using OcppLab.Tests.Contract;
using OcppLab.Tests.Hosts;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Monitoring;

/// <summary>Who may read <c>/metrics</c>, and what is there.</summary>
[Collection(LoneSiloCollection.Name)]
public sealed class MetricsRouteTests(LoneSiloHost host) : ContractSuite(host)
{
    [Fact]
    public async Task There_are_figures_of_chargers_commands_Orleans_requests_and_the_runtime_and_none_of_one_charger()
    {
        // A process of its own: where two hosts of one process have the same instrument, the end of one ends the other's figures.
        var directory = Directory.CreateTempSubdirectory("ocpplab-").FullName;
        await using (var service = await ServiceProcess.StartDemoAsync(directory))
        {
            var chargers = (await service.GetAsync("/ocpp/chargers"))["data"]!.AsArray();
            Assert.NotEmpty(chargers);
            await service.PostAsync("/ocpp/commands/plug-connector", """{"target": {"location_id": "loc-456"}, "event": {"connector_id": 1}}""");

            // What was answered to a reader a moment ago is answered again, and a request is counted once its answer is with the client.
            string[] names =
                ["ocpplab_connections{", "ocpplab_commands_total{", "orleans_catalog_activations{", "http_server_request_duration_seconds_bucket{", "dotnet_gc_"];
            var metrics = "";
            await Guard.UntilAsync(
                async () => (metrics = await service.Http.GetStringAsync("/metrics")) is var text && names.All(text.Contains), "all figures are there");

            Assert.All(chargers, charger => Assert.DoesNotContain((string)charger!["id"]!, metrics));
            Assert.All(chargers, charger => Assert.DoesNotContain((string)charger!["identity"]!, metrics));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("user", HttpStatusCode.Unauthorized)]
    [InlineData("admin", HttpStatusCode.OK)]
    public async Task Another_machine_needs_an_admin_s_token(string? role, HttpStatusCode expected)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = "ocpplab.example" } };
        if (role is not null)
        {
            request.Headers.Authorization = new("Bearer", Token(role: role));
        }

        var answer = await SendAsync(request, authorize: false);

        Assert.Equal(expected, answer.Status);
        if (expected != HttpStatusCode.OK)
        {
            Assert.Contains("Metrics:Token", answer.Text);
        }
    }

    [Theory]
    [InlineData("true", null, HttpStatusCode.Unauthorized)]
    [InlineData("true", "another token than that", HttpStatusCode.Unauthorized)]
    [InlineData("true", "a token of the monitoring", HttpStatusCode.OK)]
    [InlineData("false", "a token of the monitoring", HttpStatusCode.NotFound)]
    public async Task A_silo_tells_them_at_its_management_port_to_who_has_the_token(string enabled, string? token, HttpStatusCode expected)
    {
        var directory = Directory.CreateTempSubdirectory("ocpplab-").FullName;
        await using (var silo = ServiceProcess.Start(
            directory, "Production", "--role", "silo", "--management-port", "0", "--Metrics:Token=a token of the monitoring", $"--Metrics:Enabled={enabled}",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"))
        {
            var address = (await silo.LineWithAsync("Now listening on")).Split(' ')[^1];
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/metrics") { Headers = { Host = "silo.example" } };
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            }

            using var answer = await silo.Http.SendAsync(request);

            Assert.Equal(expected, answer.StatusCode);
            if (expected == HttpStatusCode.OK)
            {
                Assert.Contains("ocpplab_connections{", await answer.Content.ReadAsStringAsync());
            }
        }

        Directory.Delete(directory, recursive: true);
    }
}
