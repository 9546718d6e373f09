using System.Text.Json.Nodes;
using OcppLab.Inventory;
using OcppLab.Simulation;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Grains;

/// <summary>What a CSMS hears of the meter values of connected chargers whose silo is killed, stopped, or without its database.</summary>
public sealed class SampleLeaseTests
{
    static readonly ChargerRecord Charger = SiloFixture.Connected("dep-1") with { OcppVersion = OcppVersion.V201 };

    [Fact]
    public async Task After_a_kill_no_number_is_missing_and_what_comes_again_has_its_message_id_and_content()
    {
        await using var silo = await SiloFixture.StartAsync(Charger);
        var connection = await ChargeAsync(silo);
        var heard = new Dictionary<string, string>();
        for (var seqNo = 1; seqNo <= 20; seqNo++)
        {
            silo.Time.Advance(TimeSpan.FromSeconds(1));
            var told = await NextEventAsync(connection);
            Assert.Equal(seqNo, (int)told[3]!["seqNo"]!);
            heard[(string)told[1]!] = told.ToJsonString();
            if (seqNo < 20)
            {
                connection.Answer(told);
            }
        }

        await silo.CrashAsync(away: TimeSpan.FromSeconds(30));

        connection = await silo.Csms.AttemptAsync();
        connection.Open();
        var repeats = 0;
        for (var next = 21; next <= 50;)
        {
            var told = await NextEventAsync(connection);
            connection.Answer(told);
            if (heard.TryGetValue((string)told[1]!, out var before))
            {
                Assert.Equal(before, told.ToJsonString());
                Assert.Equal(21, next);
                repeats++;
                continue;
            }

            Assert.Equal(next++, (int)told[3]!["seqNo"]!);
        }

        Assert.InRange(repeats, 1, 19);
    }

    [Fact]
    public async Task A_stop_in_order_leaves_nothing_in_doubt()
    {
        await using var silo = await SiloFixture.StartAsync(Charger);
        var connection = await ChargeAsync(silo);
        for (var i = 0; i < 5; i++)
        {
            silo.Time.Advance(TimeSpan.FromSeconds(1));
            connection.Answer(await NextEventAsync(connection));
        }

        await silo.StopAsync();
        await silo.CrashAsync(away: TimeSpan.FromSeconds(10));

        connection = await silo.Csms.AttemptAsync();
        connection.Open();
        for (var seqNo = 6; seqNo <= 15; seqNo++)
        {
            var told = await NextEventAsync(connection);
            Assert.Equal(seqNo, (int)told[3]!["seqNo"]!);
            connection.Answer(told);
        }
    }

    [Fact]
    public async Task While_the_silo_can_t_write_until_when_they_may_be_sent_meter_values_wait_and_then_leave_in_order()
    {
        await using var silo = await SiloFixture.StartAsync(Charger);
        var connection = await ChargeAsync(silo);
        silo.Time.Advance(TimeSpan.FromSeconds(1));
        connection.Answer(await NextEventAsync(connection));

        silo.Storage.HoldLeases();
        silo.Time.Advance(TimeSpan.FromSeconds(20));
        connection.Say("""[2,"1","TriggerMessage",{"requestedMessage":"Heartbeat"}]""");
        var last = 1;
        JsonArray frame;
        while (!IsCall(frame = await connection.FrameAsync(), "Heartbeat"))
        {
            if (IsCall(frame, "TransactionEvent"))
            {
                last = (int)frame[3]!["seqNo"]!;
                connection.Answer(frame);
            }
        }

        Assert.InRange(last, 1, 5);
        silo.Storage.ReleaseLeases();
        connection.Answer(frame);
        while (last < 21)
        {
            var told = await NextEventAsync(connection);
            Assert.Equal(++last, (int)told[3]!["seqNo"]!);
            Assert.NotEqual(true, (bool?)told[3]!["offline"]);
            connection.Answer(told);
        }
    }

    [Fact]
    public async Task A_silo_writes_it_only_while_a_connected_charger_has_a_transaction()
    {
        await using var silo = await SiloFixture.StartAsync(Charger, SiloFixture.Detached("dep-2"));
        var connection = await silo.Csms.AcceptAsync(statuses: 1);
        await silo.DoAsync("dep-2", new StartSession("TAG-1", 1, null, null));
        silo.Time.Advance(TimeSpan.FromSeconds(10));
        await silo.LiveAsync("dep-1");
        Assert.Equal("0", await CountAsync(silo));

        silo.Csms.Special["Authorize"] = """{"idTokenInfo":{"status":"Accepted"}}""";
        await silo.DoAsync("dep-1", new StartSession("TAG-1", 1, null, null));
        await connection.ServeUntilAsync("TransactionEvent");
        silo.Time.Advance(TimeSpan.FromMinutes(2));
        await NextEventAsync(connection);
        Assert.Equal("1", await CountAsync(silo));
    }

    static Task<string?> CountAsync(SiloFixture silo) => silo.Database.ScalarAsync("SELECT CAST(count(*) AS TEXT) FROM sample_leases");

    /// <summary>The charger is connected and in a session whose start is answered, with a meter value each second.</summary>
    static async Task<FakeConnection> ChargeAsync(SiloFixture silo)
    {
        silo.Csms.Special["Authorize"] = """{"idTokenInfo":{"status":"Accepted"}}""";
        var connection = await silo.Csms.AcceptAsync(statuses: 1);
        await silo.DoAsync("dep-1", new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "1"));
        await silo.DoAsync("dep-1", new StartSession("TAG-1", 1, null, null));
        await connection.ServeUntilAsync("TransactionEvent");
        await silo.LiveAsync("dep-1");
        return connection;
    }

    /// <summary>The next TransactionEvent, not answered; what comes before it is.</summary>
    static async Task<JsonArray> NextEventAsync(FakeConnection connection)
    {
        while (true)
        {
            var call = await connection.FrameAsync();
            if (IsCall(call, "TransactionEvent"))
            {
                return call;
            }

            if ((int)call[0]! == 2)
            {
                connection.Answer(call);
            }
        }
    }

    static bool IsCall(JsonArray frame, string action) => (int)frame[0]! == 2 && (string?)frame[2] == action;
}
