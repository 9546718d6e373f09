using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using OcppLab.Api;
using OcppLab.Inventory;
using OcppLab.Tests.Inventory;

namespace OcppLab.Tests.Api;

public sealed class IdempotencyTests : IDisposable
{
    readonly TempDatabase temp = new();
    readonly IdempotencyKeys keys;

    public IdempotencyTests() => keys = new(temp.Database, TimeProvider.System, NullLogger<IdempotencyKeys>.Instance);

    public void Dispose()
    {
        keys.Dispose();
        temp.Dispose();
    }

    [Fact]
    public async Task An_answer_is_kept_for_a_client_that_is_gone_before_it_is_written()
    {
        var made = 0;
        await using var service = Service(context =>
        {
            made++;
            context.RequestAborted = new(canceled: true);
            return Results.Json(made);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(service));
        var (headers, body) = await AskAsync(service);

        Assert.Equal((1, "1", "true"), (made, body, (string?)headers["Idempotency-Replayed"]));
    }

    [Fact]
    public async Task A_request_whose_answer_could_not_be_written_can_be_repeated()
    {
        var made = 0;
        await using var service = Service(_ => ++made == 1 ? new Unwritable() : Results.Json(made));

        await Assert.ThrowsAsync<IOException>(() => AskAsync(service));

        Assert.Equal("2", (await AskAsync(service)).Body);
    }

    [Fact]
    public async Task A_repeat_has_what_the_route_said_in_headers_and_not_what_is_each_answers_own()
    {
        await using var service = Service(context =>
        {
            context.Response.Headers.Link = new(["</a>", "</b>"]);
            context.Response.Headers.Connection = "close";
            return Results.Created("/made/1", 1);
        });
        await AskAsync(service, "one");

        var (headers, _) = await AskAsync(service, "other");

        Assert.Equal(("/made/1", "other"), ((string?)headers.Location, (string?)headers["X-Request-Id"]));
        Assert.Equal(new StringValues(["</a>", "</b>"]), headers.Link);
        Assert.Equal("application/json; charset=utf-8", (string?)headers.ContentType);
        Assert.False(headers.ContainsKey("Connection"));
    }

    WebApplication Service(Func<HttpContext, IResult> make)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(keys);
        builder.Services.AddSingleton(FrontDoorSettings.From(new ConfigurationBuilder().Add(FrontDoorSettings.Defaults).Build()));
        builder.Services.AddSingleton<Uploads>();
        var app = builder.Build();
        app.MapPost("/made", (Body _, HttpContext context) => make(context)).WithIdempotency();
        return app;
    }

    static async Task<(IHeaderDictionary Headers, string Body)> AskAsync(WebApplication service, string requestId = "")
    {
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = service.Services };
        context.Features.Set(new Organization("acme"));
        context.Request.Method = "POST";
        context.Request.Headers["Idempotency-Key"] = "k";
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream("{}"u8.ToArray());
        context.Response.Headers["X-Request-Id"] = requestId;
        context.Response.Body = answer;
        var route = ((IEndpointRouteBuilder)service).DataSources.SelectMany(source => source.Endpoints).Single();
        await route.RequestDelegate!(context);
        return (context.Response.Headers, Encoding.UTF8.GetString(answer.ToArray()));
    }

    sealed class Unwritable : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => throw new IOException("it can't be written");
    }
}
