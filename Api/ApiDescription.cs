using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace OcppLab.Api;

/// <summary>The API's description, made from the same declarations that read requests, and the page to browse it.</summary>
static class ApiDescription
{
    const string Json = "application/json";
    const string Bearer = "HTTPBearer";

    const string Overview =
        """
        Fleets of simulated EV chargers for testing a CSMS.

        - **Tokens.** Every route but `/health*`, `/metrics` (for the machine itself, an admin, or the token of the setting `Metrics:Token`), `/`
          and this description needs `Authorization: Bearer <jwt>`. A token has an organization (`org_id`), a role (`role`: `user` or `admin`)
          and scopes (`scope`: `ocpp:read`, `ocpp:write`, `ocpp:command`). An admin's token names the organization of each request in
          `X-Organization-Id`; a user's token must not send that header.
        - **Errors** are `{"detail": "…"}`, a sentence that names the field or id. Another organization's ids are not found.
          A 403 has `WWW-Authenticate` where the token does not permit it, and none where a limit of the organization is reached.
        - **Bodies** are JSON in UTF-8. Fields and query parameters that are not described here are ignored, unless the route says otherwise.
        - **Times** are ISO 8601 in UTC with `Z`.
        - **Repeating.** Commands and creates take an `Idempotency-Key`: a repeat with the same key and body is given the first answer for
          24 hours, with its headers and `Idempotency-Replayed: true`, and is carried out once.
        - **Commands** are answered 202 when they are kept: a crash right after it loses none. A charger that refuses is an item of `failed`
          and keeps nothing of it. What becomes of a command at each charger, such as a session that the CSMS refused, is told at the answer's
          `Location`, `/ocpp/commands/{id}`, and as it happens by the event `command_outcome` of `/ocpp/events/stream`.
        """;

    const string Welcome =
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>OcppLab.Orleans</title>
        <style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }</style>
        <h1>OcppLab.Orleans</h1>
        <p>Fleets of simulated EV chargers for testing a CSMS.</p>
        <p><a href="docs">Browse the API</a> · <a href="openapi/v1.json">its description (OpenAPI)</a> · <a href="health">health</a></p>
        </html>

        """;

    static readonly Dictionary<string, string> PathParameters = new()
    {
        ["brand"] = "The brand's slug.",
        ["id"] = "The id.",
        ["job_id"] = "The job's id.",
        ["model"] = "The model's slug.",
    };

    /// <summary>Adds the description.</summary>
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context.Description.ActionDescriptor.EndpointMetadata, context.Document!);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "OcppLab.Orleans",
                Version = typeof(ApiDescription).Assembly.GetName().Version!.ToString(3),
                Description = Overview,
            };
            document.Tags = Tags.All.ToHashSet();
            // Paths begin with the slash.
            foreach (var server in document.Servers ?? [])
            {
                server.Url = server.Url?.TrimEnd('/');
            }

            document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A JSON Web Token.",
            });
            return Task.CompletedTask;
        });
    });

    /// <summary>Maps the description, and the page that shows it; the page needs nothing from elsewhere.</summary>
    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => Results.Content(Welcome, "text/html; charset=utf-8")).ExcludeFromDescription();
        routes.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json");
        routes.MapScalarApiReference("/docs", page => page
            .WithTitle("OcppLab.Orleans")
            .WithOpenApiRoutePattern("/openapi/v1.json")
            .AddPreferredSecuritySchemes(Bearer)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools());
    }

    static void Describe(OpenApiOperation operation, IList<object> route, OpenApiDocument document)
    {
        operation.Responses ??= [];
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path))
        {
            parameter.Description ??= PathParameters.GetValueOrDefault(parameter.Name!);
        }

        foreach (var field in route.OfType<QueryDescription>().SelectMany(query => query.Fields))
        {
            operation.Parameters.Add(Parameter(field, ParameterLocation.Query, document));
        }

        if (route.OfType<BodyDescription>().FirstOrDefault() is { } body)
        {
            var schema = body.Shape.Reference(document);
            var content = Content(body.Many ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema);
            if (body.Yaml)
            {
                content[YamlBody.ContentType] = content.Values.Single();
            }

            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content };

            Refuse("413", "Body larger than `Limits:BodyBytes`.");
            Refuse("415", $"Content type not JSON{(body.Yaml ? " or YAML" : "")} in UTF-8.");
        }

        if (route.OfType<StreamDescription>().FirstOrDefault() is { } stream)
        {
            foreach (var data in stream.Events)
            {
                data.Reference(document);
            }

            operation.Parameters.Add(Header("Last-Event-ID", "The id of the last event that came: the stream goes on after it.", maxLength: null));
            Refuse("422", "A header or query that does not fit; the sentence names it.");
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "The events, until the client leaves.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["text/event-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
            };
        }

        foreach (var answer in route.OfType<AnswerDescription>())
        {
            if (answer.Status is > StatusCodes.Status200OK and < StatusCodes.Status300MultipleChoices)
            {
                operation.Responses.Remove("200");
            }

            var response = new OpenApiResponse { Description = answer.Description };
            if (answer.Status != StatusCodes.Status204NoContent)
            {
                response.Content = Content((answer.Shape ?? Errors.Shape).Reference(document));
            }

            foreach (var type in answer.AlsoAs)
            {
                response.Content!.Add(type, new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            }

            operation.Responses[$"{answer.Status}"] = response;
        }

        if (operation.RequestBody is not null || operation.Parameters.Any(parameter => parameter.In == ParameterLocation.Query))
        {
            Refuse("422", "A body or query that does not fit; the sentence names the field.");
        }

        if (route.OfType<Idempotency.Metadata>().Any())
        {
            operation.Parameters.Add(Header(Idempotency.Header, "Makes a repeat of the request harmless: it gets the first one's answer for 24 hours."));
            Refuse("409", "The first request with this `Idempotency-Key` is still being carried out.");
        }

        var scopes = route.OfType<IAuthorizeData>().Select(required => required.Policy).OfType<string>().Distinct().ToList();
        if (scopes.Count > 0)
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            operation.Parameters.Add(Header(Organization.Header, "The organization that an admin's token acts for; other tokens must not send it."));
            operation.Description = $"{operation.Description}\n\nScope{(scopes.Count == 1 ? "" : "s")} `{string.Join("` and `", scopes)}`.".TrimStart();
            Refuse("401", "Missing or invalid bearer token.");
            Refuse("403", "Insufficient permissions or missing required claims.");
            Refuse("429", "More requests in a second than `Limits:RequestsPerSecond`, if that is set.");
            Refuse("500", "Internal server error.");
            Refuse("503", "The database or the cluster can't be reached now; trying again may work.");
        }
        else
        {
            // No token: an empty list says so, none at all would leave it open.
            operation.Security = [];
        }

        var ordered = operation.Responses.OrderBy(response => response.Key, StringComparer.Ordinal).ToList();
        operation.Responses = [];
        foreach (var (status, response) in ordered)
        {
            operation.Responses.Add(status, response);
        }

        void Refuse(string status, string description) =>
            operation.Responses.TryAdd(status, new OpenApiResponse { Description = description, Content = Content(Errors.Shape.Reference(document)) });
    }

    static OpenApiParameter Parameter(Field field, ParameterLocation location, OpenApiDocument document) => new()
    {
        Name = field.Name,
        In = location,
        Required = field.IsRequired,
        Description = field.Description,
        // A parameter is there or not; it is never null.
        Schema = (field with { IsNullable = false, Description = "" }).Describe(document),
    };

    static OpenApiParameter Header(string name, string description, int? maxLength = 255) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = maxLength },
    };

    static Dictionary<string, OpenApiMediaType> Content(IOpenApiSchema schema) => new() { [Json] = new() { Schema = schema } };
}
