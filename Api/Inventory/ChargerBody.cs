using System.Text.Json;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>The fields of bodies that create and change chargers.</summary>
static class ChargerBody
{
    /// <summary>The identity.</summary>
    public static readonly Field<string> Identity = Field.Text(
        "identity",
        "The charge point identity, unique within the organization: letters, digits and `*-_=+|@.`",
        max: ChargerRules.MaxIdentity, ascii: true).Like("CP-1");

    /// <summary>The location's id.</summary>
    public static readonly Field<string?> LocationId = Field.Text("location_id", "The location it stands at.").Like("loc-456").OrNull();

    /// <summary>The location's name.</summary>
    public static readonly Field<string?> LocationName = Field.Text(
        "location_name",
        "The name of the location it stands at, which is created if there is none; not looked at where `location_id` is given. With neither, it stands at the location named `Default`.")
        .OrNull();

    /// <summary>What chargers of a bulk request are called.</summary>
    public static readonly Field<string?> TemplateName = Field.Text("template_name", "A name for people; null for each one's identity.").OrNull();

    static readonly Field<string> BrandSlug = Field.Text("brand_slug", "The brand's slug in the catalog.").Like("abb");

    static readonly Field<string> ModelSlug = Field.Text("model_slug", "The model's slug in the catalog.").Like("terra-184");

    static readonly Field<string?> ConnectorType = Field.Text(
        "connector_type", "The connectors' type, one of the model's, in any letter case; null for the model's first.").Like("CCS2").OrNull();

    static readonly Field<string?> WsUrl = Field.Text(
        "ws_url",
        "The CSMS's address, ws:// or wss://. The charger connects to it, a slash and its URL-encoded identity. Null for a detached charger: it charges and sends nothing.",
        max: ChargerRules.MaxWsUrl).Like("ws://127.0.0.1:8080/csms").OrNull();

    static readonly Field<OcppVersion> Version = Field.Version(
        "ocpp_version", "The OCPP version it speaks: `OCPP1.6`, `OCPP2.0.1` or `OCPP2.1`, in any letter case, with or without the prefix.")
        .Or(OcppVersion.V16, "OCPP1.6");

    static readonly Field<string?> Name = Field.Text("charge_point_name", "A name for people; null for the identity.").OrNull();

    static readonly Field<int> SecurityProfile = Field.Int(
        "security_profile",
        "OCPP's security profile: 0 none, 1 basic authentication, 2 TLS with basic authentication, 3 TLS with a client certificate. 1 and 2 need an `authorization_key`, 2 and 3 a wss:// address.",
        0, 3).Or(0);

    static readonly Field<string?> AuthorizationKey = Field.Text(
        "authorization_key",
        "The basic-authentication password of profiles 1 and 2; it is never shown. OCPP asks for 16 to 40 characters; others are taken, so that a CSMS's refusal can be tried.",
        max: ChargerRules.MaxAuthorizationKey, ascii: true).OrNull();

    static readonly Field<string?> IdentityPrefix = Field.Text(
        "identity_prefix", "What the identities begin with.", 0, ChargerRules.MaxIdentity, ascii: true).Like("CP-").OrNull();

    static readonly Field<IReadOnlyList<string>?> Suffixes = Field.List(
        "charger_ids",
        "What the identities end with, one for each charger. Where there are fewer than `chargers_number`, the others end with 12 random hexadecimal digits.",
        Field.Text("", "", max: ChargerRules.MaxIdentity, ascii: true)).OrNull();

    static readonly Field<int?> Number = Field.Int(
        "chargers_number", "How many chargers there are to be; null for as many as `charger_ids`, or one.", 1).OrNull();

    static readonly Field<Body> Template = Field.Object("template", "What they are to be.", new(
        "ChargerTemplate",
        "What chargers are to be.",
        BrandSlug, ModelSlug, ConnectorType, WsUrl, Version, IdentityPrefix, TemplateName, SecurityProfile, AuthorizationKey, OptionsBody.Options));

    /// <summary>What the chargers that a load test makes are to be.</summary>
    public static readonly Shape LoadTestTemplate = new(
        "LoadTestChargers",
        "What the chargers that a load test makes are to be.",
        BrandSlug, ModelSlug, ConnectorType, WsUrl, Version, TemplateName, SecurityProfile, AuthorizationKey, OptionsBody.Options)
    { IsClosed = true };

    /// <summary>A charger to create.</summary>
    public static readonly Shape Create = new(
        "ChargerCreate",
        "A charger to create.",
        Identity, BrandSlug, ModelSlug, ConnectorType, WsUrl, Version, Name, LocationId, LocationName, SecurityProfile, AuthorizationKey,
        OptionsBody.Options);

    /// <summary>A charger to create, in the deployment vocabulary.</summary>
    public static readonly Shape Deployment = Create with
    {
        Name = "DeploymentCreate",
        Fields = [.. Create.Fields.Select(field => field == Identity ? field with { IsRequired = false, IsNullable = true } : field)],
        Description = "A charger to create. Without an `identity` it gets one: `CP-` and 12 random hexadecimal digits.",
    };

    /// <summary>What is to be different about a charger.</summary>
    public static readonly Shape Change = new(
        "ChargerUpdate",
        "What is to be different about a charger. A field that is left out stays as it is; null clears one that may be null.",
        [.. Create.Fields.Select(field => field with { IsRequired = false, Default = null })]);

    /// <summary>An entry of a bulk request.</summary>
    public static readonly Shape Entry = new("BulkChargersCreate", "Some chargers that are alike.", Template, Suffixes, Number);

    static readonly Field<Body> Changes = Field.Object("changes", "What is to be different about them.", new(
        "BulkChargersChanges",
        "What is to be different about chargers. A field that is left out stays as it is; null clears one that may be null.",
        [.. new Field[] { BrandSlug, ModelSlug, ConnectorType, WsUrl, Version, Name, SecurityProfile, AuthorizationKey, OptionsBody.Options }
            .Select(field => field with { IsRequired = false, Default = null })]));

    /// <summary>The chargers of a request.</summary>
    public static readonly Field<IReadOnlyList<string>> ChargerIds = Field.List("charger_ids", "The chargers.", Field.Text("", ""), 1);

    /// <summary>A bulk change.</summary>
    public static readonly Shape BulkChange = new(
        "BulkChargersUpdate", "Which chargers are to be different, and what about them.",
        ChargerIds.OrNull() with { Description = "Which of the location's chargers; null for all of them." }, Changes);

    /// <summary>Chargers of a location that is created with them.</summary>
    public static readonly Field<IReadOnlyList<Body>> Many = Field.List("chargers", "Its chargers.", Field.Object("", "", new(
        "LocationCharger",
        "A charger, or some that are alike: with `identity` one, else as many as `chargers_number` says, each with an identity of `identity_prefix` and 12 random hexadecimal digits.",
        Identity with { IsRequired = false, IsNullable = true }, IdentityPrefix, Number, BrandSlug, ModelSlug, ConnectorType, WsUrl, Version, Name,
        SecurityProfile, AuthorizationKey, OptionsBody.Options))).Or([]);

    /// <summary>What a charger is to be.</summary>
    public static ChargerTemplate ReadTemplate(Body body, Field<string?>? name = null) => new()
    {
        BrandSlug = body.Get(BrandSlug),
        ModelSlug = body.Get(ModelSlug),
        ConnectorType = body.Get(ConnectorType),
        WsUrl = body.Get(WsUrl),
        OcppVersion = body.Get(Version),
        SecurityProfile = body.Get(SecurityProfile),
        AuthorizationKey = body.Get(AuthorizationKey),
        Options = OptionsBody.Read(body),
        Name = body.Get(name ?? Name),
    };

    /// <summary>Writes what chargers are to be as <see cref="LoadTestTemplate"/> has it. The authorization key is never shown.</summary>
    public static void WriteTemplate(Utf8JsonWriter json, ChargerTemplate template)
    {
        json.WriteStartObject();
        json.WriteString(BrandSlug.Name, template.BrandSlug);
        json.WriteString(ModelSlug.Name, template.ModelSlug);
        json.WriteString(ConnectorType.Name, template.ConnectorType);
        json.WriteString(WsUrl.Name, template.WsUrl);
        json.WriteString(Version.Name, template.OcppVersion.Name().ToUpperInvariant());
        json.WriteString(TemplateName.Name, template.Name);
        json.WriteNumber(SecurityProfile.Name, template.SecurityProfile);
        json.WritePropertyName(OptionsBody.Options.Name);
        json.WriteRawValue(template.Options?.ToJson() ?? "null", skipInputValidation: true);
        json.WriteEndObject();
    }

    /// <summary>A charger's identity, made up where it may be left out and is.</summary>
    public static string ReadIdentity(Body body, bool required) =>
        required || body.Has(Identity) ? body.Get(Identity) : $"CP-{Ids.Hex(12)}";

    /// <summary>What is to be different about a charger.</summary>
    public static ChargerChange ReadChange(Body body) => ReadBulkChange(body) with
    {
        Identity = Given(body, Identity),
    };

    /// <summary>Which chargers are to be different, and what about them.</summary>
    public static (IReadOnlyList<string>? ChargerIds, ChargerChange Change) ReadBulk(Body body) =>
        (body.Get(ChargerIds.OrNull()), ReadBulkChange(body.Get(Changes)));

    /// <summary>The chargers of an entry of a bulk request.</summary>
    public static BulkEntry ReadEntry(Body body, FleetLimits limits)
    {
        var template = body.Get(Template);
        var prefix = template.Get(IdentityPrefix) ?? "";
        var suffixes = body.Get(Suffixes) ?? [];
        var number = body.Get(Number) ?? Math.Max(suffixes.Count, 1);
        if (number < suffixes.Count)
        {
            throw Body.Invalid($"{body.PathOf(Number)} is {number}, but {body.PathOf(Suffixes)} has {suffixes.Count} items.");
        }

        limits.CheckBulk(number);
        return new(
            ReadTemplate(template, TemplateName),
            [.. suffixes.Select(suffix => prefix + suffix), .. Random(prefix, number - suffixes.Count)]);
    }

    /// <summary>The chargers of a location that is created with them.</summary>
    public static IReadOnlyList<BulkEntry> ReadMany(Body body, FleetLimits limits)
    {
        var entries = new List<BulkEntry>();
        var count = 0L;
        foreach (var charger in body.Get(Many))
        {
            var number = charger.Get(Number) ?? 1;
            limits.CheckBulk(count += number);
            if (charger.Has(Identity) && number > 1)
            {
                throw Body.Invalid($"{charger.PathOf(Number)} must be 1 where {charger.PathOf(Identity)} is given.");
            }

            entries.Add(new(
                ReadTemplate(charger),
                charger.Has(Identity) ? [charger.Get(Identity)] : [.. Random(charger.Get(IdentityPrefix) ?? "CP-", number)]));
        }

        return entries;
    }

    static ChargerChange ReadBulkChange(Body body) => new()
    {
        Name = Given(body, Name),
        BrandSlug = Given(body, BrandSlug),
        ModelSlug = Given(body, ModelSlug),
        ConnectorType = Given(body, ConnectorType),
        WsUrl = Given(body, WsUrl),
        OcppVersion = Given(body, Version),
        SecurityProfile = Given(body, SecurityProfile),
        AuthorizationKey = Given(body, AuthorizationKey),
        Options = IsGiven(body, OptionsBody.Options) ? new(OptionsBody.Read(body)) : null,
    };

    static Given<T>? Given<T>(Body body, Field<T> field) => IsGiven(body, field) ? new(body.Get(field)) : null;

    static bool IsGiven(Body body, Field field) => body.Value.TryGetProperty(field.Name, out _);

    static IEnumerable<string> Random(string prefix, int count) => Enumerable.Range(0, count).Select(_ => prefix + Ids.Hex(12));
}
