using System.Text;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What a restart of the simulator leaves as it was.</summary>
public sealed class RestartTests
{
    [Fact]
    public void An_idle_charger_has_next_to_no_state()
    {
        Assert.Equal("{}", ChargerFixture.Save(new ChargerFixture(hasCsms: false).Charger));
        Assert.True(new ChargerFixture(hasCsms: false).Charger.IsIdle);
    }

    [Fact]
    public void A_running_session_goes_on_as_if_nothing_had_been()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(900), null));
        fixture.Wait(100);

        fixture.Restart(secondsLater: 400);
        var energy = fixture[1].Transaction!.EnergyWh;
        fixture.Connect();
        fixture.Wait(900);

        var undisturbed = ChargerFixture.Booted();
        undisturbed.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(900), null));
        undisturbed.Wait(500);
        Assert.Equal(undisturbed[1].Transaction!.EnergyWh, energy, 9);
        undisturbed.Wait(900);
        Assert.Equal(undisturbed.Transactions.Last() with { Samples = [] }, fixture.Transactions.Last() with { Samples = [] });
        Assert.DoesNotContain(fixture.Sent, message => message.ActionName == "BootNotification");
        Assert.Single(fixture.Transactions, message => message.Kind == TransactionEventKind.Started);
        Assert.Single(fixture.Transactions, message => message.Kind == TransactionEventKind.Ended);
    }

    [Fact]
    public void A_state_from_elsewhere_is_refused_and_what_is_unknown_in_it_ignored()
    {
        var spec = new ChargerFixture().Charger.Spec;
        Assert.Throws<FormatException>(() => Charger.Restore(spec, "[1]"u8, ChargerFixture.Start, null, out _));
        Assert.Throws<FormatException>(() => Charger.Restore(spec, ""u8, ChargerFixture.Start, null, out _));
        var charger = Charger.Restore(spec, Encoding.UTF8.GetBytes("""{"off":true,"fromTheFuture":{"a":[1]}}"""), ChargerFixture.Start, null, out _);
        Assert.False(charger.View(ChargerFixture.Start).On);
    }
}
