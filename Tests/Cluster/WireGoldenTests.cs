using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;
using Orleans.Serialization;

namespace OcppLab.Tests.Cluster;

/// <summary>What crosses calls between silos, byte for byte: in a rolling upgrade each version reads what the other writes.</summary>
public sealed class WireGoldenTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly Serializer Serializer = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(IChargerGrain).Assembly))
        .BuildServiceProvider().GetRequiredService<Serializer>();

    static readonly LogEntry Frame = new("dep-1", "CP-1", MessageDirection.ToCsms, "Heartbeat", "[2,\"1\",\"Heartbeat\",{}]", Now);

    static readonly Dictionary<string, object> Samples = new()
    {
        ["CommandRequest"] = new CommandRequest("0123456789ab", "stop_session", new StopSession(1), """{"connector_id":1}"""u8.ToArray()),
        ["ChargerReceipt"] = new ChargerReceipt("dep-1", "CP-1", OcppVersion.V201, "connector 1 is in a session"),
        ["ChargerRecord"] = ClusterFixture.Connected(7) with { SecurityProfile = 1, AuthorizationKey = "secret" },
        ["ChargerLive"] = new ChargerLive("dep-1", new(ConnectionState.Accepted, Now, "was refused"), new(true, RegistrationStatus.Accepted,
        [
            new(1, ConnectorStatus.Charging, ChargePointErrorCode.NoError, new("77", "TAG", Now, 1.5, 7_400, 20, Now)),
            new(2, ConnectorStatus.Faulted, ChargePointErrorCode.GroundFailure, null),
        ])),
        ["LogFilter"] = new LogFilter(Now, null, ["Heartbeat", "Authorize"], 10, 50),
        ["LogEntry"] = Frame,
        ["FrameMarks"] = new FrameMarks(3, [1, 2], [Now.UtcTicks, Now.UtcTicks]),
        ["FleetEvent frame"] = new FleetEvent("dep-1", "CP-1", null, Frame),
        ["FleetEvent status"] = new FleetEvent(
            "dep-1", "CP-1", new StatusChanged(Now, 1, ConnectorStatus.Faulted, ChargePointErrorCode.OverVoltage), null),
        ["FleetEvent session"] = new FleetEvent(
            "dep-1", "CP-1", new SessionChanged(Now, 1, "s-1", "TAG", "77", Now, Now, 15_500, StopReason.Local, "0123456789ab"), null),
        ["EventFilter"] = new EventFilter("acme", "dep-1", "loc-1", EventKinds.Changes | EventKinds.MeterValues),
        ["EventPosition"] = new EventPosition(7, 42),
        ["LoadShard"] = new LoadShard("load-1", "acme", "loc-1", "{}", 1, 2, 2000, 1999, Now, IsResumed: true),
        ["LoadTestOnSilo"] = new LoadTestOnSilo("load-1", "loc-1", ["dep-1"], Now),
        ["FleetException"] = new FleetException(FleetError.Unavailable, "The database can't be used now."),
    };

    public static TheoryData<string> Names => new(Samples.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_crosses_calls_is_written_and_read_as_ever(string name)
    {
        var written = Convert.ToBase64String(Serializer.SerializeToArray(Samples[name]));
        var golden = Golden().GetValueOrDefault(name);

        Assert.True(written == golden, $"Golden/wire.json has for {name} {golden ?? "nothing"}; written is {written}");
        var read = Serializer.Deserialize<object>(Convert.FromBase64String(golden!));
        Assert.Equal(golden, Convert.ToBase64String(Serializer.SerializeToArray(read)));
    }

    static Dictionary<string, string> Golden() => JsonSerializer.Deserialize<Dictionary<string, string>>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cluster", "Golden", "wire.json")))!;
}
