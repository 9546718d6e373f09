namespace OcppLab.Inventory;

/// <summary>Whether the database takes writes. Whoever fails to write says so here; from then on writes are refused at once,
/// until one that is tried every second succeeds.</summary>
public sealed class DatabaseHealth
{
    /// <summary>What every refusal of a write begins with.</summary>
    public const string UnavailableText = "The database can't be used now";

    static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    readonly Lock gate = new();
    readonly Func<Task> probe;
    readonly TimeProvider time;
    string? failure;

    /// <summary>A database that is taken to be well.</summary>
    /// <param name="probe">Writes something; throws if it can't.</param>
    /// <param name="time">The clock behind the probes.</param>
    internal DatabaseHealth(Func<Task> probe, TimeProvider time)
    {
        this.probe = probe;
        this.time = time;
    }

    /// <summary>Why it takes no writes now, in plain words; null while it does.</summary>
    public string? Failure => Volatile.Read(ref failure);

    /// <summary>Tells that writes begin to fail, with the reason, and that they succeed again, with null.</summary>
    public event Action<string?>? Changed;

    /// <summary>A write failed.</summary>
    /// <param name="reason">Why, in plain words.</param>
    public void Fail(string reason)
    {
        lock (gate)
        {
            if (failure is not null)
            {
                return;
            }

            failure = reason;
        }

        Changed?.Invoke(reason);
        _ = Task.Run(ProbeAsync);
    }

    /// <summary>Refuses a write while others fail.</summary>
    /// <exception cref="FleetException">Unavailable: the database takes no writes now.</exception>
    public void ThrowIfFailing()
    {
        if (Failure is { } reason)
        {
            throw Unavailable(reason);
        }
    }

    /// <summary>The refusal of a write.</summary>
    /// <param name="reason">Why, in plain words.</param>
    /// <param name="cause">What it came from, or null.</param>
    public static FleetException Unavailable(string reason, Exception? cause = null) =>
        new(FleetError.Unavailable, $"{UnavailableText} ({reason}); try again.", cause);

    async Task ProbeAsync()
    {
        while (true)
        {
            await Task.Delay(ProbeInterval, time);
            try
            {
                await probe();
                break;
            }
            catch (Exception failing)
            {
                Volatile.Write(ref failure, Database.ReasonOf(failing) ?? failing.Message);
            }
        }

        Volatile.Write(ref failure, null);
        Changed?.Invoke(null);
    }
}
