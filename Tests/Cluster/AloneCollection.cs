namespace OcppLab.Tests.Cluster;

/// <summary>Tests that kill silos run alone: silos that are kept waiting for a processor take each other for dead.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
