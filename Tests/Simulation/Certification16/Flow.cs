using System.Text;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>What a charger says and answers, in short words, and the states in which cases begin.</summary>
static class Flow
{
    public const string Tag = "TAG";

    // What of each message a case fixes, in the order in which it is told.
    static readonly Dictionary<string, string[]> Fields = new()
    {
        ["Authorize"] = ["idTag"],
        ["DataTransfer"] = ["vendorId"],
        ["DiagnosticsStatusNotification"] = ["status"],
        ["FirmwareStatusNotification"] = ["status"],
        ["LogStatusNotification"] = ["status", "requestId"],
        ["MeterValues"] = ["connectorId", "transactionId"],
        ["SecurityEventNotification"] = ["type"],
        ["SignedFirmwareStatusNotification"] = ["status", "requestId"],
        ["StartTransaction"] = ["connectorId", "idTag", "reservationId"],
        ["StatusNotification"] = ["connectorId", "status", "errorCode"],
        ["StopTransaction"] = ["transactionId", "reason"],
    };

    /// <summary>Looks at the messages sent since the last look: <c>StatusNotification 1 Preparing</c>, <c>StartTransaction 1 TAG</c>.</summary>
    public static void Says(this ChargerFixture fixture, params string[] messages)
    {
        var said = fixture.Sent.Select(Words).ToArray();
        fixture.Sent.Clear();
        Assert.Equal(messages, said);
    }

    /// <summary>Asks, and looks at the status of the answer: the one that a tester has chosen, as the charger's session gives it, or its own.</summary>
    public static void Answers(this ChargerFixture fixture, string status, string action, string payload)
    {
        var chosen = fixture.Charger.TakeCallAnswer(action, out var changes);
        fixture.See(changes);
        var answer = chosen?.PayloadJson is { } own ? JsonElement.Parse(Encoding.UTF8.GetBytes(own)) : fixture.Ask(action, payload);
        Assert.Equal(status, answer.GetProperty("status").GetString());
    }

    /// <summary>A tester chooses what the charger answers to the next request of an action.</summary>
    public static void Choose(this ChargerFixture fixture, string action, string status) =>
        Assert.Null(fixture.Do(new AnswerCalls(new(action, Times: 1), status)).Refusal);

    /// <summary>Messages of each connector's status; of a charger with two, where none is named.</summary>
    public static string[] Statuses(string status, params int[] connectorIds) =>
        [.. (connectorIds is [] ? [0, 1, 2] : connectorIds).Select(id => $"StatusNotification {id} {status}")];

    /// <summary>What a message says, as its schema has it.</summary>
    public static JsonElement Payload(OcppRequest request)
    {
        var text = Ocpp.Wire.Text(request);
        Assert.Null(Ocpp.Wire.Check(OcppVersion.V16, request.ActionName, text));
        return JsonElement.Parse(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What the one message of an action says.</summary>
    public static JsonElement Sole(this ChargerFixture fixture, string action) => Payload(Assert.Single(fixture.Sent.OfAction(action)));

    /// <summary>A charger on whose connector 1 transaction 1 of <see cref="Tag"/> has begun; the cable stays in at its end.</summary>
    public static ChargerFixture Charging(ChargerModel? model = null)
    {
        var fixture = ChargerFixture.Booted(model: model);
        Charge(fixture);
        fixture.Says("StatusNotification 1 Preparing", "Authorize TAG", "StartTransaction 1 TAG", "StatusNotification 1 Charging");
        return fixture;
    }

    /// <summary>The cable first, then the id tag, as three commands.</summary>
    public static void Charge(ChargerFixture fixture)
    {
        fixture.Do(new PlugConnector(1));
        fixture.Do(new AuthorizeIdTag(Tag));
        fixture.Do(new StartTransaction(Tag, 1));
    }

    /// <summary>A charger of a security profile that has booted.</summary>
    public static ChargerFixture Secured(int profile)
    {
        var fixture = new ChargerFixture(securityProfile: profile);
        fixture.Connect();
        fixture.Sent.Clear();
        return fixture;
    }

    static string Words(OcppRequest request)
    {
        var payload = Payload(request);
        var words = new StringBuilder(request.ActionName);
        foreach (var field in Fields.GetValueOrDefault(request.ActionName) ?? [])
        {
            if (payload.TryGetProperty(field, out var value) && value.ToString() is var word and not "NoError")
            {
                words.Append(' ').Append(word);
            }
        }

        return words.ToString();
    }
}
