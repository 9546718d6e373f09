using System.Net;
using Microsoft.Extensions.Configuration;
using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Strangers;

/// <summary>A service whose organizations may have little.</summary>
public sealed class LimitedHost : StrangerHost
{
    protected override IEnumerable<string> Settings =>
        ["--Limits:ConnectionsPerSecond=1", "--Connections:DeniedNetworks=127.0.0.9"];
}

/// <summary>One organization takes no more than its share.</summary>
public sealed class OrganizationLimitTests(LimitedHost host) : ContractSuite(host), IClassFixture<LimitedHost>
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Chargers_and_new_connections_are_limited_unless_somebody_says_otherwise()
    {
        Assert.Equal(1_000_000, FrontDoorSettings.From(new ConfigurationBuilder().Add(FrontDoorSettings.Defaults).Build()).Fleet.ChargersPerOrganization);
        Assert.Equal(5000, new ChargerSettings().ConnectionsPerSecond);
    }

    [Fact]
    public async Task Chargers_beyond_the_rate_connect_when_it_is_their_turn()
    {
        await AddChargersAsync(3, host.CsmsUrl);

        // The first may connect at once; each of the others has a second of its own.
        for (var charger = 1; charger <= 3; charger++)
        {
            await SettledAsync(charger);
        }
    }

    [Fact]
    public async Task A_charger_that_may_not_connect_says_so_and_nothing_else()
    {
        // The same as 127.0.0.9.
        await AddChargersAsync(1, "ws://2130706441:1/ocpp");

        string? error;
        do
        {
            error = (string?)(await GetAsync($"/ocpp/chargers/{Charger(1)}")).Expect(HttpStatusCode.OK)["connection"]!["last_error"];
        }
        while (error is null);

        Assert.Equal("chargers may not connect to 127.0.0.9 (Connections:AllowedHosts, Connections:DeniedNetworks)", error);
    }

    [Fact]
    public void Connections_are_spread_over_time_for_each_organization_by_itself()
    {
        var rate = new ConnectionRate(10);
        var turns = Enumerable.Range(0, 30).Select(_ => (rate.Next("acme", Noon) - Noon).TotalSeconds).ToList();

        // A second's worth at once, then ten a second.
        Assert.Equal(10, turns.Count(turn => turn == 0));
        Assert.Equal(Enumerable.Range(1, 20).Select(number => number / 10.0), turns.Skip(10).Select(turn => Math.Round(turn, 3)));
        Assert.Equal(Noon, rate.Next("other", Noon));
        Assert.Equal(Noon.AddSeconds(60), rate.Next("acme", Noon.AddSeconds(60)));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(Noon, new ConnectionRate(0).Next("acme", Noon)));
    }
}
