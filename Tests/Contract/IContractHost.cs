using OcppLab.Csms;

namespace OcppLab.Tests.Contract;

/// <summary>The service as one engine runs it. The suites know nothing else of the engine.</summary>
public interface IContractHost
{
    /// <summary>Where it listens.</summary>
    Uri Address { get; }

    /// <summary>The front door's services: the inventory to fill, the key to make tokens with.</summary>
    IServiceProvider Services { get; }

    /// <summary>A central system that lives as long as the host, whatever becomes of the service.</summary>
    CentralSystem Csms { get; }

    /// <summary>Its address, for a charger's <c>ws_url</c>.</summary>
    string CsmsUrl { get; }

    /// <summary>Lets time pass for the chargers.</summary>
    Task AdvanceAsync(TimeSpan time);

    /// <summary>Ends the service in order and starts it anew over the same data.</summary>
    Task RestartAsync();
}
