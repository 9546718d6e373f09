using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, block J: meter values at the clock's intervals and at those of a transaction.</summary>
public abstract class MeterValueCases(OcppVersion version) : VersionedCases(version)
{
    [Fact]
    public void TC_J_01_Clock_aligned_no_transaction()
    {
        var fixture = Configured(("AlignedDataCtrlr.Interval", "60"));
        fixture.Wait(180);
        Assert.All(fixture.All("MeterValues"), told => Assert.Equal(["Sample.Clock"], Contexts(told)));
        fixture.Says("MeterValues 1", "MeterValues 2", "MeterValues 1", "MeterValues 2", "MeterValues 1", "MeterValues 2");
    }

    [Fact]
    public void TC_J_02_Clock_aligned_with_a_transaction()
    {
        var fixture = Configured(("AlignedDataCtrlr.Interval", "60"), ("SampledDataCtrlr.TxUpdatedInterval", "0"));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Sent.Clear();
        fixture.Wait(120);
        Assert.All(fixture.All("TransactionEvent"), told => Assert.Equal(["Sample.Clock"], Contexts(told)));
        fixture.Says("TransactionEvent Updated MeterValueClock Charging", "MeterValues 2", "TransactionEvent Updated MeterValueClock Charging", "MeterValues 2");
    }

    [Fact]
    public void TC_J_03_Clock_aligned_ended()
    {
        var ended = Ended(("AlignedDataCtrlr.TxEndedInterval", "60"), ("AlignedDataCtrlr.TxEndedMeasurands", "Energy.Active.Import.Register"));
        Assert.Equal(["Transaction.Begin", "Sample.Clock", "Sample.Clock", "Sample.Clock", "Transaction.End"], Contexts(ended));
        Assert.Equal([0, 10, 70, 130, 170], Seconds(ended));
    }

    [Fact]
    public void TC_J_04_Clock_aligned_signed()
    {
        var ended = Ended(
            ("AlignedDataCtrlr.TxEndedInterval", "60"), ("AlignedDataCtrlr.TxEndedMeasurands", "Energy.Active.Import.Register"),
            ("AlignedDataCtrlr.SignReadings", "true"), ("OCPPCommCtrlr.PublicKeyWithSignedMeterValue", "EveryMeterValue"));
        AssertSigned(ended, "Sample.Clock");
    }

    [Fact]
    public void TC_J_07_Sampled_started_EVSE_known()
    {
        var fixture = Configured(("TxCtrlr.TxStartPoint", "EVConnected"));
        fixture.Do(new PlugConnector(1));
        Assert.Equal(["Transaction.Begin"], Contexts(fixture.Sole("TransactionEvent")));
        fixture.Says("StatusNotification 1 Occupied", "TransactionEvent Started CablePluggedIn EVConnected");
    }

    [Fact]
    public void TC_J_08_Sampled_begin_EVSE_not_known()
    {
        var fixture = Configured(("TxCtrlr.TxStartPoint", "Authorized"));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, PlugInAfter: TimeSpan.FromSeconds(10)));
        var started = fixture.Sole("TransactionEvent");
        Assert.False(started.TryGetProperty("evse", out _) || started.TryGetProperty("meterValue", out _));
        fixture.Wait(10);
        var plugged = fixture.All("TransactionEvent")[1];
        Assert.Equal(("CablePluggedIn", 1), (plugged.GetProperty("triggerReason").GetString(), plugged.GetProperty("evse").GetProperty("id").GetInt32()));
        Assert.Equal(["Transaction.Begin"], Contexts(plugged));
    }

    [Fact]
    public void TC_J_09_Sampled_updated()
    {
        var fixture = Configured(("SampledDataCtrlr.TxUpdatedInterval", "20"));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Sent.Clear();
        fixture.Wait(60);
        Assert.All(fixture.All("TransactionEvent"), told => Assert.Equal(["Sample.Periodic"], Contexts(told)));
        fixture.Says([.. Enumerable.Repeat("TransactionEvent Updated MeterValuePeriodic Charging", 3)]);
    }

    [Fact]
    public void TC_J_10_Sampled_ended()
    {
        var ended = Ended(("SampledDataCtrlr.TxEndedInterval", "50"), ("SampledDataCtrlr.TxEndedMeasurands", "Energy.Active.Import.Register,Power.Active.Import"));
        Assert.Equal(["Transaction.Begin", "Sample.Periodic", "Sample.Periodic", "Sample.Periodic", "Transaction.End"], Contexts(ended));
        Assert.Equal([0, 50, 100, 150, 170], Seconds(ended));
    }

    [Fact]
    public void TC_J_11_Sampled_signed()
    {
        var ended = Ended(
            ("SampledDataCtrlr.TxEndedInterval", "50"), ("SampledDataCtrlr.SignReadings", "true"),
            ("OCPPCommCtrlr.PublicKeyWithSignedMeterValue", "EveryMeterValue"));
        AssertSigned(ended, "Sample.Periodic");
    }

    [Fact]
    public void Of_a_long_transaction_the_end_tells_every_so_manieth_sample()
    {
        var fixture = Configured(("SampledDataCtrlr.TxEndedInterval", "1"), ("SampledDataCtrlr.TxUpdatedInterval", "0"));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Wait(3600);
        fixture.Do(new StopSession(1));
        var told = Seconds(fixture.All("TransactionEvent")[^1]);
        Assert.InRange(told.Length, 400, 502);
        Assert.Single(told.Skip(1).SkipLast(1).Zip(told.Skip(2).SkipLast(1), (one, next) => next - one).Distinct());
    }

    // The end of a transaction of 170 seconds that begins ten seconds before a whole minute.
    static JsonElement Ended(params (string Key, string Value)[] configuration)
    {
        var fixture = Configured(configuration);
        fixture.Wait(50);
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Wait(170);
        fixture.Do(new UnplugConnector(1));
        var ended = fixture.All("TransactionEvent")[^1];
        Assert.Equal(
            ("Ended", "EVCommunicationLost", "EVDisconnected"),
            (ended.GetProperty("eventType").GetString(), ended.GetProperty("triggerReason").GetString(),
                ended.GetProperty("transactionInfo").GetProperty("stoppedReason").GetString()));
        var registers = ended.GetProperty("meterValue").EnumerateArray().Select(value => value.GetProperty("sampledValue")[0].GetProperty("value").GetDouble()).ToList();
        Assert.Equal(registers.Order(), registers);
        return ended;
    }

    static ChargerFixture Configured(params (string Key, string Value)[] configuration)
    {
        var fixture = Flow.Booted();
        foreach (var (key, value) in configuration)
        {
            Assert.True(fixture.Do(new SetConfiguration(key, value)).Accepted, key);
        }

        return fixture;
    }

    static string[] Contexts(JsonElement told) =>
        [.. told.GetProperty("meterValue").EnumerateArray().Select(value => value.GetProperty("sampledValue")[0].GetProperty("context").GetString()!)];

    static int[] Seconds(JsonElement told)
    {
        var times = told.GetProperty("meterValue").EnumerateArray().Select(value => value.GetProperty("timestamp").GetDateTimeOffset()).ToList();
        return [.. times.Select(time => (int)(time - times[0]).TotalSeconds)];
    }

    // Each of a context has a signature that its public key verifies.
    static void AssertSigned(JsonElement ended, string context)
    {
        var signed = ended.GetProperty("meterValue").EnumerateArray().Select(value => value.GetProperty("sampledValue")[0])
            .Where(value => value.GetProperty("context").GetString() == context).Select(value => value.GetProperty("signedMeterValue")).ToList();
        Assert.Equal(3, signed.Count);
        foreach (var value in signed)
        {
            var parts = Encoding.UTF8.GetString(value.GetProperty("signedMeterData").GetBytesFromBase64()).Split('|');
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(value.GetProperty("publicKey").GetBytesFromBase64(), out _);
            var signature = Convert.FromHexString(JsonElement.Parse(Encoding.UTF8.GetBytes(parts[2])).GetProperty("SD").GetString()!);
            Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(parts[1]), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
            Assert.Equal("OCMF", parts[0]);
            Assert.Equal("kWh", JsonElement.Parse(Encoding.UTF8.GetBytes(parts[1])).GetProperty("RD")[0].GetProperty("RU").GetString());
        }
    }
}
