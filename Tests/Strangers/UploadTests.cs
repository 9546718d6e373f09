using System.Net;
using System.Net.Sockets;
using System.Text;
using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Strangers;

/// <summary>A service that has little room for bodies.</summary>
public sealed class NarrowHost : StrangerHost
{
    public const int BodyBytes = 100_000;

    protected override IEnumerable<string> Settings => [$"--Limits:BodyBytes={BodyBytes}", "--Limits:UploadBytes=150000"];
}

/// <summary>Bodies take no more memory than they may, however many come, and however slowly.</summary>
public sealed class UploadTests(NarrowHost host) : ContractSuite(host), IClassFixture<NarrowHost>
{
    [Fact]
    public async Task Bodies_that_arrive_slowly_take_no_more_than_there_is_for_all()
    {
        var half = Head("Content-Length: 90000") + new string(' ', 80_000);
        using (await RawRequest.OpenAsync(host.Address, Encoding.ASCII.GetBytes(half)))
        {
            Answer? refused = null;
            while (refused is not { Status: HttpStatusCode.ServiceUnavailable })
            {
                // As soon as the first one's bytes have been read.
                refused = await SendAsync(Post("/ocpp/locations", "{}".PadRight(90_000)));
            }

            Assert.Contains("Limits:UploadBytes", refused.Detail);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        }

        // The first one is gone: its memory is there for others.
        Answer answer;
        do
        {
            answer = await SendAsync(Post("/ocpp/locations", "{}".PadRight(90_000)));
        }
        while (answer.Status == HttpStatusCode.ServiceUnavailable);

        Assert.Contains("name is required", answer.Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("Content-Length: 1000000000", "")]
    [InlineData("Transfer-Encoding: chunked", "3B9ACA00\r\n")]
    public async Task A_body_that_is_too_large_is_not_read_to_its_end(string length, string chunk)
    {
        using var client = await RawRequest.OpenAsync(host.Address, Encoding.ASCII.GetBytes(Head(length) + chunk));
        client.SendTimeout = 30_000;
        var sent = 0L;
        try
        {
            for (var block = new byte[10_000]; ; sent += block.Length)
            {
                client.GetStream().Write(block);
            }
        }
        catch (IOException closed)
        {
            Assert.True(closed.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown }, closed.ToString());
        }

        // What the system holds on its way between the two is beyond the service.
        Assert.InRange(sent, 0, 50_000_000);
        host.AssertNoErrors();
    }

    string Head(string length) =>
        $"POST /ocpp/locations HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {Token()}\r\n"
        + $"Content-Type: application/json\r\n{length}\r\n\r\n";
}
