namespace OcppLab.Cli;

/// <summary>A load test at the service, from its plan to its end.</summary>
/// <param name="client">The service.</param>
/// <param name="id">Its id.</param>
/// <param name="terminal">What surrounds the program.</param>
sealed class LoadTestRun(ServiceClient client, string id, Terminal terminal)
{
    const string Route = "ocpp/load-tests";

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>How long a stop is tried where nobody waits any more.</summary>
    static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(3);

    bool isStopped;
    bool isOver;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>Where its report is.</summary>
    public Uri ReportAddress => new(client.Address, $"{Route}/{id}/report");

    /// <summary>What is to be said where it was left while it was being begun.</summary>
    public static string LeftBeginning(ServiceClient client) =>
        $"Left before the service answered: the load test may have begun. GET {client.Address}{Route} lists it then, and POST {client.Address}{Route}/ID/stop stops it.";

    /// <summary>Asks the service for it.</summary>
    /// <exception cref="CliException">The plan is refused, or the service does not answer.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed twice; it may have begun.</exception>
    public static async Task<(LoadTestRun Run, byte[] Answer)> BeginAsync(ServiceClient client, PlanFile plan, Terminal terminal)
    {
        // The first Ctrl-C does not break it off: what was begun is stopped in order.
        var answer = await client.PostAsync(Route, plan.Content, plan.MediaType, terminal.Interrupts.Second);
        return (new(client, ServiceJson.Read(answer, ServiceJson.Default.LoadTestTaken).LoadTestId, terminal), answer);
    }

    /// <summary>A load test that is there already.</summary>
    /// <exception cref="CliException">There is none with this id.</exception>
    public static async Task<LoadTestAnswer> FindAsync(ServiceClient client, string id, CancellationToken cancellationToken) => ServiceJson.Read(
        await client.GetAsync($"{Route}/{Uri.EscapeDataString(id)}", cancellationToken), ServiceJson.Default.LoadTestAnswer);

    /// <summary>Waits for its end, and shows meanwhile how far it is. The first Ctrl-C stops it, the second ends the waiting.</summary>
    /// <returns>How it ended, also as the service told it.</returns>
    /// <exception cref="CliException">The service does not answer any more, or does not know it any more.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed twice.</exception>
    public async Task<(LoadTestAnswer End, byte[] Answer)> UntilEndAsync(LoadTestProgress progress)
    {
        var (first, second) = (terminal.Interrupts.First, terminal.Interrupts.Second);
        while (true)
        {
            if (first.IsCancellationRequested && !isStopped)
            {
                terminal.Say("Asking the service to stop the load test; Ctrl-C again leaves at once.");
                await StopInOrderAsync(second);
                terminal.Say("The load test is being stopped.");
            }

            var answer = await GetAsync(second);
            var state = ServiceJson.Read(answer, ServiceJson.Default.LoadTestAnswer);
            progress.Show(state);
            if (state.IsFinished)
            {
                isOver = true;
                return (state, answer);
            }

            await Task.Delay(Interval, terminal.Time, isStopped ? second : first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            second.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Leaves it before its end and its reports. Where the service has not said that it stops it, it is asked once more, for a few seconds.</summary>
    /// <returns>What becomes of it, in a sentence.</returns>
    public async Task<string> LeaveAsync()
    {
        if (isOver)
        {
            return $"Left before its reports were written; the load test {id} has ended.";
        }

        if (!isStopped)
        {
            using var limit = new CancellationTokenSource(LastPatience);
            try
            {
                await StopAsync(limit.Token);
            }
            catch (Exception e) when (e is CliException or OperationCanceledException)
            {
                return $"Left before its end. {GoesOn}";
            }
        }

        return $"Left before its end; the service stops the load test {id}.";
    }

    /// <summary>Its report.</summary>
    /// <param name="format"><c>html</c>, <c>json</c> or <c>junit</c>.</param>
    /// <param name="compareWith">Another load test's id, to compare the two; null for none.</param>
    /// <exception cref="CliException">There is none, or the service does not answer.</exception>
    public Task<byte[]> ReportAsync(string format, string? compareWith) => client.GetAsync(
        $"{Route}/{id}/report?format={format}{(compareWith is null ? "" : $"&compare_with={Uri.EscapeDataString(compareWith)}")}",
        terminal.Interrupts.Second);

    string GoesOn => $"The service has not taken the stop: the load test {id} goes on there. POST {client.Address}{Route}/{id}/stop stops it.";

    async Task StopInOrderAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StopAsync(cancellationToken);
        }
        catch (CliException e)
        {
            throw new CliException(e.Code, $"{e.Message} {GoesOn}");
        }
    }

    async Task<byte[]> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync($"{Route}/{id}", cancellationToken);
        }
        catch (CliException e) when (e.Code == ExitCode.Usage)
        {
            throw new CliException(ExitCode.Failed, $"The load test {id} can't be followed any more: {e.Message}");
        }
    }

    async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.PostAsync($"{Route}/{id}/stop", default, "", cancellationToken);
        }
        catch (CliException e) when (e.Code == ExitCode.Usage)
        {
            // It has just ended by itself.
        }

        isStopped = true;
    }
}
