using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Simulation;
using OcppLab.Tests.Inventory;
using OcppLab.Tests.Monitoring;

namespace OcppLab.Tests.Api;

public sealed class LiveSessionsTests : IDisposable
{
    readonly TempDatabase temp = new();
    readonly FakeGrains grains = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task A_running_session_has_the_energy_of_this_moment()
    {
        await temp.Inventory.AddLocationAsync(TempDatabase.Location("loc-1"), default);
        await temp.Inventory.AddAsync(TempDatabase.Charger("dep-1", "loc-1", "CP-1"), default);
        await temp.ExecuteAsync(
            "INSERT INTO sessions (id, organization_id, location_id, charger_id, identity, connector_id, id_tag, started_at, energy_wh) "
            + $"VALUES ('s1', '{TempDatabase.Org}', 'loc-1', 'dep-1', 'CP-1', 1, 'TAG', {TempDatabase.Now.ToUnixTimeMilliseconds()}, 0)");
        grains.Live = id => new(id, new(ConnectionState.Accepted, TempDatabase.Now, null), new(true, null,
            [new(1, ConnectorStatus.Charging, ChargePointErrorCode.NoError, new("42", "TAG", TempDatabase.Now, 777, 11_000, 40, null))]));
        var fleet = new FleetClient(grains, temp.Inventory, TestMetrics.FrontDoor, new FakeTimeProvider(), NullLogger<FleetClient>.Instance);
        var sessions = new LiveSessions(new(temp.Database), temp.Inventory, fleet);

        var session = Assert.Single((await sessions.PageAsync(TempDatabase.Org, new(), 0, 10, default)).Data);

        Assert.Equal(777, session.EnergyWh);
    }
}
