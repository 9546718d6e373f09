namespace OcppLab.Grains;

/// <summary>What a charger answered in a round.</summary>
enum RoundAnswer : byte
{
    /// <summary>It has not answered.</summary>
    None,
    /// <summary>It took the command.</summary>
    Taken,
    /// <summary>It refused the command.</summary>
    Refused,
    /// <summary>It was removed.</summary>
    Gone,
}

/// <summary>Gives a command to many chargers, a bounded number of calls under way at a time. Chargers that do not answer, as their
/// silo has just gone or is cut off, hold up neither the others nor the end: while nobody answers, more calls are begun, and when all
/// are, the round ends without those that are left. Runs on the scheduler of one grain.</summary>
/// <param name="grains">Where the chargers are.</param>
/// <param name="request">The command.</param>
/// <param name="storedByLocation">As a charger is told.</param>
/// <param name="time">The clock.</param>
sealed class CommandRound(IGrainFactory grains, CommandRequest request, bool storedByLocation, TimeProvider time)
{
    /// <summary>How many calls are under way at first: enough that chargers that have to be brought to life are read from the database in
    /// large batches, few enough not to fill the queues between silos.</summary>
    const int FirstUnderWay = 1024;

    /// <summary>How many times as many are under way when nobody has answered for a while.</summary>
    const int Growth = 8;

    /// <summary>How often it is looked whether somebody has answered.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>After how many looks without an answer the round ends. One alone may be a pause of this process.</summary>
    const int LastLook = 2;

    readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);

    IReadOnlyList<string> ids = [];
    RoundAnswer[] answers = [];
    int next;
    int returned;
    bool over;

    /// <summary>The chargers' answers, in the order of their ids.</summary>
    public ReadOnlySpan<RoundAnswer> Answers => answers;

    /// <summary>Why those refused that did, by their places in the list.</summary>
    public Dictionary<int, string> Refusals { get; } = [];

    /// <summary>Why one of those could not be asked that could not, with its id; null if all were.</summary>
    public string? Failure { get; private set; }

    /// <summary>How many could not be asked.</summary>
    public int NotAsked { get; private set; }

    /// <summary>Gives the command; once.</summary>
    public async Task RunAsync(IReadOnlyList<string> chargerIds)
    {
        ids = chargerIds;
        answers = new RoundAnswer[ids.Count];
        if (ids.Count == 0)
        {
            return;
        }

        var (underWay, before, silent) = (0, 0, 0);
        Begin(FirstUnderWay);
        using var timer = new PeriodicTimer(Look, time);
        while (await Task.WhenAny(all.Task, timer.WaitForNextTickAsync().AsTask()) != all.Task)
        {
            silent = returned > before ? 0 : silent + 1;
            before = returned;
            if (silent > 0 && next < ids.Count)
            {
                Begin(underWay * (Growth - 1));
                silent = 0;
            }
            else if (silent == LastLook)
            {
                break;
            }
        }

        over = true;
        NotAsked += ids.Count - returned;
        if (returned < ids.Count)
        {
            Failure ??= $"{ids[Array.IndexOf(answers, RoundAnswer.None)]}: it does not answer";
        }

        void Begin(int more)
        {
            for (; more > 0 && next < ids.Count; more--)
            {
                underWay++;
                _ = AskAsync();
            }
        }
    }

    /// <summary>Asks one charger after the other.</summary>
    async Task AskAsync()
    {
        while (next < ids.Count && !over)
        {
            var i = next++;
            var answer = RoundAnswer.None;
            string? refusal = null, failed = null;
            try
            {
                refusal = await grains.GetGrain<IChargerGrain>(ids[i]).CommandAsync(request, storedByLocation);
                answer = refusal is null ? RoundAnswer.Taken : RoundAnswer.Refused;
            }
            catch (KeyNotFoundException)
            {
                answer = RoundAnswer.Gone;
            }
            catch (Exception failure)
            {
                failed = failure.Message;
            }

            if (over)
            {
                return;
            }

            answers[i] = answer;
            if (refusal is not null)
            {
                Refusals.Add(i, refusal);
            }

            if (failed is not null)
            {
                NotAsked++;
                Failure ??= $"{ids[i]}: {failed}";
            }

            if (++returned == ids.Count)
            {
                all.SetResult();
            }
        }
    }
}
