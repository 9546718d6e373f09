using OcppLab.Grains;
using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary>The part that calls grains, and calls them again where an answer may have been lost with a silo.</summary>
public sealed partial class FleetClient
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestAgain = TimeSpan.FromSeconds(5);

    long loggedAt;

    /// <summary>Makes the same call to every charger; the first that fails for good ends all of it.</summary>
    async Task EachAsync(
        IReadOnlyList<ChargerRecord> chargers, Func<IChargerGrain, int, ValueTask> call, Patience patience, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await BoundedParallel.ForAsync(
            chargers.Count,
            async i =>
            {
                try
                {
                    await CallAsync(
                        async _ =>
                        {
                            await call(grains.GetGrain<IChargerGrain>(chargers[i].Id), i);
                            return true;
                        },
                        patience,
                        ended.Token);
                }
                catch (FleetException)
                {
                    ended.Cancel();
                    throw;
                }
            },
            ended.Token);
    }

    /// <summary>Calls a grain. A call that fails is made again after a pause. One that is not answered for a while, as it may be on its
    /// way to a silo that has just gone, is made once more beside: whichever is answered first counts. Commands have ids that make the
    /// repeats harmless.</summary>
    /// <param name="call">The call; its token is cancelled when nobody waits for its answer any more.</param>
    /// <param name="patience">How long to go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FleetException">Unavailable: the cluster or its database can't answer now. NotFound: there is no such charger.</exception>
    async ValueTask<T> CallAsync<T>(Func<CancellationToken, ValueTask<T>> call, Patience patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new List<Task>(2);
        Exception? failure = null;
        try
        {
            for (var (pause, again) = (FirstPause, patience.Again); ; (pause, again) = (Longer(pause, LongestPause), Longer(again, LongestAgain)))
            {
                var begun = Begin(call, ended.Token);
                if (begun.IsCompletedSuccessfully)
                {
                    return begun.Result;
                }

                underWay.Add(begun);
                var timer = Wait(again);
                while (await Task.WhenAny([.. underWay, timer]) is var first && first != timer)
                {
                    if (first.IsCompletedSuccessfully)
                    {
                        return ((Task<T>)first).Result;
                    }

                    underWay.Remove(first);
                    failure = first.Exception?.InnerException ?? new OperationCanceledException();
                    cancellationToken.ThrowIfCancellationRequested();
                    ThrowIfFinal(failure);
                    if (underWay.Count == 0)
                    {
                        timer = Wait(pause);
                    }
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (time.GetElapsedTime(began) >= patience.Limit)
                {
                    if (MayLog())
                    {
                        LogUnavailable(failure?.Message ?? $"no answer within {patience.Limit.TotalSeconds} s");
                    }

                    throw new FleetException(
                        FleetError.Unavailable,
                        $"The cluster did not answer within {patience.Limit.TotalSeconds:0.#} s; a silo of it may just have gone. Try again.",
                        failure);
                }

                if (MayLog())
                {
                    LogAgain(failure?.Message ?? "no answer yet");
                }
            }
        }
        finally
        {
            ended.Cancel();
            foreach (var left in underWay)
            {
                _ = left.ContinueWith(
                    static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
        }

        Task Wait(TimeSpan wait)
        {
            var left = patience.Limit - time.GetElapsedTime(began);
            return Task.Delay(wait < left ? wait : left > TimeSpan.Zero ? left : TimeSpan.Zero, time, ended.Token);
        }
    }

    static TimeSpan Longer(TimeSpan wait, TimeSpan longest) => wait * 2 < longest ? wait * 2 : longest;

    static Task<T> Begin<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return call(cancellationToken).AsTask();
        }
        catch (Exception failure)
        {
            return Task.FromException<T>(failure);
        }
    }

    /// <summary>Ends a call for a reason that does not go away with another try.</summary>
    void ThrowIfFinal(Exception failure)
    {
        switch (failure)
        {
            case OrleansException or TimeoutException or OperationCanceledException:
                return;
            case KeyNotFoundException missing:
                throw new FleetException(FleetError.NotFound, missing.Message);
            case FleetException told:
                throw told;
            default:
                LogUnavailable(failure.Message);
                throw new FleetException(FleetError.Unavailable, "The cluster can't do this now; try again.", failure);
        }
    }

    /// <summary>Whether there was no line about lost calls within the last second: where a silo is gone there would be thousands.</summary>
    bool MayLog()
    {
        var (now, last) = (time.GetTimestamp(), Volatile.Read(ref loggedAt));
        return (last == 0 || time.GetElapsedTime(last, now) >= LongestPause) && Interlocked.CompareExchange(ref loggedAt, now, last) == last;
    }

    [LoggerMessage(LogLevel.Information, "Calls to grains are made again: {Reason}")]
    partial void LogAgain(string reason);

    [LoggerMessage(LogLevel.Warning, "A call to a grain failed: {Reason}")]
    partial void LogUnavailable(string reason);

    /// <summary>How long calls to grains are made again.</summary>
    /// <param name="Again">How long a call may be without an answer before it is made once more beside; twice as long each time.</param>
    /// <param name="Limit">From when on it is not made again.</param>
    readonly record struct Patience(TimeSpan Again, TimeSpan Limit)
    {
        /// <summary>A read is answered or refused within three seconds, the request around it included.</summary>
        public static readonly Patience Read = new(TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(2.4));

        /// <summary>A silo that is dead is known to be within 20 s; then its chargers are elsewhere.</summary>
        public static readonly Patience Command = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

        /// <summary>A large location takes its time, and more when it has to come to another silo first. A call that is made again
        /// waits for the same answers.</summary>
        public static readonly Patience Location = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60));
    }
}
