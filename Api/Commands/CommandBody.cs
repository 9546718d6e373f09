using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcppLab.Api;

/// <summary>The body of a command: whom it is for and its event.</summary>
static class CommandBody
{
    static readonly JsonElement None = JsonElement.Parse("{}");

    static readonly Field<string?> ChargerId =
        Field.Text("charger_id", "Target a single charger by deployment ID.").OrNull();

    static readonly Field<string?> DeploymentId =
        Field.Text("deployment_id", "Another name for `charger_id`.").OrNull();

    static readonly Field<string?> Identity =
        Field.Text("identity", "Target a single charger by its charge point identity.").OrNull();

    static readonly Field<string?> LocationId =
        Field.Text("location_id", "Target all or selected chargers in a location.").OrNull();

    static readonly Field<IReadOnlyList<string>?> ChargerIds = Field.List(
        "charger_ids", "Subset of chargers within the location. Null = all chargers. Only valid with location_id.", Field.Text("", ""), 1).OrNull();

    static readonly Shape TargetShape = new(
        "CommandTarget",
        """
        Target for a command: exactly one of `charger_id` (or `deployment_id`, another name for it), `identity` and `location_id`.

        `charger_ids` is an optional subset of a location's chargers, only valid with `location_id`. One that is not in the
        location is one item of `failed`, with no identity.

        Examples: `{"charger_id": "dep-123"}`, `{"location_id": "loc-456"}`,
        `{"location_id": "loc-456", "charger_ids": ["dep-1", "dep-2"]}`
        """,
        ChargerId,
        DeploymentId,
        Identity,
        LocationId,
        ChargerIds)
    {
        Example = new JsonObject { ["location_id"] = "loc-456" },
    };

    static readonly Field<Body> Target = Field.Object("target", "Whom the command is for.", TargetShape);

    /// <summary>The shape of a command's body.</summary>
    public static Shape Request(Shape @event, string summary)
    {
        // Where every field has a default, so has the event.
        var optional = !@event.Fields.Any(field => field.IsRequired);
        return new(
            @event.Name.Replace("CommandEvent", "Request").Insert(0, "Unified"),
            $"{summary} Newer clients call `event` `payload`: either name is taken, both together are not.",
            Target,
            Field.Object("event", "What the charger is to do.", @event) with { IsRequired = !optional, IsNullable = optional },
            Field.Object("payload", "Another name for `event`.", @event) with { IsRequired = false, IsNullable = true });
    }

    /// <summary>Reads the target.</summary>
    public static CommandTarget ReadTarget(Body body)
    {
        var target = body.Get(Target);
        var given = new Field[] { ChargerId, DeploymentId, Identity, LocationId }.Where(target.Has).Select(field => field.Name).ToArray();
        if (given.Length != 1)
        {
            throw Body.Invalid(given.Length == 0
                ? "target must have exactly one of charger_id (or deployment_id), identity and location_id; it has none."
                : $"target must have exactly one of charger_id (or deployment_id), identity and location_id; it has {string.Join(" and ", given)}.");
        }

        var ids = target.Get(ChargerIds);
        if (ids is not null && !target.Has(LocationId))
        {
            throw Body.Invalid("target.charger_ids is only valid with target.location_id.");
        }

        return new(target.Get(ChargerId) ?? target.Get(DeploymentId), target.Get(Identity), target.Get(LocationId), ids?.Distinct().ToArray());
    }

    /// <summary>Finds the event, under either name; empty where it was left out.</summary>
    public static Body ReadEvent(Body body) => (Part(body, "event"), Part(body, "payload")) switch
    {
        (null, null) => new(None, "event"),
        ({ } @event, null) => @event,
        (null, { } payload) => payload,
        _ => throw Body.Invalid("event and payload are two names for the same; give one of them."),
    };

    static Body? Part(Body body, string name) =>
        body.Value.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? new Body(part, name).RequireObject() : null;
}
