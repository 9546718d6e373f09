using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcppLab.Tests.Wire;

namespace OcppLab.Tests.Strangers;

/// <summary>What a CSMS may send a charger of one version, most of it with something wrong.</summary>
/// <param name="isV16">Whether the charger speaks 1.6 rather than 2.0.1 or 2.1.</param>
sealed class FuzzedFrames(bool isV16)
{
    static readonly Dictionary<string, string[]> V16Payloads = new()
    {
        ["ChangeAvailability"] = ["""{"connectorId":0,"type":"Operative"}""", """{"connectorId":1,"type":"Inoperative"}"""],
        ["ChangeConfiguration"] =
        [
            """{"key":"HeartbeatInterval","value":"30"}""", """{"key":"MeterValueSampleInterval","value":"1"}""", """{"key":"MeterValuesSampledData","value":"Voltage,SoC"}""",
            """{"key":"WebSocketPingInterval","value":"0"}""", """{"key":"ConnectionTimeOut","value":"-1"}""", """{"key":"AuthorizeRemoteTxRequests","value":"true"}""",
        ],
        ["GetConfiguration"] = ["{}", """{"key":["HeartbeatInterval","nothing"]}"""],
        ["RemoteStartTransaction"] = ["""{"connectorId":1,"idTag":"TAG"}""", """{"idTag":"TAG"}"""],
        ["RemoteStopTransaction"] = ["""{"transactionId":1}""", """{"transactionId":2}""", """{"transactionId":3}"""],
        ["Reset"] = ["""{"type":"Hard"}""", """{"type":"Soft"}"""],
        ["TriggerMessage"] =
        [
            """{"requestedMessage":"BootNotification"}""", """{"requestedMessage":"MeterValues","connectorId":1}""", """{"requestedMessage":"StatusNotification"}""",
        ],
        ["UnlockConnector"] = ["""{"connectorId":1}"""],
    };

    static readonly Dictionary<string, string[]> V201Payloads = new()
    {
        ["ChangeAvailability"] = ["""{"operationalStatus":"Operative"}""", """{"operationalStatus":"Inoperative","evse":{"id":1,"connectorId":1}}"""],
        ["GetVariables"] =
        [
            """{"getVariableData":[{"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}}]}""",
            """{"getVariableData":[{"attributeType":"Target","component":{"name":"EVSE","instance":"x","evse":{"id":1}},"variable":{"name":"x","instance":"y"}}]}""",
        ],
        ["RequestStartTransaction"] =
        [
            """{"evseId":1,"remoteStartId":1,"idToken":{"idToken":"TAG","type":"Central"}}""",
            """{"remoteStartId":2,"idToken":{"idToken":"TAG","type":"ISO14443","additionalInfo":[{"additionalIdToken":"x","type":"y"}]}}""",
        ],
        ["RequestStopTransaction"] = ["""{"transactionId":"x"}"""],
        ["Reset"] = ["""{"type":"Immediate"}""", """{"type":"OnIdle"}""", """{"type":"Immediate","evseId":1}"""],
        ["SetVariables"] =
        [
            """{"setVariableData":[{"attributeValue":"30","component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}}]}""",
            """{"setVariableData":[{"attributeValue":"1","component":{"name":"SampledDataCtrlr"},"variable":{"name":"TxUpdatedInterval"}}]}""",
        ],
        ["TriggerMessage"] =
        [
            """{"requestedMessage":"BootNotification"}""", """{"requestedMessage":"TransactionEvent","evse":{"id":1}}""", """{"requestedMessage":"StatusNotification"}""",
        ],
        ["UnlockConnector"] = ["""{"evseId":1,"connectorId":1}"""],
    };

    /// <summary>What is answered to a charger's requests beside the usual.</summary>
    static readonly string[] Answers =
    [
        "{}", """{"status":"Accepted","currentTime":"2026-01-01T00:00:00Z","interval":0}""", """{"status":"Rejected","currentTime":"2026-01-01T00:00:00Z","interval":1}""",
        """{"status":"Pending","currentTime":"0001-01-01T00:00:00Z","interval":2147483647}""", """{"currentTime":"9999-12-31T23:59:59Z"}""",
        """{"transactionId":-2147483648,"idTagInfo":{"status":"Invalid","parentIdTag":"x","expiryDate":"0001-01-01T00:00:00Z"}}""", """{"idTokenInfo":{"status":"Blocked"}}""",
    ];

    static readonly string[] MessageIds = ["\"\"", "\" \"", "1", "null", "\"-1\"", "\"\\u0000\"", "\"\\ud800\"", $"\"{new string('i', 36)}\"", $"\"{new string('i', 37)}\"", "[]"];

    readonly Dictionary<string, string[]> payloads = isV16 ? V16Payloads : V201Payloads;
    readonly string[] actions = [.. MessageSet.V16.Actions.Concat(MessageSet.V21.Actions).Distinct(), "", "reset", "NoSuchAction", new('A', 300)];

    /// <summary>A text: a request, an answer to one that was not made, or neither.</summary>
    /// <param name="id">The message's id, where it has a proper one.</param>
    /// <param name="random">The case's chance.</param>
    public byte[] Text(string id, Random random)
    {
        var action = random.OneIn(2) ? random.Any([.. payloads.Keys]) : random.Any(actions);
        var payload = JsonNode.Parse(random.Any(payloads.GetValueOrDefault(action) ?? ["{}", """{"a":[{"b":1}]}"""]));
        return random.Next(10) switch
        {
            0 => JsonMutation.Of(new JsonArray(2, id, action, payload), random),
            1 => JsonMutation.Of(new JsonArray(random.Next(-1, 8), id, action, payload, "x"), random),
            2 => JsonMutation.Of(new JsonArray(3, id, payload), random),
            3 => JsonMutation.Of(new JsonArray(4, id, "InternalError", "", payload), random),
            4 => Encoding.UTF8.GetBytes($"[2,{random.Any(MessageIds)},\"{action}\",{payload!.ToJsonString()}]"),
            5 => Encoding.UTF8.GetBytes($"[2,\"{id}\",\"{action}\",{payload!.ToJsonString().PadRight(random.Any([10, 60_000, 1_048_000]))}]"),
            _ => [.. Encoding.UTF8.GetBytes($"[2,\"{id}\",\"{action}\","), .. JsonMutation.Of(payload, random), (byte)']'],
        };
    }

    /// <summary>An answer to a request that the charger made.</summary>
    public static byte[] Answer(string id, string action, Random random) => JsonMutation.Of(
        random.OneIn(3) ? new JsonArray(4, id, "GenericError", "", new JsonObject())
        : new JsonArray(3, id, JsonNode.Parse(random.OneIn(2) ? FrameLink.AnswerTo(action) : random.Any(Answers))),
        random);

    /// <summary>Bytes of a WebSocket, most of which a server must not send.</summary>
    public byte[] Bytes(string id, Random random)
    {
        var text = Text(id, random);
        var cut = random.Next(text.Length + 1);
        return random.Next(12) switch
        {
            0 => RawServer.Frame(0x82, text),
            1 => [.. RawServer.Frame(0x01, text[..cut]), .. RawServer.Frame(0x89, "x"u8), .. RawServer.Frame(0x80, text[cut..])],
            2 => RawServer.Frame(0x80, text),
            3 => [.. RawServer.Frame(0x01, text), .. RawServer.Frame(0x81, text)],
            4 => RawServer.Frame(random.Next(256), text[..Math.Min(cut, 200)]),
            5 => RawServer.Frame(0x81, []),
            6 => RawServer.Close(random.Any([0, 999, 1000, 1001, 1004, 1005, 1006, 1011, 1015, 2999, 3000, 4999, 5000, 65535]), random.Any(["", "bye", new string('x', 123)])),
            7 => RawServer.Frame(0x88, random.Any<byte[]>([[], [3], [3, 232, 0xC3, 0x28]])),
            8 => [0x81, 127, (byte)random.Next(256), 0, 0, 0, 0, 32, 0, 0, .. text[..cut]],
            9 => [0x81, 0xFE, 1, 0, 1, 2, 3, 4, .. text],
            10 => RawServer.Text("\0").Concat(RawServer.Frame(0x8A, text.AsSpan(0, Math.Min(cut, 125)))).ToArray(),
            _ => [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (byte)random.Next(256))],
        };
    }

    /// <summary>Whether a text is a request as it should be, whatever its payload's fields, so that it has to be answered.</summary>
    public static bool IsCall(byte[] text)
    {
        try
        {
            using var json = JsonDocument.Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text));
            var parts = json.RootElement;
            return parts.ValueKind == JsonValueKind.Array && parts.GetArrayLength() == 4 && parts[0].ValueKind == JsonValueKind.Number && parts[0].GetRawText() == "2"
                && parts[1].ValueKind == JsonValueKind.String && parts[1].GetString() is { Length: > 0 and <= 36 }
                && parts[2].ValueKind == JsonValueKind.String && parts[2].GetString() is not null && parts[3].ValueKind == JsonValueKind.Object;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}
