using Microsoft.AspNetCore.Http;
using OcppLab.Cli;

namespace OcppLab.Tests.Cli;

/// <summary><c>ocpplab logs --follow</c> where its stream breaks off.</summary>
public sealed class LogsTests : IDisposable
{
    readonly Tool tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task Following_goes_on_after_the_last_event_of_a_stream_that_broke_off()
    {
        await using var service = await FakeService.StartAsync();
        var streams = 0;
        service.Instead = async (request, context) =>
        {
            if (!request.Path.EndsWith("/logs/stream", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync("""{"data": [], "total": 0}""");
                return true;
            }

            switch (++streams)
            {
                case 1:
                    await context.Response.WriteAsync($": connected\n\n{Event("a-1", "Heartbeat", "first")}{Event("a-2", "Authorize", "second")}id: a-3\nevent: frame\ndata: {{");
                    break;
                case 2:
                    await FakeService.RefuseAsync(context, 503, "A silo is away.", "1");
                    break;
                default:
                    await context.Response.WriteAsync($"id: a-3\nevent: gap\ndata: {{\"detail\": \"Something is missing.\"}}\n\n{Event("a-4", "Heartbeat", "third")}");
                    await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    break;
            }

            return true;
        };

        var following = tool.RunAsync("logs", "dep-1", "--follow", "--action", "Heartbeat", "--url", service.Address);
        await tool.Out.UntilAsync("third");
        tool.Interrupts.Strike();

        Assert.Equal(ExitCode.Done, await following);
        Assert.Equal(["08:00:03.271 CP-1 -> Heartbeat first", "08:00:03.271 CP-1 -> Heartbeat third"], tool.Out.Lines);
        Assert.Equal("Something is missing.\n", tool.Error.Text);
        Assert.Equal(
            ["", "a-2", "a-2"],
            service.Requests.Where(request => request.Path.EndsWith("/stream", StringComparison.Ordinal)).Select(request => request.Headers["Last-Event-ID"].ToString()));
    }

    [Fact]
    public async Task An_action_of_a_csms_moves_no_cursor()
    {
        await using var service = await FakeService.StartAsync();
        service.Instead = async (request, context) =>
        {
            await context.Response.WriteAsync(request.Path.Contains("/logs", StringComparison.Ordinal)
                ? """
                  {"data": [{"charger_id": "dep-1", "identity": "CP-1", "direction": "csms_to_cp", "action": "Re\u001b[2Jset", "message": "[2,\u001b]",
                             "timestamp": "2026-11-27T08:00:03.271Z"}]}
                  """
                : """{"data": [], "total": 0}""");
            return true;
        };

        Assert.Equal(ExitCode.Done, await tool.RunAsync("logs", "dep-1", "--url", service.Address));

        Assert.Equal("08:00:03.271 CP-1 <- Re?[2Jset [2,?]\n", tool.Out.Text);
    }

    static string Event(string id, string action, string message) =>
        $$"""
        id: {{id}}
        event: frame
        data: {"charger_id": "dep-1", "identity": "CP-1", "direction": "cp_to_csms", "action": "{{action}}", "message": "{{message}}", "timestamp": "2026-11-27T08:00:03.271Z"}


        """.ReplaceLineEndings("\n");
}
