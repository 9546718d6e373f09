using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Hosts;

[Collection(ClusterCollection.Name)]
public sealed class ClusterCommands(ClusterHost host) : CommandContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterIdempotency(ClusterHost host) : IdempotencyContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterOutcomes(ClusterHost host) : OutcomeContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterBadInput(ClusterHost host) : BadInputContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterTokens(ClusterHost host) : TokenContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterStreams(ClusterHost host) : StreamContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterLocations(ClusterHost host) : LocationContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterChargers(ClusterHost host) : ChargerContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterOptions(ClusterHost host) : OptionsContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterHistory(ClusterHost host) : HistoryContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterDescription(ClusterHost host) : DescriptionContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterSessions(ClusterHost host) : SessionContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterBulk(ClusterHost host) : BulkContract(host);

[Collection(ClusterCollection.Name)]
public sealed class ClusterLoadTests(ClusterHost host) : LoadTestContract(host);
