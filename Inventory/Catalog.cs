using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using OcppLab.Simulation;

namespace OcppLab.Inventory;

/// <summary>A brand of the catalogue.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">Its slug.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Models">Its models.</param>
public sealed record CatalogBrand(string Id, string Slug, string Name, IReadOnlyList<CatalogModel> Models);

/// <summary>A charger model of the catalogue.</summary>
/// <param name="Id">Its id.</param>
/// <param name="BrandId">Its brand's id.</param>
/// <param name="BrandSlug">Its brand's slug.</param>
/// <param name="Slug">Its slug, unique within the brand.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Ratings">What it is with each connector type it can be had with; the first is the usual one.</param>
public sealed record CatalogModel(
    string Id, string BrandId, string BrandSlug, string Slug, string Name, IReadOnlyList<ChargerModel> Ratings)
{
    /// <summary>AC or DC.</summary>
    public CurrentType Current => Ratings[0].Current;

    /// <summary>The number of connectors.</summary>
    public int ConnectorCount => Ratings[0].ConnectorCount;

    /// <summary>The number of EVSEs.</summary>
    public int EvseCount => Ratings[0].EvseCount;

    /// <summary>Whether energy can flow back from a vehicle.</summary>
    public bool IsBidirectional => Ratings[0].IsBidirectional;

    /// <summary>The rated power of a connector in watts, with the connector type that has the most.</summary>
    public double MaxPowerW => Ratings.Max(rating => rating.MaxPowerW);

    /// <summary>The connector types it can be had with.</summary>
    public IEnumerable<string> ConnectorTypes => Ratings.Select(rating => rating.ConnectorType);

    /// <summary>What it is with a connector type (in any letter case); null if it can't be had with it.</summary>
    public ChargerModel? With(string connectorType) =>
        Ratings.FirstOrDefault(rating => rating.ConnectorType.Equals(connectorType, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The catalogue of charger models that can be simulated: real brands and models with their data sheets' ratings,
/// the same for every organization.</summary>
public static class Catalog
{
    static readonly FrozenDictionary<(string Brand, string Model), CatalogModel> Models;
    static readonly FrozenDictionary<(string Brand, string Model, string ConnectorType), ChargerModel> Ratings;

    static Catalog()
    {
        using var stream = typeof(Catalog).Assembly.GetManifestResourceStream("Catalog.json")!;
        var file = JsonSerializer.Deserialize(stream, CatalogJson.Default.CatalogFile)!;
        CreatedAt = file.CreatedAt;
        Brands = [.. file.Brands.Select(Read)];
        Models = Brands.SelectMany(brand => brand.Models).ToFrozenDictionary(model => (model.BrandSlug, model.Slug));
        Ratings = Models.Values
            .SelectMany(model => model.Ratings.Select(rating => (Model: model, Rating: rating)))
            .ToFrozenDictionary(pair => (pair.Model.BrandSlug, pair.Model.Slug, pair.Rating.ConnectorType), pair => pair.Rating);
    }

    /// <summary>The brands.</summary>
    public static IReadOnlyList<CatalogBrand> Brands { get; }

    /// <summary>When the catalogue's entries were made.</summary>
    public static DateTimeOffset CreatedAt { get; }

    /// <summary>A brand by its slug.</summary>
    /// <exception cref="FleetException">NotFound: there is none; the sentence names those that are there.</exception>
    public static CatalogBrand Brand(string brandSlug) =>
        Brands.FirstOrDefault(brand => brand.Slug == brandSlug)
        ?? throw new FleetException(FleetError.NotFound,
            $"Brand '{brandSlug}' is not in the catalog; known brands: {string.Join(", ", Brands.Select(brand => brand.Slug))}.");

    /// <summary>A model by its brand's slug and its own.</summary>
    /// <exception cref="FleetException">NotFound: there is no such brand or model; the sentence names those that are there.</exception>
    public static CatalogModel Model(string brandSlug, string modelSlug) =>
        Models.TryGetValue((brandSlug, modelSlug), out var model)
            ? model
            : throw new FleetException(FleetError.NotFound,
                $"Model '{modelSlug}' of brand '{brandSlug}' is not in the catalog; known models: {string.Join(", ", Brand(brandSlug).Models.Select(known => known.Slug))}.");

    /// <summary>The ratings of a charger: one instance for all chargers of a model and connector type.</summary>
    /// <exception cref="FleetException">NotFound: the catalogue has no such model, or not with that connector type.</exception>
    public static ChargerModel RatingOf(ChargerRecord charger) =>
        Ratings.TryGetValue((charger.BrandSlug, charger.ModelSlug, charger.ConnectorType), out var rating)
            ? rating
            : throw new FleetException(FleetError.NotFound,
                $"Charger '{charger.Id}' is a '{charger.BrandSlug}/{charger.ModelSlug}' with '{charger.ConnectorType}', which is not in the catalog.");

    /// <summary>The ratings of a charger; null if the catalogue has no such model, or not with that connector type.</summary>
    public static ChargerModel? TryRatingOf(ChargerRecord charger) =>
        Ratings.GetValueOrDefault((charger.BrandSlug, charger.ModelSlug, charger.ConnectorType));

    /// <summary>What a charger is, for its simulation.</summary>
    /// <exception cref="FleetException">NotFound: the catalogue has no such model, or not with that connector type.</exception>
    public static ChargerSpec SpecOf(ChargerRecord charger) =>
        new(charger.Identity, charger.OcppVersion, RatingOf(charger), unchecked((ulong)charger.Seed), charger.WsUrl is not null, charger.SecurityProfile)
        {
            Options = charger.Options,
        };

    static CatalogBrand Read(CatalogFile.Brand brand)
    {
        var brandId = $"brand-{brand.Slug}";
        return new(brandId, brand.Slug, brand.Name, [.. brand.Models.Select(model => new CatalogModel(
            $"model-{brand.Slug}-{model.Slug}", brandId, brand.Slug, model.Slug, model.Name,
            [.. model.Ratings.Select(rating => new ChargerModel(
                brand.Vendor, model.BootModel, model.CurrentType, rating.Phases, rating.PowerKw * 1000, model.ConnectorCount,
                rating.ConnectorType)
            {
                ConnectorsPerEvse = model.ConnectorsPerEvse,
                FirmwareVersion = model.FirmwareVersion,
                SerialNumberFormat = model.SerialNumber,
                HasChargeBoxSerialNumber = model.HasChargeBoxSerialNumber,
                MeterType = model.MeterType,
                HasModem = model.HasModem,
                IsBidirectional = model.IsBidirectional,
            })]))]);
    }
}

/// <summary>The catalogue's file.</summary>
sealed record CatalogFile(DateTimeOffset CreatedAt, IReadOnlyList<CatalogFile.Brand> Brands)
{
    internal sealed record Brand(string Slug, string Name, string Vendor, IReadOnlyList<Model> Models);

    internal sealed record Model(
        string Slug, string Name, string BootModel, CurrentType CurrentType, int ConnectorCount, string FirmwareVersion, string SerialNumber,
        IReadOnlyList<Rating> Ratings, int ConnectorsPerEvse = 1, bool HasChargeBoxSerialNumber = false, string? MeterType = null, bool HasModem = false,
        bool IsBidirectional = false);

    internal sealed record Rating(string ConnectorType, double PowerKw, int Phases);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CatalogFile))]
sealed partial class CatalogJson : JsonSerializerContext;
