using System.Reflection;
using OcppLab.Tests.Cluster;
using Xunit.Sdk;

namespace OcppLab.Tests.Faults;

/// <summary>Plays a fault with several seeds, which choose what it strikes and when: as many as <see cref="Variable"/> says, or one.</summary>
sealed class SeedsAttribute : DataAttribute
{
    public const string Variable = "OCPPLAB_FAULT_SEEDS";

    static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable(Variable), out var count) ? count : 1;

    /// <summary>Why no fault is played; null if some are.</summary>
    public static string? WhyNone => Count > 0 ? null : $"{Variable} is {Count}.";

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Enumerable.Range(1, Count).Select(seed => new object[] { seed });
}

/// <summary>A fault of a cluster with a PostgreSQL server of its own; says why where there can be none.</summary>
sealed class FaultTheoryAttribute : TheoryAttribute
{
    public FaultTheoryAttribute() => Skip = SeedsAttribute.WhyNone ?? PostgresServer.WhyNoneOfOwn;
}

/// <summary>A fault that needs a small disk of its own; says why where none can be mounted.</summary>
sealed class DiskTheoryAttribute : TheoryAttribute
{
    public DiskTheoryAttribute() => Skip = SeedsAttribute.WhyNone ?? SmallDisk.WhyNone ?? PostgresServer.WhyNoneOfOwn;
}

/// <summary>A fault that needs network namespaces; says why where there can be none.</summary>
sealed class NetworkTheoryAttribute : TheoryAttribute
{
    public NetworkTheoryAttribute() => Skip = SeedsAttribute.WhyNone ?? SiloNetwork.WhyNone ?? PostgresServer.WhyNoneOfOwn;
}
