using OcppLab.Simulation;

namespace OcppLab.Fleet;

/// <summary>A charger as the inventory has it: one row.</summary>
public sealed record ChargerRecord
{
    /// <summary>Its id, <c>dep-</c> and 12 hexadecimal digits unless seeded; unique over all organizations.</summary>
    public required string Id { get; init; }

    /// <summary>The organization it belongs to.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The location it stands at.</summary>
    public required string LocationId { get; init; }

    /// <summary>The charge point identity, unique within the organization, 1 to 48 characters.</summary>
    public required string Identity { get; init; }

    /// <summary>A name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The catalogue's slug of its brand.</summary>
    public required string BrandSlug { get; init; }

    /// <summary>The catalogue's slug of its model.</summary>
    public required string ModelSlug { get; init; }

    /// <summary>The connectors' type, one of the model's.</summary>
    public required string ConnectorType { get; init; }

    /// <summary>The OCPP version it speaks.</summary>
    public required OcppVersion OcppVersion { get; init; }

    /// <summary>The CSMS's WebSocket address without the identity; null for a detached charger.</summary>
    public string? WsUrl { get; init; }

    /// <summary>The security profile, 0 to 3.</summary>
    public int SecurityProfile { get; init; }

    /// <summary>The basic-authentication password of profiles 1 and 2; never shown.</summary>
    public string? AuthorizationKey { get; init; }

    /// <summary>The source of everything random about it.</summary>
    public long Seed { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its row was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
