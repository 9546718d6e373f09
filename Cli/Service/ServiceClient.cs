using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;

namespace OcppLab.Cli;

/// <summary>Speaks to the service. Connections that are lost, and refusals that pass (503 with Retry-After, as while a silo comes or goes),
/// are tried again for a minute; each request that changes something has an Idempotency-Key for that.</summary>
sealed class ServiceClient : IDisposable
{
    const string OrganizationHeader = "X-Organization-Id";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    readonly HttpClient http;
    readonly TimeProvider time;
    bool reached;

    /// <summary>A client of the service at an address.</summary>
    public ServiceClient(Uri address, string? token, string? organization, Terminal terminal)
    {
        time = terminal.Time;
        Address = address.AbsoluteUri.EndsWith('/') ? address : new(address.AbsoluteUri + '/');
        http = new(new SocketsHttpHandler { UseProxy = !address.IsLoopback, UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new("ocpplab", Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)));
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        if (organization is not null && !http.DefaultRequestHeaders.TryAddWithoutValidation(OrganizationHeader, organization))
        {
            throw new CliException(ExitCode.Usage, $"--organization can't be \"{organization}\".");
        }
    }

    /// <summary>The service's address, with a slash at its end.</summary>
    public Uri Address { get; }

    /// <summary>Reads something.</summary>
    /// <param name="path">The path with its query, without a slash before it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">It is refused, or the service does not answer.</exception>
    public Task<byte[]> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(() => new(HttpMethod.Get, path), ReadAsync, cancellationToken);

    /// <summary>Asks for something to be done; once, however often it has to be tried.</summary>
    /// <exception cref="CliException">It is refused, or the service does not answer.</exception>
    public Task<byte[]> PostAsync(string path, ReadOnlyMemory<byte> body, string mediaType, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString("n");
        return SendAsync(
            () => new(HttpMethod.Post, path)
            {
                Headers = { { "Idempotency-Key", key } },
                Content = body.IsEmpty ? null : new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
            },
            ReadAsync,
            cancellationToken);
    }

    /// <summary>Opens a stream of Server-Sent Events, after the event that was the last.</summary>
    /// <exception cref="CliException">It is refused, or the service does not answer.</exception>
    public Task<StreamReader> OpenAsync(string path, string? lastEventId, CancellationToken cancellationToken) => SendAsync(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (lastEventId is not null)
            {
                request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
            }

            return request;
        },
        async (answer, ended) => new StreamReader(await answer.Content.ReadAsStreamAsync(ended)),
        cancellationToken);

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    /// <summary>Whether a connection was lost, rather than something wrong.</summary>
    public static bool IsLost(Exception failure) => failure is HttpRequestException or IOException;

    async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T>> readAsync, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            CliException failure;
            var pause = Pause;
            HttpResponseMessage? answer = null;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(RequestTimeout);
            try
            {
                using var sent = request();
                answer = await http.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                reached = true;
                if (answer.IsSuccessStatusCode)
                {
                    return await readAsync(answer, limit.Token);
                }

                failure = await FailureAsync(answer, limit.Token);
                if (!IsPassing(answer))
                {
                    throw failure;
                }

                pause = answer.Headers.RetryAfter?.Delta is { } wanted ? wanted < LongestPause ? wanted : LongestPause : Pause;
                answer.Dispose();
            }
            catch (Exception e) when (IsLost(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                answer?.Dispose();
                failure = new CliException(ExitCode.NoAccess, $"The service at {Address} does not answer: {Reason(e)}.");
                if (!reached)
                {
                    throw failure;
                }
            }

            if (time.GetElapsedTime(begun) + pause > Patience)
            {
                throw failure;
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    static async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using (answer)
        {
            return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        }
    }

    static bool IsPassing(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => true,
        HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests => answer.Headers.RetryAfter is not null,
        _ => false,
    };

    async Task<CliException> FailureAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var said = Detail(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        var detail = said ?? $"The service at {Address} answers with status {(int)answer.StatusCode}{(answer.Headers.Location is { } there ? $", {there}" : "")}.";
        return (int)answer.StatusCode switch
        {
            // A refusal that is not the token's has no WWW-Authenticate: a limit of the organization.
            403 when answer.Headers.WwwAuthenticate.Count == 0 && said is not null => new(ExitCode.Failed, detail),
            401 or 403 => new(ExitCode.NoAccess, answer.StatusCode == HttpStatusCode.Unauthorized && http.DefaultRequestHeaders.Authorization is null
                ? $"{detail} Give one by --token-file or OCPPLAB_TOKEN."
                : detail),
            < 500 => new(ExitCode.Usage, detail),
            _ => new(ExitCode.Failed, detail),
        };
    }

    static string? Detail(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String
                ? detail.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string Reason(Exception failure) => failure is OperationCanceledException
        ? $"nothing came within {RequestTimeout.TotalSeconds:0} s"
        : (failure.InnerException ?? failure).Message.TrimEnd('.');
}
