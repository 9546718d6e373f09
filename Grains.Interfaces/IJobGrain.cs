namespace OcppLab.Grains;

/// <summary>A job that creates, changes or deletes many chargers; its key is the job's id. It does what its rows say, batch by
/// batch, and goes on after a crash.</summary>
[Alias("ocpplab.job")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Sees to it that the job is being done; does not wait for its end.</summary>
    [Alias("activate")]
    Task ActivateAsync();
}
