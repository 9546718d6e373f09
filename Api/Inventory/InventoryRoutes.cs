namespace OcppLab.Api;

/// <summary>What exists: locations, chargers, jobs, sessions, the catalogue and the templates.</summary>
static class InventoryRoutes
{
    /// <summary>Maps it.</summary>
    public static void MapInventory(this IEndpointRouteBuilder routes) => routes
        .MapLocations()
        .MapBulkChargers()
        .MapChargers()
        .MapRuntimeOperations()
        .MapCatalog()
        .MapTemplates()
        .MapSessions();
}
