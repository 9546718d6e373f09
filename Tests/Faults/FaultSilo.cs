using System.Diagnostics;
using OcppLab.Tests.Api;

namespace OcppLab.Tests.Faults;

/// <summary>A silo of a <see cref="FaultRig"/> over all its processes: one that ends by itself is started again, as a container is.</summary>
sealed class FaultSilo(string name, string health, Func<ServiceProcess> start)
{
    readonly Lock gate = new();
    ServiceProcess? process;

    /// <summary>Its name in the log.</summary>
    public string Name => name;

    /// <summary>How often it has ended by itself.</summary>
    public int Endings { get; private set; }

    /// <summary>Whether it is to run and does.</summary>
    public bool IsRunning => process is not null;

    public void Start()
    {
        lock (gate)
        {
            process = start();
        }
    }

    /// <summary>Starts it again if it has ended by itself.</summary>
    public void Supervise()
    {
        lock (gate)
        {
            if (process is { HasEnded: true })
            {
                Endings++;
                process = start();
            }
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        ServiceProcess? killed;
        lock (gate)
        {
            (killed, process) = (process, null);
        }

        if (killed is not null)
        {
            await killed.DisposeAsync();
        }
    }

    /// <summary>It halts where it is.</summary>
    public Task FreezeAsync() => process!.SignalAsync("STOP");

    /// <summary>It goes on where it was.</summary>
    public Task ThawAsync() => process!.SignalAsync("CONT");

    /// <summary>Completes when it says that it is ready.</summary>
    /// <returns>Whether it was in time.</returns>
    public async Task<bool> ReadyAsync(TimeSpan limit)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < limit; await Task.Delay(100))
        {
            try
            {
                using var answer = await http.GetAsync($"{health}/health/ready");
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                // It does not listen yet.
            }
        }

        return false;
    }
}
