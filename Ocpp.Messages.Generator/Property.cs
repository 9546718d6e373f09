using System.Collections.Generic;
using System.Linq;

namespace OcppLab.Ocpp.Messages.Generator;

/// <summary>A record's property: a field as all versions of the file can have it.</summary>
sealed class Property
{
    readonly string nameSpace;
    readonly TypeFacts type;
    readonly bool isEnum;
    readonly bool isValue;
    readonly string itemType;

    public Property(Facts facts, string nameSpace, List<FieldFacts> fields)
    {
        this.nameSpace = nameSpace;
        // Where the versions differ, the wider: any string rather than one of a list, any number rather than an integer.
        var field = fields.FirstOrDefault(field => field.Type.Name is "string" or "number") ?? fields[0];
        type = field.Type;
        Name = field.Name;
        IsRequired = fields.All(other => other.IsRequired && (other.Only is null || fields.Count > 1));
        isEnum = facts.Enum(type.Name) is not null;
        isValue = isEnum || type.Name is "integer" or "number" or "boolean" or "dateTime" or "any";
        itemType = type.Name switch
        {
            "string" or "uri" => "string",
            "integer" => "int",
            "number" => "double",
            "boolean" => "bool",
            "dateTime" => "DateTimeOffset",
            "any" => "JsonElement",
            var name => name,
        };
        Description = string.Join(" ", fields.Select(part => Describe(facts, part)));
    }

    public string Name { get; }

    public bool IsRequired { get; }

    public string Description { get; }

    public string ClrName => char.ToUpperInvariant(Name[0]) + Name.Substring(1);

    public string Local => "@" + Name;

    public string ClrType => (type.Items is null ? itemType : $"IReadOnlyList<{itemType}>") + (IsRequired ? "" : "?");

    /// <summary>The statement that writes it.</summary>
    public string Write => (type.Items is not null, isEnum, isValue) switch
    {
        (false, true, _) => $"Json.Write(writer, \"{Name}\"u8, {itemType}Names.Table, (int{(IsRequired ? "" : "?")}){ClrName});",
        (true, true, _) => $"Json.WriteArray(writer, \"{Name}\"u8, {ClrName}, static (writer, item) => writer.WriteStringValue({itemType}Names.Table.Encoded((int)item)));",
        (true, false, false) when itemType != "string" => $"Json.WriteObjects(writer, \"{Name}\"u8, {ClrName});",
        (true, false, _) => $"Json.WriteArray(writer, \"{Name}\"u8, {ClrName}, static (writer, item) => {Item});",
        _ => $"Json.Write(writer, \"{Name}\"u8, {ClrName});",
    };

    /// <summary>The expression that reads it.</summary>
    public string Read => type.Items is null ? ReadItem : $"Json.ReadArray(ref reader, static (ref Utf8JsonReader reader) => {ReadItem})";

    string Item => itemType switch
    {
        "string" => "writer.WriteStringValue(item)",
        "int" or "double" => "writer.WriteNumberValue(item)",
        "DateTimeOffset" => "Json.WriteTime(writer, item)",
        "bool" => "writer.WriteBooleanValue(item)",
        _ => "item.WriteTo(writer)",
    };

    string ReadItem => itemType switch
    {
        "string" => "reader.GetString()!",
        "int" => "reader.GetInt32()",
        "double" => "reader.GetDouble()",
        "bool" => "reader.GetBoolean()",
        "DateTimeOffset" => "Json.ReadTime(ref reader)",
        "JsonElement" => "JsonElement.ParseValue(ref reader)",
        _ when isEnum => $"({itemType}){itemType}Names.Table.Read(ref reader)",
        // Named in full: a property may have the name of its type.
        _ => $"{nameSpace}.{itemType}.Read(ref reader)",
    };

    static string Describe(Facts facts, FieldFacts field)
    {
        var type = field.Type;
        var what = type.Name switch
        {
            "string" => "text" + (type.MaxLengths.Length == 0 ? ""
                : $" of at most {string.Join(" or ", type.MaxLengths.Select(length => length?.ToString() ?? "any number of"))} characters"),
            "uri" => "an address",
            "integer" or "number" => type.Name + (type.IsInTenths ? " in tenths"
                : (type.Min, type.Max) switch { ("", "") => "", (_, "") => $" from {type.Min}", ("", _) => $" to {type.Max}", _ => $" from {type.Min} to {type.Max}" }),
            "boolean" => "true or false",
            "dateTime" => "a time",
            "any" => "any JSON value",
            var name => name,
        };
        var items = type.Items is { } bounds ? bounds switch { ("", "") => ", any number", (_, "") => $", at least {bounds.Min}", ("", _) => $", at most {bounds.Max}", _ => $", {bounds.Min} to {bounds.Max}" } : "";
        var when = field.Only is { } only ? $" (OCPP {facts.Versions[only]})" : "";
        return $"{char.ToUpperInvariant(what[0])}{what.Substring(1)}{items}{(field.IsRequired ? "" : "; optional")}{when}.";
    }
}
