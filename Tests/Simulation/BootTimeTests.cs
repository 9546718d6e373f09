using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>A boot takes its time, and the connection before it is over first.</summary>
public sealed class BootTimeTests
{
    [Theory]
    [InlineData(false, 3, 8)]
    [InlineData(true, 15, 40)]
    public void A_reset_ends_the_connection_and_comes_back_after_the_boot(bool hard, int fewest, int most)
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var fixture = Realistic(seed);
            fixture.Wait(100);
            var at = fixture.Now;
            Assert.Equal(Calls.Accepted, fixture.Reset(hard));
            Assert.False(fixture.IsOpen);
            Assert.False(fixture.Charger.WantsConnection);
            Assert.Contains("boots until", fixture.Do(new StartSession("TAG", 1, null, null)).Refusal);
            var boots = fixture.Charger.NextDue!.Value;
            Assert.InRange((boots - at).TotalSeconds, fewest, most);

            fixture.Wait((boots - at).TotalSeconds + 0.001);
            Assert.True(fixture.Charger.WantsConnection);
            fixture.Sent.Clear();
            fixture.Connect();
            Assert.Equal("BootNotification", fixture.Sent[0].ActionName);
            Assert.All(fixture.Sent.OfType<StatusMessage>(), status => Assert.True(status.At >= boots));
        }
    }

    [Fact]
    public void A_process_that_dies_while_its_charger_boots_changes_nothing_and_is_no_boot()
    {
        var fixture = Realistic(7);
        fixture.Reset(hard: true);
        var boots = fixture.Charger.NextDue;
        fixture.Restart(2);
        Assert.Equal(boots, fixture.Charger.NextDue);
        Assert.False(fixture.Charger.WantsConnection);
        fixture.Wait(60);
        fixture.Connect();
        fixture.Sent.Clear();
        fixture.Restart();
        Assert.True(fixture.Charger.WantsConnection);
        fixture.Connect();
        Assert.Empty(fixture.Sent.OfAction("BootNotification"));
    }

    [Fact]
    public void A_charger_boots_in_its_own_time_where_it_has_one()
    {
        var fixture = Realistic(7);
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { BootTime = TimeSpan.FromSeconds(90) }, fixture.Now));
        fixture.Reset(hard: false);
        Assert.Equal(fixture.Now.AddSeconds(90), fixture.Charger.NextDue);
        fixture = ChargerFixture.Booted();
        fixture.Reset(hard: true);
        Assert.True(fixture.IsOpen);
    }

    [Fact]
    public void The_cable_outlives_a_reset()
    {
        var fixture = Realistic(7);
        fixture.Do(new PlugConnector(1));
        fixture.Reset(hard: false);
        fixture.Wait(60);
        fixture.Connect();
        Assert.Equal(ConnectorStatus.Preparing, fixture[1].Status);
    }

    static ChargerFixture Realistic(ulong seed)
    {
        var fixture = new ChargerFixture(seed: seed, timing: Timing.Realistic);
        fixture.Connect();
        return fixture;
    }
}
