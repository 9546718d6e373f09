using System.Net;
using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Strangers;

/// <summary>One silo against everything that a client and a CSMS may send it, by chance.</summary>
[Collection(FuzzCollection.Name)]
public sealed partial class FuzzTests(FuzzedHost host) : InventorySuite(host), IClassFixture<FuzzedHost>
{
    /// <summary>After so many, the chargers are tried.</summary>
    const int CasesARound = 100;

    [Fact]
    public async Task Whatever_is_sent_the_service_answers_its_chargers_work_and_it_does_not_grow()
    {
        // What the CSMS has seen is in the same process, and must not grow either.
        (host.Csms.Settings.MaxChargers, host.Csms.Settings.MaxTransactions) = (100, 100);
        var warmUp = Fuzz.Cases / 4;
        await PlayRequestsAsync(0, warmUp);
        await PlayFramesAsync(0, warmUp);
        var before = Footprint.Now();

        await PlayRequestsAsync(warmUp, Fuzz.Cases);
        await PlayFramesAsync(warmUp, Fuzz.Cases);
        (await GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
        await before.AssertNotGrownAsync(2 * (Fuzz.Cases - warmUp));
    }
}
