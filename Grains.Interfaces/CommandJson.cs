using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>Commands as JSON: between silos, and where a location keeps what it has promised. Members that a reader does not
/// know are ignored, and a kind that it does not know is an error: hence the names of neither ever change.</summary>
public static class CommandJson
{
    static readonly JsonTypeInfo<Command> Info = GrainJson.Polymorphic<Command>(
        new(typeof(StartSession), "StartSession"),
        new(typeof(StopSession), "StopSession"),
        new(typeof(StartTransaction), "StartTransaction"),
        new(typeof(StopTransaction), "StopTransaction"),
        new(typeof(PlugConnector), "PlugConnector"),
        new(typeof(UnplugConnector), "UnplugConnector"),
        new(typeof(UnlockConnector), "UnlockConnector"),
        new(typeof(AuthorizeIdTag), "AuthorizeIdTag"),
        new(typeof(EvRequestsEnergy), "EvRequestsEnergy"),
        new(typeof(EvStopsEnergy), "EvStopsEnergy"),
        new(typeof(EvRenegotiates), "EvRenegotiates"),
        new(typeof(PowerUpdate), "PowerUpdate"),
        new(typeof(UsePriorityCharging), "UsePriorityCharging"),
        new(typeof(SetChargingLimit), "SetChargingLimit"),
        new(typeof(ClearChargingLimit), "ClearChargingLimit"),
        new(typeof(InjectFault), "InjectFault"),
        new(typeof(InjectNetworkFault), "InjectNetworkFault"),
        new(typeof(ClearFault), "ClearFault"),
        new(typeof(SetConfiguration), "SetConfiguration"),
        new(typeof(ResetCache), "ResetCache"),
        new(typeof(SetLocalAuthList), "SetLocalAuthList"),
        new(typeof(ClearLocalAuthList), "ClearLocalAuthList"),
        new(typeof(ValidateVatNumber), "ValidateVatNumber"),
        new(typeof(SettlePayment), "SettlePayment"),
        new(typeof(SendProxyMessage), "SendProxyMessage"),
        new(typeof(AnswerCalls), "AnswerCalls"),
        new(typeof(ClearCallAnswers), "ClearCallAnswers"),
        new(typeof(ResetCharger), "ResetCharger"),
        new(typeof(StartCharger), "StartCharger"),
        new(typeof(StopCharger), "StopCharger"),
        new(typeof(RestartCharger), "RestartCharger"));

    /// <summary>Writes a command.</summary>
    public static byte[] Write(Command command) => JsonSerializer.SerializeToUtf8Bytes(command, Info);

    /// <summary>Reads a command.</summary>
    /// <exception cref="JsonException">It is of a kind that this version does not know.</exception>
    public static Command Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Info)!;
}

/// <summary>Events as JSON between silos.</summary>
static class EventJson
{
    static readonly JsonTypeInfo<ChargerEvent> Info = GrainJson.Polymorphic<ChargerEvent>(
        new(typeof(StatusChanged), "StatusChanged"), new(typeof(SessionChanged), "SessionChanged"),
        new(typeof(MeterValuesSent), "MeterValuesSent"), new(typeof(CommandOutcomeChanged), "CommandOutcomeChanged"));

    public static byte[] Write(ChargerEvent happened) => JsonSerializer.SerializeToUtf8Bytes(happened, Info);

    public static ChargerEvent Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Info)!;
}

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Command))]
[JsonSerializable(typeof(StartSession))]
[JsonSerializable(typeof(StopSession))]
[JsonSerializable(typeof(StartTransaction))]
[JsonSerializable(typeof(StopTransaction))]
[JsonSerializable(typeof(PlugConnector))]
[JsonSerializable(typeof(UnplugConnector))]
[JsonSerializable(typeof(UnlockConnector))]
[JsonSerializable(typeof(AuthorizeIdTag))]
[JsonSerializable(typeof(EvRequestsEnergy))]
[JsonSerializable(typeof(EvStopsEnergy))]
[JsonSerializable(typeof(EvRenegotiates))]
[JsonSerializable(typeof(PowerUpdate))]
[JsonSerializable(typeof(UsePriorityCharging))]
[JsonSerializable(typeof(SetChargingLimit))]
[JsonSerializable(typeof(ClearChargingLimit))]
[JsonSerializable(typeof(InjectFault))]
[JsonSerializable(typeof(InjectNetworkFault))]
[JsonSerializable(typeof(ClearFault))]
[JsonSerializable(typeof(SetConfiguration))]
[JsonSerializable(typeof(ResetCache))]
[JsonSerializable(typeof(SetLocalAuthList))]
[JsonSerializable(typeof(ClearLocalAuthList))]
[JsonSerializable(typeof(ValidateVatNumber))]
[JsonSerializable(typeof(SettlePayment))]
[JsonSerializable(typeof(SendProxyMessage))]
[JsonSerializable(typeof(AnswerCalls))]
[JsonSerializable(typeof(ClearCallAnswers))]
[JsonSerializable(typeof(ResetCharger))]
[JsonSerializable(typeof(StartCharger))]
[JsonSerializable(typeof(StopCharger))]
[JsonSerializable(typeof(RestartCharger))]
[JsonSerializable(typeof(ChargerEvent))]
[JsonSerializable(typeof(StatusChanged))]
[JsonSerializable(typeof(SessionChanged))]
[JsonSerializable(typeof(MeterValuesSent))]
[JsonSerializable(typeof(CommandOutcomeChanged))]
sealed partial class GrainJson : JsonSerializerContext
{
    /// <summary>A base type whose derived types are told apart by the names given.</summary>
    public static JsonTypeInfo<T> Polymorphic<T>(params ReadOnlySpan<JsonDerivedType> kinds)
    {
        var polymorphism = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "$" };
        foreach (var kind in kinds)
        {
            polymorphism.DerivedTypes.Add(kind);
        }

        var options = new JsonSerializerOptions(Default.Options)
        {
            TypeInfoResolver = Default.WithAddedModifier(info =>
            {
                if (info.Type == typeof(T))
                {
                    info.PolymorphismOptions = polymorphism;
                }

                // Names begin with a capital here, also those of types that a charger's state has in camelCase.
                foreach (var property in info.Properties)
                {
                    property.Name = char.ToUpperInvariant(property.Name[0]) + property.Name[1..];
                }
            }),
        };
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }
}
