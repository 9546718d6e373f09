using System.Text;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>What a charger of 2.0.1 or 2.1 says and answers, in short words, and the states in which cases begin.</summary>
static class Flow
{
    public const string Tag = "TAG";

    // A test's own: its class sets it.
    static readonly AsyncLocal<OcppVersion?> Chosen = new();

    // What of each message a case fixes, in the order in which it is told; a point leads into an object.
    static readonly Dictionary<string, string[]> Fields = new()
    {
        ["Authorize"] = ["idToken.idToken"],
        ["BootNotification"] = ["reason"],
        ["ClearedChargingLimit"] = ["chargingLimitSource", "evseId"],
        ["DataTransfer"] = ["vendorId"],
        ["FirmwareStatusNotification"] = ["status", "requestId"],
        ["LogStatusNotification"] = ["status", "requestId"],
        ["MeterValues"] = ["evseId"],
        ["NotifyChargingLimit"] = ["evseId", "chargingLimit.chargingLimitSource"],
        ["NotifyCustomerInformation"] = ["requestId", "seqNo", "tbc"],
        ["NotifyDisplayMessages"] = ["requestId"],
        ["NotifyEVChargingNeeds"] = ["evseId"],
        ["NotifyEVChargingSchedule"] = ["evseId"],
        ["NotifyMonitoringReport"] = ["requestId", "seqNo", "tbc"],
        ["NotifyReport"] = ["requestId", "seqNo", "tbc"],
        ["PublishFirmwareStatusNotification"] = ["status", "requestId"],
        ["ReportChargingProfiles"] = ["requestId", "evseId", "chargingLimitSource", "tbc"],
        ["ReservationStatusUpdate"] = ["reservationId", "reservationUpdateStatus"],
        ["SecurityEventNotification"] = ["type"],
        ["SignCertificate"] = ["certificateType"],
        ["StatusNotification"] = ["evseId", "connectorStatus"],
        ["TransactionEvent"] =
            ["eventType", "triggerReason", "transactionInfo.chargingState", "transactionInfo.stoppedReason", "idToken.idToken"],
    };

    /// <summary>The version that is played.</summary>
    public static OcppVersion Version
    {
        get => Chosen.Value ?? OcppVersion.V201;
        set => Chosen.Value = value;
    }

    /// <summary>Looks at the messages sent since the last look: <c>StatusNotification 1 Occupied</c>, <c>TransactionEvent Started Authorized
    /// Charging TAG</c>.</summary>
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

    /// <summary>What a message says, as its schema has it.</summary>
    public static JsonElement Payload(OcppRequest request)
    {
        var text = Ocpp.Wire.Text(request);
        Assert.Null(Ocpp.Wire.Check(Version, request.ActionName, text));
        return JsonElement.Parse(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What the one message of an action says.</summary>
    public static JsonElement Sole(this ChargerFixture fixture, string action) => Payload(Assert.Single(fixture.Sent.OfAction(action)));

    /// <summary>What each message of an action says.</summary>
    public static JsonElement[] All(this ChargerFixture fixture, string action) => [.. fixture.Sent.OfAction(action).Select(Payload)];

    /// <summary>A charger that has booted, with what it said then forgotten.</summary>
    public static ChargerFixture Booted(ChargerModel? model = null, int securityProfile = 0)
    {
        var fixture = new ChargerFixture(Version, model, securityProfile: securityProfile);
        fixture.Connect();
        fixture.Sent.Clear();
        return fixture;
    }

    /// <summary>A charger on whose EVSE 1 a transaction of <see cref="Tag"/> has begun; the cable stays in at its end.</summary>
    public static ChargerFixture Charging(ChargerModel? model = null)
    {
        var fixture = Booted(model);
        fixture.Do(new PlugConnector(1));
        fixture.Do(new AuthorizeIdTag(Tag));
        fixture.Do(new StartTransaction(Tag, 1));
        fixture.Says("StatusNotification 1 Occupied", "Authorize TAG", "TransactionEvent Started Authorized Charging TAG");
        return fixture;
    }

    static string Words(OcppRequest request)
    {
        var payload = Payload(request);
        var words = new StringBuilder(request.ActionName);
        foreach (var field in Fields.GetValueOrDefault(request.ActionName) ?? [])
        {
            if (At(payload, field) is { } value)
            {
                words.Append(' ').Append(value);
            }
        }

        return words.ToString();
    }

    static JsonElement? At(JsonElement payload, string path)
    {
        JsonElement? at = payload;
        foreach (var name in path.Split('.'))
        {
            at = at is { } value && value.TryGetProperty(name, out var inner) ? inner : null;
        }

        return at;
    }
}
