using FsCheck.Xunit;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What the CSMS hears of a charger whose process is killed: everything, in its turn, and nothing as if it were new twice.</summary>
public sealed class KillTests
{
    [Property(MaxTest = 400, EndSize = 400)]
    public void A_charger_killed_at_any_moment_tells_everything_once_or_again_word_for_word(byte version, bool realistic, byte[] script)
    {
        var host = new MortalHost((OcppVersion)(version % 3), realistic ? Timing.Realistic : Timing.Instant);
        foreach (var step in script.Chunk(2).Where(step => step.Length == 2))
        {
            host.Wait(0.0007);
            Step(host, version % 3 > 0, step[0], step[1]);
        }

        host.Finish();
    }

    [Theory]
    [InlineData(OcppVersion.V16)]
    [InlineData(OcppVersion.V201)]
    public void Two_seconds_of_meter_values_are_in_doubt_and_those_of_the_time_away_come_afterwards_as_offline_ones(OcppVersion version)
    {
        var host = Charging(version);
        host.Run(120);
        var killed = host.Now;
        host.Kill(away: 60);
        var before = host.Heard.Count;
        host.Settle();

        Assert.InRange(host.HeardAgain.Count, 0, 2);
        Assert.All(host.HeardAgain, again => Assert.True(again.At > killed.AddSeconds(-2) && !again.Offline));
        var away = host.Heard.Skip(before).ToList();
        Assert.InRange(away.Count, 59, 61);
        Assert.All(away.Where(told => told.At > killed.AddSeconds(3)), told => Assert.True(told.Offline));
        host.Finish();
    }

    [Fact]
    public void A_slow_CSMS_costs_few_writes_and_what_it_has_not_answered_is_told_again()
    {
        var host = Charging(OcppVersion.V201);
        host.Run(10);

        // Each answer takes five seconds, and the meter values wait for each other.
        for (var i = 0; i < 200; i++)
        {
            host.Send();
            host.Wait(1);
            host.Renew();
            host.Renew();
            host.AllowLag();
            host.Write();
            if (i % 5 == 4)
            {
                host.Answer();
            }
        }

        Assert.InRange(host.Writes, 3, 14);
        host.Kill(away: 2);
        host.Finish();
    }

    [Fact]
    public void While_the_silo_can_t_say_what_was_sent_meter_values_wait_and_leave_in_order_afterwards()
    {
        var host = Charging(OcppVersion.V201);
        host.Run(10);
        host.Renew();
        host.Renew();
        var heard = host.Heard.Count;
        for (var i = 0; i < 60; i++)
        {
            host.Wait(1);
            host.Settle();
        }

        Assert.InRange(host.Heard.Count - heard, 2, 4);
        host.Renew();
        host.Renew();
        host.Settle();
        Assert.InRange(host.Heard.Count - heard, 59, 61);
        Assert.All(host.Heard.Skip(heard), told => Assert.False(told.Offline));
        host.Finish();
    }

    [Fact]
    public void Of_a_state_whose_process_is_not_known_the_meter_values_since_are_counted_and_not_told()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "10"));
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(100);
        var sent = fixture.Transactions.Last().SeqNo;

        fixture.Restart(secondsLater: 95);
        fixture.Connect();
        fixture.Wait(10);

        var next = fixture.Transactions.Last();
        Assert.Equal((TriggerReason.MeterValuePeriodic, false), (next.Trigger, next.Offline));
        Assert.Equal(sent + 10, next.SeqNo);
    }

    [Fact]
    public void Measurands_chosen_later_do_not_change_what_may_have_been_told()
    {
        var host = Charging(OcppVersion.V201);
        host.Run(5);
        host.Wait(1.1);
        host.Send();
        host.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedMeasurands", "SoC"));
        host.Write();
        host.Kill(away: 5);
        host.Settle();

        Assert.Single(host.HeardAgain);
        Assert.Equal(Measurands.SoC, host.Heard[^1].Measurands);
        host.Finish();
    }

    static MortalHost Charging(OcppVersion version)
    {
        var host = new MortalHost(version);
        host.Settle();
        host.Do(Interval(version, 1));
        host.Do(new StartSession("TAG", 1, null, null));
        host.Wait(0.1);
        host.Settle();
        return host;
    }

    static SetConfiguration Interval(OcppVersion version, int seconds) => new(
        version == OcppVersion.V16 ? "MeterValueSampleInterval" : "SampledDataCtrlr.TxUpdatedInterval", $"{seconds}");

    static void Step(MortalHost host, bool isVersion2, byte kind, byte b)
    {
        var connector = 1 + (b & 1);
        switch (kind % 20)
        {
            case 0 or 1 or 2:
                host.Wait(b / 97.0);
                break;
            case 3 or 4:
                host.Write();
                break;
            case 5 or 6:
                host.Send(arrives: b < 230);
                break;
            case 7:
                host.Answer();
                break;
            case 8 or 9:
                host.Renew();
                break;
            case 10:
                host.Kill(b / ((b & 8) == 0 ? 50.0 : 3.0), (b & 1) == 0, (b & 2) == 0);
                break;
            case 11 when host.IsConnected:
                host.Disconnect();
                break;
            case 11:
                host.Connect();
                break;
            case 12:
                host.Do(new StartSession("TAG", connector, b < 64 ? TimeSpan.FromSeconds(60 + b) : null, (b & 8) == 0 ? 500 + (10 * b) : null));
                break;
            case 13 when b < 100:
                host.Do(new StopSession(connector));
                break;
            case 14:
                host.Do(b < 128 ? new PowerUpdate(connector, b * 100) : b < 192 ? new EvStopsEnergy(connector) : new EvRequestsEnergy(connector));
                break;
            case 15 when b < 128:
                host.Do(new SetConfiguration(
                    isVersion2 ? (b & 4) == 0 ? "SampledDataCtrlr.TxUpdatedInterval" : "AlignedDataCtrlr.Interval"
                    : (b & 4) == 0 ? "MeterValueSampleInterval" : "ClockAlignedDataInterval",
                    $"{b % 4}"));
                break;
            case 15:
                host.Do(new SetConfiguration(
                    isVersion2 ? (b & 4) == 0 ? "SampledDataCtrlr.TxUpdatedMeasurands" : "SampledDataCtrlr.TxEndedMeasurands"
                    : (b & 4) == 0 ? "MeterValuesSampledData" : "StopTxnSampledData",
                    (b & 8) == 0 ? "SoC" : "Energy.Active.Import.Register,Voltage"));
                break;
            case 16:
                host.AllowLag();
                break;
            default:
                host.Run(b / 8.0);
                break;
        }
    }
}
