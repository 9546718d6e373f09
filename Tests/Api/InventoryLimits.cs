using System.Net;
using OcppLab.Tests.Contract;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Api;

/// <summary>A service whose organizations may have little.</summary>
public sealed class SmallHost : LoneSiloHost
{
    protected override IEnumerable<string> Settings => ["--Limits:ChargersPerOrganization", "3", "--Limits:BulkChargers", "4"];
}

public sealed class InventoryLimits(SmallHost host) : InventorySuite(host), IClassFixture<SmallHost>
{
    [Fact]
    public async Task An_organization_has_no_more_chargers_than_it_may()
    {
        var location = await CreateLocationAsync();
        await CreateChargerAsync("CP-1", location);
        await CreateChargerAsync("CP-2", location);

        var bulk = await PostAsync($"/ocpp/locations/{location}/chargers", $$$"""[{"template": {{{{Model}}}}, "chargers_number": 2}]""");
        var hub = await PostAsync("/ocpp/location", $$"""{"name": "Hub", "chargers": [{{{Model}}, "chargers_number": 2}]}""");
        await CreateChargerAsync("CP-3", location);
        var one = await PostAsync("/ocpp/chargers", $$"""{"identity": "CP-4", {{Model}}}""");

        foreach (var refused in (Answer[])[bulk, hub, one])
        {
            Assert.Contains("Limits:ChargersPerOrganization", refused.Refused(HttpStatusCode.Forbidden));
        }

        Assert.Equal(3, (int)(await GetAsync("/ocpp/chargers")).Json["total"]!);
        Assert.DoesNotContain("Hub", Texts((await GetAsync("/ocpp/locations")).Json["data"]!, "name"));
    }

    [Fact]
    public async Task A_request_has_no_more_chargers_than_it_may()
    {
        var location = await CreateLocationAsync();

        var bulk = await PostAsync(
            $"/ocpp/locations/{location}/chargers", $$$"""[{"template": {{{{Model}}}}, "chargers_number": 3}, {"template": {{{{Model}}}}, "chargers_number": 2}]""");
        var hub = await PostAsync("/ocpp/location", $$"""{"name": "Hub", "chargers": [{{{Model}}, "chargers_number": 5}]}""");

        foreach (var refused in (Answer[])[bulk, hub])
        {
            Assert.Contains("Limits:BulkChargers", refused.Refused(HttpStatusCode.UnprocessableEntity));
        }
    }
}
