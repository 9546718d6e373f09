using System.Text.Json.Nodes;
using OcppLab.Ocpp;
using OcppLab.Simulation;
using OcppLab.Tests.Messages;

namespace OcppLab.Tests.Simulation;

/// <summary>Requests that a CSMS makes in 2.0.1, as frames: answered as their use cases have it, or refused with the code of what is
/// wrong.</summary>
public sealed class IncomingPayload201Tests
{
    const string Reserved = """ReserveNow {"id":5,"evseId":1,"expiryDateTime":"2026-03-01T13:00:00Z","idToken":{"idToken":"TAG","type":"Central"}}""";
    const string Listed = """SendLocalList {"versionNumber":3,"updateType":"Full","localAuthorizationList":[{"idToken":{"idToken":"A","type":"Central"},"idTokenInfo":{"status":"Accepted"}}]}""";
    const string LeastMessage = """{"message":{"id":1,"priority":"NormalCycle","message":{"format":"UTF8","content":"Hello"}}}""";
    const string Displayed = $"SetDisplayMessage {LeastMessage}";
    const string Token = """{"idToken":"TAG","type":"Central","additionalInfo":[{"additionalIdToken":"more","type":"own"}]}""";

    static readonly (string Action, string Payload, string Answer, string Situation)[] All =
    [
        ("CancelReservation", """{"reservationId":5}""", "Accepted", Reserved),
        ("CancelReservation", """{"reservationId":6}""", "Rejected", Reserved),
        ("ClearCache", "{}", "Accepted", ""),
        ("ClearDisplayMessage", """{"id":1}""", "Accepted", Displayed),
        ("ClearDisplayMessage", """{"id":0}""", "Unknown", Displayed),
        ("CostUpdated", """{"totalCost":-1.25,"transactionId":"none"}""", "{}", ""),
        ("CustomerInformation", $$"""
            {"requestId":1,"report":true,"clear":true,"customerCertificate":{"hashAlgorithm":"SHA256","issuerNameHash":"0a","issuerKeyHash":"0b","serialNumber":"1"},"idToken":{{Token}},"customerIdentifier":"me"}
            """, "Accepted", ""),
        ("CustomerInformation", """{"requestId":1,"report":true,"clear":true}""", "Invalid", ""),
        ("DataTransfer", """{"vendorId":"nobody","messageId":"nothing","data":{"any":[1]}}""", "UnknownVendorId", ""),
        ("DataTransfer", """{"vendorId":"nobody"}""", "UnknownVendorId", ""),
        ("GetDisplayMessages", """{"requestId":1,"id":[1],"priority":"NormalCycle","state":"Idle"}""", "Unknown", Displayed),
        ("GetDisplayMessages", """{"requestId":1}""", "Accepted", Displayed),
        ("GetLocalListVersion", "{}", """{"versionNumber":3}""", Listed),
        ("ReserveNow", $$"""
            {"id":5,"expiryDateTime":"2026-03-01T13:00:00Z","idToken":{{Token}},"connectorType":"sType2","evseId":1,"groupIdToken":{{Token}}}
            """, "Accepted", ""),
        ("ReserveNow", """{"id":5,"expiryDateTime":"2026-03-01T13:00:00Z","idToken":{"idToken":"TAG","type":"Central"}}""", "Accepted", ""),
        ("SendLocalList", $$$"""
            {"versionNumber":1,"updateType":"Full","localAuthorizationList":[{"idToken":{{{Token}}},"idTokenInfo":{"status":"Accepted","cacheExpiryDateTime":"2027-01-01T00:00:00Z","chargingPriority":1,"groupIdToken":{{{Token}}},"language1":"de","language2":"en","evseId":[1],"personalMessage":{"format":"UTF8","content":"Hello","language":"en"} }}]}
            """, "Accepted", ""),
        ("SendLocalList", """{"versionNumber":1,"updateType":"Full"}""", "Accepted", ""),
        ("SetDisplayMessage", """
            {"message":{"id":1,"priority":"InFront","message":{"format":"UTF8","content":"Hello","language":"en"},"display":{"name":"Display","evse":{"id":1,"connectorId":1},"instance":"Main"},"state":"Charging","startDateTime":"2026-03-01T13:00:00Z","endDateTime":"2026-03-01T14:00:00Z","transactionId":"none"}}
            """, "UnknownTransaction", ""),
        ("SetDisplayMessage", LeastMessage, "Accepted", ""),
        .. Payloads201.Rows,
    ];

    static readonly PayloadFields Payload = new(FactFiles.Of("2.0.1").Facts, version: 0, ErrorCodes.OccurrenceConstraintViolation);

    public static TheoryData<string, string, string, string> Payloads
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            foreach (var (action, payload, answer, situation) in All)
            {
                data.Add(action, payload, answer, situation);
            }

            return data;
        }
    }

    public static TheoryData<string> Actions => [.. All.Select(row => row.Action).Distinct()];

    [Fact]
    public void Every_request_of_the_version_is_among_them() => Assert.Equal(
        Operations.V201.Messages.Actions.Where(Operations.V201.Answers).Order(StringComparer.Ordinal), All.Select(row => row.Action).Distinct().Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Payloads))]
    public async Task A_request_is_answered_as_its_use_case_has_it(string action, string payload, string answer, string situation)
    {
        var session = await IncomingSession.InAsync(situation, OcppVersion.V201);
        await session.AssertAsync(action, payload, answer);
    }

    [Theory, MemberData(nameof(Actions))]
    public void A_request_is_made_with_all_that_it_may_have_and_with_no_more_than_it_must(string action)
    {
        var payloads = Of(action).ToList();
        Assert.Contains(payloads, payload => Payload.Of(action).All(field => field.Owner(payload)?.ContainsKey(field.Name) == true));
        Assert.Contains(payloads, payload => Payload.Of(action).All(
            field => field.Owner(payload) is not { } owner || owner.ContainsKey(field.Name) == field.Facts.IsRequired));
    }

    [Theory, MemberData(nameof(Actions))]
    public async Task What_is_wrong_with_a_request_comes_back_as_its_code_and_names_the_field(string action)
    {
        var session = await IncomingSession.InAsync("", OcppVersion.V201);
        foreach (var (path, code, payload) in Payload.Wrong(action, Whole(action)))
        {
            var answer = await session.AskAsync(action, payload);
            Assert.True(
                (int)answer[0]! == 4 && (string?)answer[2] == code && ((string)answer[3]!).StartsWith($"{path} ", StringComparison.Ordinal),
                $"{payload}: expected {code} of {path}, but was {answer.ToJsonString()}");
            Assert.Empty(session.Said);
        }
    }

    [Theory, MemberData(nameof(Actions))]
    public async Task A_text_of_just_the_maximal_length_is_no_violation(string action)
    {
        var session = await IncomingSession.InAsync("", OcppVersion.V201);
        foreach (var field in Payload.Of(action).Where(field => field.Facts.LengthOf(0) is not null))
        {
            var payload = Whole(action);
            PayloadFields.Set(payload, field, new string('é', field.Facts.LengthOf(0)!.Value));
            var answer = await session.AskAsync(action, payload.ToJsonString());
            Assert.True((int)answer[0]! == 3, $"{field.Path}: {answer.ToJsonString()}");
        }
    }

    static IEnumerable<JsonObject> Of(string action) =>
        All.Where(row => row.Action == action).Select(row => JsonNode.Parse(row.Payload)!.AsObject());

    static JsonObject Whole(string action) =>
        Of(action).First(payload => Payload.Of(action).All(field => field.Owner(payload)?.ContainsKey(field.Name) == true));
}
