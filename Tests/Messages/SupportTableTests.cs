using System.Text;
using OcppLab.Simulation;

namespace OcppLab.Tests.Messages;

/// <summary>docs/ocpp-support.md says what the program does: the tables there are made here.</summary>
public sealed class SupportTableTests
{
    const string File = "docs/ocpp-support.md";

    [Fact]
    public void The_tables_say_what_a_charger_does()
    {
        var text = System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, File)).ReplaceLineEndings("\n");
        foreach (var operations in new[] { Operations.V16, Operations.V201, Operations.V21 })
        {
            var table = Table(operations);
            Assert.True(text.Contains(table, StringComparison.Ordinal), $"{File} has to have this:\n\n{table}");
        }
    }

    [Fact]
    public void Feature_profiles_are_those_whose_every_request_is_answered()
    {
        var fixture = new Tests.Simulation.ChargerFixture();
        var configuration = (V16.GetConfigurationResponse)fixture.Call(new V16.GetConfigurationRequest { Key = ["SupportedFeatureProfiles"] });
        var profiles = Assert.Single(configuration.ConfigurationKey!).Value!.Split(',');
        foreach (var profile in profiles)
        {
            Assert.All(
                Of(Operations.V16).Where(operation => operation.Profile == profile && operation.Sender != Sender.Charger),
                operation => Assert.True(Operations.V16.Answers(operation.Action), $"{profile} is advertised, {operation.Action} is refused."));
        }
    }

    static string Table(Operations operations)
    {
        var table = new StringBuilder("| Message | Asked by | Supported |\n|---|---|---|\n");
        foreach (var operation in Of(operations))
        {
            var (asked, supported) = operation.Sender switch
            {
                Sender.Csms => ("CSMS", Word(operations.Answers(operation.Action))),
                Sender.Charger => ("charger", Word(operations.Requests(operation.Action))),
                _ => ("either", $"{Word(operations.Answers(operation.Action))} from the CSMS, {Word(operations.Requests(operation.Action))} from the charger"),
            };
            table.Append($"| {operation.Action} | {asked} | {supported} |\n");
        }

        return table.ToString();

        static string Word(bool supported) => supported ? "yes" : "no";
    }

    static IEnumerable<Operation> Of(Operations operations) => operations.Messages.Actions.Order(StringComparer.Ordinal).Select(action => operations.Messages.Find(action)!);
}
