using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Hosts;

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloCommands(LoneSiloHost host) : CommandContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloIdempotency(LoneSiloHost host) : IdempotencyContract(host);

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
public sealed class LoneSiloHistory(LoneSiloHost host) : HistoryContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloDescription(LoneSiloHost host) : DescriptionContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloSessions(LoneSiloHost host) : SessionContract(host);

[Collection(LoneSiloCollection.Name)]
public sealed class LoneSiloBulk(LoneSiloHost host) : BulkContract(host);
