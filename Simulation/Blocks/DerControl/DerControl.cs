namespace OcppLab.Simulation;

// Control of a distributed energy resource (2.1 block R). No model has an inverter that follows the grid, so that none of the controls is one
// that the charger has (R04.FR.02).
public sealed partial class Charger
{
    internal static V2.ClearDERControlResponse Answer(V2.ClearDERControlRequest _) => new() { Status = V2.DERControlStatusEnumType.NotSupported };

    internal static V2.GetDERControlResponse Answer(V2.GetDERControlRequest _) => new() { Status = V2.DERControlStatusEnumType.NotSupported };

    internal static V2.SetDERControlResponse Answer(V2.SetDERControlRequest _) => new() { Status = V2.DERControlStatusEnumType.NotSupported };
}
