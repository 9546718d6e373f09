using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OcppLab.Inventory;
using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Hosts;

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloCommands(LoneSiloHost host) : CommandContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloIdempotency(LoneSiloHost host) : IdempotencyContract(host)
{
    [Fact]
    public async Task A_request_that_ended_with_the_silo_can_be_repeated_as_soon_as_it_has_started_again()
    {
        await AddChargersAsync(1);
        await Host.Services.GetRequiredService<IdempotencyKeys>().ClaimAsync(Org, "key-1", "what was asked for", default);
        await Host.RestartAsync();

        var answer = await CommandAsync(
            "start-session", $$$"""{"target": {"charger_id": "{{{Charger(1)}}}"}, "event": {"id_tag": "TAG"}}""", "key-1");

        answer.Expect(HttpStatusCode.Accepted);
    }
}

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloOutcomes(LoneSiloHost host) : OutcomeContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloBadInput(LoneSiloHost host) : BadInputContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloTokens(LoneSiloHost host) : TokenContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloStreams(LoneSiloHost host) : StreamContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloLocations(LoneSiloHost host) : LocationContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloChargers(LoneSiloHost host) : ChargerContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloOptions(LoneSiloHost host) : OptionsContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloHistory(LoneSiloHost host) : HistoryContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloDescription(LoneSiloHost host) : DescriptionContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloSessions(LoneSiloHost host) : SessionContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloBulk(LoneSiloHost host) : BulkContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloLoadTests(LoneSiloHost host) : LoadTestContract(host);
