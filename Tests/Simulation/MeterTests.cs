using FsCheck.Xunit;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>The physics: what a meter may show.</summary>
public sealed class MeterTests
{
    [Property(MaxTest = 500)]
    public void Energy_is_the_integral_of_the_power_and_the_time_to_an_energy_its_inverse(byte vehicle, byte soc, ushort limit)
    {
        var kind = Vehicle.Profiles[vehicle % Vehicle.Profiles.Count];
        var profile = new PowerProfile(kind, soc % 100 / 100.0, 500 + (limit * 3.0));
        var full = profile.HoursTo(profile.RoomWh);
        var before = 0.0;
        for (var i = 1; i <= 50; i++)
        {
            var hours = full * i / 50;
            var energy = profile.EnergyAfter(hours);
            Assert.True(energy >= before);
            Assert.Equal(hours, profile.HoursTo(energy), full * 1e-9);
            var middle = profile.PowerAt(profile.EnergyAfter(hours - (full / 100)));
            var (low, high) = (profile.PowerAt(before), i == 50 ? 0 : profile.PowerAt(energy));
            Assert.InRange((energy - before) / (full / 50), Math.Min(Math.Min(low, middle), high) - 1, kind.Acceptance.Max(point => point.PowerW) + 1);
            before = energy;
        }

        Assert.Equal(profile.RoomWh, profile.EnergyAfter(full * 2));
        Assert.Equal(0, profile.PowerAt(profile.RoomWh));
        Assert.Equal(Integral(profile, full / 3), profile.EnergyAfter(full / 3), profile.RoomWh * 1e-4);
    }

    [Theory, CombinatorialModels]
    public void The_values_of_a_sample_agree_with_each_other_and_with_the_next(ChargerModel model, OcppVersion version)
    {
        for (var seed = 0UL; seed < 6; seed++)
        {
            var fixture = ChargerFixture.Booted(version, model, seed);
            fixture.Do(new StartSession("TAG", 1, TimeSpan.FromHours(30), null));
            fixture.Wait(31 * 3600);
            var samples = fixture.Transactions.SelectMany(message => message.Samples)
                .Where(sample => sample.Context == ReadingContext.SamplePeriodic).ToList();
            Assert.NotEmpty(samples);
            foreach (var sample in samples)
            {
                Assert.Equal(sample.PowerW, sample.VoltageV * sample.CurrentA * Math.Max(1, sample.Phases), 1e-6);
                Assert.InRange(sample.PowerW, 0, Math.Min(sample.OfferedW, model.MaxPowerW) + 1e-6);
                Assert.Equal(model.Current == CurrentType.Dc, sample.SocPercent is not null);
                Assert.InRange(sample.SocPercent ?? 100, 10, 100);
                Assert.Equal(model.Current == CurrentType.Ac ? 230 : sample.VoltageV, sample.VoltageV);
            }

            foreach (var (one, next) in samples.Zip(samples.Skip(1)))
            {
                var energy = next.EnergyWh - one.EnergyWh;
                Assert.Equal(energy, next.IntervalWh!.Value, 1e-6);
                Assert.InRange(
                    energy * 3600 / (next.At - one.At).TotalSeconds,
                    Math.Min(one.PowerW, next.PowerW) * 0.97 - 1, (Math.Max(one.PowerW, next.PowerW) * 1.03) + 1);
            }

            Assert.Equal(100, samples[^1].SocPercent ?? 100, 9);
            Assert.Equal(0, samples[^1].PowerW);
        }
    }

    [Fact]
    public void Phases_and_ratings_limit_the_power_of_AC()
    {
        var single = Enumerable.Range(0, 30).Select(seed => FirstSample(ChargerFixture.AcSinglePhase, (ulong)seed)).ToList();
        Assert.All(single, sample => Assert.Equal(1, sample.Phases));
        Assert.All(single, sample => Assert.InRange(sample.CurrentA, 10, 32));

        var triple = Enumerable.Range(0, 30).Select(seed => FirstSample(ChargerFixture.Ac, (ulong)seed)).ToList();
        Assert.Contains(triple, sample => sample is { Phases: 3, CurrentA: > 15.9 and < 16.1 });
        Assert.Contains(triple, sample => sample is { Phases: 3, CurrentA: > 31.9 and < 32.1 });
        Assert.Contains(triple, sample => sample is { Phases: 1 });

        var direct = Enumerable.Range(0, 30).Select(seed => FirstSample(ChargerFixture.Dc, (ulong)seed)).ToList();
        Assert.All(direct, sample => Assert.Equal(0, sample.Phases));
        Assert.Contains(direct, sample => sample.PowerW > 140_000);
        Assert.Contains(direct, sample => sample.VoltageV > 600);
    }

    [Fact]
    public void The_register_goes_on_from_session_to_session()
    {
        var fixture = ChargerFixture.Booted();
        for (var i = 0; i < 3; i++)
        {
            fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(77), null));
            fixture.Wait(100);
        }

        var readings = fixture.Transactions.Select(message => message.MeterWh).ToList();
        Assert.Equal(readings.Order(), readings);
        var starts = fixture.Transactions.Where(message => message.Kind == TransactionEventKind.Started).ToList();
        var stops = fixture.Transactions.Where(message => message.Kind == TransactionEventKind.Ended).ToList();
        Assert.Equal(stops.SkipLast(1).Select(message => message.MeterWh), starts.Skip(1).Select(message => message.MeterWh));
        Assert.Equal(stops.SkipLast(1).Select(message => message.WholeMeterWh), starts.Skip(1).Select(message => message.WholeMeterWh));
        Assert.NotEqual(0, starts[1].MeterWh % 1);
    }

    [Property]
    public void An_energy_limit_is_as_large_between_the_whole_numbers_of_the_wire(uint initialThousandths, ushort limitWh)
    {
        var fixture = new ChargerFixture(initialMeterWh: initialThousandths / 1000.0);
        fixture.Connect();
        fixture.Do(new StartSession("TAG", 1, null, limitWh + 1.0));
        fixture.Wait(86_400);
        var (start, stop) = (fixture.Transactions.First(), fixture.Transactions.Last());
        Assert.Equal(initialThousandths / 1000.0, start.MeterWh);
        Assert.Equal(
            stop.StopReason == StopReason.EnergyLimitReached ? limitWh + 1 : stop.WholeMeterWh - start.WholeMeterWh,
            stop.WholeMeterWh - start.WholeMeterWh);
    }

    [Fact]
    public void The_same_seed_brings_the_same_vehicles_another_seed_others()
    {
        static double Energy(ulong seed)
        {
            var fixture = ChargerFixture.Booted(seed: seed);
            fixture.Do(new StartSession("TAG", 1, TimeSpan.FromHours(4), null));
            fixture.Wait(5 * 3600);
            return fixture.Sessions.Last().EnergyWh;
        }

        Assert.Equal(Energy(1), Energy(1));
        Assert.True(Enumerable.Range(0, 20).Select(seed => Energy((ulong)seed)).Distinct().Count() > 5);
    }

    [Theory]
    [InlineData(OcppVersion.V16, "MeterValueSampleInterval", "ClockAlignedDataInterval")]
    [InlineData(OcppVersion.V201, "SampledDataCtrlr.TxUpdatedInterval", "AlignedDataCtrlr.Interval")]
    public void A_new_interval_takes_effect_in_the_running_session(OcppVersion version, string sampled, string aligned)
    {
        var fixture = ChargerFixture.Booted(version);
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(25);
        Change(sampled, "60");
        fixture.Wait(125);
        Change(sampled, "0");
        fixture.Wait(70);
        Change(aligned, "900");
        fixture.Wait(900);

        Assert.Equal(
            [10, 20, 85, 145, 900],
            fixture.Transactions.Where(message => message.Kind == TransactionEventKind.Updated).Select(message => (message.At - ChargerFixture.Start).TotalSeconds));
        Assert.Equal((TriggerReason.MeterValueClock, ReadingContext.SampleClock), (fixture.Transactions.Last().Trigger, fixture.Transactions.Last().Samples[0].Context));

        // The free connector's values belong to no transaction.
        var idle = Assert.Single(fixture.Sent.OfType<MeterValuesMessage>());
        Assert.Equal((2, 0.0), (idle.PlaceId, idle.Sample.PowerW));

        void Change(string key, string value)
        {
            if (version == OcppVersion.V16)
            {
                Assert.Equal("Accepted", fixture.ChangeConfiguration(key, value));
            }
            else
            {
                Assert.Equal("Accepted", fixture.SetVariable(key.Split('.')[0], key.Split('.')[1], value));
            }
        }
    }

    [Fact]
    public void The_measurands_are_those_configured()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("MeterValuesSampledData", "SoC, Power.Offered"));
        fixture.Do(new SetConfiguration("StopTxnSampledData", "Energy.Active.Import.Register"));
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(15), null));
        fixture.Wait(20);
        Assert.Equal(Measurands.SoC | Measurands.PowerOffered, fixture.Transactions.ElementAt(1).Measurands);
        Assert.Equal(
            [ReadingContext.TransactionBegin, ReadingContext.TransactionEnd], fixture.Transactions.Last().Samples.Select(sample => sample.Context));
        Assert.Equal(fixture.Transactions.Last().MeterWh, fixture.Transactions.Last().Samples[1].EnergyWh);
    }

    [Fact]
    public void Without_measurands_there_are_no_values_but_those_asked_for()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxStartedMeasurands", ""));
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxEndedMeasurands", ""));
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "0"));
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        fixture.Wait(60);
        Assert.Equal(2, fixture.Transactions.Count());
        Assert.All(fixture.Transactions, message => Assert.Empty(message.Samples));
    }

    static MeterSample FirstSample(ChargerModel model, ulong seed)
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V16, model, seed);
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(10);
        return fixture.Transactions.Last().Samples[0];
    }

    static double Integral(PowerProfile profile, double hours)
    {
        const int steps = 2000;
        var energy = 0.0;
        for (var i = 0; i < steps; i++)
        {
            var half = energy + (profile.PowerAt(energy) * hours / steps / 2);
            energy += profile.PowerAt(half) * hours / steps;
        }

        return energy;
    }

    sealed class CombinatorialModelsAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from model in new[] { ChargerFixture.Ac, ChargerFixture.AcSinglePhase, ChargerFixture.Dc }
            from version in Enum.GetValues<OcppVersion>()
            select new object[] { model, version };
    }
}
