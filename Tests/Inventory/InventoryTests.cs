using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Tests.Inventory;

public sealed class InventoryTests : IDisposable
{
    const string Org = TempDatabase.Org;

    readonly TempDatabase temp = new();

    InventoryStore Inventory => temp.Inventory;

    public void Dispose() => temp.Dispose();

    async Task<List<ChargerRecord>> AllAsync()
    {
        var all = new List<ChargerRecord>();
        await foreach (var charger in Inventory.ChargersAsync(default))
        {
            all.Add(charger);
        }

        return all;
    }

    [Fact]
    public async Task A_charger_is_read_as_it_was_written()
    {
        var charger = TempDatabase.Charger("dep-1", "loc-1", "CP-1");
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);

        await Inventory.AddAsync(charger, default);

        Assert.Equal(charger, await Inventory.ChargerAsync(Org, "dep-1", default));
        Assert.Equal(charger, await Inventory.ChargerByIdentityAsync(Org, "CP-1", default));
        Assert.Equal(charger, Assert.Single(await AllAsync()));
    }

    [Fact]
    public async Task What_was_chosen_for_a_charger_is_read_as_it_was_written()
    {
        var options = new ChargerOptions { Timing = Timing.Instant, SerialNumber = "it's", Vehicle = new() { Acceptance = [new(0, 1), new(100, 2)] } };
        var plain = TempDatabase.Charger("dep-1", "loc-1", "CP-1");
        ChargerRecord[] chosen =
        [
            .. Enumerable.Range(2, 3).Select(number => TempDatabase.Charger($"dep-{number}", "loc-1", $"CP-{number}") with { Options = options }),
        ];
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);

        await Inventory.AddAsync(chosen[0], default);
        Assert.All(await Inventory.AddAsync([plain, .. chosen[1..]], default), Assert.Null);

        Assert.Equal(chosen[0], await Inventory.ChargerAsync(Org, "dep-2", default));
        Assert.Null((await Inventory.ChargerAsync(Org, "dep-1", default)).Options);
        var all = (await AllAsync()).OrderBy(charger => charger.Id).ToList();
        Assert.Equal([plain, .. chosen], all);
        Assert.Same(all[2].Options, all[3].Options);

        await Inventory.ChangeAsync(Org, "dep-1", charger => charger with { Options = new() { BootTimeSeconds = 5 } }, default);
        await Inventory.ChangeAsync(Org, "dep-2", charger => charger with { Options = null }, default);
        Assert.Equal(5, (await Inventory.ChargerAsync(Org, "dep-1", default)).Options?.BootTimeSeconds);
        Assert.Null((await Inventory.ChargersAsync(["dep-2"], default)).Single().Options);
    }

    [Fact]
    public async Task Tables_are_brought_up_to_date_by_whoever_starts_however_many_at_once()
    {
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => temp.Open().Dispose())));

        Assert.Equal("loc-1", (await Inventory.LocationAsync(Org, "loc-1", default)).Id);
    }

    [Fact]
    public async Task An_identity_can_be_had_once_in_an_organization_and_again_in_another()
    {
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-2", "other"), default);
        await Inventory.AddAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-1"), default);

        var conflict = await Assert.ThrowsAsync<FleetException>(
            () => Inventory.AddAsync(TempDatabase.Charger("dep-2", "loc-1", "CP-1"), default));
        await Inventory.AddAsync(TempDatabase.Charger("dep-3", "loc-2", "CP-1", "other"), default);

        Assert.Equal(FleetError.Conflict, conflict.Error);
        Assert.Contains("CP-1", conflict.Message);
        Assert.Equal("dep-3", (await Inventory.ChargerByIdentityAsync("other", "CP-1", default)).Id);
    }

    [Fact]
    public async Task Another_organizations_things_are_not_there()
    {
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await Inventory.AddAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-1"), default);

        await NotFoundAsync(() => Inventory.LocationAsync("other", "loc-1", default));
        await NotFoundAsync(() => Inventory.ChargerAsync("other", "dep-1", default));
        await NotFoundAsync(() => Inventory.ChargerByIdentityAsync("other", "CP-1", default));
        await NotFoundAsync(() => Inventory.ChargersAsync("other", "loc-1", default));
        await NotFoundAsync(() => Inventory.ChangeAsync("other", "dep-1", charger => charger, default));
        await NotFoundAsync(() => Inventory.RemoveLocationAsync("other", "loc-1", default));
        await Inventory.RemoveAsync("other", null, ["dep-1"], default);
        Assert.Empty((await Inventory.ChargersAsync("other", new ChargerFilter(), 0, 10, default)).Data);
        Assert.Empty((await Inventory.LocationsAsync("other", 0, 10, default)).Data);
        Assert.Equal(0, await Inventory.CountAsync("other", default));
        Assert.Single(await AllAsync());
    }

    [Fact]
    public async Task Many_are_added_at_once_and_those_that_clash_are_named()
    {
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await Inventory.AddAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-1"), default);
        ChargerRecord[] chargers =
        [
            TempDatabase.Charger("dep-2", "loc-1", "CP-2"),
            TempDatabase.Charger("dep-3", "loc-1", "CP-1"),
            TempDatabase.Charger("dep-4", "loc-1", "CP-2"),
            TempDatabase.Charger("dep-5", "loc-9", "CP-5"),
        ];

        var failures = await Inventory.AddAsync(chargers, default);
        var again = await Inventory.AddAsync(chargers, default);

        Assert.Null(failures[0]);
        Assert.Contains("CP-1", failures[1]);
        Assert.Contains("CP-2", failures[2]);
        Assert.Contains("loc-9", failures[3]);
        Assert.Equal(failures, again);
        Assert.Equal(["dep-1", "dep-2"], (await AllAsync()).Select(charger => charger.Id));
    }

    [Fact]
    public async Task Lists_are_paged_in_order_of_the_identities_and_can_be_narrowed()
    {
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-2", name: "Yard"), default);
        await Inventory.AddAsync(
            [.. Enumerable.Range(0, 25).Select(i => TempDatabase.Charger($"dep-{i}", i < 20 ? "loc-1" : "loc-2", $"CP-{i:D2}"))], default);

        var page = await Inventory.ChargersAsync(Org, new ChargerFilter { LocationId = "loc-1" }, 15, 10, default);
        var some = await Inventory.ChargersAsync(
            Org, new ChargerFilter { LocationId = "loc-1", Ids = ["dep-3", "dep-22", "dep-x"] }, 0, 10, default);
        var beyond = await Inventory.ChargersAsync(Org, new ChargerFilter(), 1L << 40, 10, default);

        Assert.Equal(["CP-15", "CP-16", "CP-17", "CP-18", "CP-19"], page.Data.Select(charger => charger.Identity));
        Assert.Equal(20, page.Total);
        Assert.Equal(["dep-3"], some.Data.Select(charger => charger.Id));
        Assert.Equal((0, 25), (beyond.Data.Count, beyond.Total));
    }

    [Fact]
    public async Task A_text_is_searched_in_any_letter_case_of_any_alphabet()
    {
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await Inventory.AddAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-1") with { Name = "Übergang Ωmega" }, default);

        async Task<int> CountAsync(string text) =>
            (await Inventory.ChargersAsync(Org, new ChargerFilter { Search = text }, 0, 10, default)).Total;

        Assert.Equal(1, await CountAsync("übergang"));
        Assert.Equal(1, await CountAsync("ωMEGA"));
        Assert.Equal(0, await CountAsync("ubergang"));
    }

    [Fact]
    public async Task A_location_takes_its_chargers_with_it()
    {
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-2", name: "Yard"), default);
        await Inventory.AddAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-1"), default);
        await Inventory.AddAsync(TempDatabase.Charger("dep-2", "loc-2", "CP-2"), default);

        var removed = await Inventory.RemoveLocationAsync(Org, "loc-1", default);

        Assert.Equal("dep-1", Assert.Single(removed).Id);
        Assert.Equal("dep-2", Assert.Single(await AllAsync()).Id);
        await NotFoundAsync(() => Inventory.LocationAsync(Org, "loc-1", default));
    }

    [Fact]
    public async Task A_location_is_found_by_its_name_or_made_and_slugs_never_clash()
    {
        var first = await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        var second = await Inventory.AddLocationAsync(TempDatabase.Location("loc-2"), default);

        var found = await Inventory.FindOrAddLocationAsync(TempDatabase.Location("loc-3"), default);
        var made = await Inventory.FindOrAddLocationAsync(TempDatabase.Location("loc-4", name: "Yard"), default);

        Assert.Equal("depot", first.Slug);
        Assert.StartsWith("depot-", second.Slug);
        Assert.Equal("loc-1", found.Id);
        Assert.Equal("loc-4", made.Id);
    }

    [Fact]
    public async Task A_change_that_clashes_or_moves_nowhere_changes_nothing()
    {
        await Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        var charger = TempDatabase.Charger("dep-1", "loc-1", "CP-1");
        await Inventory.AddAsync([charger, TempDatabase.Charger("dep-2", "loc-1", "CP-2")], default);

        var clash = await Assert.ThrowsAsync<FleetException>(
            () => Inventory.ChangeAsync(Org, "dep-1", known => known with { Identity = "CP-2" }, default));
        await NotFoundAsync(() => Inventory.ChangeAsync(Org, "dep-1", known => known with { LocationId = "loc-9" }, default));

        Assert.Equal(FleetError.Conflict, clash.Error);
        Assert.Equal(charger, await Inventory.ChargerAsync(Org, "dep-1", default));
    }

    static async Task NotFoundAsync(Func<Task> act) =>
        Assert.Equal(FleetError.NotFound, (await Assert.ThrowsAsync<FleetException>(act)).Error);
}
