using System.Text.Json.Nodes;
using OcppLab.Ocpp;
using OcppLab.Ocpp.Messages.Generator;
using OcppLab.Tests.Messages;

namespace OcppLab.Tests.Simulation;

/// <summary>A field of a payload, or of an object in it.</summary>
/// <param name="Path">Where it is, as errors name it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Facts">What it may be.</param>
/// <param name="Owner">Whose it is in a payload; null where that object is not there.</param>
sealed record PayloadField(string Path, string Name, FieldFacts Facts, Func<JsonObject, JsonObject?> Owner);

/// <summary>The fields of the requests of a version, and what can be wrong with them.</summary>
/// <param name="facts">The version's facts.</param>
/// <param name="version">Its index in them.</param>
/// <param name="occurrence">The code of a field that is missing or unknown, as the version spells it.</param>
sealed class PayloadFields(Facts facts, int version, string occurrence)
{
    /// <summary>Every field of a request and of the objects in it, of a list those of its first item.</summary>
    public IEnumerable<PayloadField> Of(string action) => Fields(facts.Class(action, isResponse: false));

    /// <summary>Sets a field, of a list its one item.</summary>
    public static void Set(JsonObject payload, PayloadField field, JsonNode value) =>
        field.Owner(payload)![field.Name] = field.Facts.Type.Items is null ? value : new JsonArray(value);

    /// <summary>Of each field all that can be wrong with it: where it is, the code, and the payload.</summary>
    public IEnumerable<(string Path, string Code, string Payload)> Wrong(string action, JsonObject whole)
    {
        yield return ("noSuchField", occurrence, Changed(json => json["noSuchField"] = 1));
        foreach (var field in Of(action).Where(field => field.Facts.Type.Name != "any"))
        {
            var type = field.Facts.Type;
            var at = type.Items is null ? field.Path : $"{field.Path}[0]";
            var isClass = facts.Classes.Exists(known => known.Name == type.Name);
            if (field.Facts.IsRequired)
            {
                yield return (field.Path, occurrence, Changed(json => field.Owner(json)!.Remove(field.Name)));
            }

            foreach (var other in new JsonNode?[] { null, type.Name == "boolean" ? "true" : true, type is { Name: "integer" or "number", Items: null } ? "1" : 1 })
            {
                yield return (field.Path, ErrorCodes.TypeConstraintViolation, Changed(json => field.Owner(json)![field.Name] = other?.DeepClone()));
            }

            switch (type.Name)
            {
                case "integer":
                    yield return (field.Path, ErrorCodes.TypeConstraintViolation, Changed(json => field.Owner(json)![field.Name] = 1.5));
                    break;
                case "number":
                    if (type.IsInTenths)
                    {
                        yield return (field.Path, ErrorCodes.PropertyConstraintViolation, Changed(json => field.Owner(json)![field.Name] = 0.15));
                    }

                    break;
                case "dateTime":
                    yield return (field.Path, ErrorCodes.TypeConstraintViolation, Changed(json => field.Owner(json)![field.Name] = "yesterday"));
                    yield return (field.Path, ErrorCodes.TypeConstraintViolation, Changed(json => field.Owner(json)![field.Name] = "2026-03-01T12:00:00"));
                    break;
            }

            if (type.Min.Length > 0)
            {
                yield return (at, ErrorCodes.PropertyConstraintViolation, Changed(json => Set(json, field, -1)));
            }

            if (field.Facts.LengthOf(version) is { } length)
            {
                yield return (at, ErrorCodes.PropertyConstraintViolation, Changed(json => Set(json, field, new string('x', length + 1))));
            }

            if (facts.Enum(type.Name) is not null)
            {
                yield return (at, ErrorCodes.PropertyConstraintViolation, Changed(json => Set(json, field, "NoSuchWord")));
            }

            if (isClass)
            {
                yield return ($"{at}.noSuchField", occurrence, Changed(json => Inner(field.Owner(json), field.Facts)!["noSuchField"] = 1));
            }
        }

        string Changed(Action<JsonObject> change)
        {
            var changed = whole.DeepClone().AsObject();
            change(changed);
            return changed.ToJsonString();
        }
    }

    IEnumerable<PayloadField> Fields(ClassFacts type, string prefix = "", Func<JsonObject, JsonObject?>? owner = null)
    {
        owner ??= json => json;
        foreach (var field in type.FieldsIn(version))
        {
            yield return new(prefix + field.Name, field.Name, field, owner);
            if (facts.Classes.Find(known => known.Name == field.Type.Name) is { } inner)
            {
                foreach (var inside in Fields(inner, $"{prefix}{field.Name}{(field.Type.Items is null ? "" : "[0]")}.", json => Inner(owner(json), field)))
                {
                    yield return inside;
                }
            }
        }
    }

    static JsonObject? Inner(JsonObject? owner, FieldFacts field) =>
        (field.Type.Items is null ? owner?[field.Name] : (owner?[field.Name] as JsonArray)?.FirstOrDefault()) as JsonObject;
}
