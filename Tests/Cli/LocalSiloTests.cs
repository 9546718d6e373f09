using System.Text;
using OcppLab.Cli;

namespace OcppLab.Tests.Cli;

/// <summary>The silo of <c>ocpplab load-test --local</c>.</summary>
public sealed class LocalSiloTests
{
    [Fact]
    public async Task It_serves_chargers_that_connect_to_its_own_csms_and_leaves_nothing()
    {
        using var tool = new Tool { Time = TimeProvider.System };
        string directory;
        await using (var silo = await LocalSilo.StartAsync(tool.Terminal))
        {
            directory = silo.DataDirectory;
            Assert.True(Directory.Exists(directory));
            using var client = new ServiceClient(silo.Address, silo.Token, null, tool.Terminal);
            var charger = $$"""{"identity": "CP-1", "brand_slug": "alfen", "model_slug": "alfen-eve-single-s-line", "ws_url": "{{silo.CsmsUrl}}"}""";
            await client.PostAsync("ocpp/chargers", Encoding.UTF8.GetBytes(charger), "application/json", default);
            tool.Variables["OCPPLAB_URL"] = silo.Address.ToString();
            tool.Variables["OCPPLAB_TOKEN"] = silo.Token;

            // A session has started when the CSMS has confirmed it.
            Assert.Equal(ExitCode.Done, await tool.RunAsync("start-session", "--identity", "CP-1", "--id-tag", "TAG", "--wait"));
            Assert.EndsWith(": started 1.\n", tool.Out.Text);
        }

        Assert.False(Directory.Exists(directory));
        Assert.Empty(tool.Error.Text);
    }

    [Fact]
    public async Task Ctrl_C_while_it_starts_leaves_nothing()
    {
        using var tool = new Tool { Time = TimeProvider.System };
        tool.Write("plan.yaml", "target: {template: {brand_slug: alfen}}");
        tool.Interrupts.Strike();

        Assert.Equal(ExitCode.Stopped, await tool.RunAsync("load-test", "plan.yaml", "--local"));

        Assert.Empty(tool.Out.Text);
    }
}
