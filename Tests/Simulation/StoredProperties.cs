using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>The properties that a charger's state is stored by.</summary>
static class StoredProperties
{
    /// <summary>All that the state can have, by type and name in JSON.</summary>
    public static SortedSet<string> Known { get; } = KnownOf(explicitly: false);

    /// <summary>Those of them whose name in JSON is written at the property.</summary>
    public static SortedSet<string> NamedExplicitly { get; } = KnownOf(explicitly: true);

    /// <summary>Those that a state has.</summary>
    public static SortedSet<string> In(string state)
    {
        var present = new SortedSet<string>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(state);
        Find(StateJson.Default.ChargerState, json.RootElement, present);
        return present;
    }

    static SortedSet<string> KnownOf(bool explicitly)
    {
        var known = new SortedSet<string>(StringComparer.Ordinal);
        var types = new Queue<Type>([typeof(ChargerState)]);
        var seen = new HashSet<Type>();
        while (types.TryDequeue(out var type))
        {
            if (!seen.Add(type))
            {
                continue;
            }

            var info = InfoOf(type);
            if (info.ElementType is { } element)
            {
                types.Enqueue(element);
            }

            if (info.PolymorphismOptions is { } kinds)
            {
                foreach (var kind in kinds.DerivedTypes)
                {
                    known.Add(Name(kind.DerivedType, kinds.TypeDiscriminatorPropertyName));
                    types.Enqueue(kind.DerivedType);
                }
            }

            foreach (var property in PropertiesOf(info))
            {
                types.Enqueue(property.PropertyType);
                if (!explicitly || property.AttributeProvider?.IsDefined(typeof(JsonPropertyNameAttribute), inherit: true) == true)
                {
                    known.Add(Name(type, property.Name));
                }
            }
        }

        return known;
    }

    static void Find(JsonTypeInfo info, JsonElement json, SortedSet<string> present)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (info.PolymorphismOptions is { } kinds)
        {
            var name = json.GetProperty(kinds.TypeDiscriminatorPropertyName).GetString();
            info = InfoOf(kinds.DerivedTypes.Single(kind => name!.Equals(kind.TypeDiscriminator)).DerivedType);
            present.Add(Name(info.Type, kinds.TypeDiscriminatorPropertyName));
        }

        switch (info.Kind)
        {
            case JsonTypeInfoKind.Enumerable:
                foreach (var item in json.EnumerateArray())
                {
                    Find(InfoOf(info.ElementType!), item, present);
                }

                break;
            case JsonTypeInfoKind.Dictionary:
                foreach (var item in json.EnumerateObject())
                {
                    Find(InfoOf(info.ElementType!), item.Value, present);
                }

                break;
            case JsonTypeInfoKind.Object:
                foreach (var property in PropertiesOf(info))
                {
                    if (json.TryGetProperty(property.Name, out var value))
                    {
                        present.Add(Name(info.Type, property.Name));
                        Find(InfoOf(property.PropertyType), value, present);
                    }
                }

                break;
        }
    }

    static JsonTypeInfo InfoOf(Type type) =>
        StateJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type) ?? throw new InvalidOperationException($"{type} is not stored");

    // One that is ignored is known, but not read from the object.
    static IEnumerable<JsonPropertyInfo> PropertiesOf(JsonTypeInfo info) => info.Properties.Where(property => property.Get is not null);

    static string Name(Type type, string property) => $"{type.Name}.{property}";
}
