using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OcppLab.Tests.Contract;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Api;

/// <summary>What who starts the service sees of it.</summary>
public sealed class StartTests : IDisposable
{
    const string Any = "http://127.0.0.1:0";

    readonly string directory = Directory.CreateTempSubdirectory("ocpplab-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(new string[0], "Auth:SigningKey", "Auth:Authority", "Auth:Audience", "32")]
    [InlineData(new[] { "--Auth:SigningKey=short" }, "Auth:SigningKey", "5 bytes", "32")]
    [InlineData(new[] { "--Auth:Authority=https://login.example" }, "Auth:Audience")]
    [InlineData(new[] { "--Auth:Authority=login", "--Auth:Audience=x" }, "Auth:Authority", "login")]
    [InlineData(new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Limits:BodyBytes=lots" }, "Limits:BodyBytes", "lots")]
    [InlineData(new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Data:Directory=/dev/null/x" }, "Data:Directory")]
    [InlineData(new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Logs:MemoryBytes=lots" }, "Logs:MemoryBytes", "lots")]
    [InlineData(
        new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Connections:LocalAddresses=127.0.0.2,here" }, "Connections:LocalAddresses", "here")]
    [InlineData(
        new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Connections:DeniedNetworks=there" }, "Connections:DeniedNetworks", "there")]
    [InlineData(new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Limits:ConnectionsPerSecond=-1" }, "Limits:ConnectionsPerSecond", "-1")]
    [InlineData(new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Commands:KeepFor=00:00:00" }, "Commands:KeepFor", "00:00:00")]
    [InlineData(new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Commands:KeepOutcomes=-1" }, "Commands:KeepOutcomes", "-1")]
    [InlineData(new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Metrics:Token=short" }, "Metrics:Token", "16", "5")]
    [InlineData(new[] { "--Auth:SigningKey=a key of 32 bytes for tests only", "--Metrics:Enabled=perhaps" }, "Metrics:Enabled", "perhaps")]
    public async Task What_can_not_start_says_what_to_set(string[] arguments, params string[] said)
    {
        var (code, output, errors) = await ServiceProcess.RunAsync(directory, "Production", ["--urls", Any, .. arguments]);

        Assert.NotEqual(0, code);
        Assert.Empty(output);
        Assert.All(said, part => Assert.Contains(part, errors));
        Assert.DoesNotContain("   at ", errors);
        Assert.DoesNotContain("Exception", errors);
    }

    [Fact]
    public async Task A_newcomer_finds_something_to_paste_that_works_and_Ctrl_C_ends_it()
    {
        await using var service = ServiceProcess.Start(directory, "Development", "--urls", Any);
        var command = await service.LineWithAsync("curl");
        var body = await service.LineWithAsync("-d ");

        var token = Path.Combine(directory, ".ocpplab", "dev-token");
        Assert.Contains("$(cat .ocpplab/dev-token)", command);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(token));
        }

        var url = new Uri(command.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)));
        service.Use(url.GetLeftPart(UriPartial.Authority), File.ReadAllText(token).Trim());
        using var events = await EventStream.OpenAsync(await service.Http.GetAsync("/ocpp/events/stream", HttpCompletionOption.ResponseHeadersRead));
        var answer = await service.PostAsync(url.AbsolutePath, body.Split('\'')[^2]);
        Assert.Equal((10, 10), ((int)answer["targeted_count"]!, (int)answer["queued_count"]!));
        for (var started = 0; started < 10; started++)
        {
            await events.UntilAsync((name, _) => name == "session_started");
        }

        Assert.Equal(
            new[] { "dep-123", "dep-789" },
            (await service.GetAsync("/ocpp/locations/loc-1/chargers"))["data"]!.AsArray().Select(charger => (string)charger!["id"]!).Order());

        Assert.Equal(0, await service.InterruptAsync());
    }

    [Fact]
    public async Task The_dashboard_is_there_for_who_sits_at_the_machine_and_counts_once_it_is_looked_at()
    {
        await using var service = ServiceProcess.Start(directory, "Development", "--urls", Any);
        var greeting = await service.LineWithAsync("curl");
        var address = new Uri(greeting.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal))).GetLeftPart(UriPartial.Authority);
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, $"{address}/dashboard/") { Headers = { { "Via", "1.1 proxy" } } };

        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Http.SendAsync(forwarded)).StatusCode);
        Assert.Contains("<html", await service.Http.GetStringAsync($"{address}/dashboard"));
        Assert.Equal(HttpStatusCode.NotFound, (await service.Http.GetAsync($"{address}/dashboard/no/such/page")).StatusCode);
        Assert.DoesNotContain("dashboard", await service.Http.GetStringAsync($"{address}/openapi/v1.json"));
        var overview = await service.GetAsync($"{address}/dashboard/DashboardCounters");
        var silo = Uri.EscapeDataString((string)overview["hosts"]![0]!["siloAddress"]!);
        while ((await service.GetAsync($"{address}/dashboard/SiloCounters/{silo}")).AsArray().Count == 0)
        {
        }

        Assert.Equal(0, await service.InterruptAsync());
    }

    [Fact]
    public async Task Who_waits_until_it_is_ready_finds_the_token()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://{free.LocalEndpoint}";
        free.Stop();
        await using var service = ServiceProcess.Start(directory, "Development", "--urls", address);

        while (!await service.IsReadyAsync(address))
        {
        }

        Assert.True(File.Exists(Path.Combine(directory, ".ocpplab", "dev-token")));
    }

    [Fact]
    public async Task A_port_or_a_data_directory_in_use_is_told_in_a_sentence()
    {
        await using var service = ServiceProcess.Start(directory, "Development", "--urls", Any);
        var command = await service.LineWithAsync("curl");
        var address = new Uri(command.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal))).GetLeftPart(UriPartial.Authority);

        var samePort = await ServiceProcess.RunAsync(directory, "Development", "--urls", address, "--Data:Directory", "other");
        var sameData = await ServiceProcess.RunAsync(directory, "Development", "--urls", Any);

        Assert.Equal((1, 1), (samePort.Code, sameData.Code));
        Assert.Contains(address, samePort.Errors);
        Assert.Contains("Data:Directory", sameData.Errors);
        Assert.All([samePort, sameData], run => Assert.DoesNotContain("   at ", run.Errors + run.Output));
        await service.GetAsync($"{address}/health/ready");
    }

    [Fact]
    public async Task The_demo_follows_the_service_to_another_port_and_nobody_else_does()
    {
        const string elsewhere = "ws://127.0.0.1:1/csms";
        await using (var first = ServiceProcess.Start(directory, "Development", "--urls", Any))
        {
            var greeting = await first.LineWithAsync("curl");
            first.Use(
                new Uri(greeting.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal))).GetLeftPart(UriPartial.Authority),
                File.ReadAllText(Path.Combine(directory, ".ocpplab", "dev-token")).Trim());
            await first.PostAsync("/ocpp/chargers", $$"""
                {"location_id": "loc-1", "identity": "OURS", "brand_slug": "abb", "model_slug": "terra-184", "ws_url": "{{elsewhere}}"}
                """);
            await first.InterruptAsync();
        }

        await using var second = ServiceProcess.Start(directory, "Development", "--urls", Any);
        var command = await second.LineWithAsync("curl");
        var address = new Uri(command.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal))).GetLeftPart(UriPartial.Authority);
        second.Use(address, File.ReadAllText(Path.Combine(directory, ".ocpplab", "dev-token")).Trim());

        var chargers = (await second.GetAsync("/ocpp/chargers"))["data"]!.AsArray();
        Assert.Equal(13, chargers.Count);
        Assert.All(chargers, charger => Assert.Equal(
            (string)charger!["identity"]! == "OURS" ? elsewhere : $"ws://{new Uri(address).Authority}/csms", (string)charger["ws_url"]!));
    }

    [Fact]
    public async Task A_front_door_of_its_own_drives_a_silo_that_has_only_a_management_port()
    {
        var settings = new[] { "--Auth:SigningKey", ContractHost.SigningKey, "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information" };
        var (gateway, management) = (Ports.Free(), Ports.Free());
        await using var silo = ServiceProcess.Start(
            directory, "Development", ["--role", "silo", "--gateway-port", $"{gateway}", "--management-port", $"{management}", .. settings]);
        Assert.EndsWith($":{management}", await silo.LineWithAsync("Now listening on"));
        await silo.LineWithAsync("Application started");
        var (healthy, answer, _) = await ServiceProcess.RunAsync(
            directory, "Development", "health", "--role", "silo", "--management-port", $"{management}");
        Assert.Equal(0, healthy);
        Assert.Equal("ok", (string?)JsonNode.Parse(answer)!["silo"]);

        await using var door = ServiceProcess.StartFrontDoor(directory, "Development", ["--urls", Any, "--gateway-port", $"{gateway}", .. settings]);
        var address = (await door.LineWithAsync("Now listening on")).Split(' ')[^1];
        door.Use(address, (await ServiceProcess.RunAsync(directory, "Production", ["token", "--org", "acme", .. settings])).Output.Trim());
        var location = (string)(await door.PostAsync("/ocpp/locations", """{"name": "Depot"}"""))["id"]!;
        await door.PostAsync("/ocpp/chargers", $$"""
            {"location_id": "{{location}}", "identity": "CP-1", "brand_slug": "abb", "model_slug": "terra-184"}
            """);
        var queued = await door.PostAsync(
            "/ocpp/commands/start-session", $$$"""{"target": {"location_id": "{{{location}}}"}, "event": {"id_tag": "TAG"}}""");
        Assert.Equal(1, (int)queued["queued_count"]!);

        await silo.KillAsync();
        using var ready = await door.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(1, (await ServiceProcess.RunAsync(directory, "Development", "health", "--url", $"http://127.0.0.1:{management}")).Code);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("help")]
    [InlineData("strat", "strat")]
    public async Task Help_is_given_and_an_unknown_word_is_told(string word, string? unknown = null)
    {
        var (code, output, errors) = await ServiceProcess.RunAsync(directory, "Production", word);

        Assert.Equal(unknown is null ? 0 : 2, code);
        Assert.Contains(unknown ?? "Cluster:Database", unknown is null ? output : errors);
        Assert.Contains("token", output + errors);
    }

    [Fact]
    public async Task A_token_can_be_had_for_any_organization_role_and_scope()
    {
        var (code, output, errors) = await ServiceProcess.RunAsync(
            directory, "Development", "token", "--org", "acme", "--role", "admin", "--scope", "ocpp:read", "--ttl", "7d");

        Assert.True(code == 0, errors);
        var part = output.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var claims = JsonNode.Parse(Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '=')))!;
        Assert.Equal(("acme", "admin", "ocpp:read"), ((string)claims["org_id"]!, (string)claims["role"]!, (string)claims["scope"]!));
        Assert.Equal(7 * 86_400, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("--org", "token")]
    [InlineData("--role", "token", "--org", "acme", "--role", "king")]
    [InlineData("ocpp:fly", "token", "--org", "acme", "--scope", "ocpp:fly")]
    [InlineData("--ttl", "token", "--org", "acme", "--ttl", "forever")]
    [InlineData("--ttl", "token", "--org", "acme", "--ttl", "-1h")]
    public async Task A_token_asked_for_wrongly_is_explained(string said, params string[] arguments)
    {
        var (code, output, errors) = await ServiceProcess.RunAsync(directory, "Development", arguments);

        Assert.NotEqual(0, code);
        Assert.Empty(output);
        Assert.Contains(said, errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task Killed_right_after_a_202_it_has_lost_no_session()
    {
        var settings = new[] { "--urls", Any, "--Auth:SigningKey", LoneSiloHost.SigningKey };
        var token = (await ServiceProcess.RunAsync(directory, "Production", ["token", "--org", "acme", .. settings])).Output.Trim();
        await using (var service = ServiceProcess.Start(directory, "Production", [.. settings, "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"]))
        {
            service.Use((await service.LineWithAsync("Now listening on")).Split(' ')[^1], token);
            var location = (string)(await service.PostAsync("/ocpp/locations", """{"name": "Depot"}"""))["id"]!;
            var job = await service.PostAsync($"/ocpp/locations/{location}/chargers", """
                [{"template": {"brand_slug": "abb", "model_slug": "terra-184", "identity_prefix": "CP-"}, "chargers_number": 1000}]
                """);
            while ((string)(await service.GetAsync((string)job["status_url"]!))["status"]! != "COMPLETED")
            {
                // Creating them takes as long as it takes.
            }

            var answer = await service.PostAsync(
                "/ocpp/commands/start-session", $$$"""{"target": {"location_id": "{{{location}}}"}, "event": {"id_tag": "TAG", "duration_seconds": null}}""");
            Assert.Equal(1000, (int)answer["queued_count"]!);
            await service.KillAsync();
        }

        await using var again = ServiceProcess.Start(directory, "Production", [.. settings, "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"]);
        again.Use((await again.LineWithAsync("Now listening on")).Split(' ')[^1], token);
        var sessions = 0;
        for (var waited = Stopwatch.StartNew(); sessions != 1000 && waited.Elapsed < TimeSpan.FromSeconds(30);)
        {
            sessions = (int)(await again.GetAsync("/ocpp/sessions?limit=1"))["total"]!;
        }

        Assert.Equal(1000, sessions);
    }
}
