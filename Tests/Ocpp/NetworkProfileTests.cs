using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

/// <summary>A charger connects by the network profiles that its CSMS has set (2.0.1 use case B10).</summary>
public sealed class NetworkProfileTests
{
    static readonly CsmsTarget Target = TestCharger.Target with { Version = OcppVersion.V201 };

    [Fact]
    public async Task After_a_boot_it_connects_to_the_new_address_and_falls_back_when_nobody_is_there()
    {
        var charger = TestCharger.Start(Target);
        var connection = await charger.Csms.AcceptAsync(statuses: 1);
        Assert.Equal("csms.test", connection.Endpoint.Url.Host);
        await AskAsync(
            connection, "SetNetworkProfile",
            """
            {"configurationSlot":2,"connectionData":{"ocppVersion":"OCPP20","ocppTransport":"JSON","ocppInterface":"Wired0","messageTimeout":20,
             "securityProfile":0,"ocppCsmsUrl":"ws://new.test/ocpp"}}
            """);
        await AskAsync(
            connection, "SetVariables",
            """
            {"setVariableData":[
             {"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"NetworkConfigurationPriority"},"attributeValue":"2"},
             {"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"NetworkProfileConnectionAttempts"},"attributeValue":"2"}]}
            """);
        await AskAsync(connection, "Reset", """{"type":"Immediate"}""");
        await connection.Ended;
        connection.Break("closed");

        Assert.Equal(["new.test", "new.test", "csms.test", "csms.test", "new.test"], await HostsAsync(charger, 5));
    }

    [Fact]
    public async Task Another_configured_address_counts_again()
    {
        var charger = TestCharger.Start(Target);
        var connection = await charger.Csms.AcceptAsync(statuses: 1);
        await AskAsync(
            connection, "SetNetworkProfile",
            """
            {"configurationSlot":1,"connectionData":{"ocppVersion":"OCPP20","ocppTransport":"JSON","ocppInterface":"Wired0","messageTimeout":20,
             "securityProfile":0,"ocppCsmsUrl":"ws://new.test/ocpp"}}
            """);
        await AskAsync(connection, "Reset", """{"type":"Immediate"}""");
        await connection.Ended;
        connection.Break("closed");
        var used = await charger.Csms.AcceptAsync(statuses: 1);
        Assert.Equal("new.test", used.Endpoint.Url.Host);
        charger.Retarget(Target with { WsUrl = "ws://third.test/ocpp" });
        await used.Ended;
        used.Break("closed");
        Assert.Equal("third.test", (await charger.Csms.AttemptAsync()).Endpoint.Url.Host);
    }

    static async Task AskAsync(FakeConnection connection, string action, string payload)
    {
        connection.Say($"""[2,"{action}","{action}",{payload}]""");
        Assert.Equal(3, (int)(await connection.FrameAsync())[0]!);
    }

    // Where it tries to connect, when every try fails.
    static async Task<List<string>> HostsAsync(TestCharger charger, int tries)
    {
        var hosts = new List<string>();
        while (hosts.Count < tries)
        {
            var attempt = await charger.Csms.AttemptAsync();
            hosts.Add(attempt.Endpoint.Url.Host);
            attempt.Break("nobody there");
            charger.Time.Advance(TimeSpan.FromMinutes(2));
        }

        return hosts;
    }
}
