using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>What a charger is to be, apart from its identity and its place.</summary>
public sealed record ChargerTemplate
{
    /// <summary>The catalogue's slug of its brand.</summary>
    [JsonPropertyName("BrandSlug")]
    public required string BrandSlug { get; init; }

    /// <summary>The catalogue's slug of its model.</summary>
    [JsonPropertyName("ModelSlug")]
    public required string ModelSlug { get; init; }

    /// <summary>The connectors' type, one of the model's in any letter case; null for the model's usual one.</summary>
    [JsonPropertyName("ConnectorType")]
    public string? ConnectorType { get; init; }

    /// <summary>The OCPP version it speaks.</summary>
    [JsonPropertyName("OcppVersion")]
    public OcppVersion OcppVersion { get; init; }

    /// <summary>The CSMS's WebSocket address without the identity; null for a detached charger.</summary>
    [JsonPropertyName("WsUrl")]
    public string? WsUrl { get; init; }

    /// <summary>The security profile, 0 to 3.</summary>
    [JsonPropertyName("SecurityProfile")]
    public int SecurityProfile { get; init; }

    /// <summary>The basic-authentication password of profiles 1 and 2.</summary>
    [JsonPropertyName("AuthorizationKey")]
    public string? AuthorizationKey { get; init; }

    /// <summary>A name for people; null for the identity.</summary>
    [JsonPropertyName("Name")]
    public string? Name { get; init; }

    /// <summary>What is chosen for it; null for nothing.</summary>
    [JsonPropertyName("Options")]
    public ChargerOptions? Options { get; init; }

    /// <summary>Sees whether a charger with this identity can be made by it.</summary>
    /// <exception cref="FleetException">Invalid: a value does not fit.</exception>
    public void Check(string identity) => Make("", "", "", identity, default);

    /// <summary>A charger made by it. Chargers with the same identity behave alike: the identity is the seed.</summary>
    /// <exception cref="FleetException">Invalid: a value does not fit.</exception>
    public ChargerRecord Make(string organizationId, string locationId, string id, string identity, DateTimeOffset now) =>
        ChargerRules.Check(new ChargerRecord
        {
            Id = id,
            OrganizationId = organizationId,
            LocationId = locationId,
            Identity = identity,
            Name = Name ?? identity,
            BrandSlug = BrandSlug,
            ModelSlug = ModelSlug,
            ConnectorType = ConnectorType ?? ChargerRules.Model(BrandSlug, ModelSlug).Ratings[0].ConnectorType,
            OcppVersion = OcppVersion,
            WsUrl = WsUrl,
            SecurityProfile = SecurityProfile,
            AuthorizationKey = AuthorizationKey,
            Options = Options,
            Seed = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(identity))),
            CreatedAt = now,
            UpdatedAt = now,
        });
}

/// <summary>A value that is given, possibly as null, as opposed to left out.</summary>
/// <param name="Value">The value.</param>
public readonly record struct Given<T>([property: JsonPropertyName("Value")] T Value);

/// <summary>What is to be different about a charger; what is null stays as it is.</summary>
public sealed record ChargerChange
{
    /// <summary>The identity.</summary>
    [JsonPropertyName("Identity")]
    public Given<string>? Identity { get; init; }

    /// <summary>The name for people; null for the identity.</summary>
    [JsonPropertyName("Name")]
    public Given<string?>? Name { get; init; }

    /// <summary>The location's id, one of the organization's.</summary>
    [JsonPropertyName("LocationId")]
    public Given<string>? LocationId { get; init; }

    /// <summary>The brand's slug.</summary>
    [JsonPropertyName("BrandSlug")]
    public Given<string>? BrandSlug { get; init; }

    /// <summary>The model's slug.</summary>
    [JsonPropertyName("ModelSlug")]
    public Given<string>? ModelSlug { get; init; }

    /// <summary>The connectors' type; null for the model's usual one. Where it is left out and the new model does not have the old
    /// one's type, it becomes the model's usual one.</summary>
    [JsonPropertyName("ConnectorType")]
    public Given<string?>? ConnectorType { get; init; }

    /// <summary>The OCPP version.</summary>
    [JsonPropertyName("OcppVersion")]
    public Given<OcppVersion>? OcppVersion { get; init; }

    /// <summary>The CSMS's address; null for a detached charger.</summary>
    [JsonPropertyName("WsUrl")]
    public Given<string?>? WsUrl { get; init; }

    /// <summary>The security profile.</summary>
    [JsonPropertyName("SecurityProfile")]
    public Given<int>? SecurityProfile { get; init; }

    /// <summary>The basic-authentication password; null for none.</summary>
    [JsonPropertyName("AuthorizationKey")]
    public Given<string?>? AuthorizationKey { get; init; }

    /// <summary>What is chosen for it, all of it anew; null for nothing.</summary>
    [JsonPropertyName("Options")]
    public Given<ChargerOptions?>? Options { get; init; }

    /// <summary>The charger with the change.</summary>
    /// <exception cref="FleetException">Invalid: it would not fit.</exception>
    public ChargerRecord Apply(ChargerRecord charger, DateTimeOffset now)
    {
        var identity = Identity?.Value ?? charger.Identity;
        var brand = BrandSlug?.Value ?? charger.BrandSlug;
        var slug = ModelSlug?.Value ?? charger.ModelSlug;
        var model = ChargerRules.Model(brand, slug);
        return ChargerRules.Check(charger with
        {
            Identity = identity,
            Name = Name is { } name ? name.Value ?? identity : charger.Name == charger.Identity ? identity : charger.Name,
            LocationId = LocationId?.Value ?? charger.LocationId,
            BrandSlug = brand,
            ModelSlug = slug,
            ConnectorType = (ConnectorType is { } type ? type.Value : model.With(charger.ConnectorType)?.ConnectorType)
                ?? model.Ratings[0].ConnectorType,
            OcppVersion = OcppVersion?.Value ?? charger.OcppVersion,
            WsUrl = WsUrl is { } url ? url.Value : charger.WsUrl,
            SecurityProfile = SecurityProfile?.Value ?? charger.SecurityProfile,
            AuthorizationKey = AuthorizationKey is { } key ? key.Value : charger.AuthorizationKey,
            Options = Options is { } options ? options.Value : charger.Options,
            UpdatedAt = now,
        });
    }
}
