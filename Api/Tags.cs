using Microsoft.OpenApi;

namespace OcppLab.Api;

/// <summary>The groups that the API description has its routes in.</summary>
static class Tags
{
    /// <summary>What chargers are to do.</summary>
    public const string Commands = "Commands";
    /// <summary>Chargers one by one.</summary>
    public const string Chargers = "Chargers";
    /// <summary>Many chargers of a location at once.</summary>
    public const string LocationChargers = "Chargers of a location";
    /// <summary>Where chargers stand.</summary>
    public const string Locations = "Locations";
    /// <summary>Charging sessions.</summary>
    public const string Sessions = "Sessions";
    /// <summary>Load tests with a verdict.</summary>
    public const string LoadTests = "Load tests";
    /// <summary>Frames, and what happens.</summary>
    public const string Logs = "Logs and events";
    /// <summary>Models, and locations ready to be created.</summary>
    public const string Catalog = "Catalog";
    /// <summary>An older client's words for the same things.</summary>
    public const string Deployments = "Deployment vocabulary";
    /// <summary>Whether the service lives.</summary>
    public const string Health = "Health";

    /// <summary>All of them, in the order in which a reader needs them.</summary>
    public static IEnumerable<OpenApiTag> All =>
    [
        Tag(Commands, "What chargers are to do: one charger or many with one request."),
        Tag(Chargers, "Chargers one by one: create, find, change and delete them, switch them off and on."),
        Tag(LocationChargers, "Many chargers of a location with one request: jobs in the background create, change or delete them."),
        Tag(Locations, "Where chargers stand."),
        Tag(Sessions, "The charging sessions that run and those that are over."),
        Tag(LoadTests, "A plan of connected chargers and sessions over time, carried out, measured at the chargers and judged by thresholds."),
        Tag(Logs, "The OCPP frames between chargers and their CSMS, and what happens at chargers as it happens."),
        Tag(Catalog, "The charger models that there are, with their data sheets' ratings, and locations ready to be created."),
        Tag(Deployments, "The same chargers, locations and catalog in an older client's words: a charger is called a deployment, and its id is "
            + "a `deployment_id`. Whatever is created under one name can be used under the other."),
        Tag(Health, "Whether the service lives and is ready; no token is needed."),
    ];

    static OpenApiTag Tag(string name, string description) => new() { Name = name, Description = description };
}
