namespace OcppLab.Inventory;

/// <summary>Ends reads of a database server that hangs: it takes connections and does not answer. A read that takes long goes on as long as
/// the server answers something else meanwhile, so that a large one may take its time. The driver's own time-out does not help here: it
/// asks the server to cancel, and waits for that.</summary>
/// <param name="ask">Asks the server for next to nothing; throws if it can't.</param>
/// <param name="time">The clock.</param>
sealed class DatabaseAnswers(Func<Task> ask, TimeProvider time)
{
    /// <summary>After how long a read is taken to be a long one.</summary>
    public static readonly TimeSpan LongRead = TimeSpan.FromSeconds(2);

    /// <summary>How long the server may take to answer next to nothing. A read that ends for want of it ends within three seconds.</summary>
    public static readonly TimeSpan LongAnswer = TimeSpan.FromSeconds(0.7);

    readonly Lock gate = new();
    Task? asked;
    bool silent;

    /// <summary>Reads.</summary>
    /// <exception cref="FleetException">Unavailable: the server does not answer. The read may still be under way.</exception>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        if (Volatile.Read(ref silent))
        {
            throw Silent();
        }

        var reading = read();
        while (true)
        {
            try
            {
                return await reading.WaitAsync(LongRead, time);
            }
            catch (TimeoutException) when (!reading.IsCompleted)
            {
                if (!await AnswersAsync() && !reading.IsCompleted)
                {
                    _ = reading.ContinueWith(
                        static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                    throw Silent();
                }
            }
        }
    }

    /// <summary>Whether the server answers within <see cref="LongAnswer"/>. All who want to know ask it once.</summary>
    async Task<bool> AnswersAsync()
    {
        Task asking;
        lock (gate)
        {
            asking = asked ??= AskAsync();
        }

        try
        {
            await asking.WaitAsync(LongAnswer, time);
            return true;
        }
        catch (Exception)
        {
            lock (gate)
            {
                silent = asked == asking;
            }

            return false;
        }
    }

    async Task AskAsync()
    {
        // Nothing of it happens under the lock.
        await Task.Yield();
        try
        {
            await ask();
        }
        finally
        {
            lock (gate)
            {
                asked = null;
                silent = false;
            }
        }
    }

    static FleetException Silent() => DatabaseHealth.Unavailable("it does not answer");
}
