using OcppLab.Inventory;

namespace OcppLab.Api;

/// <summary><c>/ocpp/locations</c>: where chargers stand.</summary>
static class LocationRoutes
{
    static readonly Field<string> Name = Field.Text("name", "A name for people.").Like("Depot");

    static readonly Field<string?> Address = Field.Text("address", "Street and number.").OrNull();

    static readonly Field<string?> City = Field.Text("city", "The city.").Like("Rotterdam").OrNull();

    static readonly Field<string?> Country = Field.Text("country", "The country, a name or a code.").Like("Netherlands").OrNull();

    static readonly Field<string?> Timezone = Field.Text("timezone", "The IANA name of its time zone.").Like("Europe/Amsterdam").OrNull();

    static readonly Field<string?> OwnerName = Field.Text("owner_name", "Who runs it.").OrNull();

    static readonly Field<bool> Public = Field.Bool("public", "Whether anybody may charge there.").Or(false);

    static readonly CoordinateFields Coordinates = new("latitude", "longitude", "LocationCoordinates");

    static readonly CoordinateFields ShortCoordinates = new("lat", "lng", "LocationShortCoordinates");

    static readonly Shape Body = new(
        "LocationCreate",
        "A location to create.",
        Name, Address, City, Country, Coordinates.Field, Timezone, OwnerName, Public);

    static readonly Shape Change = new(
        "LocationUpdate",
        "What is to be different about a location. A field that is left out stays as it is; null clears it.",
        [.. Body.Fields.Select(field => field with { IsRequired = false })]);

    static readonly Shape WithChargers = new(
        "LocationWithChargersCreate",
        "A location to create, with its chargers.",
        Name, Address, City, Country, ShortCoordinates.Field, Timezone, OwnerName, Public, ChargerBody.Many);

    static readonly Answer<LocationRecord> Location = new Answer<LocationRecord>("Location", "A location.")
        .Text("id", "Its id.", location => location.Id)
        .Text("slug", "Its name in lower case and with dashes, unique within the organization. It never changes.", location => location.Slug)
        .Text("name", "A name for people.", location => location.Name)
        .TextOrNull("address", "Street and number.", location => location.Address)
        .TextOrNull("city", "The city.", location => location.City)
        .TextOrNull("country", "The country.", location => location.Country)
        .ObjectOrNull(
            "coordinates",
            "Where it is on earth.",
            new Answer<LocationRecord>("Coordinates", "A place on earth.")
                .Number("latitude", "Degrees north.", location => location.Latitude!.Value)
                .Number("longitude", "Degrees east.", location => location.Longitude!.Value),
            location => location.Latitude is null ? null : location)
        .TextOrNull("timezone", "The IANA name of its time zone.", location => location.Timezone)
        .TextOrNull("owner_name", "Who runs it.", location => location.OwnerName)
        .Bool("public", "Whether anybody may charge there.", location => location.Public)
        .Word("status", "Always `ACTIVE`: a location is there as soon as it is created.", ["ACTIVE"], _ => "ACTIVE")
        .Time("created_at", "When it was created.", location => location.CreatedAt)
        .Time("updated_at", "When it was last changed.", location => location.UpdatedAt);

    static readonly Answer<PageOf<LocationRecord>> LocationPage = Location.Paged();

    static readonly Answer<(LocationRecord Location, int Chargers)> Accepted =
        new Answer<(LocationRecord Location, int Chargers)>("LocationAccepted", "A location and its chargers are there.")
            .Word("status", "Always `accepted`.", ["accepted"], _ => "accepted")
            .Text("detail", "What was created, in a sentence.", made =>
                $"Location '{made.Location.Name}' ({made.Location.Id}) was created with {made.Chargers} charger{(made.Chargers == 1 ? "" : "s")}.")
            .Text("location_id", "The location's id.", made => made.Location.Id);

    static readonly Field<string> LocationId = Field.Text("location_id", "The location.");

    /// <summary>Maps the locations' routes, in both vocabularies.</summary>
    public static IEndpointRouteBuilder MapLocations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ocpp/locations").WithTags(Tags.Locations);
        group.MapPost("", CreateAsync).RequireWrite()
            .WithName("create-location").WithSummary("Create a location.").WithBody(Body)
            .WithAnswer(StatusCodes.Status201Created, Location.Shape, "The location.").WithIdempotency();
        group.MapGet("", ListAsync).RequireRead()
            .WithName("list-locations").WithSummary("List the locations, oldest first.").WithPaging()
            .WithAnswer(StatusCodes.Status200OK, LocationPage.Shape, "A page of them.");
        group.MapGet("{id}", GetAsync).RequireRead()
            .WithName("get-location").WithSummary("Get a location.")
            .WithAnswer(StatusCodes.Status200OK, Location.Shape, "The location.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.");
        group.MapPut("{id}", ChangeAsync).RequireWrite()
            .WithName("update-location").WithSummary("Update a location.")
            .WithDescription("Only the fields that are given change; null clears a field.").WithBody(Change)
            .WithAnswer(StatusCodes.Status200OK, Location.Shape, "The location as it is now.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.");
        group.MapDelete("{id}", DeleteAsync).RequireWrite()
            .WithName("delete-location").WithSummary("Delete a location and its chargers.")
            .WithDescription("The chargers' sessions end and their connections close. Past sessions are kept.")
            .WithDone("It is gone.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.");

        var second = routes.MapGroup("/ocpp/location").WithTags(Tags.Deployments);
        second.MapPost("", CreateWithChargersAsync).RequireWrite()
            .WithName("create-location-with-chargers").WithSummary("Create a location with its chargers.")
            .WithDescription("All of it or nothing: if one charger can't be created, neither is the location. A body of `/ocpp/templates/locations` fits as it is.")
            .WithBody(WithChargers)
            .WithAnswer(StatusCodes.Status202Accepted, Accepted.Shape, "The location and its chargers were created; the chargers boot.")
            .WithRefusal(StatusCodes.Status409Conflict, "A charger with one of the identities exists already.").WithIdempotency();
        second.MapDelete("", (Organization organization, Query query, LocationRegistry locations, CancellationToken cancellationToken) =>
            DeleteAsync(organization, query.Get(LocationId), locations, cancellationToken)).RequireWrite()
            .WithName("delete-location-by-query").WithSummary("Delete a location and its chargers.").WithQuery(LocationId)
            .WithDone("It is gone.")
            .WithRefusal(StatusCodes.Status404NotFound, "Location not found.");
        return routes;
    }

    static async Task<IResult> CreateAsync(
        Organization organization, Body body, LocationRegistry locations, CancellationToken cancellationToken)
    {
        var location = await locations.CreateAsync(Read(organization, body, Coordinates, locations), cancellationToken);
        return Location.With(location, StatusCodes.Status201Created, $"/ocpp/locations/{location.Id}");
    }

    static async Task<IResult> CreateWithChargersAsync(
        Organization organization, Body body, LocationRegistry locations, FleetLimits limits, TimeProvider time, CancellationToken cancellationToken)
    {
        var draft = Read(organization, body, ShortCoordinates, locations);
        var now = time.GetUtcNow();
        var entries = ChargerBody.ReadMany(body, limits);
        List<ChargerRecord> chargers =
        [
            .. BulkEntry.WithIds(entries).Select(
                charger => entries[charger.Entry].Template.Make(organization.Id, draft.Id, charger.Id, charger.Identity, now)),
        ];
        var location = await locations.CreateAsync(draft, chargers, cancellationToken);
        return Accepted.With((location, chargers.Count), StatusCodes.Status202Accepted, $"/ocpp/locations/{location.Id}");
    }

    static async Task<IResult> ListAsync(
        Organization organization, Paging paging, InventoryStore inventory, CancellationToken cancellationToken)
    {
        var page = await inventory.LocationsAsync(organization.Id, paging.Offset, paging.Limit, cancellationToken);
        return LocationPage.With(new(page.Data, page.Total, paging.Page, paging.Limit));
    }

    static async Task<IResult> GetAsync(
        Organization organization, string id, InventoryStore inventory, CancellationToken cancellationToken) =>
        Location.With(await inventory.LocationAsync(organization.Id, id, cancellationToken));

    static async Task<IResult> ChangeAsync(
        Organization organization, string id, Body body, LocationRegistry locations, CancellationToken cancellationToken) =>
        Location.With(await locations.ChangeAsync(
            organization.Id, id, known => Apply(body, Coordinates, known), cancellationToken));

    static async Task<IResult> DeleteAsync(
        Organization organization, string id, LocationRegistry locations, CancellationToken cancellationToken)
    {
        await locations.RemoveAsync(organization.Id, id, cancellationToken);
        return TypedResults.NoContent();
    }

    static LocationRecord Read(Organization organization, Body body, CoordinateFields coordinates, LocationRegistry locations) =>
        Apply(body, coordinates, locations.Draft(organization.Id, body.Get(Name)));

    static LocationRecord Apply(Body body, CoordinateFields coordinates, LocationRecord location)
    {
        var (latitude, longitude) = coordinates.Read(body, (location.Latitude, location.Longitude));
        return location with
        {
            Name = body.Get(Name, location.Name),
            Address = body.Get(Address, location.Address),
            City = body.Get(City, location.City),
            Country = body.Get(Country, location.Country),
            Latitude = latitude,
            Longitude = longitude,
            Timezone = body.Get(Timezone, location.Timezone),
            OwnerName = body.Get(OwnerName, location.OwnerName),
            Public = body.Get(Public, location.Public),
        };
    }

    /// <summary>Coordinates, under the names that a vocabulary has for them.</summary>
    sealed class CoordinateFields
    {
        readonly Field<double> latitude;
        readonly Field<double> longitude;

        public CoordinateFields(string latitudeName, string longitudeName, string shape)
        {
            latitude = Api.Field.Number(latitudeName, "Degrees north.", -90, 90).Like(51.9244);
            longitude = Api.Field.Number(longitudeName, "Degrees east.", -180, 180).Like(4.4777);
            Field = Api.Field.Object("coordinates", "Where it is on earth.", new(shape, "A place on earth.", latitude, longitude)).OrNull();
        }

        public Field<Body?> Field { get; }

        public (double? Latitude, double? Longitude) Read(Body body, (double? Latitude, double? Longitude) current) =>
            !body.Value.TryGetProperty(Field.Name, out _) ? current
            : body.Get(Field) is { } place ? (place.Get(latitude), place.Get(longitude))
            : (null, null);
    }
}
