using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Apis;

public sealed class EmbeddedCommands(EmbeddedHost host) : CommandContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedIdempotency(EmbeddedHost host) : IdempotencyContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedBadInput(EmbeddedHost host) : BadInputContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedTokens(EmbeddedHost host) : TokenContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedStreams(EmbeddedHost host) : StreamContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedLocations(EmbeddedHost host) : LocationContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedChargers(EmbeddedHost host) : ChargerContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedBulk(EmbeddedHost host) : BulkContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedHistory(EmbeddedHost host) : HistoryContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedSessions(EmbeddedHost host) : SessionContract(host), IClassFixture<EmbeddedHost>;

public sealed class EmbeddedDescription(EmbeddedHost host) : DescriptionContract(host), IClassFixture<EmbeddedHost>;
