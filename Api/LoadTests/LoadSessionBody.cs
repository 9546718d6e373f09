using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using OcppLab.Inventory;
using OcppLab.LoadTests;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>What the sessions of a load test are like, as it is given in its plan.</summary>
static class LoadSessionBody
{
    public const string DistributionName = "distribution";
    public const string MeanName = "mean";
    public const string DeviationName = "deviation";
    public const string MinName = "min";
    public const string MaxName = "max";

    const int MaxIdTags = 100_000;
    const int MaxDigits = 9;
    const int MaxVehicles = 100;
    const double MaxWeight = 1_000_000;
    const int MaxSessionSeconds = 315_360_000;
    const double MaxEnergyKwh = 1_000_000;

    public static readonly Field<IReadOnlyList<string>?> IdTags = Field.List(
        "id_tags", "The id tags, one of which each session has; null for those of the pattern.", Field.Text("", "", ascii: true), 1, MaxIdTags).OrNull();

    public static readonly Field<string> IdTagPattern = Field.Text(
        "id_tag_pattern", "A text whose run of `#`, one to nine of them, is replaced by a number from 0 with as many digits.", max: 255, ascii: true).Or("LOAD####");

    public static readonly Field<int?> IdTagsNumber = Field.Int(
        "id_tags_number", "How many id tags the pattern makes; null for as many as it has numbers.", 1, 1_000_000_000).OrNull();

    public static readonly Field<Distribution?> DurationSeconds = Spread(
        "duration_seconds", "The time limit in seconds, counted from the transaction's start; null for none.", "LoadTestDurations", 1, MaxSessionSeconds);

    public static readonly Field<Distribution?> EnergyKwh = Spread(
        "energy_kwh", "The energy limit in kWh; null for none.", "LoadTestEnergies", 0.001, MaxEnergyKwh);

    public static readonly Field<double> Weight = Field.Number("weight", "How often it comes, beside the other weights.", 0, MaxWeight, above: true).Or(1);

    public static readonly Field<IReadOnlyList<Body>> Vehicles = Field.List(
        "vehicles",
        "The vehicles that come; empty for those that the chargers choose.",
        Field.Object("", "", new(
            "LoadTestVehicle", "A vehicle by name, by values or by both, and how often it comes.", [Weight, .. OptionsBody.VehicleShape.Fields])
        { IsClosed = true }),
        max: MaxVehicles).Or([], new JsonArray());

    public static readonly Field<double> RemoteStartShare = Field.Number(
        "remote_start_share", "The share of sessions whose vehicle only plugs in: the CSMS is to start them remotely.", 0, 1).Or(0);

    public static readonly Field<Body?> Session = Field.Object("session", "What a session is like; null for the defaults.", new(
        "LoadTestSession",
        "What a session is like. Of `id_tags` and `id_tag_pattern` it has one at most.",
        IdTags, IdTagPattern, IdTagsNumber, DurationSeconds, EnergyKwh, Vehicles, CommandFields.Pace, RemoteStartShare)
    { IsClosed = true }).OrNull();

    /// <summary>Reads it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="version">The OCPP version of the chargers; null where it is not known.</param>
    public static SessionShape Read(Body plan, OcppVersion? version)
    {
        if (plan.Get(Session) is not { } body)
        {
            return new();
        }

        var ids = body.Get(IdTags);
        if (ids is not null && new Field[] { IdTagPattern, IdTagsNumber }.FirstOrDefault(body.Has) is { } other)
        {
            throw Body.Invalid($"{body.PathOf(other)} can't be given with {body.PathOf(IdTags)}.");
        }

        var number = body.Get(IdTagsNumber);
        var pattern = ReadPattern(body, number);
        if (version is { } spoken)
        {
            // What the pattern makes has its length.
            CheckLength(pattern, body.PathOf(IdTagPattern), spoken);
            for (var i = 0; i < ids?.Count; i++)
            {
                CheckLength(ids[i], $"{body.PathOf(IdTags)}[{i}]", spoken);
            }
        }

        return new()
        {
            IdTags = ids,
            IdTagPattern = pattern,
            IdTagsNumber = number,
            DurationSeconds = body.Get(DurationSeconds),
            EnergyKwh = body.Get(EnergyKwh),
            Vehicles = [.. body.Get(Vehicles).Select(vehicle => new WeightedVehicle(OptionsBody.ReadVehicle(vehicle, vehicle.Path), vehicle.Get(Weight)))],
            Timing = body.Get(CommandFields.Pace),
            RemoteStartShare = body.Get(RemoteStartShare),
        };
    }

    static void CheckLength(string idTag, string path, OcppVersion version)
    {
        if (idTag.Length > IdToken.MaxLength(version))
        {
            throw Body.Invalid(
                $"{path} \"{Body.Shown(idTag)}\" has {idTag.Length} characters, but chargers of {version.Name().ToUpperInvariant()} take id tags of {IdToken.MaxLength(version)} at most.");
        }
    }

    static string ReadPattern(Body body, int? number)
    {
        var pattern = body.Get(IdTagPattern);
        var digits = pattern.Count(character => character == '#');
        if (digits == 0 || !pattern.Contains(new string('#', digits), StringComparison.Ordinal))
        {
            throw Body.Invalid($"{body.PathOf(IdTagPattern)} must have exactly one run of #, not as \"{Body.Shown(pattern)}\".");
        }

        if (digits > MaxDigits)
        {
            throw Body.Invalid($"{body.PathOf(IdTagPattern)} may have {MaxDigits} # in a run, not {digits}.");
        }

        var numbers = (int)Math.Pow(10, digits);
        return number > numbers
            ? throw Body.Invalid($"{body.PathOf(IdTagsNumber)} is {number}, but {body.PathOf(IdTagPattern)} \"{Body.Shown(pattern)}\" has {numbers} numbers.")
            : pattern;
    }

    // A number, or how it is spread, or null.
    static Field<Distribution?> Spread(string name, string description, string shapeName, double min, double max)
    {
        var value = Field.Number("", "", min, max);
        var kind = Field.Choice(
            DistributionName,
            "How it is spread: `uniform`, evenly from `min` to `max`; `normal`, by `mean` and `deviation`; `exponential`, by `mean`.",
            Words.All<DistributionKind>()[1..]);
        var mean = Field.Number(MeanName, "The mean, of `normal` and `exponential`.", min, max).OrNull();
        var deviation = Field.Number(DeviationName, "The standard deviation, of `normal`.", 0, max, above: true).OrNull();
        var least = Field.Number(MinName, "The least value: what is chosen below it becomes it.", min, max).OrNull();
        var most = Field.Number(MaxName, "The greatest value: what is chosen above it becomes it.", min, max).OrNull();
        var shape = new Shape(shapeName, "A value that is chosen anew each time.", kind, mean, deviation, least, most) { IsClosed = true };
        return new(name, description, JsonSchemaType.Number | JsonSchemaType.Object, (element, path) => element.ValueKind switch
        {
            JsonValueKind.Number => Always(value.Read(element, path)),
            JsonValueKind.Object => ReadSpread(new(element, path)),
            _ => throw Body.Wrong(path, "a number or an object with a distribution", element),
        })
        {
            IsRequired = false,
            IsNullable = true,
            Inner = shape,
            Schema = document => new OpenApiSchema { OneOf = [value.Schema(document), shape.Reference(document)] },
        };

        static Distribution Always(double number) => new() { Kind = DistributionKind.Fixed, Mean = number, Min = number, Max = number };

        Distribution ReadSpread(Body body)
        {
            var chosen = body.Get(kind);
            Field[] needed = chosen switch
            {
                DistributionKind.Uniform => [least, most],
                DistributionKind.Normal => [mean, deviation],
                _ => [mean],
            };
            if (needed.FirstOrDefault(field => !body.Has(field)) is { } missing)
            {
                throw Body.Invalid($"{body.PathOf(missing)} is required with the distribution {Words.Of(chosen)}.");
            }

            if (new Field[] { mean, deviation }.Except(needed).FirstOrDefault(body.Has) is { } other)
            {
                throw Body.Invalid($"{body.PathOf(other)} can't be given with the distribution {Words.Of(chosen)}.");
            }

            var (low, high) = (body.Get(least) ?? min, body.Get(most) ?? max);
            if (low > high)
            {
                throw Body.Invalid(FormattableString.Invariant($"{body.PathOf(least)} is {low}, more than {body.PathOf(most)}, {high}."));
            }

            if (body.Get(mean) is { } middle && (middle < low || middle > high))
            {
                throw Body.Invalid(FormattableString.Invariant($"{body.PathOf(mean)} is {middle}, which is not from {low} to {high}."));
            }

            return new() { Kind = chosen, Mean = body.Get(mean) ?? 0, Deviation = body.Get(deviation) ?? 0, Min = low, Max = high };
        }
    }
}
