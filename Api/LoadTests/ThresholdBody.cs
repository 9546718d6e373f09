using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using OcppLab.LoadTests;

namespace OcppLab.Api;

/// <summary>The thresholds of a load test, as they are given in its plan.</summary>
static class ThresholdBody
{
    const int MaxThresholds = 100;

    public static readonly Field<string> Text = Field.Text(
        "threshold",
        "What has to hold: p50, p90, p95, p99, p99.9, max or mean of an OCPP action, of `connect`, `boot` or `session_start`; error_rate or count of an action; or one of "
        + string.Join(", ", Threshold.SingleValues.Keys) + ".").Like("p95(StartTransaction) < 500ms");

    public static readonly Field<bool> Abort = Field.Bool("abort", "Whether the load test ends as soon as it does not hold.").Or(false);

    public static readonly Field<double> AfterSeconds = Field.Number(
        "after_seconds", "With `abort`: from when on it may, in seconds from the start of the first stage.", 0, LoadTestBody.MaxSeconds).Or(0);

    static readonly Shape Shape = new("LoadTestThreshold", "A threshold, and what follows where it does not hold.", Text, Abort, AfterSeconds) { IsClosed = true };

    public static readonly Field<IReadOnlyList<ThresholdRule>> Thresholds = Field.List(
        "thresholds",
        "What has to hold for the verdict to be passed.",
        new Field<ThresholdRule>("", "", JsonSchemaType.String | JsonSchemaType.Object, (value, path) => value.ValueKind switch
        {
            JsonValueKind.String => new(Checked(Text.Read(value, path), path)),
            JsonValueKind.Object => ReadObject(new(value, path)),
            _ => throw Body.Wrong(path, "a threshold such as \"p95(StartTransaction) < 500ms\", or an object with one", value),
        })
        {
            Inner = Shape,
            Schema = document => new OpenApiSchema { OneOf = [Text.Schema(document), Shape.Reference(document)] },
        },
        max: MaxThresholds).Or([], new JsonArray());

    /// <summary>Reads them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="planSeconds">How long the stages take together.</param>
    public static IReadOnlyList<ThresholdRule> Read(Body plan, double planSeconds)
    {
        var rules = plan.Get(Thresholds);
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].After.TotalSeconds is var after && after >= planSeconds)
            {
                throw Body.Invalid(FormattableString.Invariant(
                    $"{plan.PathOf(Thresholds)}[{i}].{AfterSeconds.Name} is {after}, but the stages take {planSeconds} seconds."));
            }
        }

        return rules;
    }

    static ThresholdRule ReadObject(Body body)
    {
        var abort = body.Get(Abort);
        if (!abort && body.Has(AfterSeconds))
        {
            throw Body.Invalid($"{body.PathOf(AfterSeconds)} can only be given where {body.PathOf(Abort)} is true.");
        }

        return new(Checked(body.Get(Text), body.PathOf(Text)), abort, TimeSpan.FromSeconds(body.Get(AfterSeconds)));
    }

    static string Checked(string text, string path)
    {
        try
        {
            return Threshold.Parse(text, LoadTestResults.IsSentByChargers).Text;
        }
        catch (FormatException mistake)
        {
            throw Body.Invalid($"{path} \"{Body.Shown(text)}\" {mistake.Message}.");
        }
    }
}
