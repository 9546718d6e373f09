using System.Text;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>A bidirectional charger of 2.1 and vehicles that give energy, in short words.</summary>
static class V2XFlow
{
    public static readonly ChargerModel Dc = ChargerFixture.Dc with { IsBidirectional = true };
    public static readonly ChargerModel Ac = ChargerFixture.Ac with { IsBidirectional = true };

    /// <summary>It takes 10 kW whatever its state of charge, and gives 8 kW.</summary>
    public static readonly VehicleOptions Giver = new()
    {
        BatteryKwh = 50,
        SocPercent = 60,
        AcPhases = 3,
        AcCurrentA = 32,
        Acceptance = [new(0, 10_000), new(100, 10_000)],
        MaxDischargePowerW = 8_000,
        Iso15118 = true,
    };

    /// <summary>A charger on whose EVSE 1 a vehicle charges; the CSMS has allowed these ways of energy transfer, or has not said any.</summary>
    public static ChargerFixture Charging(
        ChargerModel? model = null, VehicleOptions? vehicle = null, OcppVersion version = OcppVersion.V21, params V2.EnergyTransferModeEnumType[] allowed)
    {
        var fixture = new ChargerFixture(version, model ?? Dc)
        {
            Csms = message => message.ActionName == "Authorize" ? Authorization(allowed) : ChargerFixture.Reply(message),
        };
        fixture.Connect();
        fixture.Do(new StartSession("TAG", 1, null, null, StayPlugged: true, Vehicle: vehicle ?? Giver));
        return fixture;
    }

    public static OcppResponse Authorization(V2.EnergyTransferModeEnumType[] allowed) => (V2.AuthorizeResponse)Replies.Authorize(AuthorizationStatus.Accepted) with
    {
        AllowedEnergyTransfer = allowed.Length == 0 ? null : [.. allowed],
    };

    /// <summary>A profile of the transaction with periods that count from now.</summary>
    public static JsonElement Set(this ChargerFixture fixture, string periods, string purpose = "TxProfile", string unit = "W", int evseId = 1) =>
        fixture.Ask("SetChargingProfile", $$"""
            {"evseId":{{evseId}},"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"Absolute",
             {{(purpose == "TxProfile" ? $"\"transactionId\":\"{fixture[1].Transaction!.Id}\"," : "")}}
             "chargingSchedule":[{"id":1,"startSchedule":"{{fixture.Now:O}}","chargingRateUnit":"{{unit}}","chargingSchedulePeriod":[{{periods}}]}] } }
            """);

    public static string Setpoint(double setpoint, int start = 0, string more = "") => FormattableString.Invariant(
        $$"""{"startPeriod":{{start}},"operationMode":"CentralSetpoint","setpoint":{{setpoint}} {{more}} }""");

    public static string Allow(this ChargerFixture fixture, string modes) => fixture.Ask(
        "NotifyAllowedEnergyTransfer", $$"""{"transactionId":"{{fixture[1].Transaction!.Id}}","allowedEnergyTransfer":[{{modes}}]}""").GetProperty("status").GetString()!;

    /// <summary>What the messages of an action say since they were last asked for, each as its schema has it; the others are checked too.</summary>
    public static JsonElement[] Take(this ChargerFixture fixture, string action)
    {
        var said = fixture.Sent.Select(message => (message.ActionName, Payload: Payload(message))).ToList();
        fixture.Sent.Clear();
        return [.. said.Where(message => message.ActionName == action).Select(message => message.Payload)];
    }

    /// <summary>The transaction's events since they were last asked for: trigger, charging state and mode of operation.</summary>
    public static string[] ModeEvents(this ChargerFixture fixture) =>
    [
        .. fixture.Take("TransactionEvent").Select(told =>
        {
            var info = told.GetProperty("transactionInfo");
            return $"{told.GetProperty("triggerReason")} {info.GetProperty("chargingState")}"
                + (info.TryGetProperty("operationMode", out var mode) ? $" {mode}" : "")
                + (info.TryGetProperty("stoppedReason", out var reason) ? $" {reason}" : "");
        }).Where(told => !told.StartsWith("MeterValue", StringComparison.Ordinal)),
    ];

    public static string? Reason(JsonElement answer) =>
        answer.TryGetProperty("statusInfo", out var info) ? info.GetProperty("reasonCode").GetString() : null;

    static JsonElement Payload(OcppRequest request)
    {
        var text = Ocpp.Wire.Text(request);
        Assert.Null(Ocpp.Wire.Check(OcppVersion.V21, request.ActionName, text));
        return JsonElement.Parse(Encoding.UTF8.GetBytes(text));
    }
}
