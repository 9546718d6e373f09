using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace OcppLab.Tests;

/// <summary>The services and silos of the tests, in this process and in others, let chargers act at once; a test of realistic timing asks for it.</summary>
static class InstantTiming
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("Chargers__Timing", "instant");

    /// <summary>The same for a host that does not read the environment.</summary>
    public static void ActAtOnce(this IHostApplicationBuilder host) => host.Configuration["Chargers:Timing"] = "instant";
}
