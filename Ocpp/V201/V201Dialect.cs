using OcppLab.Simulation;

namespace OcppLab.Ocpp.V201;

/// <summary>OCPP 2.0.1.</summary>
sealed class V201Dialect() : Dialect(Actions, [])
{
    /// <summary>Every action of 2.0.1.</summary>
    public static IReadOnlyList<string> Actions { get; } = [];

    public override OcppVersion Version => OcppVersion.V201;

    public override string Subprotocol => "ocpp2.0.1";

    protected override ChargerOperation OperationOf(ChargerMessage message) => throw new NotImplementedException();
}
