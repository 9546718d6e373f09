using OcppLab.Fleet;
using OcppLab.Simulation;

namespace OcppLab.Grains;

// The types that cross grain calls, as they go over the wire between silos. A member's number is never used for another
// meaning; members may be added, and are ignored by silos that do not know them.

[GenerateSerializer, Alias("ocpplab.command")]
struct CommandRequestSurrogate
{
    [Id(0)]
    public string Id;
    [Id(1)]
    public string EventType;
    [Id(2)]
    public byte[] Command;
    [Id(3)]
    public byte[] Payload;
}

[RegisterConverter]
sealed class CommandRequestConverter : IConverter<CommandRequest, CommandRequestSurrogate>
{
    public CommandRequest ConvertFromSurrogate(in CommandRequestSurrogate surrogate) =>
        new(surrogate.Id, surrogate.EventType, CommandJson.Read(surrogate.Command), surrogate.Payload);

    public CommandRequestSurrogate ConvertToSurrogate(in CommandRequest value) => new()
    {
        Id = value.Id,
        EventType = value.EventType,
        Command = CommandJson.Write(value.Command),
        Payload = value.Payload.ToArray(),
    };
}

[GenerateSerializer, Alias("ocpplab.error")]
struct FleetExceptionSurrogate
{
    [Id(0)]
    public FleetError Error;
    [Id(1)]
    public string Detail;
}

[RegisterConverter]
sealed class FleetExceptionConverter : IConverter<FleetException, FleetExceptionSurrogate>
{
    public FleetException ConvertFromSurrogate(in FleetExceptionSurrogate surrogate) => new(surrogate.Error, surrogate.Detail);

    public FleetExceptionSurrogate ConvertToSurrogate(in FleetException value) => new() { Error = value.Error, Detail = value.Message };
}

[GenerateSerializer, Alias("ocpplab.record")]
struct ChargerRecordSurrogate
{
    [Id(0)]
    public string Id;
    [Id(1)]
    public string OrganizationId;
    [Id(2)]
    public string LocationId;
    [Id(3)]
    public string Identity;
    [Id(4)]
    public string Name;
    [Id(5)]
    public string BrandSlug;
    [Id(6)]
    public string ModelSlug;
    [Id(7)]
    public string ConnectorType;
    [Id(8)]
    public OcppVersion OcppVersion;
    [Id(9)]
    public string? WsUrl;
    [Id(10)]
    public int SecurityProfile;
    [Id(11)]
    public string? AuthorizationKey;
    [Id(12)]
    public long Seed;
    [Id(13)]
    public DateTimeOffset CreatedAt;
    [Id(14)]
    public DateTimeOffset UpdatedAt;
}

[RegisterConverter]
sealed class ChargerRecordConverter : IConverter<ChargerRecord, ChargerRecordSurrogate>
{
    public ChargerRecord ConvertFromSurrogate(in ChargerRecordSurrogate surrogate) => new()
    {
        Id = surrogate.Id,
        OrganizationId = surrogate.OrganizationId,
        LocationId = surrogate.LocationId,
        Identity = surrogate.Identity,
        Name = surrogate.Name,
        BrandSlug = surrogate.BrandSlug,
        ModelSlug = surrogate.ModelSlug,
        ConnectorType = surrogate.ConnectorType,
        OcppVersion = surrogate.OcppVersion,
        WsUrl = surrogate.WsUrl,
        SecurityProfile = surrogate.SecurityProfile,
        AuthorizationKey = surrogate.AuthorizationKey,
        Seed = surrogate.Seed,
        CreatedAt = surrogate.CreatedAt,
        UpdatedAt = surrogate.UpdatedAt,
    };

    public ChargerRecordSurrogate ConvertToSurrogate(in ChargerRecord value) => new()
    {
        Id = value.Id,
        OrganizationId = value.OrganizationId,
        LocationId = value.LocationId,
        Identity = value.Identity,
        Name = value.Name,
        BrandSlug = value.BrandSlug,
        ModelSlug = value.ModelSlug,
        ConnectorType = value.ConnectorType,
        OcppVersion = value.OcppVersion,
        WsUrl = value.WsUrl,
        SecurityProfile = value.SecurityProfile,
        AuthorizationKey = value.AuthorizationKey,
        Seed = value.Seed,
        CreatedAt = value.CreatedAt,
        UpdatedAt = value.UpdatedAt,
    };
}

[GenerateSerializer, Alias("ocpplab.answer")]
struct ChargerAnswerSurrogate
{
    [Id(0)]
    public string ChargerId;
    [Id(1)]
    public string? Identity;
    [Id(2)]
    public OcppVersion Version;
    [Id(3)]
    public string? Refusal;
}

[RegisterConverter]
sealed class ChargerAnswerConverter : IConverter<ChargerAnswer, ChargerAnswerSurrogate>
{
    public ChargerAnswer ConvertFromSurrogate(in ChargerAnswerSurrogate surrogate) =>
        new(surrogate.ChargerId, surrogate.Identity, surrogate.Version, surrogate.Refusal);

    public ChargerAnswerSurrogate ConvertToSurrogate(in ChargerAnswer value) => new()
    {
        ChargerId = value.ChargerId,
        Identity = value.Identity,
        Version = value.Version,
        Refusal = value.Refusal,
    };
}

[GenerateSerializer, Alias("ocpplab.filter")]
struct LogFilterSurrogate
{
    [Id(0)]
    public DateTimeOffset? From;
    [Id(1)]
    public DateTimeOffset? To;
    [Id(2)]
    public string? Action;
    [Id(3)]
    public int Offset;
    [Id(4)]
    public int Limit;
}

[RegisterConverter]
sealed class LogFilterConverter : IConverter<LogFilter, LogFilterSurrogate>
{
    public LogFilter ConvertFromSurrogate(in LogFilterSurrogate surrogate) =>
        new(surrogate.From, surrogate.To, surrogate.Action, surrogate.Offset, surrogate.Limit);

    public LogFilterSurrogate ConvertToSurrogate(in LogFilter value) => new()
    {
        From = value.From,
        To = value.To,
        Action = value.Action,
        Offset = value.Offset,
        Limit = value.Limit,
    };
}

[GenerateSerializer, Alias("ocpplab.frame")]
struct LogEntrySurrogate
{
    [Id(0)]
    public string ChargerId;
    [Id(1)]
    public string Identity;
    [Id(2)]
    public MessageDirection Direction;
    [Id(3)]
    public string Action;
    [Id(4)]
    public string Message;
    [Id(5)]
    public DateTimeOffset Timestamp;
}

[RegisterConverter]
sealed class LogEntryConverter : IConverter<LogEntry, LogEntrySurrogate>
{
    public LogEntry ConvertFromSurrogate(in LogEntrySurrogate surrogate) => new(
        surrogate.ChargerId, surrogate.Identity, surrogate.Direction, surrogate.Action, surrogate.Message, surrogate.Timestamp);

    public LogEntrySurrogate ConvertToSurrogate(in LogEntry value) => new()
    {
        ChargerId = value.ChargerId,
        Identity = value.Identity,
        Direction = value.Direction,
        Action = value.Action,
        Message = value.Message,
        Timestamp = value.Timestamp,
    };
}

[GenerateSerializer, Alias("ocpplab.live")]
struct ChargerLiveSurrogate
{
    [Id(0)]
    public string ChargerId;
    [Id(1)]
    public ConnectionState State;
    [Id(2)]
    public DateTimeOffset Since;
    [Id(3)]
    public string? LastError;
    [Id(4)]
    public bool On;
    [Id(5)]
    public RegistrationStatus? Registration;
    [Id(6)]
    public ConnectorSurrogate[] Connectors;
}

[GenerateSerializer, Alias("ocpplab.connector")]
struct ConnectorSurrogate
{
    [Id(0)]
    public int ConnectorId;
    [Id(1)]
    public ConnectorStatus Status;
    [Id(2)]
    public ChargePointErrorCode ErrorCode;
    [Id(3)]
    public TransactionSurrogate? Transaction;
}

[GenerateSerializer, Alias("ocpplab.transaction")]
struct TransactionSurrogate
{
    [Id(0)]
    public string? Id;
    [Id(1)]
    public string IdTag;
    [Id(2)]
    public DateTimeOffset StartedAt;
    [Id(3)]
    public double EnergyWh;
    [Id(4)]
    public double PowerW;
    [Id(5)]
    public double SocPercent;
    [Id(6)]
    public DateTimeOffset? EndsAt;
}

[RegisterConverter]
sealed class ChargerLiveConverter : IConverter<ChargerLive, ChargerLiveSurrogate>
{
    public ChargerLive ConvertFromSurrogate(in ChargerLiveSurrogate surrogate) => new(
        surrogate.ChargerId,
        new(surrogate.State, surrogate.Since, surrogate.LastError),
        new(surrogate.On, surrogate.Registration, Array.ConvertAll(surrogate.Connectors, From)));

    public ChargerLiveSurrogate ConvertToSurrogate(in ChargerLive value) => new()
    {
        ChargerId = value.ChargerId,
        State = value.Connection.State,
        Since = value.Connection.Since,
        LastError = value.Connection.LastError,
        On = value.View.On,
        Registration = value.View.Registration,
        Connectors = [.. value.View.Connectors.Select(To)],
    };

    static ConnectorView From(ConnectorSurrogate surrogate) => new(
        surrogate.ConnectorId,
        surrogate.Status,
        surrogate.ErrorCode,
        surrogate.Transaction is { } transaction
            ? new(
                transaction.Id,
                transaction.IdTag,
                transaction.StartedAt,
                transaction.EnergyWh,
                transaction.PowerW,
                transaction.SocPercent,
                transaction.EndsAt)
            : null);

    static ConnectorSurrogate To(ConnectorView value) => new()
    {
        ConnectorId = value.ConnectorId,
        Status = value.Status,
        ErrorCode = value.ErrorCode,
        Transaction = value.Transaction is { } transaction
            ? new()
            {
                Id = transaction.Id,
                IdTag = transaction.IdTag,
                StartedAt = transaction.StartedAt,
                EnergyWh = transaction.EnergyWh,
                PowerW = transaction.PowerW,
                SocPercent = transaction.SocPercent,
                EndsAt = transaction.EndsAt,
            }
            : null,
    };
}

[GenerateSerializer, Alias("ocpplab.event")]
struct FleetEventSurrogate
{
    [Id(0)]
    public string ChargerId;
    [Id(1)]
    public string Identity;
    [Id(2)]
    public byte[]? Event;
    [Id(3)]
    public LogEntry? Frame;
}

[RegisterConverter]
sealed class FleetEventConverter : IConverter<FleetEvent, FleetEventSurrogate>
{
    public FleetEvent ConvertFromSurrogate(in FleetEventSurrogate surrogate) => new(
        surrogate.ChargerId, surrogate.Identity, surrogate.Event is { } happened ? EventJson.Read(happened) : null, surrogate.Frame);

    public FleetEventSurrogate ConvertToSurrogate(in FleetEvent value) => new()
    {
        ChargerId = value.ChargerId,
        Identity = value.Identity,
        Event = value.Event is { } happened ? EventJson.Write(happened) : null,
        Frame = value.Frame,
    };
}
