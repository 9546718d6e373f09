using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;

namespace OcppLab.Grains;

/// <summary>Orleans' dashboard without what it costs while nobody looks at it: its collection of the silo's own counters takes 13 MB
/// and something of every message, and its timing of grain calls something of every call.</summary>
static class DashboardOnDemand
{
    /// <summary>Adds the dashboard's part of a silo.</summary>
    public static ISiloBuilder AddDashboardOnDemand(this ISiloBuilder silo)
    {
        var services = silo.Services;
        var own = services.ToHashSet();
        silo.AddDashboard();
        var timing = services.Single(service => !own.Contains(service) && service.ServiceType == typeof(IIncomingGrainCallFilter));
        services.Remove(timing);
        services.AddSingleton(provider => new DashboardWatch(
            (IIncomingGrainCallFilter)ActivatorUtilities.CreateInstance(provider, timing.ImplementationType!),
            host => (ILifecycleParticipant<ISiloLifecycle>)ActivatorUtilities.CreateInstance(provider, host),
            provider.GetRequiredService<ILogger<DashboardWatch>>()));
        services.AddSingleton<IIncomingGrainCallFilter>(provider => provider.GetRequiredService<DashboardWatch>());

        // What collects the counters is the dashboard's hosted service, which starts doing so as a part of the silo's start.
        foreach (var participant in services.Where(service =>
            !own.Contains(service) && service is { ServiceType: var type, ImplementationFactory: not null } && type == typeof(ILifecycleParticipant<ISiloLifecycle>)).ToList())
        {
            services.Remove(participant);
            services.AddSingleton(provider => participant.ImplementationFactory!(provider) switch
            {
                IHostedService host => provider.GetRequiredService<DashboardWatch>().InPlaceOf(host.GetType()),
                var other => (ILifecycleParticipant<ISiloLifecycle>)other,
            });
        }

        // Its own start calls a grain and does not wait for it: a silo whose start fails then, as where a port is in use, would log how that
        // call failed. So it starts when everything else has.
        var hosted = services.Single(service => !own.Contains(service) && service.ServiceType == typeof(IHostedService));
        services.Remove(hosted);
        services.AddSingleton<IHostedService>(provider => new StartedLast((IHostedService)hosted.ImplementationFactory!(provider)));
        return silo;
    }

    /// <summary>A service that starts when all others have, and only then.</summary>
    sealed class StartedLast(IHostedService service) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => service.StartAsync(cancellationToken);

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => service.StopAsync(cancellationToken);

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Sees whether somebody looks at a dashboard of the cluster: Orleans' dashboard tells each silo then, and a minute
/// or two after the last look that nobody does. Only between the two the silo's counters are collected and its calls timed.</summary>
/// <param name="timing">The dashboard's timing of calls.</param>
/// <param name="createHost">Makes the dashboard's collection of the silo's counters, of the given type.</param>
/// <param name="logger">The log.</param>
sealed partial class DashboardWatch(
    IIncomingGrainCallFilter timing, Func<Type, ILifecycleParticipant<ISiloLifecycle>> createHost, ILogger<DashboardWatch> logger)
    : IIncomingGrainCallFilter, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    readonly Lock gate = new();
    Type? hostType;
    object? host;

    /// <summary>Itself, to take part in the silo's start where the host did.</summary>
    public ILifecycleParticipant<ISiloLifecycle> InPlaceOf(Type host)
    {
        hostType = host;
        return this;
    }

    public void Participate(ISiloLifecycle lifecycle)
    {
        // Nothing is collected until somebody looks.
    }

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is GrainService && context.MethodName == "Enable" && context.Request.GetArgumentCount() > 0
            && context.Request.GetArgument(0) is bool watched)
        {
            Watch(watched);
        }

        return Volatile.Read(ref host) is null ? context.Invoke() : timing.Invoke(context);
    }

    public ValueTask DisposeAsync() => host is IAsyncDisposable collecting ? collecting.DisposeAsync() : ValueTask.CompletedTask;

    void Watch(bool watched)
    {
        lock (gate)
        {
            if (watched && host is null && hostType is not null)
            {
                var started = createHost(hostType);
                host = started;
                var start = new OneStep();
                started.Participate(start);
                _ = SeeToAsync(Task.Run(start.RunAsync));
            }
            else if (!watched && host is IAsyncDisposable collecting)
            {
                host = null;
                _ = SeeToAsync(collecting.DisposeAsync().AsTask());
            }
        }
    }

    async Task SeeToAsync(Task change)
    {
        try
        {
            await change;
        }
        catch (Exception failure)
        {
            LogFailed(failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The dashboard does not show this silo's own counters: {Reason}")]
    partial void LogFailed(string reason);

    /// <summary>A lifecycle that runs what takes part in it at once.</summary>
    sealed class OneStep : ISiloLifecycle
    {
        readonly List<ILifecycleObserver> observers = [];

        public int HighestCompletedStage => ServiceLifecycleStage.Active;

        public int LowestStoppedStage => int.MaxValue;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            observers.Add(observer);
            return NeverLeft.Instance;
        }

        public Task RunAsync() => Task.WhenAll(observers.Select(observer => observer.OnStart(CancellationToken.None)));
    }

    sealed class NeverLeft : IDisposable
    {
        public static readonly NeverLeft Instance = new();

        public void Dispose()
        {
        }
    }
}
