using System.Reflection;
using OcppLab.Tests.Cluster;
using Xunit.Sdk;

namespace OcppLab.Tests.Faults;

/// <summary>Plays a fault with several seeds, which choose what it strikes and when: 1, or 1 to as many as <see cref="Variable"/> says.</summary>
sealed class SeedsAttribute : DataAttribute
{
    public const string Variable = "OCPPLAB_FAULT_SEEDS";

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable(Variable), out var seeds) ? seeds : 1).Select(seed => new object[] { seed });
}

/// <summary>A fault of a cluster with a PostgreSQL server of its own; says why where there can be none.</summary>
sealed class FaultTheoryAttribute : TheoryAttribute
{
    public FaultTheoryAttribute() => Skip = PostgresServer.WhyNoneOfOwn;
}

/// <summary>A fault that needs a small disk of its own; says why where none can be mounted.</summary>
sealed class DiskTheoryAttribute : TheoryAttribute
{
    public DiskTheoryAttribute() => Skip = SmallDisk.WhyNone ?? PostgresServer.WhyNoneOfOwn;
}

/// <summary>A fault that needs network namespaces; says why where there can be none.</summary>
sealed class NetworkTheoryAttribute : TheoryAttribute
{
    public NetworkTheoryAttribute() => Skip = SiloNetwork.WhyNone ?? PostgresServer.WhyNoneOfOwn;
}
