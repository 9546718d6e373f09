using OcppLab.Inventory;
using OcppLab.LoadTests;

namespace OcppLab.Api;

/// <summary>The chargers of a load test, as they are given in its plan.</summary>
static class LoadTargetBody
{
    /// <summary>The most chargers: the identities of those that are made end with six digits.</summary>
    public const int MaxChargers = 1_000_000;

    const int IdentityDigits = 6;

    public static readonly Field<string?> LocationId = Field.Text("location_id", "The location whose chargers take part.").Like("loc-456").OrNull();

    public static readonly Field<IReadOnlyList<string>?> ChargerIds = Field.List(
        "charger_ids", "Only these of the location's chargers; null for all.", Field.Text("", ""), 1).OrNull();

    public static readonly Field<int?> ChargersNumber = Field.Int(
        "chargers_number",
        "Only the first so many of the location's chargers, in order of their identities, null for all; with a template, how many are made.", 1, MaxChargers).OrNull();

    public static readonly Field<double?> Share = Field.Number(
        "share", "Only the first of the location's chargers up to this share of them; null for all.", 0, 1, above: true).OrNull();

    public static readonly Field<Body?> Template = Field.Object(
        "template", "What the chargers are to be that are made for the load test and removed afterwards.", ChargerBody.LoadTestTemplate).OrNull();

    public static readonly Field<string> IdentityPrefix = Field.Text(
        "identity_prefix", "With a template: what the identities begin with; six digits follow.", max: ChargerRules.MaxIdentity - IdentityDigits, ascii: true)
        .Or("LOAD-");

    public static readonly Field<Body> Target = Field.Object("target", "Which chargers.", new(
        "LoadTestTarget",
        "Which chargers: those of a location, all or as one of `charger_ids`, `chargers_number` and `share` says, or `chargers_number` that are made by a template.",
        LocationId, ChargerIds, ChargersNumber, Share, Template, IdentityPrefix)
    { IsClosed = true });

    /// <summary>Reads them.</summary>
    public static LoadTarget Read(Body body, FleetLimits limits)
    {
        if (body.Has(LocationId) == body.Has(Template))
        {
            throw Body.Invalid($"Exactly one of {body.PathOf(LocationId)} and {body.PathOf(Template)} is required.");
        }

        return body.Get(Template) is { } template ? ReadMade(body, template, limits) : ReadThere(body);
    }

    static LoadTarget ReadThere(Body body)
    {
        var given = new Field[] { ChargerIds, ChargersNumber, Share }.Where(body.Has).Select(body.PathOf).ToList();
        if (given.Count > 1)
        {
            throw Body.Invalid($"{string.Join(" and ", given)} can't be given together: one of them says which of the location's chargers.");
        }

        // Null is no prefix either.
        _ = body.Get(IdentityPrefix);
        Refuse(body, LocationId, IdentityPrefix);
        var ids = body.Get(ChargerIds);
        if (ids?.GroupBy(id => id).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw Body.Invalid($"{body.PathOf(ChargerIds)} has \"{Body.Shown(twice)}\" twice.");
        }

        return new()
        {
            LocationId = body.Get(LocationId),
            ChargerIds = ids,
            ChargersNumber = body.Get(ChargersNumber),
            Share = body.Get(Share),
        };
    }

    static LoadTarget ReadMade(Body body, Body template, FleetLimits limits)
    {
        Refuse(body, Template, ChargerIds, Share);
        if (body.Get(ChargersNumber) is not { } number)
        {
            throw Body.Invalid($"{body.PathOf(ChargersNumber)} is required with {body.PathOf(Template)}.");
        }

        limits.CheckBulk(number);
        var prefix = body.Get(IdentityPrefix);
        ChargerRules.CheckIdentity(prefix, body.PathOf(IdentityPrefix));
        var chargers = ChargerBody.ReadTemplate(template, ChargerBody.TemplateName);
        if (chargers.WsUrl is null)
        {
            throw Body.Invalid($"{template.Path}.ws_url is required: chargers without a CSMS measure nothing.");
        }

        chargers.Check(prefix + new string('0', IdentityDigits));
        return new() { ChargersNumber = number, Template = chargers, IdentityPrefix = prefix };
    }

    static void Refuse(Body body, Field with, params IEnumerable<Field> fields)
    {
        if (fields.FirstOrDefault(body.Has) is { } field)
        {
            throw Body.Invalid($"{body.PathOf(field)} can't be given with {body.PathOf(with)}.");
        }
    }
}
