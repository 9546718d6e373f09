using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcppLab.Simulation;
using OcppLab.Tests.Ocpp;

namespace OcppLab.Tests.Simulation;

/// <summary>A booted charger with two connectors, at noon of 1 March 2026: what its CSMS asks goes in as a frame, and its answer
/// comes out as one.</summary>
sealed class IncomingSession
{
    /// <summary>In a situation: a transaction runs at connector 1, and its id is 77.</summary>
    public const string Charging = """RemoteStartTransaction {"idTag":"TAG","connectorId":1}""";

    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly ECDsa RootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    static readonly X509Certificate2 Root = new CertificateRequest("CN=Root", RootKey, HashAlgorithmName.SHA256)
    {
        CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) },
    }.CreateSelfSigned(Noon.AddDays(-1), Noon.AddDays(30));

    readonly FakeConnection connection;
    readonly OcppVersion version;
    string? signingRequest;
    int asked;

    IncomingSession(FakeConnection connection, OcppVersion version) => (this.connection, this.version) = (connection, version);

    /// <summary>What the charger has asked since the last question, each as its action, connector and status.</summary>
    public List<string> Said { get; } = [];

    /// <summary>A charger in a situation that requests have brought about: a line each, the action and its payload.</summary>
    public static async Task<IncomingSession> InAsync(string situation, OcppVersion version = OcppVersion.V16)
    {
        var charger = TestCharger.Start(TestCharger.Target with { Version = version }, ChargerFixture.Ac);
        charger.Csms.Special["SignCertificate"] = charger.Csms.Special["OpenPeriodicEventStream"] = """{"status":"Accepted"}""";
        if (version != OcppVersion.V16)
        {
            charger.Csms.Special["Authorize"] = """{"idTokenInfo":{"status":"Accepted"}}""";
        }

        var session = new IncomingSession(await charger.Csms.AcceptAsync(statuses: version == OcppVersion.V16 ? 3 : 2), version);
        foreach (var line in situation.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var answer = await session.AskAsync(line[..space], line[(space + 1)..]);
            Assert.True((int)answer[0]! == 3, $"{line} was answered with {answer.ToJsonString()}");
        }

        return session;
    }

    /// <summary>Asks, and gives the frame of the answer.</summary>
    public async Task<JsonArray> AskAsync(string action, string payload)
    {
        var id = $"q{++asked}";
        Said.Clear();
        connection.Say($"""[2,"{id}","{action}",{Filled(payload)}]""");
        JsonArray? answer = null;
        while (answer is null || connection.Unread > 0)
        {
            var frame = await connection.FrameAsync();
            if ((int)frame[0]! == 2)
            {
                Said.Add(Described(frame));
                signingRequest = (string?)frame[3]!["csr"] ?? signingRequest;
                connection.Answer(frame);
            }
            else
            {
                Assert.Equal(id, (string?)frame[1]);
                answer = frame;
            }
        }

        return answer;
    }

    /// <summary>Asks, and holds the answer against what is expected: an error's code, a status, or what an answer without a status has
    /// in it as JSON, null for whatever it is. A result has to fit its schema.</summary>
    public async Task AssertAsync(string action, string payload, string expected)
    {
        var answer = await AskAsync(action, payload);
        if (expected.EndsWith("Violation", StringComparison.Ordinal))
        {
            Assert.Equal((4, expected), ((int)answer[0]!, (string)answer[2]!));
            return;
        }

        Assert.True((int)answer[0]! == 3, answer.ToJsonString());
        Assert.Null(Operations.Of(version).Messages.Find(action)!.Response!.Schema.Check(Encoding.UTF8.GetBytes(answer[2]!.ToJsonString())));
        var wanted = expected[0] == '{' ? JsonNode.Parse(Filled(expected))! : new JsonObject { ["status"] = expected };
        Assert.True(Has(answer[2], wanted), $"expected {wanted.ToJsonString()}, but was {answer[2]!.ToJsonString()}");
        Assert.True(wanted.AsObject().Count > 0 || answer[2]!.AsObject().Count == 0, answer.ToJsonString());
    }

    /// <summary>A payload with its certificates: a root's for <c>‹root›</c>, its name for <c>‹hash›</c>, and for <c>‹signed›</c> that which the
    /// charger has asked for, signed by the root.</summary>
    public string Filled(string payload)
    {
        if (payload.Contains("‹signed›", StringComparison.Ordinal))
        {
            Assert.NotNull(signingRequest);
            var signed = CertificateRequest.LoadSigningRequestPem(signingRequest, HashAlgorithmName.SHA256).Create(
                Root.SubjectName, X509SignatureGenerator.CreateForECDsa(RootKey), Noon.AddHours(-1), Noon.AddDays(1), [1, 2, 3]);
            payload = payload.Replace("‹signed›", JsonSerializer.Serialize(signed.ExportCertificatePem()), StringComparison.Ordinal);
        }

        return WithRoot(payload);
    }

    /// <summary>A payload with the root's certificate and name in it.</summary>
    public static string WithRoot(string payload)
    {
        var name = CertificateHashData.Of(CertificateHashAlgorithm.Sha256, Root, Root);
        return payload
            .Replace("‹root›", JsonSerializer.Serialize(Root.ExportCertificatePem()), StringComparison.Ordinal)
            .Replace("‹hash›", $$"""
                {"hashAlgorithm":"SHA256","issuerNameHash":"{{name.IssuerNameHash}}","issuerKeyHash":"{{name.IssuerKeyHash}}","serialNumber":"{{name.SerialNumber}}"}
                """, StringComparison.Ordinal);
    }

    static bool Has(JsonNode? actual, JsonNode? wanted) => (actual, wanted) switch
    {
        (not null, null) => true,
        (JsonObject some, JsonObject fields) => fields.All(field => some.TryGetPropertyValue(field.Key, out var value) && Has(value, field.Value)),
        (JsonArray some, JsonArray items) => some.Count == items.Count && some.Zip(items).All(pair => Has(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(actual, wanted),
    };

    static string Described(JsonArray call) =>
        string.Join(' ', new[] { call[2], call[3]!["connectorId"], call[3]!["status"] }.Where(part => part is not null));
}
