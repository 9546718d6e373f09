using FsCheck.Xunit;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What a meter says of the mains and of the vehicle.</summary>
public sealed class MainsTests
{
    const Measurands All = (Measurands)1023;

    [Property(MaxTest = 500)]
    public void The_phases_are_not_alike_and_their_power_is_the_whole(ulong seed, bool single, ushort power, uint second)
    {
        var (phases, powerW) = (single ? 1 : 3, power / 2.0);
        var nominalA = powerW / 230 / phases;
        var sample = new MeterSample(
            ChargerFixture.Start.AddSeconds(second), ReadingContext.SamplePeriodic, 1000, powerW, 22_080, 230, nominalA, phases, null, null, seed | 1);
        var values = SampledValues.Of(sample, All);
        var voltages = Values(values, "Voltage");
        var currents = Values(values, "Current.Import");
        Assert.Equal((phases, phases), (voltages.Count, currents.Count));
        Assert.Equal(powerW, voltages.Zip(currents, (volts, amperes) => volts * amperes).Sum(), 0.36);
        Assert.All(voltages, volts => Assert.InRange(volts, 230, 230 * 1.01));
        Assert.All(currents, amperes => Assert.InRange(amperes, (nominalA * 0.97) - 0.0006, nominalA + 0.0006));
        Assert.All(
            voltages.Zip(currents, (volts, amperes) => volts * amperes), watts => Assert.InRange(watts, (powerW / phases * 0.98) - 0.2, (powerW / phases * 1.02) + 0.2));
        Assert.InRange(Assert.Single(Values(values, "Frequency")), 49.98, 50.02);
        Assert.Equal(22_080 / 230.0 / phases, Assert.Single(Values(values, "Current.Offered")), 0.0006);
        Assert.Equal(values, SampledValues.Of(sample, All));
    }

    [Fact]
    public void Voltage_and_frequency_wander_and_no_two_chargers_have_the_same()
    {
        var start = ChargerFixture.Start;
        var day = Enumerable.Range(0, 2_880).Select(step => Read(7, start.AddSeconds(step * 30))).ToList();
        Assert.True(day.Select(values => values.Voltages[0]).Distinct().Count() > 8);
        Assert.True(day.Select(values => values.Frequency).Distinct().Count() > 3);
        Assert.True(day.Count(values => values.Voltages.Distinct().Count() == 3) > 2_000);
        Assert.True(day.Count(values => values.Currents.Distinct().Count() == 3) > 2_000);
        for (var i = 0; i < 300; i++)
        {
            var (one, next) = (Read(7, start.AddSeconds(i)), Read(7, start.AddSeconds(i + 1)));
            Assert.All(one.Voltages.Zip(next.Voltages), pair => Assert.Equal(pair.First, pair.Second, 0.15));
        }

        Assert.Equal(20, Enumerable.Range(1, 20).Select(seed => string.Join(' ', Read((ulong)seed, start).Voltages)).Distinct().Count());

        static (List<double> Voltages, List<double> Currents, double Frequency) Read(ulong seed, DateTimeOffset at)
        {
            var values = SampledValues.Of(new MeterSample(at, ReadingContext.Trigger, 0, 11_040, 11_040, 230, 16, 3, null, null, seed), All);
            return (Values(values, "Voltage"), Values(values, "Current.Import"), Values(values, "Frequency")[0]);
        }
    }

    [Theory]
    [InlineData(OcppVersion.V16, Timing.Realistic)]
    [InlineData(OcppVersion.V16, Timing.Instant)]
    [InlineData(OcppVersion.V201, Timing.Realistic)]
    [InlineData(OcppVersion.V201, Timing.Instant)]
    public void The_state_of_charge_is_told_where_a_charger_can_know_it(OcppVersion version, Timing timing)
    {
        foreach (var model in new[] { ChargerFixture.Ac, ChargerFixture.Dc })
        {
            var fixture = ChargerFixture.Booted(version, model, timing: timing);
            fixture.Do(new SetConfiguration(
                version == OcppVersion.V16 ? "MeterValuesSampledData" : "SampledDataCtrlr.TxUpdatedMeasurands", "SoC,Voltage,Current.Import"));
            fixture.Do(new StartSession("TAG", 1, null, null));
            fixture.Wait(61);
            fixture.Do(new SetConfiguration(
                version == OcppVersion.V16 ? "StopTxnSampledData" : "SampledDataCtrlr.TxEndedMeasurands", "SoC"));
            fixture.Do(new StopSession(1));
            Assert.Equal(model.Current == CurrentType.Dc, fixture.Transactions.Any(message => Ocpp.Wire.Text(message).Contains("\"SoC\"")));
            Assert.InRange(fixture.Transactions.Count(), 7, 9);
            Assert.Contains(fixture.Transactions, message => message.Kind == TransactionEventKind.Ended && Ocpp.Wire.Text(message).Contains("Transaction.End"));
        }
    }

    [Theory]
    [InlineData(Timing.Realistic)]
    [InlineData(Timing.Instant)]
    public void Only_the_mains_of_a_realistic_charger_wander_charging_or_not(Timing timing)
    {
        var fixture = ChargerFixture.Booted(timing: timing);
        Assert.Equal("Accepted", fixture.Trigger("MeterValues", 2));
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(60);
        var idle = Assert.Single(fixture.Sent.OfType<MeterValuesMessage>()).Sample;
        var voltages = Values(SampledValues.Of(idle, All), "Voltage");
        Assert.Equal(3, voltages.Count);
        Assert.Equal(timing == Timing.Instant, voltages.TrueForAll(volts => volts == 230));
        Assert.Equal([0, 0, 0], Values(SampledValues.Of(idle, All), "Current.Import"));
        var charging = SampledValues.Of(fixture.Transactions.Last().Samples[0], All);
        Assert.Equal(timing == Timing.Instant, Values(charging, "Voltage").TrueForAll(volts => volts == 230));
        Assert.Equal(timing == Timing.Instant, Values(charging, "Frequency")[0] == 50 && Values(charging, "Current.Import").Distinct().Count() == 1);
    }

    static List<double> Values(IReadOnlyList<SampledMeasurand> values, string measurand) =>
        [.. values.Where(value => value.Measurand == measurand).Select(value => value.Value)];
}
