using FsCheck.Xunit;
using OcppLab.Simulation;
using static OcppLab.Tests.Simulation.V21.V2XFlow;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>What holds of a vehicle that gives energy, whatever powers the CSMS sets and whenever.</summary>
public sealed class DischargeProperties
{
    // Until card, cable and contactors are through, in seconds.
    const double PeoplesPace = 120;

    [Property(MaxTest = 300, EndSize = 200)]
    public void Both_registers_never_fall_and_the_battery_has_what_was_taken_and_not_given(bool isDc, bool realistic, byte soc, byte battery, byte[] script)
    {
        var fixture = New(isDc, realistic, soc, battery, limitWh: null, TimeSpan.FromDays(60), out var vehicle);
        var start = fixture[1].Transaction!;
        var (importedWh, exportedWh, at) = (start.EnergyWh, 0.0, fixture.Now);
        foreach (var step in Steps(script))
        {
            Play(fixture, step);
            var now = fixture[1].Transaction!;
            Assert.InRange(now.SocPercent, 0, 100);
            Assert.Equal(start.SocPercent + ((now.EnergyWh - start.EnergyWh - (now.ExportedWh ?? 0)) / vehicle.BatteryKwh!.Value / 10), now.SocPercent, 1e-6);
            Assert.True(now.EnergyWh >= importedWh);
            Assert.InRange((now.ExportedWh ?? 0) - exportedWh, 0, (vehicle.MaxDischargePowerW!.Value * (fixture.Now - at).TotalHours) + 1e-6);
            Assert.True(now.PowerW >= 0 || now.SocPercent > 100 * Vehicle.DischargeFloorSoc);
            (importedWh, exportedWh, at) = (now.EnergyWh, now.ExportedWh ?? 0, fixture.Now);
        }

        // The next transaction goes on where the registers are.
        fixture.Do(new StopSession(1));
        fixture.Do(new UnplugConnector(1));
        if (!fixture.IsOpen)
        {
            fixture.Connect();
        }

        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(realistic ? PeoplesPace : 0);
        var begun = fixture.Transactions.Last(message => message.Kind == TransactionEventKind.Started).Samples[0];
        Assert.Equal((importedWh, exportedWh), (begun.EnergyWh, begun.ExportedWh));
        var samples = fixture.Transactions.SelectMany(message => message.Samples).OrderBy(sample => sample.At).ToList();
        foreach (var (one, next) in samples.Zip(samples.Skip(1)))
        {
            Assert.True(next.EnergyWh >= one.EnergyWh && next.ExportedWh >= one.ExportedWh);
            Assert.False(next is { PowerW: > 0, ExportW: > 0 });
        }
    }

    [Property(MaxTest = 300, EndSize = 200)]
    public void Limits_are_hit_exactly(bool isDc, bool realistic, byte soc, byte battery, byte limit, byte minutes, byte[] script)
    {
        double? limitWh = limit % 3 == 0 ? null : 200 + (50 * limit);
        TimeSpan? duration = limitWh is null || minutes % 2 == 0 ? TimeSpan.FromMinutes(5 + minutes) : null;
        var fixture = New(isDc, realistic, soc, battery, limitWh, duration, out _);
        foreach (var step in Steps(script).TakeWhile(_ => fixture[1].Transaction is not null))
        {
            Play(fixture, step);
        }

        // Whatever was set, it charges at last.
        if (fixture[1].Transaction is not null)
        {
            fixture.Do(new EvRequestsEnergy(1));
            fixture.Do(new PowerUpdate(1, 22_000));
            Assert.Null(Reason(fixture.Set("""{"startPeriod":0,"limit":22000}""")));
            fixture.Wait(48 * 3600);
        }

        var stopped = Assert.Single(fixture.Sessions.Where(session => session.StoppedAt is not null).DistinctBy(session => session.SessionId));
        switch (stopped.StopReason)
        {
            case StopReason.EnergyLimitReached:
                Assert.Equal(limitWh, stopped.EnergyWh);
                break;
            case StopReason.TimeLimitReached:
                Assert.Equal(duration, stopped.StoppedAt - stopped.StartedAt);
                break;
            default:
                Assert.Equal((StopReason.StoppedByEV, null), (stopped.StopReason, duration));
                break;
        }
    }

    [Property(MaxTest = 300, EndSize = 120)]
    public void A_restart_at_any_point_changes_nothing(bool isDc, bool realistic, byte soc, byte battery, byte[] script, ushort away)
    {
        var fixture = New(isDc, realistic, soc, battery, limitWh: 9_000, duration: null, out _);
        foreach (var step in Steps(script))
        {
            Play(fixture, step);
        }

        var restored = fixture.Copy();
        restored.Restart(away);
        fixture.Let(away);
        fixture.Disconnect();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equivalent(fixture.Charger.View(fixture.Now).Connectors, restored.Charger.View(restored.Now).Connectors);
            fixture.Let(1_000);
            restored.Let(1_000);
        }
    }

    static ChargerFixture New(bool isDc, bool realistic, byte soc, byte battery, double? limitWh, TimeSpan? duration, out VehicleOptions vehicle)
    {
        vehicle = Giver with { BatteryKwh = 2 + (battery / 10.0), SocPercent = soc % 101 };
        var fixture = new ChargerFixture(OcppVersion.V21, isDc ? Dc : Ac, timing: realistic ? Timing.Realistic : Timing.Instant) { Csms = Agrees };
        fixture.Connect();
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "120"));
        fixture.Do(new StartSession("TAG", 1, duration, limitWh, StayPlugged: true, Vehicle: vehicle));
        fixture.Wait(realistic ? PeoplesPace : 0);
        return fixture;
    }

    static OcppResponse Agrees(OcppRequest message) => message.ActionName == "Authorize"
        ? Authorization([V2.EnergyTransferModeEnumType.ACthreephase, V2.EnergyTransferModeEnumType.ACBPT, V2.EnergyTransferModeEnumType.DC, V2.EnergyTransferModeEnumType.DCBPT])
        : ChargerFixture.Reply(message);

    static IEnumerable<byte[]> Steps(byte[] script) => script.Chunk(3).Where(step => step.Length == 3);

    static void Play(ChargerFixture fixture, byte[] step)
    {
        var (a, b) = (step[1], step[2]);
        fixture.Let(0.001);
        switch (step[0] % 10)
        {
            case 0 or 1 or 2 or 3 when fixture.IsOpen:
                var inAmperes = (step[0] & 128) != 0;
                var setpoint = (a - 128) * (inAmperes ? 0.25 : 100);
                var second = (a & 3) switch
                {
                    0 => "",
                    1 => $$""",{"startPeriod":{{1 + (b * 20)}},"operationMode":"Idle"}""",
                    2 => $$""",{"startPeriod":{{1 + (b * 20)}},"limit":16}""",
                    _ => $",{Setpoint(-setpoint, 1 + (b * 20), ",\"dischargeLimit\":-5,\"limit\":4000")}",
                };
                Assert.Null(Reason(fixture.Set(
                    Setpoint(setpoint) + second, (b & 1) == 0 || fixture[1].Transaction is null ? "TxDefaultProfile" : "TxProfile", inAmperes ? "A" : "W")));
                break;
            case 4 or 5 or 6:
                fixture.Wait(a * b / 8.0);
                break;
            case 7:
                fixture.Do(a < 100 ? new EvStopsEnergy(1) : a < 200 ? new EvRequestsEnergy(1) : new PowerUpdate(1, b * 100));
                break;
            case 8 when fixture.IsOpen && fixture[1].Transaction is not null:
                fixture.Allow(a < 128 ? "\"AC_three_phase\",\"DC\"" : "\"AC_BPT\",\"DC_BPT\"");
                break;
            case 9:
                fixture.Restart(a);
                fixture.Connect();
                break;
        }
    }
}
