namespace OcppLab.Fleet;

/// <summary>Waits for the states of many chargers to be durable.</summary>
sealed class FanOut(int count) : IKeptListener
{
    readonly TaskCompletionSource<bool> completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int missing = count;
    bool lost;

    /// <summary>Completes when all are told of: whether all are kept.</summary>
    public Task<bool> Completed => missing == 0 ? Task.FromResult(!lost) : completed.Task;

    /// <inheritdoc/>
    public void Kept(bool kept)
    {
        if (!kept)
            Volatile.Write(ref lost, true);
        if (Interlocked.Decrement(ref missing) == 0)
            completed.TrySetResult(!Volatile.Read(ref lost));
    }
}
