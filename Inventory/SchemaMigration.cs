using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OcppLab.Inventory;

/// <summary>The database is of a newer version than this program.</summary>
/// <param name="message">What to do, in a sentence for the person who starts it.</param>
public sealed class SchemaVersionException(string message) : IOException(message);

/// <summary>Brings a database's tables to the form of this version, by the scripts in <c>Migrations</c>, in one transaction.</summary>
static class SchemaMigration
{
    const long MigrationLock = 0x6F6370706C6162;

    /// <summary>Does nothing where the tables are of this version. Safe when several processes do it at once. A SQLite file that
    /// is older is copied first, to a file beside it whose name has the old version.</summary>
    /// <exception cref="SchemaVersionException">The database is newer than this program.</exception>
    public static async Task RunAsync(DbConnection connection, bool isSqlite, CancellationToken cancellationToken)
    {
        var scripts = Scripts(isSqlite ? "Sqlite/" : "PostgreSql/");
        if (connection is SqliteConnection file)
        {
            KeepToOwner(file.DataSource, $"{file.DataSource}-wal", $"{file.DataSource}-shm");
            await ExecuteAsync(connection, "PRAGMA journal_mode = WAL", cancellationToken);
            if (await VersionAsync(connection, cancellationToken) is > 0 and var version && version < scripts[^1].Version)
            {
                BackUp(file, version);
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!isSqlite)
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", cancellationToken);
        }

        var from = await VersionAsync(connection, cancellationToken);
        if (from > scripts[^1].Version)
        {
            throw new SchemaVersionException(
                $"the database has the schema version {from}, and this program knows versions up to {scripts[^1].Version}: " +
                "run the newer program that it was used with, or restore a backup from before it.");
        }

        foreach (var (version, name) in scripts.Where(script => script.Version > from))
        {
            using var reader = new StreamReader(typeof(SchemaMigration).Assembly.GetManifestResourceStream(name)!);
            await ExecuteAsync(connection, await reader.ReadToEndAsync(cancellationToken), cancellationToken);
            await ExecuteAsync(connection, $"INSERT INTO inventory_versions VALUES ({version})", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    static List<(int Version, string Name)> Scripts(string folder) =>
    [
        .. typeof(SchemaMigration).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(folder.Length, 4), CultureInfo.InvariantCulture), name))
            .Order(),
    ];

    /// <summary>The version of the tables; 0 where there are none.</summary>
    static async Task<int> VersionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection, "CREATE TABLE IF NOT EXISTS inventory_versions (version integer PRIMARY KEY)", cancellationToken);
        if (connection is not SqliteConnection && await ScalarAsync("SELECT to_regclass('cluster_versions')::text") is string)
        {
            // Up to version 1 the cluster's own tables had versions of their own, 1 and 2: they are 2 and 3 now.
            await ExecuteAsync(
                connection,
                "INSERT INTO inventory_versions SELECT version + 1 FROM cluster_versions; DROP TABLE cluster_versions",
                cancellationToken);
        }

        return Convert.ToInt32(await ScalarAsync("SELECT coalesce(max(version), 0) FROM inventory_versions"), CultureInfo.InvariantCulture);

        async Task<object?> ScalarAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    /// <summary>Lets nobody else read files, which have chargers' passwords in them. Those of another owner stay as they are.</summary>
    static void KeepToOwner(params ReadOnlySpan<string> files)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var file in files)
        {
            try
            {
                if (File.Exists(file))
                {
                    File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }
            }
            catch (UnauthorizedAccessException)
            {
                // Its owner decides.
            }
        }
    }

    static void BackUp(SqliteConnection file, int version)
    {
        var path = $"{file.DataSource}.version-{version}.backup";
        var unfinished = $"{path}.unfinished";
        File.Delete(unfinished);
        using (var backup = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = unfinished, Pooling = false }.ToString()))
        {
            KeepToOwner(unfinished);
            file.BackupDatabase(backup);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;

        // A large table takes its time.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
