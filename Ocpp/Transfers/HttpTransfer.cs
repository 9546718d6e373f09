using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace OcppLab.Ocpp;

/// <summary>One transfer by HTTP or HTTPS. Each request has a connection of its own.</summary>
sealed class HttpTransfer : IDisposable
{
    const int MaxRedirects = 5;

    readonly TransferConnections connections;
    readonly TransferLimits limits;
    readonly CancellationTokenSource opening;
    readonly CancellationTokenSource ending;
    readonly HttpClient client;

    public HttpTransfer(Uri location, TransferConnections connections, TransferLimits limits, CancellationToken cancellationToken)
    {
        this.connections = connections;
        this.limits = limits;
        opening = new(Timeout.InfiniteTimeSpan, connections.Time);
        ending = CancellationTokenSource.CreateLinkedTokenSource(opening.Token, cancellationToken);
        client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            SslOptions = connections.ForeignTlsFor(location.IdnHost),
            ConnectCallback = async (context, stop) =>
                await connections.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, stop).ConfigureAwait(false),
            PlaintextStreamFilter = (context, _) =>
            {
                opening.CancelAfter(Timeout.InfiniteTimeSpan);
                return new(context.PlaintextStream);
            },
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        ending.Dispose();
        opening.Dispose();
    }

    /// <summary>Downloads a file.</summary>
    public async Task DownloadAsync(Uri location, DownloadedFile file)
    {
        using var response = await SendAsync(HttpMethod.Get, location, static () => null).ConfigureAwait(false);
        Check(response);
        file.Expect(response.Content.Headers.ContentLength);
        await using var body = await response.Content.ReadAsStreamAsync(ending.Token).ConfigureAwait(false);
        await file.ReadAsync(body, ending.Token).ConfigureAwait(false);
    }

    /// <summary>Uploads a file: with PUT, or with POST as from a form where the server takes no PUT. An address that ends in a slash is a
    /// directory.</summary>
    public async Task UploadAsync(Uri location, string fileName, ReadOnlyMemory<byte> content)
    {
        var target = location.AbsolutePath.EndsWith('/')
            ? new UriBuilder(location) { Path = location.AbsolutePath + Uri.EscapeDataString(fileName) }.Uri
            : location;
        using var put = await SendAsync(HttpMethod.Put, target, () => new ReadOnlyMemoryContent(content)).ConfigureAwait(false);
        if (put.StatusCode is not (HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented))
        {
            Check(put);
            return;
        }

        using var post = await SendAsync(HttpMethod.Post, location, () => new MultipartFormDataContent
        {
            { new ReadOnlyMemoryContent(content), "file", fileName },
        }).ConfigureAwait(false);
        Check(post);
    }

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri location, Func<HttpContent?> content)
    {
        var credentials = location.UserInfo;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, location) { Content = content() };
            if (credentials.Length > 0)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(credentials))));
            }

            var response = await SendAsync(request).ConfigureAwait(false);
            if (!IsRedirect(response.StatusCode, method) || response.Headers.Location is not { } next)
            {
                return response;
            }

            response.Dispose();
            next = next.IsAbsoluteUri ? next : new(location, next);
            if (redirects == MaxRedirects || next.Scheme is not ("http" or "https"))
            {
                throw new TransferFailure(redirects == MaxRedirects
                    ? $"the server redirects more than {MaxRedirects} times"
                    : $"the server redirects to {FileTransfers.Name(next)}");
            }

            credentials = next.UserInfo.Length > 0 ? next.UserInfo
                : (next.Scheme, next.IdnHost, next.Port) == (location.Scheme, location.IdnHost, location.Port) ? credentials
                : "";
            location = next;
        }
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        opening.CancelAfter(limits.ConnectTimeout);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (opening.IsCancellationRequested)
        {
            throw new TransferFailure($"could not connect to {request.RequestUri!.Authority} within {limits.ConnectTimeout.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException e)
        {
            throw e.InnerException is ConnectFailure failure
                ? new ConnectFailure(failure.Message, failure.Kind)
                : new TransferFailure(FileTransfers.Why(e.InnerException ?? e, request.RequestUri!, limits));
        }
    }

    /// <summary>See Other after an upload says that the file was taken.</summary>
    static bool IsRedirect(HttpStatusCode status, HttpMethod method) => status
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        || (status == HttpStatusCode.SeeOther && method == HttpMethod.Get);

    static void Check(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.SeeOther)
        {
            throw new TransferFailure(response.StatusCode == HttpStatusCode.Unauthorized
                ? "the server refused the user name or password (HTTP 401)"
                : $"the server answered HTTP {(int)response.StatusCode}",
                response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
        }
    }
}
