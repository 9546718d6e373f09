using LinqToDB.Mapping;
using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>A location as the inventory has it: one row.</summary>
[Table("locations")]
public sealed record LocationRecord
{
    /// <summary>Its id, <c>loc-</c> and 12 hexadecimal digits unless seeded; unique over all organizations.</summary>
    [Column("id"), PrimaryKey]
    public required string Id { get; init; }

    /// <summary>The organization it belongs to.</summary>
    [Column("organization_id")]
    public required string OrganizationId { get; init; }

    /// <summary>Its name as part of an address, unique within the organization.</summary>
    [Column("slug")]
    public required string Slug { get; init; }

    /// <summary>A name for people.</summary>
    [Column("name")]
    public required string Name { get; init; }

    /// <summary>Street and number.</summary>
    [Column("address")]
    public string? Address { get; init; }

    /// <summary>The city.</summary>
    [Column("city")]
    public string? City { get; init; }

    /// <summary>The country, a name or a code.</summary>
    [Column("country")]
    public string? Country { get; init; }

    /// <summary>Degrees north, -90 to 90; set if and only if the longitude is.</summary>
    [Column("latitude")]
    public double? Latitude { get; init; }

    /// <summary>Degrees east, -180 to 180.</summary>
    [Column("longitude")]
    public double? Longitude { get; init; }

    /// <summary>The IANA name of its time zone.</summary>
    [Column("timezone")]
    public string? Timezone { get; init; }

    /// <summary>Who runs it.</summary>
    [Column("owner_name")]
    public string? OwnerName { get; init; }

    /// <summary>Whether anybody may charge there.</summary>
    [Column("public")]
    public bool Public { get; init; }

    /// <summary>When it was created.</summary>
    [Column("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its row was last changed.</summary>
    [Column("updated_at")]
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The revision of the list of its chargers: raised by every change of which they are, and of their identities and versions.</summary>
    [Column("revision", SkipOnUpdate = true)]
    public long Revision { get; init; }
}

/// <summary>A charger as the inventory has it: one row.</summary>
[Table("chargers")]
public sealed record ChargerRecord
{
    /// <summary>Its id, <c>dep-</c> and 12 hexadecimal digits unless seeded; unique over all organizations.</summary>
    [Column("id"), PrimaryKey]
    public required string Id { get; init; }

    /// <summary>The organization it belongs to.</summary>
    [Column("organization_id")]
    public required string OrganizationId { get; init; }

    /// <summary>The location it stands at.</summary>
    [Column("location_id")]
    public required string LocationId { get; init; }

    /// <summary>The charge point identity, unique within the organization, 1 to 48 characters.</summary>
    [Column("identity")]
    public required string Identity { get; init; }

    /// <summary>A name for people.</summary>
    [Column("name")]
    public required string Name { get; init; }

    /// <summary>The catalogue's slug of its brand.</summary>
    [Column("brand_slug")]
    public required string BrandSlug { get; init; }

    /// <summary>The catalogue's slug of its model.</summary>
    [Column("model_slug")]
    public required string ModelSlug { get; init; }

    /// <summary>The connectors' type, one of the model's.</summary>
    [Column("connector_type")]
    public required string ConnectorType { get; init; }

    /// <summary>The OCPP version it speaks.</summary>
    [Column("ocpp_version", DataType = LinqToDB.DataType.VarChar)]
    public required OcppVersion OcppVersion { get; init; }

    /// <summary>The CSMS's WebSocket address without the identity; null for a detached charger.</summary>
    [Column("ws_url")]
    public string? WsUrl { get; init; }

    /// <summary>The security profile, 0 to 3.</summary>
    [Column("security_profile")]
    public int SecurityProfile { get; init; }

    /// <summary>The basic-authentication password of profiles 1 and 2; never shown.</summary>
    [Column("authorization_key")]
    public string? AuthorizationKey { get; init; }

    /// <summary>The source of everything random about it.</summary>
    [Column("seed")]
    public long Seed { get; init; }

    /// <summary>What was chosen for it; null for nothing.</summary>
    [Column("options", DataType = LinqToDB.DataType.Text), ValueConverter(ConverterType = typeof(OptionsColumn))]
    public ChargerOptions? Options { get; init; }

    /// <summary>When it was created.</summary>
    [Column("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its row was last changed.</summary>
    [Column("updated_at")]
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A charging session as the inventory has it: one row, kept when its charger is gone.</summary>
[Table("sessions")]
public sealed record SessionRecord
{
    /// <summary>Its id.</summary>
    [Column("id"), PrimaryKey]
    public required string Id { get; init; }

    /// <summary>The organization of its charger.</summary>
    [Column("organization_id")]
    public required string OrganizationId { get; init; }

    /// <summary>The location of its charger.</summary>
    [Column("location_id")]
    public required string LocationId { get; init; }

    /// <summary>Its charger.</summary>
    [Column("charger_id")]
    public required string ChargerId { get; init; }

    /// <summary>Its charger's identity.</summary>
    [Column("identity")]
    public required string Identity { get; init; }

    /// <summary>Its connector, from 1.</summary>
    [Column("connector_id")]
    public required int ConnectorId { get; init; }

    /// <summary>The id tag.</summary>
    [Column("id_tag")]
    public required string IdTag { get; init; }

    /// <summary>The OCPP transaction id; null while unknown.</summary>
    [Column("transaction_id")]
    public string? TransactionId { get; init; }

    /// <summary>When its transaction started; when it was asked for, where there is none.</summary>
    [Column("started_at")]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs or waits.</summary>
    [Column("stopped_at")]
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>The energy delivered in watt-hours.</summary>
    [Column("energy_wh")]
    public required double EnergyWh { get; init; }

    /// <summary>Why it ended; null while it runs.</summary>
    [Column("stop_reason")]
    public string? StopReason { get; init; }

    /// <summary>The command that started it; null if the CSMS did.</summary>
    [Column("command_id")]
    public string? CommandId { get; init; }

    /// <summary>What it has come to, as <see cref="Outcomes"/> has it; null for one from before outcomes were kept.</summary>
    [Column("outcome")]
    public string? Outcome { get; init; }

    /// <summary>Why it has come to that; null where there is nothing to add.</summary>
    [Column("reason")]
    public string? Reason { get; init; }

    /// <summary>How far it is.</summary>
    [NotColumn]
    public SessionStatus Status =>
        StoppedAt is null ? Outcome == Outcomes.WordOf(CommandOutcome.Offline) ? SessionStatus.Pending : SessionStatus.Active
        : Outcome is null || Outcome == Outcomes.WordOf(CommandOutcome.Stopped) ? SessionStatus.Completed
        : SessionStatus.Failed;
}

/// <summary>A command that was given: one row, kept for as long as the settings say.</summary>
[Table("commands")]
public sealed record CommandRecord
{
    /// <summary>Its id, 12 hexadecimal digits.</summary>
    [Column("id")]
    public required string Id { get; init; }

    /// <summary>The organization that gave it.</summary>
    [Column("organization_id")]
    public required string OrganizationId { get; init; }

    /// <summary>The location of its chargers.</summary>
    [Column("location_id")]
    public required string LocationId { get; init; }

    /// <summary>The charger, where it was for one alone; null where it was for chargers of the location.</summary>
    [Column("charger_id")]
    public string? ChargerId { get; init; }

    /// <summary>Its name in the contract with underscores.</summary>
    [Column("event_type")]
    public required string EventType { get; init; }

    /// <summary>When it came in.</summary>
    [Column("requested_at")]
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>How many chargers it was for.</summary>
    [Column("targeted")]
    public required int Targeted { get; init; }

    /// <summary>The event with its defaults filled in, as JSON.</summary>
    [Column("payload")]
    public required string Payload { get; init; }

    /// <summary>The ids of the location's chargers that it was for, as a JSON array; null where it was for one charger alone.</summary>
    [Column("targets")]
    public string? Targets { get; init; }
}

/// <summary>What a command has come to at one charger: a row of a session that it began, or of its own.</summary>
[Table("charger_outcomes")]
public sealed record OutcomeRecord
{
    /// <summary>The command.</summary>
    [Column("command_id")]
    public required string CommandId { get; init; }

    /// <summary>Its organization.</summary>
    [Column("organization_id")]
    public required string OrganizationId { get; init; }

    /// <summary>The charger.</summary>
    [Column("charger_id")]
    public required string ChargerId { get; init; }

    /// <summary>Its identity; null where it is not known any more, or never was.</summary>
    [Column("identity")]
    public string? Identity { get; init; }

    /// <summary>What the command has come to, as <see cref="Outcomes"/> has it.</summary>
    [Column("outcome")]
    public required string Outcome { get; init; }

    /// <summary>When; null where nothing is known yet.</summary>
    [Column("at")]
    public DateTimeOffset? At { get; init; }

    /// <summary>Why; null where there is nothing to add.</summary>
    [Column("reason")]
    public string? Reason { get; init; }

    /// <summary>The session that the command began; null for none.</summary>
    [Column("session_id")]
    public string? SessionId { get; init; }

    /// <summary>The session's OCPP transaction id; null while it is not known.</summary>
    [Column("transaction_id")]
    public string? TransactionId { get; init; }

    /// <summary>Why the session's transaction ended; null while it runs.</summary>
    [Column("stop_reason")]
    public string? StopReason { get; init; }

    /// <summary>The energy that the session delivered, in watt-hours; null while it runs.</summary>
    [Column("energy_wh")]
    public double? EnergyWh { get; init; }
}

/// <summary>A charger as its location knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Identity">Its identity.</param>
/// <param name="Version">The OCPP version it speaks.</param>
public readonly record struct LocationCharger(string Id, string Identity, OcppVersion Version);

/// <summary>A page of a list.</summary>
/// <param name="Data">The page's items.</param>
/// <param name="Total">How many items there are on all pages.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, int Total);
