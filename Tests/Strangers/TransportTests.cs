using System.Net;
using System.Net.Sockets;
using System.Text;
using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Strangers;

/// <summary>What does not keep to HTTP is answered as far as it can be, and is no error of the service.</summary>
public sealed class TransportTests(StrangerHost host) : ContractSuite(host), IClassFixture<StrangerHost>
{
    [Theory]
    [InlineData("ZZ\r\n{}\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}XX0\r\n\r\n")]
    public async Task A_body_whose_chunks_are_none_is_a_bad_request(string chunks) =>
        AssertRefused(400, await RawAsync("POST /ocpp/commands/start-session", "Transfer-Encoding: chunked\r\n", chunks));

    [Theory]
    [InlineData("Content-Length: 100", false)]
    [InlineData("Content-Length: 100", true)]
    [InlineData("Transfer-Encoding: chunked", false)]
    [InlineData("Transfer-Encoding: chunked", true)]
    public async Task Who_leaves_in_the_middle_of_a_body_is_no_error(string length, bool reset)
    {
        using (var client = await RawRequest.OpenAsync(host.Address, Bytes("PUT /ocpp/chargers/nowhere", length + "\r\n", "5\r\n{")))
        {
            // What is asked after it is answered after the service has read it.
            (await GetAsync("/ocpp/chargers")).Expect(HttpStatusCode.OK);
            client.LingerState = new LingerOption(reset, 0);
        }

        (await GetAsync("/ocpp/chargers")).Expect(HttpStatusCode.OK);
        host.AssertNoErrors();
    }

    [Fact]
    public async Task Who_leaves_a_stream_while_it_is_told_something_is_no_error()
    {
        await AddChargersAsync(2, host.CsmsUrl);
        for (var i = 0; i < 200; i++)
        {
            using (await OpenAsync(new(HttpMethod.Get, "/ocpp/events/stream?frames=true")))
            {
                (await CommandAsync("proxy-message", $$$"""
                    {"target": {"location_id": "{{{LocationId}}}"}, "event": {"action": "DataTransfer", "payload": {"vendorId": "us"} } }
                    """)).Expect(HttpStatusCode.Accepted);
            }
        }

        host.AssertNoErrors();
    }

    [Theory]
    [InlineData(414, "GET /ocpp/", 9000, "")]
    [InlineData(431, "GET /ocpp/chargers", 0, "X-Much: ")]
    [InlineData(400, "GET /ocpp/chargers/%00", 0, "")]
    [InlineData(400, "GET /ocpp/\0", 0, "")]
    [InlineData(400, "POST /ocpp/chargers", 0, "Content-Length: -1\r\n")]
    public async Task What_the_server_refuses_has_a_sentence(int status, string line, int letters, string header)
    {
        var headers = header.EndsWith(' ') ? $"{header}{new string('x', 40_000)}\r\n" : header;

        AssertRefused(status, await RawAsync(line + new string('a', letters), headers, ""));
    }

    [Theory]
    [InlineData("PUT", "/ocpp/locations/{0}")]
    [InlineData("PUT", "/ocpp/chargers/{1}")]
    [InlineData("POST", "/ocpp/locations")]
    [InlineData("POST", "/ocpp/location")]
    [InlineData("POST", "/ocpp/chargers")]
    [InlineData("POST", "/ocpp/deployment")]
    [InlineData("PUT", "/ocpp/locations/{0}/chargers")]
    public async Task A_body_that_is_to_be_an_object_is_one(string method, string path)
    {
        await AddChargersAsync(1);
        foreach (var body in new[] { "null", "[]", "1", "\"x\"", "true" })
        {
            using var request = new HttpRequestMessage(new(method), string.Format(path, LocationId, Charger(1)))
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            Assert.Contains("JSON object", (await SendAsync(request)).Refused(HttpStatusCode.UnprocessableEntity));
        }
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/health", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/ocpp/chargers", 200)]
    [InlineData("/ocpp/sessions?format=csv", 200)]
    [InlineData("/ocpp/events/stream", 200)]
    [InlineData("/ocpp/chargers/nowhere", 404)]
    [InlineData("/ocpp/nowhere", 404)]
    [InlineData("/ocpp/commands/start-session", 405)]
    public async Task Head_gets_what_get_does_without_a_body(string path, int status)
    {
        var head = await SendAsync(new(HttpMethod.Head, path));

        Assert.Equal((status, ""), ((int)head.Status, head.Text));
    }

    string Line(string line) => $"{line} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {Token()}\r\n";

    byte[] Bytes(string line, string headers, string body) =>
        Encoding.Latin1.GetBytes($"{Line(line)}Content-Type: application/json\r\n{headers}\r\n{body}");

    Task<string> RawAsync(string line, string headers, string body) =>
        RawRequest.SendAsync(host.Address, Bytes(line, "Connection: close\r\n" + headers, body));

    void AssertRefused(int status, string answer)
    {
        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Matches("\\{\"detail\":\"[^\"]{10,}\"\\}", answer);
        host.AssertNoErrors();
    }
}
