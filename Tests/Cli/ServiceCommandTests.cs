using System.Text.Json.Nodes;
using OcppLab.Cli;
using OcppLab.Tests.Contract;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Cli;

/// <summary>The commands of <c>ocpplab</c> that drive chargers, against the service itself.</summary>
[Collection(LoneSiloCollection.Name)]
public sealed class ServiceCommandTests(LoneSiloHost host) : ContractSuite(host)
{
    [Fact]
    public async Task A_session_is_started_waited_for_and_stopped()
    {
        await AddChargersAsync(2);
        using var tool = Tool();

        Assert.Equal(ExitCode.Done, await tool.RunAsync("start-session", "--location", LocationId, "--id-tag", "TAG", "--duration", "30m", "--energy-kwh", "5.5", "--wait"));
        Assert.Matches("^Command [0-9a-f]+: started 2\\.\n$", tool.Out.Text);
        var payload = (await GetAsync("/ocpp/commands")).Json["data"]![0]!["payload"]!;
        Assert.Equal((1800, 5.5), ((int)payload["duration_seconds"]!, (double)payload["target_energy_kwh"]!));

        using var stop = Tool();
        Assert.Equal(ExitCode.Done, await stop.RunAsync("stop-session", "--identity", Identity(1), "--wait"));
        using var list = Tool();
        Assert.Equal(ExitCode.Done, await list.RunAsync("chargers", "--location", LocationId, "--status", "charging", "--json"));
        Assert.Equal([Charger(2)], JsonNode.Parse(list.Out.Text)!.AsArray().Select(charger => (string)charger!["id"]!));
    }

    [Fact]
    public async Task A_charger_that_refuses_is_told_with_its_reason()
    {
        await AddChargersAsync(1);
        using var tool = Tool();

        Assert.Equal(ExitCode.Failed, await tool.RunAsync("start-session", "--charger", Charger(1), "--id-tag", "TAG", "--connector", "7"));

        Assert.Contains("0 chargers took it.", tool.Out.Text);
        Assert.Contains($"1 charger refused it:\n  {Identity(1)}: ", tool.Out.Text);
    }

    [Fact]
    public async Task A_csms_that_refuses_is_told_with_its_reason()
    {
        await AddChargersAsync(1, Host.CsmsUrl);
        await SettledAsync(1);
        using var tool = Tool();

        Assert.Equal(ExitCode.Failed, await tool.RunAsync("start-session", "--charger", Charger(1), "--id-tag", "BLOCKED-1", "--wait"));

        Assert.Contains($"1 charger came to refused:\n  {Identity(1)}: Blocked", tool.Out.Text);
    }

    [Fact]
    public async Task What_is_not_decided_in_time_is_no_success()
    {
        await AddChargersAsync(1, $"ws://127.0.0.1:{Ports.Free()}/csms");
        using var tool = Tool();

        Assert.Equal(ExitCode.Failed, await tool.RunAsync("start-session", "--charger", Charger(1), "--id-tag", "TAG", "--wait", "--timeout", "5s"));

        Assert.Contains("After 5 s it is not decided at 1 charger.", tool.Error.Text);
    }

    [Theory]
    [InlineData("start-session", "--id-tag", "TAG")]
    [InlineData("start-session", "--id-tag", "TAG", "--charger", "a", "--location", "b")]
    [InlineData("start-session", "--charger", "a")]
    [InlineData("start-session", "--id-tag", "TAG", "--charger", "a", "--duration", "soon")]
    [InlineData("start-session", "--id-tag", "TAG", "--charger", "there-is-none")]
    [InlineData("chargers", "--watch")]
    [InlineData("logs")]
    [InlineData("logs", "there-is-none")]
    [InlineData("logs", "there-is-none", "--limit", "0")]
    public async Task Mistakes_are_said_in_a_sentence(params string[] args)
    {
        using var tool = Tool();

        Assert.Equal(ExitCode.Usage, await tool.RunAsync(args));

        Assert.NotEmpty(tool.Error.Text);
        Assert.Empty(tool.Out.Text);
    }

    [Fact]
    public async Task Without_a_token_there_is_no_access()
    {
        using var tool = Tool();
        tool.Variables.Remove("OCPPLAB_TOKEN");

        Assert.Equal(ExitCode.NoAccess, await tool.RunAsync("chargers"));

        Assert.Contains("This needs a bearer token", tool.Error.Text);
    }

    [Fact]
    public async Task The_token_of_the_directory_is_for_a_service_on_this_machine()
    {
        using var tool = Tool();
        tool.Variables.Remove("OCPPLAB_TOKEN");
        Directory.CreateDirectory(Path.Combine(tool.Directory, ".ocpplab"));
        tool.Write(".ocpplab/dev-token", Token() + "\n");

        Assert.Equal(ExitCode.Done, await tool.RunAsync("chargers"));
    }

    [Fact]
    public async Task Chargers_are_listed_over_all_pages()
    {
        await AddChargersAsync(101);
        using var tool = Tool();

        Assert.Equal(ExitCode.Done, await tool.RunAsync("chargers"));

        Assert.Equal(101, tool.Out.Lines.Count(line => line.Contains(LocationId)));
        Assert.Contains("101 chargers", tool.Out.Text);
        var row = Assert.Single(tool.Out.Lines, line => line.Contains($" {Identity(101)} "));
        Assert.Equal(
            [Identity(101), "2 Available", "detached", "2", "1.6", LocationId, Charger(101)],
            row.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Frames_are_printed_and_followed()
    {
        await AddChargersAsync(1, Host.CsmsUrl);
        await SettledAsync(1);
        using var tool = Tool();

        Assert.Equal(ExitCode.Done, await tool.RunAsync("logs", Identity(1), "--action", "BootNotification"));
        Assert.Equal(2, tool.Out.Lines.Length);
        Assert.Matches($"^\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d {Identity(1)} -> BootNotification \\[2,", tool.Out.Lines[0]);
        Assert.Contains("<- BootNotification [3,", tool.Out.Lines[1]);

        using var follower = Tool();
        var following = follower.RunAsync("logs", Charger(1), "--follow", "--json");
        do
        {
            // Until the stream is there, which tells nobody.
            await SettledAsync(1);
        }
        while (follower.Out.Text.Length == 0);
        follower.Interrupts.Strike();

        Assert.Equal(ExitCode.Done, await following);
        Assert.All(follower.Out.Lines, line => Assert.Equal(Charger(1), (string)JsonNode.Parse(line)!["charger_id"]!));
    }

    Tool Tool()
    {
        var tool = new Tool { Time = TimeProvider.System };
        tool.Variables["OCPPLAB_URL"] = Host.Address.ToString();
        tool.Variables["OCPPLAB_TOKEN"] = Token();
        return tool;
    }
}
