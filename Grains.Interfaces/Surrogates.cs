using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Grains;

// The types that cross grain calls, as they go over the wire between silos. A member goes by its place, which is never used
// for another meaning; members may be added at the end, and are ignored by silos that do not know them.

[GenerateSerializer, Alias("ocpplab.command")]
readonly record struct CommandRequestSurrogate(
    string Id, string EventType, byte[] Command, byte[] Payload, DateTimeOffset RequestedAt, string? LocationId);

[RegisterConverter]
sealed class CommandRequestConverter : IConverter<CommandRequest, CommandRequestSurrogate>
{
    public CommandRequest ConvertFromSurrogate(in CommandRequestSurrogate wire) =>
        new(wire.Id, wire.EventType, CommandJson.Read(wire.Command), wire.Payload, wire.RequestedAt, wire.LocationId);

    public CommandRequestSurrogate ConvertToSurrogate(in CommandRequest value) =>
        new(value.Id, value.EventType, CommandJson.Write(value.Command), value.Payload.ToArray(), value.RequestedAt, value.LocationId);
}

[GenerateSerializer, Alias("ocpplab.error")]
readonly record struct FleetExceptionSurrogate(FleetError Error, string Detail);

[RegisterConverter]
sealed class FleetExceptionConverter : IConverter<FleetException, FleetExceptionSurrogate>
{
    public FleetException ConvertFromSurrogate(in FleetExceptionSurrogate wire) => new(wire.Error, wire.Detail);

    public FleetExceptionSurrogate ConvertToSurrogate(in FleetException value) => new(value.Error, value.Message);
}

[GenerateSerializer, Alias("ocpplab.record")]
readonly record struct ChargerRecordSurrogate(
    string Id, string OrganizationId, string LocationId, string Identity, string Name, string BrandSlug, string ModelSlug,
    string ConnectorType, OcppVersion OcppVersion, string? WsUrl, int SecurityProfile, string? AuthorizationKey, long Seed,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string? Options);

[RegisterConverter]
sealed class ChargerRecordConverter : IConverter<ChargerRecord, ChargerRecordSurrogate>
{
    public ChargerRecord ConvertFromSurrogate(in ChargerRecordSurrogate wire) => new()
    {
        Id = wire.Id,
        OrganizationId = wire.OrganizationId,
        LocationId = wire.LocationId,
        Identity = wire.Identity,
        Name = wire.Name,
        BrandSlug = wire.BrandSlug,
        ModelSlug = wire.ModelSlug,
        ConnectorType = wire.ConnectorType,
        OcppVersion = wire.OcppVersion,
        WsUrl = wire.WsUrl,
        SecurityProfile = wire.SecurityProfile,
        AuthorizationKey = wire.AuthorizationKey,
        Seed = wire.Seed,
        CreatedAt = wire.CreatedAt,
        UpdatedAt = wire.UpdatedAt,
        Options = wire.Options is { } options ? ChargerOptions.Parse(options) : null,
    };

    public ChargerRecordSurrogate ConvertToSurrogate(in ChargerRecord value) => new(
        value.Id, value.OrganizationId, value.LocationId, value.Identity, value.Name, value.BrandSlug, value.ModelSlug,
        value.ConnectorType, value.OcppVersion, value.WsUrl, value.SecurityProfile, value.AuthorizationKey, value.Seed,
        value.CreatedAt, value.UpdatedAt, value.Options?.ToJson());
}

[GenerateSerializer, Alias("ocpplab.live")]
readonly record struct ChargerLiveSurrogate(
    string ChargerId, ConnectionState State, DateTimeOffset Since, string? LastError, bool On, RegistrationStatus? Registration,
    ConnectorSurrogate[] Connectors, string[]? Display, OcppVersion? Version);

[GenerateSerializer, Alias("ocpplab.connector")]
readonly record struct ConnectorSurrogate(
    int ConnectorId, ConnectorStatus Status, ChargePointErrorCode ErrorCode, TransactionSurrogate? Transaction, string? CommandId = null);

[GenerateSerializer, Alias("ocpplab.transaction")]
readonly record struct TransactionSurrogate(
    string? Id, string IdTag, DateTimeOffset StartedAt, double EnergyWh, double PowerW, double SocPercent, DateTimeOffset? EndsAt,
    double? ExportedWh = null);

[RegisterConverter]
sealed class ChargerLiveConverter : IConverter<ChargerLive, ChargerLiveSurrogate>
{
    public ChargerLive ConvertFromSurrogate(in ChargerLiveSurrogate wire) => new(
        wire.ChargerId,
        new(wire.State, wire.Since, wire.LastError, wire.Version),
        new(wire.On, wire.Registration, Array.ConvertAll(wire.Connectors, From)) { Display = wire.Display ?? [] });

    public ChargerLiveSurrogate ConvertToSurrogate(in ChargerLive value) => new(
        value.ChargerId, value.Connection.State, value.Connection.Since, value.Connection.LastError, value.View.On,
        value.View.Registration, [.. value.View.Connectors.Select(To)], value.View.Display is { Count: > 0 } display ? [.. display] : null,
        value.Connection.Version);

    static ConnectorView From(ConnectorSurrogate wire) => new(
        wire.ConnectorId,
        wire.Status,
        wire.ErrorCode,
        wire.Transaction is var (id, idTag, startedAt, energyWh, powerW, socPercent, endsAt, exportedWh)
            ? new(id, idTag, startedAt, energyWh, powerW, socPercent, endsAt, exportedWh)
            : null,
        wire.CommandId);

    static ConnectorSurrogate To(ConnectorView value) => new(
        value.ConnectorId,
        value.Status,
        value.ErrorCode,
        value.Transaction is var (id, idTag, startedAt, energyWh, powerW, socPercent, endsAt, exportedWh)
            ? new(id, idTag, startedAt, energyWh, powerW, socPercent, endsAt, exportedWh)
            : null,
        value.CommandId);
}

[GenerateSerializer, Alias("ocpplab.event")]
readonly record struct FleetEventSurrogate(string ChargerId, string Identity, byte[]? Event, LogEntry? Frame);

[RegisterConverter]
sealed class FleetEventConverter : IConverter<FleetEvent, FleetEventSurrogate>
{
    public FleetEvent ConvertFromSurrogate(in FleetEventSurrogate wire) =>
        new(wire.ChargerId, wire.Identity, wire.Event is { } happened ? EventJson.Read(happened) : null, wire.Frame);

    public FleetEventSurrogate ConvertToSurrogate(in FleetEvent value) =>
        new(value.ChargerId, value.Identity, value.Event is { } happened ? EventJson.Write(happened) : null, value.Frame);
}
