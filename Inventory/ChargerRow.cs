using System.Data.Common;
using LinqToDB.Mapping;
using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>Reads rows of <see cref="Columns"/>.</summary>
sealed class ChargerRow(DbDataReader reader)
{
    public const string Columns =
        "id, organization_id, location_id, identity, name, brand_slug, model_slug, connector_type, ocpp_version, ws_url, " +
        "security_profile, authorization_key, seed, created_at, updated_at, options";

    readonly string?[] last = new string?[10];
    (string? Json, ChargerOptions? Options) lastOptions;

    public ChargerRecord Read() => new()
    {
        Id = reader.GetString(0),
        OrganizationId = Shared(1),
        LocationId = Shared(2),
        Identity = Shared(3),
        Name = reader.GetString(4) is var name && name == last[3] ? last[3]! : name,
        BrandSlug = Shared(5),
        ModelSlug = Shared(6),
        ConnectorType = Shared(7),
        OcppVersion = OcppVersions.Parse(Shared(8)),
        WsUrl = reader.IsDBNull(9) ? null : Shared(9),
        SecurityProfile = reader.GetInt32(10),
        AuthorizationKey = reader.IsDBNull(11) ? null : reader.GetString(11),
        Seed = reader.GetInt64(12),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(13)),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(14)),
        Options = reader.IsDBNull(15) ? null : SharedOptions(reader.GetString(15)),
    };

    ChargerOptions? SharedOptions(string json)
    {
        if (json != lastOptions.Json)
        {
            lastOptions = (json, ChargerOptions.Parse(json));
        }

        return lastOptions.Options;
    }

    string Shared(int column)
    {
        var text = reader.GetString(column);
        return text == last[column] ? last[column]! : last[column] = text;
    }
}

/// <summary>Options as the column has them.</summary>
sealed class OptionsColumn() : ValueConverter<ChargerOptions?, string?>(
    options => options == null ? null : options.ToJson(), json => json == null ? null : ChargerOptions.Parse(json), handlesNulls: true);
