using OcppLab.Inventory;

namespace OcppLab.Tests.Inventory;

/// <summary>The commands that were given: how long they are kept, and what is told of chargers that have come to nothing yet.</summary>
public sealed class CommandHistoryTests : IDisposable
{
    const string Org = "acme";

    readonly TempDatabase temp = new();

    CommandHistory History => new(temp.Database, temp.Inventory);

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task Old_commands_go_with_their_outcomes()
    {
        await WriteAsync("old", minute: 0, targets: 3);
        await WriteAsync("new", minute: 10, targets: 3);
        await WriteAsync("other", minute: 0, targets: 3, organization: "other");

        Assert.Equal(2, await History.PruneAsync(TempDatabase.Now.AddMinutes(5), 1_000_000, default));

        Assert.Equal(["new"], await IdsAsync(Org));
        Assert.Empty(await IdsAsync("other"));
        Assert.Equal("3", await temp.ScalarAsync("SELECT CAST(COUNT(*) AS TEXT) FROM command_outcomes"));
    }

    [Fact]
    public async Task Of_each_organization_the_oldest_go_beyond_a_number_of_outcomes()
    {
        for (var i = 0; i < 10; i++)
        {
            await WriteAsync($"c{i}", minute: i, targets: 100);
        }

        await WriteAsync("other", minute: 0, targets: 450, organization: "other");

        Assert.Equal(6, await History.PruneAsync(TempDatabase.Now, 450, default));

        Assert.Equal(["c9", "c8", "c7", "c6"], await IdsAsync(Org));
        Assert.Equal(["other"], await IdsAsync("other"));
        Assert.Equal("850", await temp.ScalarAsync("SELECT CAST(COUNT(*) AS TEXT) FROM command_outcomes"));
        Assert.Equal(0, await History.PruneAsync(TempDatabase.Now, 450, default));
    }

    [Fact]
    public async Task A_command_for_more_chargers_than_are_kept_goes_whole()
    {
        await WriteAsync("large", minute: 0, targets: 12_000);

        Assert.Equal(1, await History.PruneAsync(TempDatabase.Now, 10_000, default));

        Assert.Equal("0", await temp.ScalarAsync("SELECT CAST(COUNT(*) AS TEXT) FROM command_outcomes"));
    }

    [Fact]
    public async Task Chargers_of_which_nothing_is_known_are_queued()
    {
        await WriteAsync("c", minute: 0, targets: 5, outcomes: 2);
        var command = await History.CommandAsync(Org, "c", default);

        Assert.Equal([("queued", 3, null), ("applied", 2, TempDatabase.Now)],
            (await History.CountAsync(command, default)).Select(count => (count.Outcome, count.Count, count.LastAt)));
        Assert.Equal(["applied", "applied", "queued", "queued", "queued"],
            (await History.ChargersAsync(command, null, 0, 10, default)).Data.Select(row => row.Outcome));
        var page = await History.ChargersAsync(command, Outcomes.Queued, 1, 1, default);
        Assert.Equal(("dep-3", 3), (Assert.Single(page.Data).ChargerId, page.Total));
        Assert.Equal(2, (await History.ChargersAsync(command, "applied", 0, 1, default)).Total);
    }

    async Task<string[]> IdsAsync(string organization) =>
        [.. (await History.PageAsync(organization, new(), 0, 100, default)).Data.Select(command => command.Id)];

    /// <summary>Writes rows as a silo does.</summary>
    async Task WriteAsync(string id, int minute, int targets, int? outcomes = null, string organization = Org)
    {
        var at = TempDatabase.Now.AddMinutes(minute).ToUnixTimeMilliseconds();
        await temp.ScalarAsync(
            "INSERT INTO commands (id, organization_id, location_id, event_type, requested_at, targeted, payload, targets) "
            + $"SELECT '{id}', '{organization}', 'loc-1', 'plug_connector', {at}, {targets}, '{{}}', json_group_array('dep-' || value) "
            + $"FROM (WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n WHERE value < {targets - 1}) SELECT value FROM n)");
        await temp.ScalarAsync(
            "INSERT INTO command_outcomes (command_id, charger_id, organization_id, identity, outcome, at) "
            + $"WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n WHERE value < {(outcomes ?? targets) - 1}) "
            + $"SELECT '{id}', 'dep-' || value, '{organization}', 'CP-' || value, 'applied', {at} FROM n");
    }
}
