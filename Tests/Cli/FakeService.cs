using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OcppLab.Tests.Cli;

/// <summary>A request that the service got.</summary>
sealed record Received(string Method, string Path, string? ContentType, string Body, IHeaderDictionary Headers);

/// <summary>A service that has one load test, and answers as a test wants.</summary>
sealed class FakeService : IAsyncDisposable
{
    public const string Id = "lt-1";

    readonly WebApplication app;
    readonly List<string> states = [];
    int asked;

    FakeService()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public string Address => app.Urls.Single();

    public ConcurrentQueue<Received> Requests { get; } = [];

    /// <summary>Answers a request in the service's place where it returns true.</summary>
    public Func<Received, HttpContext, Task<bool>> Instead { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>What it tells of the load test, one answer after the other; the last from then on.</summary>
    public IEnumerable<string> States
    {
        set
        {
            lock (states)
            {
                states.Clear();
                states.AddRange(value);
                asked = 0;
            }
        }
    }

    public static async Task<FakeService> StartAsync(params string[] states)
    {
        var service = new FakeService { States = states };
        await service.app.StartAsync();
        return service;
    }

    /// <summary>A load test as the service tells it.</summary>
    public static string State(string status, string? verdict = null, double elapsed = 0, Action<JsonNode>? change = null)
    {
        var state = JsonNode.Parse(LoadTestAnswers.Full)!;
        state["status"] = status;
        state["verdict"] = verdict;
        state["elapsed_seconds"] = elapsed;
        change?.Invoke(state);
        return state.ToJsonString();
    }

    public static Task RefuseAsync(HttpContext context, int status, string detail, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsync(new JsonObject { ["detail"] = detail }.ToJsonString());
    }

    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new Received(
            context.Request.Method,
            $"{context.Request.Path}{context.Request.QueryString}",
            context.Request.ContentType,
            await reader.ReadToEndAsync(),
            new HeaderDictionary(context.Request.Headers.ToDictionary()));
        Requests.Enqueue(request);
        if (await Instead(request, context))
        {
            return;
        }

        switch (request)
        {
            case { Method: "POST", Path: "/ocpp/load-tests" }:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await context.Response.WriteAsync(
                    $$"""{"load_test_id": "{{Id}}", "status": "preparing", "status_url": "/ocpp/load-tests/{{Id}}", "report_url": "/ocpp/load-tests/{{Id}}/report"}""");
                break;
            case { Method: "GET", Path: $"/ocpp/load-tests/{Id}" }:
                await context.Response.WriteAsync(Next());
                break;
            case { Method: "POST", Path: $"/ocpp/load-tests/{Id}/stop" }:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            case { Method: "GET" } when request.Path.StartsWith($"/ocpp/load-tests/{Id}/report", StringComparison.Ordinal):
                await context.Response.WriteAsync($"the report {context.Request.QueryString}");
                break;
            default:
                await RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no route {context.Request.Path}.");
                break;
        }
    }

    string Next()
    {
        lock (states)
        {
            return states[Math.Min(asked++, states.Count - 1)];
        }
    }
}
