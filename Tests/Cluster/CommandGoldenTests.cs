using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OcppLab.Grains;
using OcppLab.Simulation;

namespace OcppLab.Tests.Cluster;

/// <summary>The golden file has the examples below as they were written by the version that first knew them, in the same order.
/// Locations keep commands, and silos of two versions exchange them. A new kind of command needs an example and a line, which the
/// failing test shows; a line that is there stays as it is.</summary>
public sealed class CommandGoldenTests
{
    static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One of each kind of command, and of the kinds that hold others one of each of those.</summary>
    internal static readonly Command[] Examples =
    [
        new StartSession("TAG-1", 2, TimeSpan.FromSeconds(90), 15_500.5),
        new StartSession("TAG-1", 2, null, null),
        new StopSession(1),
        new StartTransaction("TAG-1", 1),
        new StopTransaction(1),
        new PlugConnector(1),
        new UnplugConnector(1),
        new UnlockConnector(1),
        new AuthorizeIdTag("TAG-1"),
        new EvRequestsEnergy(1),
        new EvStopsEnergy(1),
        new PowerUpdate(1, 3_700.5),
        new InjectFault(1, ChargePointErrorCode.GroundFailure),
        new InjectNetworkFault(new(NetworkFaultKind.Offline, null, null, 1, TimeSpan.Zero, 0)),
        new InjectNetworkFault(new(NetworkFaultKind.Latency, MessageDirection.ToCsms, "Heartbeat", 0.5, TimeSpan.FromSeconds(2), ulong.MaxValue)),
        new InjectNetworkFault(new(NetworkFaultKind.Drop, MessageDirection.ToCharger, null, 0.25, TimeSpan.Zero, 9)),
        new ClearFault(1),
        new SetConfiguration("MeterValueSampleInterval", "10"),
        new ResetCache(),
        new SetLocalAuthList(3, false, [new("A", At, "P"), new("B", null, null, AuthorizationStatus.Blocked)]),
        new SetLocalAuthList(4, true, [new("C", null, null, TokenType: "Central")]),
        new ClearLocalAuthList(),
        new SendProxyMessage("DataTransfer", """{"vendorId":"é"}""", OcppVersion.V16),
        new SendProxyMessage("DataTransfer", """{"vendorId":"é"}""", OcppVersion.V201),
        new ResetCharger(true),
        new StartCharger(),
        new StopCharger(),
        new RestartCharger(),
        new StartSession("TAG-1", 2, null, null, StayPlugged: true, PlugInAfter: TimeSpan.FromSeconds(20), Timing: Timing.Realistic),
        new StopSession(1, StopReason.EmergencyStop),
        new StopTransaction(1, StopReason.Other),
        new AnswerCalls(new("UnlockConnector", Delay: TimeSpan.FromSeconds(3), Times: 2), "UnlockFailed"),
        new AnswerCalls(new("Reset", PayloadJson: """{"status":"é"}""")),
        new AnswerCalls(new("Reset", ErrorCode: "InternalError", ErrorDescription: "chosen")),
        new AnswerCalls(new("Reset", None: true)),
        new ClearCallAnswers("Reset"),
        new StartSession("TAG-1", 1, null, null, Vehicle: new()
        {
            Name = "CityCar",
            BatteryKwh = 20.5,
            SocPercent = 12,
            AcPhases = 1,
            AcCurrentA = 16,
            Acceptance = [new(0, 5_000), new(100, 50.5)],
        }),
        new StopSession(1, null, "TAG-2"),
        new StartSession("TAG-1", 1, null, null, IdTokenType: "eMAID"),
        new StartTransaction("TAG-1", 1, "KeyCode"),
        new AuthorizeIdTag("TAG-1", "Local"),
        new SetChargingLimit(1, 3_700.5, ChargingLimitSource.SO, GridCritical: true),
        new SetChargingLimit(0, 0),
        new ClearChargingLimit(1, ChargingLimitSource.Other),
        new EvRenegotiates(1, EvScheduleAnswer.Exceeds),
        new StartSession("TAG-1", 1, null, null, Vehicle: new() { Iso15118 = true }),
        new StartSession(
            "DEABC1", 1, null, null, Vehicle: new() { Iso15118 = true, PlugAndCharge = PlugAndCharge.Install, ContractCertificate = "PEM" }),
        new ValidateVatNumber("DE123456789", 1),
        new SettlePayment(1, "psp-1"),
        new SettlePayment(2, "psp-1", PaymentStatus.Failed, 12.5, "tx", "no answer", "7", "https://receipts.invalid/7", "DE123456789"),
        new UsePriorityCharging(1, true),
        new SetChargingLimit(0, 2_000, LocalGeneration: true),
        new ClearChargingLimit(0, LocalGeneration: true),
        new StartSession("TAG-1", 1, null, null, Vehicle: new() { MaxDischargePowerW = 7_500.5, Iso15118 = true }),
    ];

    static readonly string[] Golden = Lines();

    [Fact]
    public void A_command_is_written_as_it_was()
    {
        var missing = Examples.Skip(Golden.Length).Select(Written);
        Assert.True(Golden.Length == Examples.Length, $"Golden/commands.json has no lines for\n{string.Join(",\n", missing)}");
        Assert.All(Golden.Zip(Examples), line => Assert.Equal(line.First, Written(line.Second)));
    }

    [Fact]
    public void A_kept_command_is_read_as_what_it_was()
    {
        foreach (var (line, command) in Golden.Zip(Examples))
        {
            var read = CommandJson.Read(Encoding.UTF8.GetBytes(line));
            Assert.IsType(command.GetType(), read);
            Assert.Equivalent(command, read, strict: true);
        }
    }

    [Fact]
    public void Every_kind_of_command_has_a_line_and_every_property_a_value_in_one_and_a_name_written_down()
    {
        var kinds = typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command)));
        Assert.Empty(kinds.Except(Examples.Select(command => command.GetType())).Select(kind => kind.Name));

        var values = new HashSet<PropertyInfo>();
        var types = new HashSet<Type>();
        foreach (var command in Examples)
        {
            Collect(command, types, values);
        }

        Assert.Empty(PropertiesOf(types).Except(values).Select(NameOf));
        Assert.Empty(PropertiesOf(types).Where(property => !property.IsDefined(typeof(JsonPropertyNameAttribute))).Select(NameOf));
    }

    // A command, and what of the simulation's own there is in it.
    static void Collect(object value, HashSet<Type> types, HashSet<PropertyInfo> values)
    {
        types.Add(value.GetType());
        foreach (var property in PropertiesOf([value.GetType()]))
        {
            if (property.GetValue(value) is not { } content)
            {
                continue;
            }

            values.Add(property);
            foreach (var item in content is IEnumerable items and not string ? items.Cast<object>() : [content])
            {
                if (item.GetType() is { IsEnum: false } type && type.Assembly == typeof(Command).Assembly)
                {
                    Collect(item, types, values);
                }
            }
        }
    }

    static IEnumerable<PropertyInfo> PropertiesOf(IEnumerable<Type> types) => types.SelectMany(type => type.GetProperties())
        .Where(property => !property.IsDefined(typeof(JsonIgnoreAttribute)));

    static string NameOf(PropertyInfo property) => $"{property.ReflectedType!.Name}.{property.Name}";

    static string Written(Command command) => Encoding.UTF8.GetString(CommandJson.Write(command));

    static string[] Lines()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cluster", "Golden", "commands.json")));
        return [.. file.RootElement.EnumerateArray().Select(line => line.GetRawText())];
    }
}
