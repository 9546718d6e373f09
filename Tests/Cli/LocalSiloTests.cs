using System.Text;
using OcppLab.Cli;

namespace OcppLab.Tests.Cli;

/// <summary>The silo of <c>ocpplab load-test --local</c>.</summary>
public sealed class LocalSiloTests
{
    const string Plan = """
        name: two chargers
        target:
          template: {brand_slug: alfen, model_slug: alfen-eve-single-s-line, options: {timing: instant}}
          chargers_number: 2
        stages:
          - {kind: steady, duration_seconds: 4, active_sessions: 2}
        thresholds:
          - sessions_started >= 100%
          - csms_violations == 0
        graceful_stop_seconds: 5
        """;

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ctrl_C_while_it_starts_leaves_nothing(bool hasData)
    {
        using var tool = new Tool { Time = TimeProvider.System };
        tool.Write("plan.yaml", Plan);
        DirectoryInfo? directory = null;
        var strikes = 0;
        using var watched = new FileSystemWatcher();
        watched.Created += (_, _) => Strike();
        tool.DataDirectory = () =>
        {
            directory = Directory.CreateTempSubdirectory("ocpplab-");
            if (hasData)
            {
                // The first file is that of the database, which is opened while the silo starts.
                watched.Path = directory.FullName;
                watched.EnableRaisingEvents = true;
            }
            else
            {
                Strike();
            }

            return directory;
        };

        Assert.Equal(ExitCode.Stopped, await tool.RunAsync("load-test", "plan.yaml", "--local"));

        Assert.NotNull(directory);
        Assert.NotEqual(0, strikes);
        Assert.False(Directory.Exists(directory.FullName));
        Assert.Empty(tool.Out.Text);

        void Strike()
        {
            if (Interlocked.Increment(ref strikes) == 1)
            {
                tool.Interrupts.Strike();
            }
        }
    }

    [Fact]
    public async Task A_short_plan_is_run_and_reported_on_and_leaves_only_its_report()
    {
        DirectoryInfo? directory = null;
        using var tool = new Tool { Time = TimeProvider.System, DataDirectory = () => directory = Directory.CreateTempSubdirectory("ocpplab-") };
        tool.Write("plan.yaml", Plan);

        var code = await tool.RunAsync("load-test", "plan.yaml", "--local", "--report", "report.html");

        // On a machine that is busy with other tests it may be inconclusive.
        Assert.True(code is ExitCode.Done or ExitCode.Inconclusive, $"{code}: {tool.Error.Text} {tool.Out.Text}");
        var report = tool.Read("report.html");
        Assert.Contains("two chargers", report);
        Assert.Contains("sessions_started &gt;= 100%", report);
        Assert.EndsWith("Report: report.html\n", tool.Out.Text);
        Assert.False(Directory.Exists(directory!.FullName));
    }
}
