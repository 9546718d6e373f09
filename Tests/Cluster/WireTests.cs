using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OcppLab.Grains;
using OcppLab.Inventory;
using OcppLab.Simulation;
using Orleans.Serialization;

namespace OcppLab.Tests.Cluster;

public class WireTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly Serializer Serializer = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(IChargerGrain).Assembly))
        .BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<Command> Commands => new(CommandGoldenTests.Examples);

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_the_same_on_another_silo(Command command)
    {
        var request = new CommandRequest("0123456789ab", "some_command", command, """{"a":1}"""u8.ToArray());

        var read = RoundTrip(request);

        Assert.IsType(command.GetType(), read.Command);
        Assert.Equivalent(command, read.Command, strict: true);
        Assert.Equal(request.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal((request.Id, request.EventType), (read.Id, read.EventType));
    }

    [Fact]
    public void A_command_and_a_session_of_a_silo_before_outcomes_are_read()
    {
        var request = Read<CommandRequest>(
            "MAFX8zncb09jcHBMYWIuR3JhaW5zLkNvbW1hbmRSZXF1ZXN0LE9jcHBMYWIuR3JhaW5zLkludGVyZmFjZXNAGTAxMjM0NTY3ODlhYkEZc3RvcF9zZXNzaW9uQUd7IiQi"
            + "OiJTdG9wU2Vzc2lvbiIsIkNvbm5lY3RvcklkIjoxfUEleyJjb25uZWN0b3JfaWQiOjF96OA=");
        Assert.Equal(("0123456789ab", new StopSession(1), null), (request.Id, request.Command, request.LocationId));

        var happened = Read<FleetEvent>(
            "MAGC7KAWZ09jcHBMYWIuR3JhaW5zLkZsZWV0RXZlbnQsT2NwcExhYi5HcmFpbnMuSW50ZXJmYWNlc0ALZGVwLTFBCUNQLTFBegR7IiQiOiJTZXNzaW9uQ2hhbmdlZCIsIlNl"
            + "c3Npb25JZCI6InMtMSIsIklkVGFnIjoiVEFHIiwiVHJhbnNhY3Rpb25JZCI6Ijc3IiwiU3RhcnRlZEF0IjoiMjAyNi0wMy0wMVQxMjowMDowMCswMDowMCIsIlN0b3BwZWRB"
            + "dCI6IjIwMjYtMDMtMDFUMTI6MDA6MDArMDA6MDAiLCJFbmVyZ3lXaCI6MTU1MDAsIlN0b3BSZWFzb24iOiJMb2NhbCIsIkNvbW1hbmRJZCI6IjAxMjM0NTY3ODlhYiIsIkxl"
            + "YXJudElkIjpmYWxzZSwiQXQiOiIyMDI2LTAzLTAxVDEyOjAwOjAwKzAwOjAwIiwiQ29ubmVjdG9ySWQiOjF9wQHo4A==");
        Assert.Equal("s-1", Assert.IsType<SessionChanged>(happened.Event).SessionId);
    }

    [Fact]
    public void A_charger_of_a_silo_before_options_is_read() => Assert.Equal(
        ClusterFixture.Connected(7) with { SecurityProfile = 1, AuthorizationKey = "secret" },
        Read<ChargerRecord>(
            "MAGKIrg0Y09jcHBMYWIuSW52ZW50b3J5LkNoYXJnZXJSZWNvcmQsT2NwcExhYi5JbnZlbnRvcnlAC2RlcC03QQlhY21lQQtsb2MtMUEJQ1AtN0ETQ2hhcmdlciA3QQ93YWxs"
            + "Ym94QSd3YWxsYm94LXB1bHNhci1wbHVzQQtUeXBlMgkDAUEnd3M6Ly9jc21zLnRlc3Qvb2NwcAEFQQ1zZWNyZXQBHSGAAIC19/V/nwiBAAAAAAAAAADgIYAAgLX39X+fCIEA"
            + "AAAAAAAAAODo4A=="));

    [Fact]
    public void A_command_of_a_newer_silo_may_have_members_that_this_one_does_not_know()
    {
        var json = Encoding.UTF8.GetBytes("""{"Reserved":true,"ConnectorId":2,"$":"StopSession"}""");
        Assert.Equal(new StopSession(2), CommandJson.Read(json));
    }

    [Fact]
    public void What_happens_is_the_same_on_another_silo()
    {
        FleetEvent[] events =
        [
            new("dep-1", "CP-1", new StatusChanged(Now, 1, ConnectorStatus.Faulted, ChargePointErrorCode.OverVoltage), null),
            new("dep-1", "CP-1", new SessionChanged(Now, 1, "s-1", "TAG", "77", Now, Now, 15_500, StopReason.Local, "0123456789ab"), null),
            new("dep-1", "CP-1", new CommandOutcomeChanged(Now, 0, "0123456789ab", CommandOutcome.Refused, "Blocked"), null),
            new("dep-1", "CP-1", null, new("dep-1", "CP-1", MessageDirection.ToCsms, "Heartbeat", "[2,\"1\",\"Heartbeat\",{}]", Now)),
        ];
        Assert.Equal(events, RoundTrip(events));

        var meter = new MeterValuesSent(Now, 1, "77", 15_500.5, [new("Voltage", "L1-N", 230, "V"), new("SoC", null, 41.3, "Percent")]);
        var read = Assert.IsType<MeterValuesSent>(RoundTrip(new FleetEvent("dep-1", "CP-1", meter, null)).Event);
        Assert.Equal(meter.Values, read.Values);
        Assert.Equal(meter, read with { Values = meter.Values });
    }

    [Fact]
    public void Which_events_and_after_which_is_the_same_on_another_silo()
    {
        var filter = new EventFilter("acme", "dep-1", null, EventKinds.Changes | EventKinds.MeterValues);
        Assert.Equal(filter, RoundTrip(filter));
        EventPosition[] positions = [new(uint.MaxValue, long.MaxValue), new(1, 0)];
        Assert.Equal(positions, RoundTrip(positions));
    }

    [Fact]
    public void A_charger_is_the_same_on_another_silo()
    {
        var record = ClusterFixture.Connected(7) with { SecurityProfile = 1, AuthorizationKey = "secret" };
        Assert.Equal(record, RoundTrip(record));
        var chosen = record with { Options = new() { Timing = Timing.Instant, Vehicle = new() { Acceptance = [new(0, 1), new(100, 2)] } } };
        Assert.Equal(chosen, RoundTrip(chosen));

        var live = new ChargerLive(
            "dep-7",
            new(ConnectionState.Accepted, Now, "was refused"),
            new(true, RegistrationStatus.Accepted,
            [
                new(1, ConnectorStatus.Charging, ChargePointErrorCode.NoError, new("77", "TAG", Now, 1.5, 7_400, 20, null)),
                new(2, ConnectorStatus.Available, ChargePointErrorCode.NoError, null),
            ]));
        var read = RoundTrip(live);
        Assert.Equal(live.View.Connectors, read.View.Connectors);
        Assert.Equal(live with { View = read.View }, read);
        Assert.Equal((live.View.On, live.View.Registration), (read.View.On, read.View.Registration));

        ChargerReceipt[] answers = [new("dep-7", "CP-7", OcppVersion.V201, null), new("dep-8", null, default, "no")];
        Assert.Equal(answers, RoundTrip(answers));
    }

    [Fact]
    public void A_filter_of_frames_is_the_same_on_another_silo()
    {
        foreach (var actions in new string[]?[] { null, ["Heartbeat"], ["Heartbeat", "BootNotification"] })
        {
            var read = RoundTrip(new LogFilter(Now, null, actions, 5, 10));

            Assert.Equal(actions, read.Actions);
            Assert.Equal(new LogFilter(Now, null, null, 5, 10), read with { Actions = null });
        }
    }

    static T Read<T>(string base64) => Assert.IsType<T>(Serializer.Deserialize<object>(Convert.FromBase64String(base64)));

    static T RoundTrip<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;
}
