using Microsoft.AspNetCore.Http;
using OcppLab.Cli;
using static OcppLab.Tests.Cli.FakeService;

namespace OcppLab.Tests.Cli;

/// <summary>Ctrl-C while <c>ocpplab load-test</c> runs: what is said of the load test is what becomes of it.</summary>
public sealed class LoadTestInterruptTests : IDisposable
{
    const string Plan = "name: try\ntarget: {template: {brand_slug: alfen}, chargers_number: 5}\n";
    const string Stop = $"/ocpp/load-tests/{Id}/stop";

    readonly Tool tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task The_first_stops_it_in_order_and_waits_for_its_report()
    {
        await using var service = await StartAsync(State("running"));
        service.Instead = (request, _) =>
        {
            if (request.Path == Stop)
            {
                service.States = [State("stopping"), State("finished", "stopped")];
            }
            else if (service.Requests.Count == 4)
            {
                tool.Interrupts.Strike();
            }

            return Task.FromResult(false);
        };

        Assert.Equal(ExitCode.Stopped, await RunAsync(service, "--report", "r.html"));

        Assert.Single(service.Requests, request => request.Path == Stop);
        Assert.Contains("STOPPED", tool.Out.Text);
        Assert.Equal("the report ?format=html", tool.Read("r.html"));
    }

    [Fact]
    public async Task The_second_leaves_at_once_what_is_being_stopped()
    {
        await using var service = await StartAsync(State("running"));
        service.Instead = (_, _) =>
        {
            if (service.Requests.Count is 3 or 6)
            {
                tool.Interrupts.Strike();
            }

            return Task.FromResult(false);
        };

        Assert.Equal(ExitCode.Stopped, await RunAsync(service));

        Assert.Contains("The load test is being stopped.\n", tool.Error.Text);
        Assert.EndsWith("Left before its end; the service stops the load test lt-1.\n", tool.Error.Text);
        Assert.Single(service.Requests, request => request.Path == Stop);
        Assert.Empty(tool.Out.Text);
    }

    [Fact]
    public async Task The_second_asks_once_more_where_the_stop_was_not_answered()
    {
        await using var service = await StartAsync(State("running"));
        var stops = 0;
        service.Instead = async (request, context) =>
        {
            if (request.Path != Stop)
            {
                StrikeOnce(service);
                return false;
            }

            return ++stops == 1 && await StrikeAndHangAsync(context);
        };

        Assert.Equal(ExitCode.Stopped, await RunAsync(service));

        Assert.Equal(2, stops);
        Assert.DoesNotContain("is being stopped", tool.Error.Text);
        Assert.EndsWith("Left before its end; the service stops the load test lt-1.\n", tool.Error.Text);
    }

    [Fact]
    public async Task What_can_not_be_stopped_goes_on_and_it_is_said_how_to_stop_it()
    {
        await using var service = await StartAsync(State("running"));
        var stops = 0;
        service.Instead = async (request, context) =>
        {
            if (request.Path != Stop)
            {
                StrikeOnce(service);
                return false;
            }

            if (++stops == 1)
            {
                return await StrikeAndHangAsync(context);
            }

            await RefuseAsync(context, 500, "It went wrong.");
            return true;
        };

        Assert.Equal(ExitCode.Stopped, await RunAsync(service));

        Assert.DoesNotContain("is being stopped", tool.Error.Text);
        Assert.EndsWith($"the load test lt-1 goes on there. POST {service.Address}{Stop} stops it.\n", tool.Error.Text);
    }

    [Fact]
    public async Task A_stop_that_is_refused_is_told_at_once()
    {
        await using var service = await StartAsync(State("running"));
        service.Instead = async (request, context) =>
        {
            if (request.Path != Stop)
            {
                StrikeOnce(service);
                return false;
            }

            await RefuseAsync(context, 500, "It went wrong.");
            return true;
        };

        Assert.Equal(ExitCode.Failed, await RunAsync(service));

        Assert.DoesNotContain("is being stopped", tool.Error.Text);
        Assert.EndsWith(
            $"It went wrong. The service has not taken the stop: the load test lt-1 goes on there. POST {service.Address}{Stop} stops it.\n", tool.Error.Text);
    }

    [Fact]
    public async Task Left_while_it_is_being_begun_it_may_have_begun()
    {
        await using var service = await StartAsync();
        service.Instead = (_, context) =>
        {
            tool.Interrupts.Strike();
            return StrikeAndHangAsync(context);
        };

        Assert.Equal(ExitCode.Stopped, await RunAsync(service));

        Assert.Contains("the load test may have begun", tool.Error.Text);
        Assert.Contains($"POST {service.Address}/ocpp/load-tests/ID/stop", tool.Error.Text);
    }

    [Fact]
    public async Task Left_while_its_reports_are_written_it_has_ended()
    {
        await using var service = await StartAsync(State("finished", "passed"));
        service.Instead = async (request, context) =>
        {
            if (!request.Path.Contains("report"))
            {
                return false;
            }

            tool.Interrupts.Strike();
            return await StrikeAndHangAsync(context);
        };

        Assert.Equal(ExitCode.Stopped, await RunAsync(service, "--report", "r.html"));

        Assert.EndsWith("Left before its reports were written; the load test lt-1 has ended.\n", tool.Error.Text);
        Assert.DoesNotContain(service.Requests, request => request.Path == Stop);
    }

    void StrikeOnce(FakeService service)
    {
        if (service.Requests.Count == 3)
        {
            tool.Interrupts.Strike();
        }
    }

    async Task<bool> StrikeAndHangAsync(HttpContext context)
    {
        tool.Interrupts.Strike();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    Task<ExitCode> RunAsync(FakeService service, params string[] options) =>
        tool.RunAsync(["load-test", tool.Write("plan.yaml", Plan), "--url", service.Address, .. options]);
}
