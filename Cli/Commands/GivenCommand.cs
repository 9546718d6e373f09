namespace OcppLab.Cli;

/// <summary>Gives chargers a command, and tells what becomes of it.</summary>
/// <param name="client">The service.</param>
/// <param name="terminal">What surrounds the program.</param>
/// <param name="json">Whether what the service answers is printed as it is.</param>
/// <param name="undecided">The outcomes after which another may come.</param>
sealed class GivenCommand(ServiceClient client, Terminal terminal, bool json, IReadOnlyCollection<string> undecided)
{
    const int ListedChargers = 20;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The outcomes that are none.</summary>
    static readonly string[] Failures = ["failed", "refused", "timed_out", "fault", "never_plugged", "cancelled"];

    /// <summary>Gives it, and waits for what comes of it where there is patience.</summary>
    /// <returns>Failed where a charger refused it, or the CSMS did, or it is not decided in time.</returns>
    public async Task<ExitCode> GiveAsync(string name, byte[] body, TimeSpan? patience, CancellationToken cancellationToken)
    {
        var answer = await client.PostAsync($"ocpp/commands/{name}", body, "application/json", cancellationToken);
        var taken = ServiceJson.Read(answer, ServiceJson.Default.CommandTaken);
        if (patience is null || taken.Results.Count == 0)
        {
            if (json)
            {
                Print(answer);
            }
            else
            {
                terminal.Out.WriteLine($"{Chargers(taken.QueuedCount)} took it{(taken.Results is [var first, ..] ? $" as command {first.Command.Id}" : "")}.");
                TellRefusals(taken.Failed.Select(refused => (refused.Identity ?? "?", refused.Error)), taken.Failed.Count, "refused it");
            }

            return taken.Failed.Count == 0 && taken.Results.Count > 0 ? ExitCode.Done : ExitCode.Failed;
        }

        return await WaitAsync(taken.Results[0].Command.Id, patience.Value, cancellationToken);
    }

    async Task<ExitCode> WaitAsync(string id, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = terminal.Time.GetTimestamp();
        while (true)
        {
            var answer = await client.GetAsync($"ocpp/commands/{id}", cancellationToken);
            var outcomes = ServiceJson.Read(answer, ServiceJson.Default.CommandSummary).Outcomes;
            var open = outcomes.Where(outcome => undecided.Contains(outcome.Key)).Sum(outcome => outcome.Value);
            if (open > 0 && terminal.Time.GetElapsedTime(begun) < patience)
            {
                await Task.Delay(Interval, terminal.Time, cancellationToken);
                continue;
            }

            if (json)
            {
                Print(answer);
            }
            else
            {
                var counts = outcomes.Where(outcome => outcome.Value > 0).Select(outcome => $"{outcome.Key} {outcome.Value}");
                terminal.Out.WriteLine($"Command {id}: {string.Join(", ", counts)}.");
                foreach (var failure in Failures.Where(failure => outcomes.GetValueOrDefault(failure) > 0))
                {
                    await TellAsync(id, failure, outcomes[failure], cancellationToken);
                }
            }

            if (open > 0)
            {
                terminal.Error.WriteLine($"After {patience.TotalSeconds:0} s it is not decided at {Chargers(open)}.");
            }

            return open == 0 && !Failures.Any(failure => outcomes.GetValueOrDefault(failure) > 0) ? ExitCode.Done : ExitCode.Failed;
        }
    }

    async Task TellAsync(string id, string outcome, int count, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync($"ocpp/commands/{id}/chargers?outcome={outcome}&limit={ListedChargers}", cancellationToken);
        var page = ServiceJson.Read(answer, ServiceJson.Default.PageAnswerCommandOutcomeAnswer);
        TellRefusals(page.Data.Select(charger => (charger.Identity ?? charger.ChargerId, charger.Reason ?? "no reason")), count, $"came to {outcome}");
    }

    void TellRefusals(IEnumerable<(string Charger, string Reason)> chargers, int count, string what)
    {
        if (count == 0)
        {
            return;
        }

        terminal.Out.WriteLine($"{Chargers(count)} {what}:");
        foreach (var (charger, reason) in chargers.Take(ListedChargers))
        {
            terminal.Out.WriteLine($"  {Shown.Printable(charger)}: {Shown.Printable(reason)}");
        }

        if (count > ListedChargers)
        {
            terminal.Out.WriteLine($"  … and {count - ListedChargers} more");
        }
    }

    void Print(byte[] answer) => terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(answer));

    static string Chargers(int count) => count == 1 ? "1 charger" : $"{count} chargers";
}
