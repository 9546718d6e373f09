using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Api;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Inventory;
using OcppLab.Tests.Monitoring;

namespace OcppLab.Tests.Api;

public sealed class RegistryTests : IDisposable
{
    const string Org = TempDatabase.Org;

    static readonly ChargerTemplate Template = new()
    {
        BrandSlug = "abb",
        ModelSlug = "terra-184",
        ConnectorType = "ccs2",
        OcppVersion = OcppVersion.V201,
        WsUrl = "wss://csms.test/ocpp",
    };

    readonly TempDatabase temp = new();
    readonly FakeGrains grains = new();
    readonly FakeTimeProvider time = new(TempDatabase.Now);

    FleetLimits limits = new();

    InventoryStore Inventory => temp.Inventory;

    FleetClient Fleet => new(grains, Inventory, TestMetrics.FrontDoor, time, NullLogger<FleetClient>.Instance);

    ChargerRegistry Chargers => new(Inventory, Fleet, limits, time);

    LocationRegistry Locations => new(Inventory, Fleet, limits, time);

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task A_new_charger_is_kept_and_boots()
    {
        var location = await Locations.ResolveAsync(Org, null, "Yard", default);

        var charger = await Chargers.CreateAsync(Template, location, "CP-1", default);

        Assert.Equal(charger, await Inventory.ChargerAsync(Org, charger.Id, default));
        Assert.Equal([charger.Id], grains.Activated);
        Assert.Matches("^dep-[0-9a-f]{12}$", charger.Id);
        Assert.Equal(("CCS2", "CP-1", location.Id), (charger.ConnectorType, charger.Name, charger.LocationId));
    }

    [Fact]
    public async Task Chargers_with_the_same_identity_behave_alike_however_often_they_are_made()
    {
        var here = await Locations.ResolveAsync(Org, null, null, default);
        var there = await Locations.ResolveAsync("other", null, null, default);

        var one = await Chargers.CreateAsync(Template, here, "CP-1", default);
        var other = await Chargers.CreateAsync(Template, there, "CP-1", default);
        var different = await Chargers.CreateAsync(Template, here, "CP-2", default);

        Assert.Equal(one.Seed, other.Seed);
        Assert.NotEqual(one.Seed, different.Seed);
    }

    public static TheoryData<ChargerTemplate, string, string> Misfits => new()
    {
        { Template with { BrandSlug = "acme" }, "CP-1", "brand_slug" },
        { Template with { ModelSlug = "terra-1" }, "CP-1", "terra-184" },
        { Template with { ConnectorType = "Type2" }, "CP-1", "connector_type" },
        { Template with { WsUrl = "http://csms.test" }, "CP-1", "ws_url" },
        { Template with { WsUrl = "/csms" }, "CP-1", "ws_url" },
        { Template with { WsUrl = "wss://user:secret@csms.test" }, "CP-1", "ws_url" },
        { Template with { WsUrl = "wss://csms.test/" + new string('x', 600) }, "CP-1", "ws_url" },
        { Template with { SecurityProfile = 4 }, "CP-1", "security_profile" },
        { Template with { SecurityProfile = 1 }, "CP-1", "authorization_key" },
        { Template with { SecurityProfile = 2, AuthorizationKey = "k", WsUrl = "ws://csms.test" }, "CP-1", "ws_url" },
        { Template with { AuthorizationKey = "pässword" }, "CP-1", "authorization_key" },
        { With(new() { BootTimeSeconds = 3601 }), "CP-1", "options.boot_time_seconds must be from 0 to 3600, not 3601" },
        { With(new() { PlugInAfterSeconds = -1 }), "CP-1", "options.plug_in_after_seconds" },
        { With(new() { InitialMeterWh = double.NaN }), "CP-1", "options.initial_meter_wh" },
        { With(new() { SerialNumber = new('x', 26) }), "CP-1", "options.serial_number must have 1 to 25" },
        { With(new() { FirmwareVersion = "" }), "CP-1", "options.firmware_version" },
        { With(new() { Iccid = "é" }), "CP-1", "options.iccid" },
        { With(new() { Imsi = new('1', 21) }), "CP-1", "options.imsi" },
        { With(new() { MeterType = "any" }), "CP-1", "options.meter_type is of OCPP 1.6 only" },
        { With(new() { MeterSerialNumber = "any" }), "CP-1", "options.meter_serial_number is of OCPP 1.6 only" },
        { With(new() { Vehicle = new() { Name = "Tank" } }), "CP-1", "options.vehicle.name must be one of PlugInHybrid, CityCar" },
        { With(new() { Vehicle = new() { Name = "PlugInHybrid" } }), "CP-1", "options.vehicle.name is PlugInHybrid" },
        { With(new() { Vehicle = new() { BatteryKwh = 0 } }), "CP-1", "options.vehicle.battery_kwh must be above 0" },
        { With(new() { Vehicle = new() { SocPercent = 100.5 } }), "CP-1", "options.vehicle.soc_percent" },
        { With(new() { Vehicle = new() { AcPhases = 2 } }), "CP-1", "options.vehicle.ac_phases must be 1 or 3, not 2" },
        { With(new() { Vehicle = new() { AcCurrentA = 0 } }), "CP-1", "options.vehicle.ac_current_a" },
        { With(new() { Vehicle = new() { MaxDischargePowerW = 1 } }), "CP-1", "options.vehicle.max_discharge_power_w needs iso15118" },
        { With(new() { Vehicle = new() { MaxDischargePowerW = -1, Iso15118 = true } }), "CP-1", "options.vehicle.max_discharge_power_w must be from 0" },
        { With(new() { Vehicle = new() { PlugAndCharge = PlugAndCharge.Contract } }), "CP-1", "options.vehicle.plug_and_charge needs iso15118" },
        { With(new() { Vehicle = new() { ContractCertificate = "none" } }), "CP-1", "options.vehicle.contract_certificate must be certificates in PEM" },
        { With(new() { Vehicle = new() { Acceptance = [new(0, 1)] } }), "CP-1", "options.vehicle.acceptance must have 2 to" },
        { With(new() { Vehicle = new() { Acceptance = [new(1, 1), new(100, 1)] } }), "CP-1", "options.vehicle.acceptance[0].soc_percent must be 0" },
        { With(new() { Vehicle = new() { Acceptance = [new(0, 1), new(99, 1)] } }), "CP-1", "options.vehicle.acceptance[1].soc_percent must be 100" },
        { With(new() { Vehicle = new() { Acceptance = [new(0, 1), new(50, 1), new(50, 1), new(100, 1)] } }), "CP-1", "acceptance[2].soc_percent must be above 50" },
        { With(new() { Vehicle = new() { Acceptance = [new(0, 1), new(100, 0)] } }), "CP-1", "options.vehicle.acceptance[1].power_w" },
        { Template, "", "identity" },
        { Template, "a/b", "identity" },
        { Template, "a:b", "identity" },
        { Template, "\U0001F50C", "identity" },
        { Template, new string('x', 49), "identity" },
    };

    static ChargerTemplate With(ChargerOptions options) => Template with { Options = options };

    [Theory]
    [MemberData(nameof(Misfits))]
    public async Task What_does_not_fit_is_refused_by_the_name_of_its_field(ChargerTemplate template, string identity, string named)
    {
        var location = await Locations.ResolveAsync(Org, null, null, default);

        var refusal = await Assert.ThrowsAsync<FleetException>(() => Chargers.CreateAsync(template, location, identity, default));

        Assert.Equal(FleetError.Invalid, refusal.Error);
        Assert.Contains(named, refusal.Message);
        Assert.Empty(grains.Activated);
        Assert.Equal(0, await Inventory.CountAsync(Org, default));
    }

    [Fact]
    public async Task A_change_touches_only_what_it_names_and_reaches_the_running_charger()
    {
        var location = await Locations.ResolveAsync(Org, null, null, default);
        var charger = await Chargers.CreateAsync(Template, location, "CP-1", default);
        time.Advance(TimeSpan.FromMinutes(1));

        var changed = await Chargers.ChangeAsync(Org, charger.Id, new() { WsUrl = new(null), Identity = new("CP-9") }, default);

        Assert.Equal(
            charger with { WsUrl = null, Identity = "CP-9", Name = "CP-9", UpdatedAt = charger.CreatedAt.AddMinutes(1) }, changed);
        Assert.Equal(changed, await Inventory.ChargerAsync(Org, charger.Id, default));
        Assert.Equal(changed, Assert.Single(grains.Changed));
    }

    [Fact]
    public async Task A_change_of_the_model_keeps_the_connector_type_where_the_new_model_has_it()
    {
        var location = await Locations.ResolveAsync(Org, null, null, default);
        var charger = await Chargers.CreateAsync(Template, location, "CP-1", default);

        var dc = await Chargers.ChangeAsync(Org, charger.Id, new() { ModelSlug = new("terra-54") }, default);
        var ac = await Chargers.ChangeAsync(Org, charger.Id, new() { ModelSlug = new("terra-ac-22kw") }, default);

        Assert.Equal("CCS2", dc.ConnectorType);
        Assert.Equal("Type2", ac.ConnectorType);
    }

    [Fact]
    public async Task A_charger_moves_only_to_a_location_of_its_organization()
    {
        var here = await Locations.ResolveAsync(Org, null, null, default);
        var there = await Locations.ResolveAsync(Org, null, "Yard", default);
        var foreign = await Locations.ResolveAsync("other", null, "Yard", default);
        var charger = await Chargers.CreateAsync(Template, here, "CP-1", default);

        var refusal = await Assert.ThrowsAsync<FleetException>(
            () => Chargers.ChangeAsync(Org, charger.Id, new() { LocationId = new(foreign.Id) }, default));
        var moved = await Chargers.ChangeAsync(Org, charger.Id, new() { LocationId = new(there.Id) }, default);

        Assert.Equal(FleetError.NotFound, refusal.Error);
        Assert.Equal(there.Id, moved.LocationId);
    }

    [Fact]
    public async Task A_removed_charger_ends_and_its_identity_is_free_again()
    {
        var location = await Locations.ResolveAsync(Org, null, null, default);
        var charger = await Chargers.CreateAsync(Template, location, "CP-1", default);

        await Chargers.RemoveAsync(Org, charger.Id, default);
        await Chargers.CreateAsync(Template, location, "CP-1", default);

        Assert.Equal([charger.Id], grains.Removed);
    }

    [Fact]
    public async Task A_charger_whose_grain_could_not_end_it_can_be_removed_again()
    {
        var location = await Locations.ResolveAsync(Org, null, null, default);
        var charger = await Chargers.CreateAsync(Template, location, "CP-1", default);

        grains.Before = () => throw new FleetException(FleetError.Unavailable, "not now");
        await Assert.ThrowsAsync<FleetException>(() => Chargers.RemoveAsync(Org, charger.Id, default));
        grains.Before = null;
        await Chargers.RemoveAsync(Org, charger.Id, default);

        Assert.Equal([charger.Id], grains.Removed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_leaves_during_a_removal_leaves_no_charger_that_is_half_there(bool withLocation)
    {
        var location = await Locations.ResolveAsync(Org, null, null, default);
        ChargerRecord[] chargers = [await Chargers.CreateAsync(Template, location, "CP-1", default), await Chargers.CreateAsync(Template, location, "CP-2", default)];
        using var client = new CancellationTokenSource();
        grains.Before = client.Cancel;

        await (withLocation ? Locations.RemoveAsync(Org, location.Id, client.Token) : Chargers.RemoveAsync(Org, chargers[0].Id, client.Token));

        Assert.Equal(withLocation ? 2 : 1, grains.Removed.Count);
        Assert.Equal(withLocation ? 0 : 1, await Inventory.CountAsync(Org, default));
    }

    [Fact]
    public async Task An_organization_has_no_more_chargers_than_the_limit()
    {
        limits = new() { ChargersPerOrganization = 1 };
        var location = await Locations.ResolveAsync(Org, null, null, default);
        var other = await Locations.ResolveAsync("other", null, null, default);
        await Chargers.CreateAsync(Template, location, "CP-1", default);

        var refusal = await Assert.ThrowsAsync<FleetException>(() => Chargers.CreateAsync(Template, location, "CP-2", default));
        await Chargers.CreateAsync(Template, other, "CP-2", default);

        Assert.Equal(FleetError.LimitReached, refusal.Error);
        Assert.Contains("Limits:ChargersPerOrganization", refusal.Message);
    }

    [Theory]
    [InlineData(1_000_000, 999_999, 999_998)]
    [InlineData(100, 98, 98)]
    public async Task Chargers_are_counted_again_now_and_then_and_each_time_near_the_limit(int limit, int soon, int later)
    {
        limits = new() { ChargersPerOrganization = limit, Time = time };
        var location = await Locations.ResolveAsync(Org, null, null, default);
        await Chargers.CreateAsync(Template, location, "CP-1", default);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(limit - 1, await limits.RemainingAsync(Inventory, Org, default));

        await Chargers.CreateAsync(Template, location, "CP-2", default);
        Assert.Equal(soon, await limits.RemainingAsync(Inventory, Org, default));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(later, await limits.RemainingAsync(Inventory, Org, default));
    }

    [Fact]
    public async Task A_location_goes_with_its_chargers()
    {
        var location = await Locations.ResolveAsync(Org, null, null, default);
        var charger = await Chargers.CreateAsync(Template, location, "CP-1", default);

        await Locations.RemoveAsync(Org, location.Id, default);

        Assert.Equal([charger.Id], grains.Removed);
        await Assert.ThrowsAsync<FleetException>(() => Inventory.LocationAsync(Org, location.Id, default));
    }

    [Fact]
    public async Task A_location_with_chargers_is_made_as_a_whole_or_not_at_all()
    {
        var there = await Locations.ResolveAsync(Org, null, null, default);
        await Chargers.CreateAsync(Template, there, "CP-2", default);
        var draft = Locations.Draft(Org, "Hub");
        List<ChargerRecord> chargers =
        [
            Template.Make(Org, draft.Id, Ids.Charger(), "CP-1", TempDatabase.Now),
            Template.Make(Org, draft.Id, Ids.Charger(), "CP-2", TempDatabase.Now),
        ];

        var clash = await Assert.ThrowsAsync<FleetException>(() => Locations.CreateAsync(draft, chargers, default));
        var made = await Locations.CreateAsync(draft, [chargers[0]], default);

        Assert.Equal(FleetError.Conflict, clash.Error);
        Assert.Contains("CP-2", clash.Message);
        Assert.Equal(chargers[0].Id, Assert.Single(await Inventory.ChargersAsync(Org, made.Id, default)).Id);
        Assert.Contains(chargers[0].Id, grains.Activated);
        Assert.DoesNotContain(chargers[1].Id, grains.Activated);
    }

    [Theory]
    [InlineData("Zürich HB, Gleis 3", "zürich-hb-gleis-3")]
    [InlineData("⚡⚡", "location")]
    public async Task A_locations_slug_is_made_from_its_name(string name, string slug)
    {
        var location = await Locations.CreateAsync(Locations.Draft(Org, name), default);

        Assert.Equal(slug, location.Slug);
    }

    [Fact]
    public async Task An_unknown_time_zone_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<FleetException>(
            () => Locations.CreateAsync(Locations.Draft(Org, "Hub") with { Timezone = "Moon/Base" }, default));

        Assert.Equal(FleetError.Invalid, refusal.Error);
        Assert.Contains("timezone", refusal.Message);
    }

    [Fact]
    public async Task The_demo_inventory_is_made_once_and_only_where_nothing_is()
    {
        var chargers = await DemoInventory.SeedAsync(Inventory, "ws://127.0.0.1:8080/csms", TempDatabase.Now, default);
        var again = await DemoInventory.SeedAsync(Inventory, "ws://127.0.0.1:8080/csms", TempDatabase.Now, default);

        var depot = await Inventory.ChargersAsync("demo", "loc-456", default);
        Assert.Equal(12, chargers.Count);
        Assert.Empty(again);
        Assert.Equal(10, depot.Count);
        Assert.Equal(3, depot.Select(charger => charger.OcppVersion).Distinct().Count());
        Assert.Equal(2, depot.Select(charger => Catalog.RatingOf(charger).Current).Distinct().Count());
        foreach (var id in (string[])["dep-123", "dep-789"])
        {
            var charger = await Inventory.ChargerAsync("demo", id, default);
            Assert.Equal(("loc-1", 2), (charger.LocationId, Catalog.RatingOf(charger).ConnectorCount));
        }
    }

    [Fact]
    public void Every_template_names_models_that_are_in_the_catalogue()
    {
        foreach (var template in LocationTemplate.All)
        {
            foreach (var chargers in template.Chargers)
            {
                Assert.NotNull(Catalog.Model(chargers.BrandSlug, chargers.ModelSlug).With(chargers.ConnectorType));
            }
        }

        Assert.Distinct(LocationTemplate.All.Select(template => template.Slug));
    }
}
