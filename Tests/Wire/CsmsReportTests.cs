using System.Text.Json.Nodes;
using OcppLab.Simulation;

namespace OcppLab.Tests.Wire;

/// <summary>The central system wants to know what a charger of 2.0.1 is.</summary>
public sealed class CsmsReportTests
{
    const string Boot201 = """{"chargingStation":{"vendorName":"Alfen","model":"Eve"},"reason":"PowerUp"}""";

    [Fact]
    public async Task A_charger_of_2_0_1_is_asked_for_its_inventory_after_its_first_boot()
    {
        await using var fixture = await CsmsFixture.OpenAsync(new() { Registration = RegistrationStatus.Pending });
        using var charger = await fixture.ConnectAsync("CP-1", "ocpp2.0.1");
        await charger.ResultAsync("BootNotification", Boot201);
        fixture.Settings.Registration = RegistrationStatus.Accepted;
        await charger.ResultAsync("BootNotification", Boot201);
        var call = JsonNode.Parse((await charger.ReadAsync())!)!;
        Assert.Equal("GetBaseReport", call[2]!.GetValue<string>());
        Assert.Equal("""{"requestId":1,"reportBase":"FullInventory"}""", call[3]!.ToJsonString());
        await charger.SendAsync($$"""[3,{{call[1]!.ToJsonString()}},{"status":"Accepted"}]""");
        Assert.Equal("{}", await charger.ResultAsync("NotifyReport", """{"requestId":1,"generatedAt":"2026-03-01T12:00:00Z","seqNo":0}"""));

        // Not again: what comes next is the answer to what is asked next.
        await charger.ResultAsync("BootNotification", Boot201);
        Assert.Contains("currentTime", await charger.ResultAsync("Heartbeat", "{}"));
    }
}
