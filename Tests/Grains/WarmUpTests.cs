using Microsoft.Data.Sqlite;
using OcppLab.Grains;
using OcppLab.Simulation;
using OcppLab.Tests.Inventory;

namespace OcppLab.Tests.Grains;

/// <summary>What a silo goes through while it starts, so that its first command is not slow.</summary>
public sealed class WarmUpTests
{
    [Theory]
    [InlineData(OcppVersion.V16, "BootNotification", "StatusNotification", "Authorize", "StartTransaction", "MeterValues", "StopTransaction")]
    [InlineData(OcppVersion.V21, "BootNotification", "StatusNotification", "Authorize", "TransactionEvent")]
    [InlineData(OcppVersion.V201, "BootNotification", "StatusNotification", "Authorize", "TransactionEvent")]
    public void A_charger_charges_from_its_boot_to_the_end_of_its_session(OcppVersion version, params string[] actions)
    {
        var asked = WarmUpCharger.Charge(version, TempDatabase.Now);

        Assert.Equal(actions, asked.Distinct());
        Assert.Equal("StatusNotification", asked[^1]);
    }

    [Fact]
    public async Task A_silo_asks_for_a_command_and_leaves_nothing()
    {
        await using var silo = await SiloFixture.StartWarmingUpAsync();

        Assert.Equal(1, silo.Storage.Commands);
        Assert.Equal(0, silo.Csms.Waiting);
        using var connection = new SqliteConnection($"Data Source={silo.Database.Database.SqlitePath};Pooling=False");
        connection.Open();
        Assert.Equal(["inventory_versions"], TablesWithRows(connection));
    }

    static List<string> TablesWithRows(SqliteConnection connection)
    {
        using var tables = connection.CreateCommand();
        tables.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        using var names = tables.ExecuteReader();
        var filled = new List<string>();
        while (names.Read())
        {
            using var rows = connection.CreateCommand();
            rows.CommandText = $"SELECT count(*) FROM {names.GetString(0)}";
            if ((long)rows.ExecuteScalar()! > 0)
            {
                filled.Add(names.GetString(0));
            }
        }

        return filled;
    }
}
