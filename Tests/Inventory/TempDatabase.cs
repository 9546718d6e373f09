using OcppLab.Inventory;
using OcppLab.Simulation;

namespace OcppLab.Tests.Inventory;

/// <summary>A SQLite inventory of a test's own, gone with it.</summary>
public sealed class TempDatabase : IDisposable
{
    public const string Org = "acme";

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("ocpplab-").FullName;

    public TempDatabase() => Database = Open();

    /// <summary>A copy of a file, brought up to date.</summary>
    public TempDatabase(string file)
    {
        File.Copy(file, Path.Combine(Directory, "ocpplab.db"));
        Database = Open();
    }

    public Database Database { get; }

    public InventoryStore Inventory => new(Database);

    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static LocationRecord Location(string id, string organization = Org, string name = "Depot") => new()
    {
        Id = id,
        OrganizationId = organization,
        Slug = name.ToLowerInvariant(),
        Name = name,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    public static ChargerRecord Charger(string id, string location, string identity, string organization = Org) => new()
    {
        Id = id,
        OrganizationId = organization,
        LocationId = location,
        Identity = identity,
        Name = identity,
        BrandSlug = "abb",
        ModelSlug = "terra-184",
        ConnectorType = "CCS2",
        OcppVersion = OcppVersion.V201,
        WsUrl = "ws://csms.test/ocpp",
        SecurityProfile = 1,
        AuthorizationKey = "0123456789abcdef",
        Seed = -7,
        CreatedAt = Now,
        UpdatedAt = Now.AddMilliseconds(5),
    };

    /// <summary>The same file once more, as a process started anew has it.</summary>
    public Database Open()
    {
        var database = Database.Sqlite(Path.Combine(Directory, "ocpplab.db"));
        database.MigrateAsync(default).GetAwaiter().GetResult();
        return database;
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.OpenAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value that a query finds, as text; null for none.</summary>
    public async Task<string?> ScalarAsync(string sql)
    {
        await using var connection = await Database.OpenAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() as string;
    }

    public void Dispose()
    {
        Database.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
