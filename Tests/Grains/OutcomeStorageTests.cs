using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Tests.Grains;

/// <summary>What commands have come to is stored with their chargers, and survives what their chargers survive.</summary>
public sealed class OutcomeStorageTests
{
    [Fact]
    public async Task A_charger_writes_what_a_command_came_to_with_what_the_command_changed()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        await silo.DoAsync("dep-1", new PlugConnector(1));
        var before = await WrittenAsync(silo, "dep-1");

        var response = await silo.CommandOneAsync("dep-1", new UnplugConnector(1));

        Assert.Equal("applied", Assert.Single(await OutcomesAsync(silo, response.Request.Id)).Outcome);
        Assert.Equal(before + 1, await WrittenAsync(silo, "dep-1"));
    }

    [Fact]
    public async Task Outcomes_survive_a_crash_right_after_the_answer()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"));
        var session = await silo.CommandOneAsync("dep-1", new StartSession("TAG-1", 1, null, null));
        var refused = await silo.CommandOneAsync("dep-1", new StartSession("TAG-2", 1, null, null));

        await silo.CrashAsync(away: TimeSpan.FromSeconds(5));

        Assert.Equal("started", Assert.Single(await OutcomesAsync(silo, session.Request.Id)).Outcome);
        var failed = Assert.Single(await OutcomesAsync(silo, refused.Request.Id));
        Assert.Equal(("failed", "CP-dep-1"), (failed.Outcome, failed.Identity));
        Assert.Equal(refused.Failed[0].Refusal, failed.Reason);
    }

    [Fact]
    public async Task A_location_s_command_comes_to_its_outcomes_after_a_crash_before_its_chargers_have_stored_them()
    {
        await using var silo = await SiloFixture.StartAsync(SiloFixture.Detached("dep-1"), SiloFixture.Detached("dep-2"));
        silo.Storage.Hold();
        var response = await silo.CommandAsync(new PlugConnector(1));
        Assert.Equal(["queued", "queued"], (await OutcomesAsync(silo, response.Request.Id)).Select(row => row.Outcome));

        await silo.CrashAsync(away: TimeSpan.FromSeconds(5));

        using var patience = new CancellationTokenSource(Ocpp.Guard.Time);
        while ((await OutcomesAsync(silo, response.Request.Id)).Any(row => row.Outcome != "applied"))
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    static async Task<IReadOnlyList<OutcomeRecord>> OutcomesAsync(SiloFixture silo, string id)
    {
        var history = new CommandHistory(silo.Database.Database, silo.Database.Inventory);
        var command = await history.CommandAsync(SiloFixture.Org, id, default);
        return (await history.ChargersAsync(command, null, 0, 100, default)).Data;
    }

    /// <summary>How often a charger's state was written.</summary>
    static async Task<int> WrittenAsync(SiloFixture silo, string chargerId) => int.Parse((await silo.Database.ScalarAsync(
        $"SELECT CAST(version AS TEXT) FROM charger_states WHERE charger_id = '{chargerId}'"))!);
}
