using Microsoft.AspNetCore.Http;
using OcppLab.Cli;

namespace OcppLab.Tests.Cli;

/// <summary>What a CSMS has said reaches the terminal without what a terminal would obey.</summary>
public sealed class GivenCommandTests : IDisposable
{
    readonly Tool tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task A_csms_s_reason_moves_no_cursor()
    {
        await using var service = await FakeService.StartAsync();
        service.Instead = async (request, context) =>
        {
            await context.Response.WriteAsync(request.Method == "POST"
                ? """{"queued_count": 1, "results": [{"charger_id": "dep-1", "identity": "CP-1", "command": {"id": "c-1"}}], "failed": []}"""
                : request.Path.Contains("/chargers", StringComparison.Ordinal)
                    ? """{"data": [{"charger_id": "dep-1", "identity": "CP-1\u001b[1m", "outcome": "refused", "reason": "No\u001b[2J\r\u0007."}], "total": 1}"""
                    : """{"id": "c-1", "outcomes": {"refused": 1}}""");
            return true;
        };

        Assert.Equal(ExitCode.Failed, await tool.RunAsync("start-session", "--charger", "dep-1", "--id-tag", "TAG", "--wait", "--url", service.Address));

        Assert.EndsWith("1 charger came to refused:\n  CP-1?[1m: No?[2J??.\n", tool.Out.Text);
    }
}
