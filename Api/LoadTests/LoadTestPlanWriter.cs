using System.Text.Json;
using OcppLab.LoadTests;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>Writes a plan as <see cref="LoadTestBody"/> reads it, with every default; only the authorization key of a template is not shown.</summary>
static class LoadTestPlanWriter
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, LoadTestPlan plan)
    {
        json.WriteStartObject();
        json.WriteString(LoadTestBody.Name.Name, plan.Name);
        json.WritePropertyName(LoadTargetBody.Target.Name);
        Write(json, plan.Target);
        json.WriteNumber(LoadTestBody.Seed.Name, plan.Seed);
        Each(json, LoadTestBody.Stages, plan.Stages, Write);
        json.WritePropertyName(LoadSessionBody.Session.Name);
        Write(json, plan.Session);
        Each(json, LoadEventBody.Events, plan.Events, Write);
        Each(json, ThresholdBody.Thresholds, plan.Thresholds, Write);
        Seconds(json, LoadTestBody.GracefulStopSeconds, plan.GracefulStop);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, LoadTarget target)
    {
        json.WriteStartObject();
        if (target.LocationId is { } location)
        {
            json.WriteString(LoadTargetBody.LocationId.Name, location);
            Texts(json, LoadTargetBody.ChargerIds, target.ChargerIds);
        }

        Number(json, LoadTargetBody.ChargersNumber, target.ChargersNumber);
        Number(json, LoadTargetBody.Share, target.Share);
        if (target.Template is { } template)
        {
            json.WritePropertyName(LoadTargetBody.Template.Name);
            ChargerBody.WriteTemplate(json, template);
            json.WriteString(LoadTargetBody.IdentityPrefix.Name, target.IdentityPrefix);
        }

        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, LoadStage stage)
    {
        json.WriteStartObject();
        Text(json, LoadTestBody.StageName, stage.Name);
        json.WriteString(LoadTestBody.Kind.Name, Words.Of(stage.Kind));
        Seconds(json, LoadTestBody.DurationSeconds, stage.Duration);
        Number(json, LoadTestBody.Connected, stage.Connected);
        Number(json, LoadTestBody.ActiveSessions, stage.ActiveSessions);
        Number(json, LoadTestBody.SessionsPerSecond, stage.SessionsPerSecond);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, SessionShape session)
    {
        json.WriteStartObject();
        if (session.IdTags is { } ids)
        {
            Texts(json, LoadSessionBody.IdTags, ids);
        }
        else
        {
            json.WriteString(LoadSessionBody.IdTagPattern.Name, session.IdTagPattern);
            Number(json, LoadSessionBody.IdTagsNumber, session.IdTagsNumber);
        }

        Write(json, LoadSessionBody.DurationSeconds, session.DurationSeconds);
        Write(json, LoadSessionBody.EnergyKwh, session.EnergyKwh);
        Each(json, LoadSessionBody.Vehicles, session.Vehicles, Write);
        Text(json, CommandFields.Pace, session.Timing is { } pace ? Words.Of(pace) : null);
        json.WriteNumber(LoadSessionBody.RemoteStartShare.Name, session.RemoteStartShare);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Field field, Distribution? spread)
    {
        if (spread is null)
        {
            return;
        }

        json.WritePropertyName(field.Name);
        if (spread.Kind == DistributionKind.Fixed)
        {
            json.WriteNumberValue(spread.Mean);
            return;
        }

        json.WriteStartObject();
        json.WriteString(LoadSessionBody.DistributionName, Words.Of(spread.Kind));
        if (spread.Kind != DistributionKind.Uniform)
        {
            json.WriteNumber(LoadSessionBody.MeanName, spread.Mean);
        }

        if (spread.Kind == DistributionKind.Normal)
        {
            json.WriteNumber(LoadSessionBody.DeviationName, spread.Deviation);
        }

        json.WriteNumber(LoadSessionBody.MinName, spread.Min);
        json.WriteNumber(LoadSessionBody.MaxName, spread.Max);
        json.WriteEndObject();
    }

    // A vehicle is stored by the names that it is given with.
    static void Write(Utf8JsonWriter json, WeightedVehicle vehicle)
    {
        json.WriteStartObject();
        json.WriteNumber(LoadSessionBody.Weight.Name, vehicle.Weight);
        foreach (var property in JsonSerializer.SerializeToElement(vehicle.Vehicle, LoadTestPlanJson.Default.VehicleOptions).EnumerateObject())
        {
            property.WriteTo(json);
        }

        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, LoadEvent happening)
    {
        json.WriteStartObject();
        json.WriteString(LoadEventBody.Kind.Name, Words.Of(happening.Kind));
        Seconds(json, LoadEventBody.AtSeconds, happening.At);
        json.WriteNumber(LoadEventBody.Share.Name, happening.Share);
        Seconds(json, LoadEventBody.OverSeconds, happening.Over);
        if (happening.Kind is LoadEventKind.Offline or LoadEventKind.NetworkFault)
        {
            Seconds(json, LoadEventBody.DurationSeconds, happening.Duration);
        }

        if (happening.Kind == LoadEventKind.Reset)
        {
            json.WriteBoolean(LoadEventBody.Hard.Name, happening.Hard);
        }

        if (happening.Fault is { } fault)
        {
            json.WriteString(LoadEventBody.Fault.Name, Words.Of(fault.Kind));
            Text(json, LoadEventBody.Direction, fault.Direction is { } way ? CommandFields.Directions.Single(word => word.Direction == way).Word : null);
            Text(json, LoadEventBody.Action, fault.Action);
            json.WriteNumber(LoadEventBody.Rate.Name, fault.Rate);
            Number(json, LoadEventBody.DelayMs, fault.Kind == NetworkFaultKind.Latency ? fault.Delay.TotalMilliseconds : null);
        }

        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ThresholdRule rule)
    {
        if (!rule.Abort)
        {
            json.WriteStringValue(rule.Text);
            return;
        }

        json.WriteStartObject();
        json.WriteString(ThresholdBody.Text.Name, rule.Text);
        json.WriteBoolean(ThresholdBody.Abort.Name, rule.Abort);
        Seconds(json, ThresholdBody.AfterSeconds, rule.After);
        json.WriteEndObject();
    }

    static void Each<T>(Utf8JsonWriter json, Field field, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(field.Name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    static void Texts(Utf8JsonWriter json, Field field, IEnumerable<string>? texts)
    {
        if (texts is not null)
        {
            Each(json, field, texts, static (writer, text) => writer.WriteStringValue(text));
        }
    }

    static void Text(Utf8JsonWriter json, Field field, string? text)
    {
        if (text is not null)
        {
            json.WriteString(field.Name, text);
        }
    }

    static void Number(Utf8JsonWriter json, Field field, double? number)
    {
        if (number is { } there)
        {
            json.WriteNumber(field.Name, there);
        }
    }

    static void Seconds(Utf8JsonWriter json, Field field, TimeSpan time) => json.WriteNumber(field.Name, time.TotalSeconds);
}
