using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Tests.Inventory;

public sealed class CatalogTests
{
    [Fact]
    public void The_catalogue_has_many_brands_and_models_ac_and_dc()
    {
        var models = Catalog.Brands.SelectMany(brand => brand.Models).ToList();

        Assert.True(Catalog.Brands.Count >= 8);
        Assert.True(models.Count >= 20);
        Assert.Contains(models, model => model.Current == CurrentType.Dc);
        Assert.Contains(models, model => model.Ratings.Any(rating => rating is { Current: CurrentType.Ac, Phases: 1 }));
        Assert.Contains(models, model => model.Ratings.Any(rating => rating is { Current: CurrentType.Ac, Phases: 3 }));
    }

    [Theory]
    [InlineData("wallbox", "wallbox-pulsar-plus", CurrentType.Ac, 22_000, 1)]
    [InlineData("abb", "terra-184", CurrentType.Dc, 180_000, 2)]
    [InlineData("schneider", "evlink-pro-ac-22kw", CurrentType.Ac, 22_000, 1)]
    [InlineData("alfen", "alfen-eve-single-s-line", CurrentType.Ac, 11_000, 1)]
    public void The_slugs_that_clients_use_are_there_with_their_data_sheets_ratings(
        string brand, string slug, CurrentType current, double powerW, int connectors)
    {
        var model = Catalog.Model(brand, slug);

        Assert.Equal((current, powerW, connectors), (model.Current, model.MaxPowerW, model.ConnectorCount));
    }

    [Fact]
    public void Every_model_fits_a_boot_notification_and_has_sane_ratings()
    {
        foreach (var rating in Catalog.Brands.SelectMany(brand => brand.Models).SelectMany(model => model.Ratings))
        {
            Assert.InRange(rating.Vendor.Length, 1, 20);
            Assert.InRange(rating.Model.Length, 1, 20);
            Assert.InRange(rating.MaxPowerW, 3_000, 500_000);
            Assert.InRange(rating.ConnectorCount, 1, 16);
            Assert.True(rating.Phases is 1 or 3);
            Assert.True(rating.Current == CurrentType.Ac || rating.Phases == 3);
            Assert.InRange(rating.FirmwareVersion.Length, 1, 50);
            Assert.NotEqual("1.0.0", rating.FirmwareVersion);
            Assert.InRange(rating.SerialNumberFormat!.Length, 7, 25);
            Assert.InRange(rating.SerialNumberFormat.Count(character => character == '#'), 7, 25);
            Assert.InRange((rating.MeterType ?? "null").Length, 1, 25);
            Assert.True(rating.HasModem || rating.Current == CurrentType.Ac);
            Assert.DoesNotContain($"{rating.FirmwareVersion}{rating.SerialNumberFormat}{rating.MeterType}", character => character is < ' ' or > '~');
        }
    }

    [Fact]
    public void Slugs_are_unique()
    {
        Assert.Distinct(Catalog.Brands.Select(brand => brand.Slug));
        Assert.All(Catalog.Brands, brand => Assert.Distinct(brand.Models.Select(model => model.Slug)));
    }

    [Fact]
    public void Chargers_of_a_model_share_its_ratings()
    {
        var one = Catalog.SpecOf(TempDatabase.Charger("dep-1", "loc-1", "CP-1"));
        var two = Catalog.SpecOf(TempDatabase.Charger("dep-2", "loc-1", "CP-2"));

        Assert.Same(one.Model, two.Model);
        Assert.True(one.HasCsms);
        Assert.Equal("CP-1", one.Identity);
        Assert.Equal(unchecked((ulong)-7L), one.Seed);
    }

    [Fact]
    public void An_unknown_slug_is_answered_with_those_that_are_known()
    {
        var brand = Assert.Throws<FleetException>(() => Catalog.Brand("acme"));
        var model = Assert.Throws<FleetException>(() => Catalog.Model("abb", "terra-1"));

        Assert.Equal(FleetError.NotFound, brand.Error);
        Assert.Contains("wallbox", brand.Message);
        Assert.Contains("terra-184", model.Message);
    }
}
