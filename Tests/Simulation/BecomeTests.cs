using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What a change of the charger itself does while it runs.</summary>
public sealed class BecomeTests
{
    [Fact]
    public void A_new_identity_ends_the_session_and_boots_as_that_identity()
    {
        var lab = Lab.Booted();
        lab.Do(new StartSession("TAG", 1, null, null));
        lab.See(lab.Charger.Become(lab.Charger.Spec with { Identity = "CP-2" }, lab.Now));
        Assert.IsType<BootMessage>(lab.Sent.First(message => message is BootMessage));
        Assert.Equal(StopReason.Reboot, lab.Sessions.Last().StopReason);
        Assert.DoesNotContain(lab.Transactions, message => message.Kind == TransactionEventKind.Ended);
        Assert.Equal(ConnectorStatus.Available, lab[1].Status);
    }

    [Fact]
    public void A_new_model_ends_the_session_tells_so_and_has_its_connectors()
    {
        var lab = Lab.Booted();
        lab.Do(new StartSession("TAG", 1, null, null));
        lab.See(lab.Charger.Become(lab.Charger.Spec with { Model = Lab.AcSinglePhase }, lab.Now));
        Assert.Equal(TransactionEventKind.Ended, lab.Transactions.Last().Kind);
        Assert.Single(lab.Charger.View(lab.Now).Connectors);
        Assert.Equal(Lab.AcSinglePhase, lab.Sent.OfType<BootMessage>().Single().Model);
    }

    [Fact]
    public void Without_its_CSMS_a_charger_goes_on_detached_and_with_one_it_boots()
    {
        var lab = Lab.Booted();
        lab.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        lab.See(lab.Charger.Become(lab.Charger.Spec with { HasCsms = false }, lab.Now));
        Assert.False(lab.IsOpen);
        lab.Sent.Clear();
        lab.Wait(30);
        lab.See(lab.Charger.Become(lab.Charger.Spec with { HasCsms = true }, lab.Now));
        lab.Connect();
        lab.Wait(60);
        Assert.IsType<BootMessage>(lab.Sent[0]);
        Assert.Empty(lab.Transactions);
        Assert.Equal(StopReason.TimeLimitReached, lab.Sessions.Last().StopReason);
    }

    [Fact]
    public void Nothing_new_changes_nothing()
    {
        var lab = Lab.Booted();
        Assert.Equal(default, lab.Charger.Become(lab.Charger.Spec with { }, lab.Now));
    }
}
