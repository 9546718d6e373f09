using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary><c>/ocpp/catalog</c>: the charger models there are.</summary>
static class CatalogRoutes
{
    static readonly Answer<CatalogBrand> Brand = new Answer<CatalogBrand>("CatalogBrand", "A brand.")
        .Text("id", "Its id.", brand => brand.Id)
        .Text("slug", "Its slug.", brand => brand.Slug)
        .Text("name", "Its name.", brand => brand.Name)
        .TextOrNull("image_url", "Always null: there are no pictures here.", _ => null)
        .Time("created_at", "When the catalog was made.", _ => Catalog.CreatedAt);

    static readonly Answer<CatalogModel> Model = new Answer<CatalogModel>("CatalogModel", "A charger model with its data sheet's ratings.")
        .Text("id", "Its id.", model => model.Id)
        .Text("slug", "Its slug, unique within the brand.", model => model.Slug)
        .Text("name", "Its name.", model => model.Name)
        .Text("brand_slug", "The brand's slug.", model => model.BrandSlug)
        .Text("brand_id", "The brand's id.", model => model.BrandId)
        .TextOrNull("image_url", "Always null: there are no pictures here.", _ => null)
        .Int("connector_count", "How many connectors it has.", model => model.ConnectorCount)
        .Int("evse_count", "How many EVSEs it has: of an EVSE's connectors one at a time can be used.", model => model.EvseCount)
        .Word("current_type", "AC or DC.", ["ac", "dc"], model => model.Current == CurrentType.Ac ? "ac" : "dc")
        .Bool("bidirectional", "Whether energy can flow back from a vehicle (V2X, OCPP 2.1).", model => model.IsBidirectional)
        .Number("supported_kwh", "A connector's rated power in kW (the name notwithstanding).", model => model.MaxPowerW / 1000)
        .Texts("connector_types", "The connector types it can be had with; the first is the usual one.", model => model.ConnectorTypes)
        .Texts("ocpp_versions", "The OCPP versions that its chargers can be created with.", _ => Enum.GetValues<OcppVersion>().Select(version => version.Name().ToUpperInvariant()))
        .Time("created_at", "When the catalog was made.", _ => Catalog.CreatedAt);

    static readonly Answer<PageOf<CatalogBrand>> BrandPage = Brand.Paged();

    static readonly Answer<PageOf<CatalogModel>> ModelPage = Model.Paged();

    /// <summary>Maps the catalogue, in both vocabularies.</summary>
    public static IEndpointRouteBuilder MapCatalog(this IEndpointRouteBuilder routes)
    {
        var catalog = routes.MapGroup("/ocpp/catalog").RequireRead();
        Map(catalog.MapGroup("brands").WithTags(Tags.Catalog), "catalog-brands");
        Map(catalog.MapGroup("").WithTags(Tags.Deployments), "catalog");
        return routes;

        static void Map(RouteGroupBuilder group, string name)
        {
            group.MapGet("", ListBrands)
                .WithName($"list-{name}").WithSummary("List the brands.").WithPaging()
                .WithAnswer(StatusCodes.Status200OK, BrandPage.Shape, "A page of them.");
            group.MapGet("{brand}/models", ListModels)
                .WithName($"list-{name}-models").WithSummary("List a brand's models.").WithPaging()
                .WithAnswer(StatusCodes.Status200OK, ModelPage.Shape, "A page of them.")
                .WithRefusal(StatusCodes.Status404NotFound, "Brand not found.");
            group.MapGet("{brand}/models/{model}", (string brand, string model) => Model.With(Catalog.Model(brand, model)))
                .WithName($"get-{name}-model").WithSummary("Get a model.")
                .WithAnswer(StatusCodes.Status200OK, Model.Shape, "The model.")
                .WithRefusal(StatusCodes.Status404NotFound, "Brand or model not found.");
        }
    }

    static IResult ListBrands(Paging paging) => BrandPage.With(Page(Catalog.Brands, paging));

    static IResult ListModels(string brand, Paging paging) => ModelPage.With(Page(Catalog.Brand(brand).Models, paging));

    static PageOf<T> Page<T>(IReadOnlyList<T> all, Paging paging) => new(
        [.. all.Skip((int)Math.Min(paging.Offset, int.MaxValue)).Take(paging.Limit)], all.Count, paging.Page, paging.Limit);
}
