using FsCheck.Xunit;
using OcppLab.Simulation;
using static OcppLab.Tests.Simulation.V21.Charging21;

namespace OcppLab.Tests.Simulation.V21;

/// <summary>What holds whatever a CSMS of 2.1 says of profiles and limits, in whatever order.</summary>
public sealed class RandomChargingTests
{
    static readonly string[] Periods =
    [
        "\"limit\":6", "\"limit\":12,\"limit_L2\":9", "\"limit\":0", "\"limit\":20,\"evseSleep\":true", "\"limit\":10},{\"startPeriod\":90,\"limit\":14",
    ];

    static readonly string[] More =
    [
        "", "\"dynUpdateInterval\":30,", "\"maxOfflineDuration\":60,", "\"maxOfflineDuration\":0,\"invalidAfterOfflineDuration\":true,",
    ];

    static readonly string[] Schedules =
        ["", "\"duration\":120,", "\"randomizedDelay\":50,", "\"limitAtSoC\":{\"soc\":30,\"limit\":7},", "\"minChargingRate\":8,"];

    static readonly string[] Purposes =
        ["TxDefaultProfile", "PriorityCharging", "LocalGeneration", "ChargingStationMaxProfile", "TxProfile"];

    static readonly string[] Kinds = ["Absolute", "Relative", "Dynamic", "Dynamic"];

    [Property(MaxTest = 400, EndSize = 240)]
    public void Energy_only_grows_and_every_message_fits_and_is_told(bool dc, byte stop, byte[] script)
    {
        var fixture = Booted(dc ? ChargerFixture.Dc : ChargerFixture.Ac);
        if (stop < 64)
        {
            fixture.SetVariable("TxCtrlr", "TxStopPoint", "EnergyTransfer");
        }

        V2.TransactionLimitType? limit = null;
        var pulled = 0;
        fixture.Csms = message =>
        {
            var reply = ChargerFixture.Reply(message);
            return message is V2.PullDynamicScheduleUpdateRequest ? new V2.PullDynamicScheduleUpdateResponse
            {
                Status = ++pulled % 4 == 0 ? V2.ChargingProfileStatusEnumType.Rejected : V2.ChargingProfileStatusEnumType.Accepted,
                ScheduleUpdate = pulled % 3 == 0 ? null : new() { Limit = pulled % 17 },
            }
                : reply is V2.TransactionEventResponse answer ? answer with { TransactionLimit = limit }
                : reply;
        };
        var restarted = false;
        Dictionary<string, double> seen = [];
        foreach (var step in script.Chunk(3).Where(step => step.Length == 3))
        {
            var (a, b) = (step[1], step[2]);
            switch (step[0] % 10)
            {
                case 0:
                    fixture.Do(new StartSession("TAG", 1 + (a & 1), null, a < 64 ? 9_000 : null, Vehicle: new() { Name = "FamilySuv", Iso15118 = b < 128, SocPercent = 20 }));
                    break;
                case 1 when fixture.IsOpen:
                    var purpose = Purposes[a % 5];
                    var more = More[b % 4] + (purpose == "TxProfile" && fixture[1].Transaction?.Id is { } id ? $"\"transactionId\":\"{id}\"," : "");
                    var evseId = purpose == "ChargingStationMaxProfile" ? 0 : purpose == "TxProfile" ? 1 : b % 3;
                    fixture.Ask("SetChargingProfile", $$"""
                        {"evseId":{{evseId}},"chargingProfile":{{Profile(a % 7, purpose, Kinds[a / 5 % 4], Periods[b / 4 % 5], more, Schedules[a / 20 % 5])}}}
                        """);
                    break;
                case 2 when fixture.IsOpen:
                    fixture.Ask("UpdateDynamicSchedule", $$$"""{"chargingProfileId":{{{a % 7}}},"scheduleUpdate":{"limit":{{{b % 20}}}}}""");
                    break;
                case 3 when fixture.IsOpen && fixture[1].Transaction?.Id is { } running:
                    fixture.Ask("UsePriorityCharging", $$"""{"transactionId":"{{running}}","activate":{{(a < 160 ? "true" : "false")}}}""");
                    break;
                case 4:
                    limit = a < 40 ? null : new() { MaxEnergy = a < 200 ? b * 40 : null, MaxTime = a > 150 ? b * 20 : null, MaxSoC = a % 4 == 0 ? b % 101 : null };
                    break;
                case 5:
                    fixture.Wait(a * b / 16.0);
                    break;
                case 6 when fixture.IsOpen:
                    fixture.Disconnect();
                    break;
                case 6:
                    fixture.Connect();
                    break;
                case 7:
                    fixture.Restart(b);
                    restarted = true;
                    break;
                case 8:
                    fixture.Do(
                        a < 60 ? new UsePriorityCharging(1, b < 128)
                        : a < 120 ? new SetChargingLimit(b % 3, b * 60, LocalGeneration: a % 2 == 0 ? true : null)
                        : a < 160 ? new ClearChargingLimit(b % 3)
                        : a < 200 ? new EvStopsEnergy(1)
                        : new EvRequestsEnergy(1));
                    break;
                case 9:
                    fixture.Do(a < 128 ? new StopSession(1 + (b & 1)) : new PowerUpdate(1, b * 80));
                    break;
            }

            foreach (var transaction in fixture.Charger.View(fixture.Now).Connectors.Select(connector => connector.Transaction).OfType<TransactionView>())
            {
                var before = seen.GetValueOrDefault(transaction.Id!);
                Assert.True(transaction.EnergyWh >= before - 1e-6, $"{transaction.EnergyWh} after {before}");
                Assert.InRange(transaction.PowerW, 0, dc ? 150_000 : 22_080);
                seen[transaction.Id!] = transaction.EnergyWh;
            }
        }

        Assert.All(fixture.Sent, message => Payload(message));
        foreach (var transaction in fixture.Sent.OfType<TransactionMessage>().GroupBy(message => message.TransactionId))
        {
            // After a crash a meter value may have been sent, and is counted only.
            if (!restarted)
            {
                Assert.Equal(Enumerable.Range(0, transaction.DistinctBy(message => message.SeqNo).Count()), transaction.Select(message => message.SeqNo).Distinct().Order());
            }

            Assert.DoesNotContain(transaction, message => message is { Trigger: TriggerReason.EnergyLimitReached, ChargingState: ChargingState.Charging });
        }
    }
}
