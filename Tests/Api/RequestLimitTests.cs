using System.Net;
using OcppLab.Tests.Contract;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Api;

/// <summary>A service that allows each organization one request a second.</summary>
public sealed class LimitedHost : LoneSiloHost
{
    protected override IEnumerable<string> Settings => ["--Limits:RequestsPerSecond=1", "--Limits:BodyBytes=100"];
}

/// <summary>What a client of a limited service sees.</summary>
public sealed class RequestLimitTests(LimitedHost host) : ContractSuite(host), IClassFixture<LimitedHost>
{
    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_again_and_others_are_not_kept_waiting()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync("/ocpp/logs")));

        var refused = answers.Where(answer => answer.Status != HttpStatusCode.OK).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Contains("Limits:RequestsPerSecond", answer.Refused(HttpStatusCode.TooManyRequests)));
        Assert.All(refused, answer => Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta));
        var theirs = new HttpRequestMessage(HttpMethod.Get, "/ocpp/logs");
        theirs.Headers.Authorization = new("Bearer", Token("another"));
        (await SendAsync(theirs)).Expect(HttpStatusCode.OK);
        (await GetAsync("/health")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_body_may_have_as_many_bytes_as_are_set()
    {
        var body = "{\"target\": {\"charger_id\": \"nowhere\"}}";

        var fits = await CommandAsync("plug-connector", body.PadRight(100));

        Assert.Contains(fits.Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests });
        Assert.Contains("100 bytes", (await SendAsync(Larger())).Refused(HttpStatusCode.RequestEntityTooLarge));

        HttpRequestMessage Larger()
        {
            var request = Post("/ocpp/commands/plug-connector", body.PadRight(101));
            request.Headers.Authorization = new("Bearer", Token("larger"));
            return request;
        }
    }
}
