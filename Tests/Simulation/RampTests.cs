using FsCheck.Xunit;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>How the power of a realistic charger comes about: checks, then a rise over seconds, and whatever happens in between.</summary>
public sealed class RampTests
{
    [Property(MaxTest = 1000)]
    public void In_a_ramp_too_energy_is_the_integral_of_the_power_and_the_time_to_an_energy_its_inverse(
        byte vehicle, byte soc, ushort limit, sbyte rampAfter, byte rise)
    {
        var kind = Vehicle.Profiles[vehicle % Vehicle.Profiles.Count];
        var (startSoc, limitW) = (soc / 255.0, 500 + (limit * 3.0));
        var target = new PowerProfile(kind, startSoc, limitW).PowerAt(0);
        var riseHours = (1 + (rise % 60)) / 3600.0;
        var profile = new RampedProfile(
            kind, startSoc, limitW, rampAfter < 0 ? rampAfter / 129.0 * riseHours : rampAfter / 8 / 3600.0, target / riseHours);
        Assert.Equal(new PowerProfile(kind, startSoc, limitW).RoomWh, profile.RoomWh, 1e-9);
        var (hours, energy) = (0.0, 0.0);
        var step = Math.Max(profile.RampHours, 1 / 3600.0) / 40;
        for (var i = 1; i <= 80; i++)
        {
            var before = profile.PowerAt(hours, energy);
            var middle = profile.PowerAt(hours + (step / 2), profile.EnergyAfter(hours + (step / 2)));
            var next = profile.EnergyAfter(hours + step);
            var after = profile.PowerAt(hours + step, next);
            Assert.InRange(after, 0, limitW + 1e-6);
            Assert.True(next >= energy);
            Assert.InRange((next - energy) / step, Math.Min(before, Math.Min(middle, after)) - 1, (Math.Max(before, Math.Max(middle, after)) * 1.001) + 1);
            if (next > energy && next < profile.RoomWh)
            {
                Assert.Equal(hours + step, profile.HoursTo(next), 1e-7);
                Assert.Equal(next, profile.EnergyAfter(profile.HoursTo(next)), 1e-9);
            }

            (hours, energy) = (hours + step, next);
        }

        // No step in the power where the ramp ends.
        var end = profile.RampHours;
        Assert.Equal(
            profile.PowerAt(end * (1 - 1e-9), profile.EnergyAfter(end * (1 - 1e-9))), profile.PowerAt(end, profile.EnergyAfter(end)),
            profile.EnergyAfter(end) >= profile.RoomWh ? double.MaxValue : 1);
        Assert.Equal(profile.RoomWh, profile.EnergyAfter(profile.HoursTo(profile.RoomWh) + 1));
    }

    [Theory]
    [InlineData(OcppVersion.V16, false)]
    [InlineData(OcppVersion.V16, true)]
    [InlineData(OcppVersion.V201, false)]
    [InlineData(OcppVersion.V201, true)]
    public void Nothing_flows_at_first_then_the_power_rises_in_a_line_to_what_it_would_be(OcppVersion version, bool dc)
    {
        var (fewestCheck, mostCheck, fewestRise, mostRise) = dc ? (5, 15, 5, 15) : (1, 3, 3, 10);
        var checks = new HashSet<double>();
        for (var seed = 0UL; seed < 20; seed++)
        {
            var model = dc ? ChargerFixture.Dc : ChargerFixture.Ac;
            var fixture = Started(version, model, seed);
            var atOnce = ChargerFixture.Booted(version, model, seed);
            Begin(atOnce, new StartSession("TAG", 1, null, null));
            var target = atOnce[1].Transaction!.PowerW;
            var check = First(fixture, power => power > 0);
            var full = First(fixture, power => power >= target * 0.98);
            checks.Add(check);
            Assert.InRange(check, fewestCheck, mostCheck + 0.1);
            Assert.InRange((full - check) / 0.98, fewestRise - 0.2, mostRise + 0.2);
            Assert.Equal(target / 2, PowerAt(fixture, check - 0.05 + ((full - check) / 0.98 / 2)), target * 0.05);
            var energy = Enumerable.Range(0, 1_200).Sum(tenth => PowerAt(fixture, (tenth / 10.0) + 0.05)) / 36_000;
            fixture.Wait(120);
            Assert.Equal(energy, fixture[1].Transaction!.EnergyWh, energy * 1e-3);
            Assert.DoesNotContain(
                fixture.Sent.OfType<StatusMessage>(), status => status.Status is ConnectorStatus.SuspendedEV or ConnectorStatus.SuspendedEVSE);
            Assert.All(fixture.Transactions, message => Assert.Equal(ChargingState.Charging, message.ChargingState));
        }

        Assert.True(checks.Count > 8);
    }

    [Property(MaxTest = 300)]
    public void An_energy_limit_is_hit_to_the_tick_in_a_ramp_too(bool dc, ulong seed, ushort limit)
    {
        var limitWh = 0.01 + (limit % 30_000 / 100.0);
        var model = dc ? ChargerFixture.Dc : ChargerFixture.Ac;
        var free = Started(OcppVersion.V201, model, seed);
        var fixture = ChargerFixture.Booted(OcppVersion.V201, model, seed, Timing.Realistic);
        Begin(fixture, new StartSession("TAG", 1, null, limitWh));
        fixture.Wait(3600);
        var ended = fixture.Transactions.Last();
        Assert.Equal((TransactionEventKind.Ended, StopReason.EnergyLimitReached), (ended.Kind, ended.StopReason));
        Assert.Equal(limitWh, ended.MeterWh, 1e-9);
        Assert.InRange(EnergyAt(free, ended.At.AddTicks(-1)), 0, limitWh + 1e-9);
        Assert.InRange(EnergyAt(free, ended.At), limitWh - 1e-9, limitWh + 1e-5);
    }

    [Fact]
    public void A_battery_that_is_full_in_a_ramp_ends_the_session_with_what_it_took()
    {
        var fixture = Started(OcppVersion.V201, ChargerFixture.Dc, 7);
        var unfinished = fixture[1].Transaction!.EndsAt!.Value;
        fixture.Wait((unfinished - fixture.Now).TotalSeconds - 2);
        fixture.Do(new EvStopsEnergy(1));
        fixture.Wait(1);
        fixture.Do(new EvRequestsEnergy(1));
        Assert.Equal(0, fixture[1].Transaction!.PowerW);
        var ends = fixture[1].Transaction!.EndsAt!.Value;
        Assert.InRange((ends - fixture.Now).TotalSeconds, 6, 30);
        fixture.Wait(100);
        Assert.Equal((StopReason.StoppedByEV, ends), (fixture.Transactions.Last().StopReason, fixture.Transactions.Last().At));
        Assert.Equal(100, fixture.Transactions.Last().Samples[^1].SocPercent!.Value, 9);
    }

    [Fact]
    public void A_time_limit_in_a_ramp_has_the_energy_until_then()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, ChargerFixture.Ac, timing: Timing.Realistic);
        Begin(fixture, new StartSession("TAG", 1, TimeSpan.FromSeconds(4), null));
        var energy = EnergyAt(fixture, fixture.Now.AddSeconds(4));
        fixture.Wait(10);
        Assert.InRange(energy, 0.01, 10);
        Assert.Equal(energy, fixture.Transactions.Last().MeterWh);
    }

    [Fact]
    public void A_lower_limit_counts_at_once_and_a_higher_one_is_reached_without_another_check()
    {
        var fixture = Started(OcppVersion.V16, ChargerFixture.Dc, 7);
        fixture.Wait(First(fixture, power => power > 30_000));
        var reached = fixture[1].Transaction!.PowerW;
        fixture.Do(new PowerUpdate(1, 20_000));
        Assert.Equal(20_000, fixture[1].Transaction!.PowerW, 1e-6);
        fixture.Wait(1);
        fixture.Do(new PowerUpdate(1, 100_000));
        Assert.InRange(fixture[1].Transaction!.PowerW, reached, 100_000);

        var slow = Started(OcppVersion.V16, ChargerFixture.Dc, 7, capW: 20_000);
        slow.Wait(First(slow, power => power > 10_000));
        var (half, energy) = (slow[1].Transaction!.PowerW, slow[1].Transaction!.EnergyWh);
        slow.Do(new PowerUpdate(1, 30_000));
        Assert.Equal(half, slow[1].Transaction!.PowerW, 0.1);
        Assert.Equal(energy, slow[1].Transaction!.EnergyWh);
        Assert.InRange(First(slow, power => power >= 29_999), 3.2, 10.1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_a_pause_of_the_vehicle_s_or_the_charger_s_the_power_rises_again(bool byVehicle)
    {
        var fixture = Started(OcppVersion.V201, ChargerFixture.Dc, 7);
        fixture.Wait(100);
        fixture.Do(byVehicle ? new EvStopsEnergy(1) : new PowerUpdate(1, 0));
        fixture.Wait(60);
        fixture.Sent.Clear();
        var energy = fixture[1].Transaction!.EnergyWh;
        fixture.Do(byVehicle ? new EvRequestsEnergy(1) : new PowerUpdate(1, 100_000));
        Assert.Equal((ConnectorStatus.Charging, 0), (fixture[1].Status, fixture[1].Transaction!.PowerW));
        var check = First(fixture, power => power > 0);
        Assert.InRange(check, 5, 15.1);
        Assert.Equal(energy, EnergyAt(fixture, fixture.Now.AddSeconds(check - 0.1)));
        fixture.Wait(60);
        Assert.All(fixture.Transactions, message => Assert.Equal(ChargingState.Charging, message.ChargingState));
        Assert.True(fixture[1].Transaction!.EnergyWh > energy);
    }

    /// <summary>Whatever is offered or wanted in whatever order: the power is never above the offer, the energy is its integral, and a process that
    /// dies at any moment changes nothing, to the last digit.</summary>
    [Property(MaxTest = 300)]
    public void Limits_pauses_and_restarts_leave_the_energy_what_flowed(bool dc, ulong seed, (byte Kind, byte Value, byte Wait)[] steps)
    {
        var model = dc ? ChargerFixture.Dc : ChargerFixture.Ac;
        var fixture = Started(OcppVersion.V16, model, seed);
        var restarted = Started(OcppVersion.V16, model, seed);
        var cap = model.MaxPowerW;
        foreach (var (kind, value, wait) in steps)
        {
            Command? command = (kind % 6) switch
            {
                0 or 1 => new PowerUpdate(1, cap = model.MaxPowerW * value / 255),
                2 => new EvStopsEnergy(1),
                3 => new EvRequestsEnergy(1),
                _ => null,
            };
            if (command is not null)
            {
                fixture.Do(command);
                restarted.Do(command);
            }

            var seconds = wait / 16.0;
            var most = Math.Max(1, (int)(seconds * 20));
            var powers = Enumerable.Range(0, most + 1).Select(i => PowerAt(fixture, seconds * i / most)).ToList();
            Assert.All(powers, power => Assert.InRange(power, 0, cap + 1e-6));
            var before = fixture[1].Transaction!.EnergyWh;
            fixture.Wait(seconds);
            restarted.Restart(seconds);
            restarted.Connect();
            if (fixture[1].Transaction is null)
            {
                Assert.Null(restarted[1].Transaction);
                return;
            }

            var flowed = fixture[1].Transaction!.EnergyWh - before;
            Assert.InRange(
                flowed * 3600, (powers.Zip(powers.Skip(1), Math.Min).Sum() * seconds / most) - 1, (powers.Zip(powers.Skip(1), Math.Max).Sum() * seconds / most) + 1);
            Assert.Equal(fixture[1].Transaction!.EnergyWh, restarted[1].Transaction!.EnergyWh);
            Assert.Equal(fixture[1].Transaction!.PowerW, restarted[1].Transaction!.PowerW);
        }
    }

    [Fact]
    public void At_once_there_is_no_ramp_and_nothing_of_one_in_the_state()
    {
        var fixture = ChargerFixture.Booted(model: ChargerFixture.Dc);
        Begin(fixture, new StartSession("TAG", 1, null, null));
        Assert.True(fixture[1].Transaction!.PowerW > 20_000);
        Assert.DoesNotContain("ramp", ChargerFixture.Save(fixture.Charger));
    }

    // Up to the start of the transaction.
    static void Begin(ChargerFixture fixture, StartSession session)
    {
        fixture.Do(session);
        while (fixture[session.ConnectorId].Transaction is null)
        {
            fixture.WaitUntil(fixture.Charger.NextDue!.Value);
        }
    }

    static ChargerFixture Started(OcppVersion version, ChargerModel model, ulong seed, double? capW = null)
    {
        var fixture = ChargerFixture.Booted(version, model, seed, Timing.Realistic);
        if (capW is { } most)
        {
            fixture.Do(new PowerUpdate(1, most));
        }

        Begin(fixture, new StartSession("TAG", 1, null, null));
        return fixture;
    }

    // After how many seconds, in steps of a tenth, the power is as wanted for the first time.
    static double First(ChargerFixture fixture, Predicate<double> wanted) =>
        Enumerable.Range(0, 600).Select(tenth => tenth / 10.0).First(seconds => wanted(PowerAt(fixture, seconds)));

    static double PowerAt(ChargerFixture fixture, double seconds) =>
        fixture.Charger.View(fixture.Now.AddSeconds(seconds)).Connectors[0].Transaction!.PowerW;

    static double EnergyAt(ChargerFixture fixture, DateTimeOffset at) => fixture.Charger.View(at).Connectors[0].Transaction!.EnergyWh;
}
