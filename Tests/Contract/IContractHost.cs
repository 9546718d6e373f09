namespace OcppLab.Tests.Contract;

/// <summary>The service as one engine runs it. The suites know nothing else of the engine.</summary>
public interface IContractHost
{
    /// <summary>Where it listens.</summary>
    Uri Address { get; }

    /// <summary>The front door's services: the inventory to fill, the key to make tokens with.</summary>
    IServiceProvider Services { get; }

    /// <summary>Lets time pass for the chargers.</summary>
    Task AdvanceAsync(TimeSpan time);

    /// <summary>Ends the service in order and starts it anew over the same data; the address may change.</summary>
    Task RestartAsync();
}
