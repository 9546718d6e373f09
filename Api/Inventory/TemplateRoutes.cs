using System.Buffers;
using System.Text.Json;
using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary><c>/ocpp/templates/locations</c>: locations ready to be created.</summary>
static class TemplateRoutes
{
    static readonly Field<OcppVersion?> Version = Field.Version("ocpp_version", "Only those whose chargers speak this version.").OrNull();

    static readonly Field<string?> ConnectorType = Field.Text("connector_type", "Only those whose chargers have this type, in any letter case.").OrNull();

    static readonly Field<bool> IncludeAll = Field.Bool("include_all", "All of them, whatever the other parameters say.").Or(false);

    static readonly Answer<LocationTemplate> Template = new Answer<LocationTemplate>("LocationTemplate", "A location ready to be created, as often as one likes.")
        .Text("name", "Its name.", template => template.Name)
        .Text("slug", "Its slug.", template => template.Slug)
        .Text("description", "What it is good for.", template => template.Description)
        .Text("ocpp_version", "The OCPP version its chargers speak.", template => template.OcppVersion.Name())
        .Text("connector_type", "The connector type of most of its chargers.", template => template.ConnectorType)
        .Int("charger_count", "How many chargers it has.", template => template.Chargers.Sum(chargers => chargers.Count))
        .Json("body", "The body for `POST /ocpp/location`. Set the chargers' `ws_url` to have them talk to a CSMS.", BodyOf);

    static readonly Answer<Found> Response = new Answer<Found>("LocationTemplates", "Location templates.")
        .Int("count", "How many there are.", found => found.Templates.Count)
        .Object("filters", "What was asked for.", new Answer<Found>("LocationTemplateFilters", "What was asked for.")
            .TextOrNull("ocpp_version", "The OCPP version.", found => found.Version?.Name())
            .TextOrNull("connector_type", "The connector type.", found => found.ConnectorType)
            .Bool("include_all", "Whether the others were left aside.", found => found.All), found => found)
        .List("templates", "The templates.", Template, found => found.Templates);

    /// <summary>Maps the templates.</summary>
    public static IEndpointRouteBuilder MapTemplates(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ocpp/templates/locations", List).RequireRead().WithTags(Tags.Catalog)
            .WithName("list-location-templates").WithSummary("List the location templates.").WithQuery(Version, ConnectorType, IncludeAll)
            .WithAnswer(StatusCodes.Status200OK, Response.Shape, "The templates that fit.");
        return routes;
    }

    static IResult List(Query query)
    {
        var (version, connectorType, all) = (query.Get(Version), query.Get(ConnectorType), query.Get(IncludeAll));
        return Response.With(new(version, connectorType, all, [.. LocationTemplate.All.Where(template => all
            || ((version is null || template.OcppVersion == version)
                && (connectorType is null || template.Chargers.Any(
                    chargers => chargers.ConnectorType.Equals(connectorType, StringComparison.OrdinalIgnoreCase)))))]));
    }

    static ReadOnlyMemory<byte> BodyOf(LocationTemplate template)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", template.Name);
            json.WriteString("city", template.City);
            json.WriteString("country", template.Country);
            json.WriteStartObject("coordinates");
            json.WriteNumber("lat", template.Latitude);
            json.WriteNumber("lng", template.Longitude);
            json.WriteEndObject();
            json.WriteString("timezone", template.Timezone);
            json.WriteBoolean("public", true);
            json.WriteStartArray("chargers");
            foreach (var chargers in template.Chargers)
            {
                json.WriteStartObject();
                json.WriteString("identity_prefix", chargers.IdentityPrefix);
                json.WriteNumber("chargers_number", chargers.Count);
                json.WriteString("brand_slug", chargers.BrandSlug);
                json.WriteString("model_slug", chargers.ModelSlug);
                json.WriteString("connector_type", chargers.ConnectorType);
                json.WriteString("ocpp_version", template.OcppVersion.Name());
                json.WriteNull("ws_url");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>What was asked for and found.</summary>
    sealed record Found(OcppVersion? Version, string? ConnectorType, bool All, IReadOnlyList<LocationTemplate> Templates);
}
