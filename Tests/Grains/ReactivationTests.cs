using OcppLab.Grains;
using OcppLab.Simulation;
using OcppLab.Tests.Ocpp;
using Orleans.Core.Internal;

namespace OcppLab.Tests.Grains;

public sealed class ReactivationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Chargers_whose_activation_fails_while_the_database_is_away_run_again_by_themselves(int seed)
    {
        var ids = Enumerable.Range(1, 12).Select(i => $"dep-{i}").ToArray();
        await using var silo = await SiloFixture.StartAsync([.. ids.Select(SiloFixture.Detached)]);
        foreach (var id in ids)
        {
            await silo.DoAsync(id, new StartSession("TAG-1", 1, null, null));
        }

        var random = new Random(seed);
        silo.Storage.FailReads(_ => true);
        var leaving = ids.Where(_ => random.Next(2) == 0).Append("dep-1").Distinct().ToArray();
        foreach (var id in leaving)
        {
            await silo.Grain(id).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        }

        // What asks for one while the database is away is refused, and that is all that it hears.
        await Assert.ThrowsAnyAsync<Exception>(() => UntilRefusedAsync(silo, leaving[^1]));
        var chargers = silo.Chargers;
        await Guard.UntilAsync(() => !leaving.Any(chargers.IsActive), "they have gone");
        silo.Storage.FailReads(_ => false);

        await Guard.UntilAsync(() => ids.All(chargers.IsActive), "all chargers run");
    }

    [Fact]
    public async Task A_charger_that_is_to_run_and_does_not_is_found()
    {
        await using var silo = await SiloFixture.StartAsync(TimeSpan.FromSeconds(1), SiloFixture.Connected("dep-1"));
        await silo.Csms.AcceptAsync(statuses: 2);

        // As if the silo that had taken the request had died before it could ask the charger.
        Assert.All(await silo.Database.Inventory.AddAsync([SiloFixture.Connected("dep-2")], default), Assert.Null);

        await silo.Csms.AcceptAsync(statuses: 2);
    }

    [Fact]
    public async Task One_charger_that_can_t_be_woken_keeps_no_other_waiting_and_is_tried_by_itself()
    {
        var ids = Enumerable.Range(1, 20).Select(i => $"dep-{i}").ToArray();
        await using var silo = await SiloFixture.StartAsync([.. ids.Select(SiloFixture.Detached)]);
        foreach (var id in ids)
        {
            await silo.DoAsync(id, new StartSession("TAG-1", 1, null, null));
        }

        silo.FailReads = id => id == "dep-7";
        await silo.CrashAsync(away: TimeSpan.FromSeconds(5));
        var chargers = silo.Chargers;
        await Guard.UntilAsync(() => ids.All(id => chargers.IsActive(id) == (id != "dep-7")), "all but one run");
        silo.Storage.FailReads(_ => false);
        await Guard.UntilAsync(() => chargers.IsActive("dep-7"), "that one runs");

        Assert.Equal(Enumerable.Range(0, IStateStorage.Shares), silo.Storage.SharesRead.Order());
    }

    static async Task UntilRefusedAsync(SiloFixture silo, string chargerId)
    {
        using var patience = new CancellationTokenSource(Guard.Time);
        while (!patience.IsCancellationRequested)
        {
            await silo.Grain(chargerId).GetLiveAsync();
        }
    }
}
