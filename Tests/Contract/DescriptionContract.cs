using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OcppLab.Tests.Hosts;
using static OcppLab.Tests.Contract.ApiDescriptionReading;

namespace OcppLab.Tests.Contract;

/// <summary>What a reader of the API description relies on: it is complete, and the service does as it says.</summary>
public abstract class DescriptionContract(ContractHost host) : ContractSuite(host)
{
    [Fact]
    public async Task Start_session_is_described_field_by_field()
    {
        var description = (await GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);
        var operation = description["paths"]!["/ocpp/commands/start-session"]!["post"]!;
        Assert.Equal("start-session", (string)operation["operationId"]!);
        Assert.Equal(["Commands"], operation["tags"]!.AsArray().Select(tag => (string)tag!));
        Assert.Equal(
            "#/components/schemas/UnifiedStartSessionRequest", (string)operation["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!);
        foreach (var (status, schema) in new[]
        {
            ("202", "LocationCommandResponse"), ("401", "HttpErrorResponse"), ("403", "HttpErrorResponse"), ("404", "HttpErrorResponse"),
            ("422", "HttpErrorResponse"), ("500", "HttpErrorResponse"),
        })
        {
            Assert.Equal(
                $"#/components/schemas/{schema}", (string)operation["responses"]![status]!["content"]!["application/json"]!["schema"]!["$ref"]!);
        }

        Assert.True(operation["security"]![0]!.AsObject().ContainsKey("HTTPBearer"));
        Assert.Equal(("http", "bearer"), (
            (string)description["components"]!["securitySchemes"]!["HTTPBearer"]!["type"]!,
            (string)description["components"]!["securitySchemes"]!["HTTPBearer"]!["scheme"]!));

        IsObject("UnifiedStartSessionRequest", ["target", "event"], ("target", "CommandTarget", null), ("event", "StartSessionCommandEvent", null));
        IsObject(
            "CommandTarget", [], ("charger_id", "null string", null), ("location_id", "null string", null), ("charger_ids", "array null", null));
        Assert.Equal("string", (string)Field("CommandTarget", "charger_ids")["items"]!["type"]!);
        IsObject(
            "StartSessionCommandEvent",
            ["id_tag"],
            ("id_tag", "string", null),
            ("connector_id", "integer", "1"),
            ("duration_seconds", "integer null", "300"),
            ("target_energy_kwh", "null number", "20"));
        Assert.Equal("double", (string)Field("StartSessionCommandEvent", "target_energy_kwh")["format"]!);
        IsObject(
            "LocationCommandResponse",
            ["targeted_count", "queued_count", "failed_count", "results", "failed"],
            ("targeted_count", "integer", null),
            ("queued_count", "integer", null),
            ("failed_count", "integer", null),
            ("results", "array", null),
            ("failed", "array", null));
        Assert.Equal("#/components/schemas/LocationQueuedCommandResult", (string)Field("LocationCommandResponse", "results")["items"]!["$ref"]!);
        Assert.Equal("#/components/schemas/LocationCommandFailure", (string)Field("LocationCommandResponse", "failed")["items"]!["$ref"]!);
        IsObject(
            "LocationQueuedCommandResult",
            ["charger_id", "identity", "command"],
            ("charger_id", "string", null),
            ("identity", "string", null),
            ("command", "QueuedCommandResponse", null));
        IsObject(
            "QueuedCommandResponse",
            ["id", "event_type", "ocpp_version", "payload"],
            ("id", "string", null),
            ("event_type", "string", null),
            ("ocpp_version", "string", null),
            ("payload", "object", null));
        IsObject("LocationCommandFailure", ["error"], ("identity", "null string", null), ("error", "string", null));
        IsObject("HttpErrorResponse", ["detail"], ("detail", "string", null));

        JsonNode Field(string schema, string field) => description["components"]!["schemas"]![schema]!["properties"]![field]!;

        void IsObject(string name, string[] required, params (string Name, string Type, string? Default)[] fields)
        {
            var schema = description["components"]!["schemas"]![name]!;
            Assert.Equal(("object", name), ((string)schema["type"]!, (string)schema["title"]!));
            Assert.Equal(required, schema["required"]?.AsArray().Select(field => (string)field!) ?? []);
            foreach (var field in fields)
            {
                var actual = Field(name, field.Name);
                var type = actual["type"] switch
                {
                    JsonArray types => string.Join(' ', types.Select(type => (string)type!).Order(StringComparer.Ordinal)),
                    JsonValue single => (string)single!,
                    _ => ((string)actual["$ref"]!).Split('/')[^1],
                };
                Assert.Equal((field.Name, field.Type, field.Default), (field.Name, type, actual["default"]?.ToJsonString()));
            }
        }
    }

    [Fact]
    public async Task Every_route_of_the_contract_is_described()
    {
        var description = (await GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);
        var described = Operations(description).Select(operation => $"{operation.Method} {operation.Path}").ToHashSet();

        var mapped = Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/ocpp", StringComparison.Ordinal)
                && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(
                method => $"{method.ToLowerInvariant()} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"))
            .ToList();

        Assert.NotEmpty(mapped);
        Assert.Empty(mapped.Except(described));
        Assert.All(["get /health", "get /health/live", "get /health/ready"], health => Assert.Contains(health, described));
    }

    [Fact]
    public async Task Every_tag_is_described_and_they_come_in_the_order_in_which_a_reader_needs_them()
    {
        var description = (await GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);

        var tags = description["tags"]!.AsArray();
        Assert.Equal(
            [
                "Commands", "Chargers", "Chargers of a location", "Locations", "Sessions", "Load tests", "Logs and events", "Catalog",
                "Deployment vocabulary", "Health",
            ],
            tags.Select(tag => (string)tag!["name"]!));
        Assert.All(tags, tag => Assert.EndsWith(".", (string)tag!["description"]!));
        Assert.Equal(
            tags.Select(tag => (string)tag!["name"]!).Order(),
            Operations(description).SelectMany(operation => operation.Operation["tags"]!.AsArray()).Select(tag => (string)tag!).Distinct().Order());
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_words_for_all_it_takes_and_answers()
    {
        var description = (await GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);

        foreach (var (path, method, operation) in Operations(description))
        {
            var where = $"{method} {path}";
            Assert.True(operation["operationId"] is not null && operation["summary"] is not null && operation["tags"] is not null, where);
            Assert.All(operation["parameters"]?.AsArray() ?? [], parameter => Assert.True(parameter!["description"] is not null, $"{where}: {parameter["name"]}"));
            Assert.All(operation["responses"]!.AsObject(), response => Assert.True(
                response.Key == "204" || response.Value!["content"] is not null, $"{where}: {response.Key} has no body."));
            Assert.Equal(path.StartsWith("/ocpp", StringComparison.Ordinal) ? 1 : 0, operation["security"]!.AsArray().Count);
        }

        foreach (var (name, schema) in description["components"]!["schemas"]!.AsObject())
        {
            Assert.True(schema!["description"] is not null, name);
            Assert.All(schema["properties"]?.AsObject() ?? [], field => Assert.True(
                field.Value!["description"] is not null || field.Value["$ref"] is not null, $"{name}.{field.Key}"));
        }

        var ids = Operations(description).Select(operation => (string)operation.Operation["operationId"]!).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Every_operation_answers_as_described()
    {
        await AddChargersAsync(3);
        var description = (await GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);

        // What there is and what there is not; what takes things away comes last.
        foreach (var (path, method, operation) in Operations(description).OrderBy(operation => operation.Method == "delete"))
        {
            if (operation["responses"]!["200"]?["content"]?["text/event-stream"] is not null)
            {
                continue;
            }

            foreach (var there in new[] { false, true })
            {
                var request = new HttpRequestMessage(new HttpMethod(method), Url(path, operation, there));
                if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema)
                {
                    request.Content = Post("/", Example(description, schema, there).ToJsonString()).Content;
                }

                var answer = await SendAsync(request);

                var where = $"{method} {request.RequestUri}: {(int)answer.Status} {answer.Text}";
                Assert.True((int)answer.Status < 500, where);
                var described = operation["responses"]![$"{(int)answer.Status}"];
                Assert.True(described is not null, where);
                if (described["content"]?["application/json"]?["schema"] is { } body)
                {
                    Check(description, body, answer.Text.Length > 0 ? answer.Json : null, where);
                }
                else
                {
                    Assert.True(answer.Text.Length == 0, where);
                }
            }

            if (operation["security"]!.AsArray().Count > 0)
            {
                var refused = await SendAsync(new(new HttpMethod(method), Url(path, operation, true)), authorize: false);
                refused.Refused(HttpStatusCode.Unauthorized);
            }
        }
    }

    [Fact]
    public async Task Every_field_of_every_body_wrong_in_turn_is_refused_and_named()
    {
        await AddChargersAsync(3);
        var description = (await GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);

        foreach (var (path, method, operation) in Operations(description))
        {
            if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is not { } schema)
            {
                continue;
            }

            foreach (var (field, types, change) in Fields(description, schema))
            {
                foreach (var value in Wrong)
                {
                    var body = Example(description, schema, there: true);
                    change(body, JsonNode.Parse(value));
                    var request = Post(Url(path, operation, there: true), body.ToJsonString());
                    request.Method = new(method);

                    var answer = await SendAsync(request);

                    var where = $"{method} {path} with {field} {value}: {(int)answer.Status} {answer.Text}";
                    Assert.True((int)answer.Status < 500, where);
                    if (types.Contains(TypeOf(JsonNode.Parse(value))) || (types.Contains("integer") && value == "-1"))
                    {
                        continue;
                    }

                    Assert.True(answer.Status == HttpStatusCode.UnprocessableEntity && answer.Detail.Contains(field), where);
                }
            }
        }
    }

    [Fact]
    public async Task Every_parameter_wrong_in_turn_is_answered_in_words()
    {
        await AddChargersAsync(2);
        var description = (await GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);

        foreach (var (path, method, operation) in Operations(description).Where(operation => operation.Method == "get"))
        {
            if (operation["responses"]!["200"]!["content"]!["text/event-stream"] is not null || operation["security"]!.AsArray().Count == 0)
            {
                continue;
            }

            foreach (var value in new[] { "%00", "%F0%9F%98%80", "-1", "1e400", "''--", new string('9', 3000) })
            {
                foreach (var parameter in operation["parameters"]!.AsArray().Where(parameter => (string)parameter!["in"]! == "query"))
                {
                    var answer = await GetAsync($"{Url(path, operation, there: true)}&{parameter!["name"]}={value}");
                    Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity, $"{path} {parameter["name"]}={value}: {answer}");
                    Assert.NotNull(answer.Json);
                }

                if (path.Contains('{') && value != "%00")
                {
                    (await GetAsync(Url(path.Replace("{id}", value).Replace("{brand}", value), operation, there: true))).Refused(HttpStatusCode.NotFound);
                }
            }
        }
    }

    static readonly string[] Wrong =
    [
        "null", "true", "-1", "1.5", "1e300", "\"\"", "\"\\u0000\"", "\"😀\"", $"\"{new string('x', 5000)}\"", "[]", "[[]]", "[null]", "{}", "{\"a\": {\"a\": 1}}",
    ];

    /// <summary>The fields of a body with what they may be, those of objects in it too, and how to change each.</summary>
    IEnumerable<(string Field, IReadOnlyList<string> Types, Action<JsonNode, JsonNode?> Change)> Fields(JsonNode description, JsonNode schema)
    {
        schema = Resolve(description, ObjectOf(schema));
        if (schema["items"] is { } given)
        {
            var items = ObjectOf(given);
            foreach (var (field, types, change) in Fields(description, items))
            {
                yield return (field, types, (body, value) =>
                {
                    if (body.AsArray().FirstOrDefault() is not JsonObject)
                    {
                        body.AsArray().Insert(0, Example(description, items, there: true));
                    }

                    change(body[0]!, value);
                }
                );
            }

            yield break;
        }

        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
        {
            IEnumerable<JsonNode?> choices = field!["oneOf"] is JsonArray some ? some : new[] { field };
            var types = choices.SelectMany(choice => TypesOf(Resolve(description, choice!))).ToList();
            yield return (name, types, (body, value) => body[name] = value);
            // An alias of an object goes without it.
            if (!types.Contains("null"))
            {
                foreach (var (inner, innerTypes, change) in Fields(description, field))
                {
                    yield return (inner, innerTypes, (body, value) => change(body[name] ??= Example(description, field, there: true, name), value));
                }
            }
        }
    }

    /// <summary>The object that a value may be, where it may be something else too.</summary>
    static JsonNode ObjectOf(JsonNode schema) => schema["oneOf"]?.AsArray().Single(choice => choice!["$ref"] is not null) ?? schema;

    string Url(string path, JsonNode operation, bool there)
    {
        path = path
            .Replace("{brand}", there ? "abb" : "nowhere")
            .Replace("{model}", there ? "terra-184" : "nowhere")
            .Replace("{job_id}", "nowhere")
            .Replace("{id}", !there ? "nowhere" : path.StartsWith("/ocpp/locations", StringComparison.Ordinal) ? LocationId : Charger(1));
        Assert.DoesNotContain("{", path);
        var query = (operation["parameters"]?.AsArray() ?? [])
            .Where(parameter => (string)parameter!["in"]! == "query" && (bool?)parameter["required"] == true)
            .Select(parameter => $"{parameter!["name"]}={Named((string)parameter["name"]!, there)}");
        return $"{path}?{string.Join('&', query)}";
    }

    string Named(string field, bool there) =>
        !there ? "nowhere" : field.StartsWith("location", StringComparison.Ordinal) ? LocationId : Charger(2);

    /// <summary>A body made from its schema: what is required, with its examples or the least that fits.</summary>
    JsonNode Example(JsonNode description, JsonNode schema, bool there, string name = "")
    {
        schema = Resolve(description, schema);
        if (name == "target")
        {
            return new JsonObject { ["charger_id"] = Named("charger_id", there) };
        }

        if ((schema["examples"]?[0] ?? schema["default"] ?? schema["enum"]?[0]) is { } example)
        {
            return example.DeepClone();
        }

        switch (TypesOf(schema).First(type => type != "null"))
        {
            case "object":
                var required = schema["required"]?.AsArray().Select(field => (string)field!) ?? [];
                return new JsonObject(required.Select(field =>
                    KeyValuePair.Create(field, (JsonNode?)Example(description, schema["properties"]![field]!, there, field))));
            case "array":
                return new JsonArray(Example(description, schema["items"]!, there));
            case "string":
                return name.EndsWith("_id", StringComparison.Ordinal) ? Named(name, there) : "EXAMPLE-1";
            case "boolean":
                return true;
            default:
                return schema["minimum"]?.DeepClone() ?? 1;
        }
    }
}
