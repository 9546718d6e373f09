using System.Runtime.CompilerServices;

namespace OcppLab.Tests;

/// <summary>The services and silos of the tests, in this process and in others, let chargers act at once; a test of realistic timing asks for it.</summary>
static class InstantTiming
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("Chargers__Timing", "instant");
}
