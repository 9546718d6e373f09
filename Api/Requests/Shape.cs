using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace OcppLab.Api;

/// <summary>A JSON object of the contract: its name in the API description and its fields. Fields not named here are ignored,
/// where <see cref="UnknownFields"/> does not refuse them.</summary>
/// <param name="Name">Its name, as in the contract.</param>
/// <param name="Description">What it is.</param>
/// <param name="Fields">Its fields.</param>
public sealed record Shape(string Name, string Description, params IReadOnlyList<Field> Fields)
{
    /// <summary>An example for the API description, or null.</summary>
    public JsonNode? Example { get; init; }

    /// <summary>Whether it has no fields but these, for the API description: <see cref="UnknownFields"/> refuses others wherever it is taken.</summary>
    public bool IsClosed { get; init; }

    /// <summary>A reference to its schema, which is added to the document the first time.</summary>
    internal IOpenApiSchema Reference(OpenApiDocument document)
    {
        if (document.Components?.Schemas?.ContainsKey(Name) != true)
        {
            document.AddComponent<IOpenApiSchema>(Name, new OpenApiSchema
            {
                Title = Name,
                Type = JsonSchemaType.Object,
                Description = Description,
                AdditionalPropertiesAllowed = !IsClosed,
                Examples = Example is null ? null : [Example.DeepClone()],
                Properties = Fields.ToDictionary(field => field.Name, field => field.Describe(document)),
                Required = Fields.Any(field => field.IsRequired)
                    ? Fields.Where(field => field.IsRequired).Select(field => field.Name).ToHashSet()
                    : null,
            });
        }

        return new OpenApiSchemaReference(Name, document);
    }
}
