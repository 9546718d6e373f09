using Orleans.Metadata;

namespace OcppLab.Grains;

/// <summary>Calls to such a grain go from a front door that is no silo through one gateway after the other, rather than all through the
/// same: where one does not answer, the same call made again does not end up there too. Orleans keeps no order of calls in any case.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class AnyGatewayAttribute : Attribute, IGrainPropertiesProviderAttribute
{
    public void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
        properties[WellKnownGrainTypeProperties.Unordered] = "true";
}
