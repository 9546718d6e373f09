using System.Text;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>The golden files are states as chargers stored them. A test that fails here means that states in databases are read
/// or written otherwise than they were; it is the code that has to change then, not the file. A new property needs a scenario in
/// <see cref="StoredStates"/> that writes it, and a place in that scenario's file, added by hand. The file of a new scenario is
/// written when GOLDEN_STATES names this project's folder of them; one that is there is never overwritten.</summary>
public sealed class StoredStateTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Simulation", "Golden");

    public static TheoryData<string> Names => [.. StoredStates.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_stored_state_is_read_and_written_back_as_it_was(string name)
    {
        var golden = Golden(name);
        var state = JsonSerializer.Deserialize(golden, StateJson.Default.ChargerState)!;
        Assert.Equal(golden, JsonSerializer.Serialize(state, StateJson.Default.ChargerState));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_charger_goes_on_from_a_stored_state(string name)
    {
        var fixture = StoredStates.All[name]();
        var charger = Charger.Restore(fixture.Charger.Spec, Encoding.UTF8.GetBytes(Golden(name)), fixture.Now, null, out _);
        Assert.Equivalent(fixture.Charger.View(fixture.Now).Connectors.Select(connector => connector.Transaction?.IdTag),
            charger.View(fixture.Now).Connectors.Select(connector => connector.Transaction?.IdTag));
    }

    [Fact]
    public void Every_property_has_the_name_it_is_stored_by_written_down() =>
        Assert.Empty(StoredProperties.Known.Except(StoredProperties.NamedExplicitly));

    // A member of an enum that is left out has no name in the file, and round trips as whatever comes first.
    [Fact]
    public void What_is_left_out_of_a_state_means_what_it_meant() => Assert.Equal(
        (ChargePointErrorCode.NoError, TriggerReason.Authorized, ChargingState.Idle, TransactionEventKind.Started,
            AuthorizationStatus.Accepted, NetworkFaultKind.Offline),
        default);

    [Fact]
    public void Every_property_is_in_a_golden_file()
    {
        Assert.Equal(
            StoredStates.All.Keys.Order(), Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).Order());
        Assert.Empty(StoredProperties.Known.Except(StoredStates.All.Keys.SelectMany(name => StoredProperties.In(Golden(name)))));
    }

    [Fact]
    public void Every_property_is_written_by_some_charger()
    {
        var states = StoredStates.All.ToDictionary(scenario => scenario.Key, scenario => ChargerFixture.Save(scenario.Value().Charger));
        if (Environment.GetEnvironmentVariable("GOLDEN_STATES") is { Length: > 0 } folder)
        {
            foreach (var (name, state) in states.Where(state => !File.Exists(PathOf(folder, state.Key))))
            {
                File.WriteAllText(PathOf(folder, name), state + "\n");
            }
        }

        Assert.Empty(StoredProperties.Known.Except(states.Values.SelectMany(StoredProperties.In)));
    }

    static string Golden(string name) => File.ReadAllText(PathOf(Folder, name)).TrimEnd('\n');

    static string PathOf(string folder, string name) => Path.Combine(folder, $"{name}.json");
}
