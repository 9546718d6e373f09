using System.Text;
using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Certification201;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>A charger of 2.1 with tariffs, in short words.</summary>
static class Priced
{
    public const string Tag = "TAG";

    /// <summary>A charger that has booted, with what it said then forgotten. It sends no meter values by itself.</summary>
    public static ChargerFixture Booted(ChargerModel? model = null, params string[] tariffs)
    {
        var fixture = new ChargerFixture(OcppVersion.V21, model);
        fixture.Connect();
        Assert.Null(fixture.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "0")).Refusal);
        foreach (var tariff in tariffs)
        {
            fixture.Answers("Accepted", "SetDefaultTariff", $$"""{"evseId":0,"tariff":{{tariff}}}""");
        }

        fixture.Sent.Clear();
        return fixture;
    }

    /// <summary>A tariff of these parts.</summary>
    public static string Tariff(string parts, string id = "A") => $$"""{"tariffId":"{{id}}","currency":"EUR",{{parts}}}""";

    /// <summary>The tariff that comes to drivers.</summary>
    public static void GiveDriver(this ChargerFixture fixture, string? tariff, string idTag = Tag)
    {
        var text = tariff is null ? "{\"idTokenInfo\":{\"status\":\"Accepted\"}}" : $$"""{"idTokenInfo":{"status":"Accepted"},"tariff":{{tariff}}}""";
        var bytes = Encoding.UTF8.GetBytes(text);
        var response = MessageSet.V21.Find("Authorize")!.Response!;
        Assert.Null(response.Schema.Check(bytes));
        var before = fixture.Csms;
        fixture.Csms = message => message is V2.AuthorizeRequest { IdToken: var token } && token.IdToken == idTag ? response.ReadChecked(bytes) : before(message);
    }

    /// <summary>The messages of transactions, each as the schema of 2.1 has it; forgets them.</summary>
    public static List<JsonElement> Told(this ChargerFixture fixture)
    {
        var told = fixture.Sent.OfType<TransactionMessage>().Select(Payload).ToList();
        fixture.Sent.Clear();
        return told;
    }

    /// <summary>What a message says, as the schema of 2.1 has it.</summary>
    public static JsonElement Payload(OcppRequest message)
    {
        var text = Ocpp.Wire.Text(message);
        Assert.Null(Ocpp.Wire.Check(OcppVersion.V21, message.ActionName, text));
        return JsonElement.Parse(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What a session costs: the last message.</summary>
    public static JsonElement Stop(this ChargerFixture fixture, int connectorId = 1)
    {
        Assert.Null(fixture.Do(new StopSession(connectorId)).Refusal);
        var last = fixture.Told()[^1];
        Assert.Equal("Ended", last.GetProperty("eventType").GetString());
        return last;
    }

    /// <summary>A number, down a path with points.</summary>
    public static double Number(this JsonElement json, string path) => json.At(path).GetDouble();

    /// <summary>What is down a path with points.</summary>
    public static JsonElement At(this JsonElement json, string path) =>
        path.Split('.').Aggregate(json, static (at, name) => at.ValueKind == JsonValueKind.Array ? at[int.Parse(name)] : at.GetProperty(name));

    /// <summary>The volumes of a dimension, of each charging period.</summary>
    public static double[] Volumes(this JsonElement message, string type) => [.. message.At("costDetails.chargingPeriods").EnumerateArray().Select(
        period => period.GetProperty("dimensions").EnumerateArray().Single(dimension => dimension.GetProperty("type").GetString() == type).Number("volume"))];
}
