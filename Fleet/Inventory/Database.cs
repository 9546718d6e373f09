using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.DataProvider;
using LinqToDB.DataProvider.PostgreSQL;
using LinqToDB.DataProvider.SQLite;
using LinqToDB.Mapping;
using Microsoft.Data.Sqlite;
using Npgsql;
using OcppLab.Simulation;

namespace OcppLab.Fleet;

/// <summary>The relational database that keeps the inventory: SQLite for one process, PostgreSQL for a cluster. Times are
/// columns of Unix milliseconds in both.</summary>
public sealed class Database : IDisposable
{
    const long MigrationLock = 0x6F6370706C6162;
    const int MaxAttempts = 5;

    const int SqliteBusy = 5;
    const int SqliteInputOutput = 10;
    const int SqliteFull = 13;
    const int SqliteConstraintForeignKey = 787;
    const int SqliteConstraintPrimaryKey = 1555;
    const int SqliteConstraintUnique = 2067;

    static readonly MappingSchema Mapping = CreateMapping();

    readonly DataOptions options;
    readonly IDataProvider provider;
    readonly NpgsqlDataSource? postgres;
    readonly string? sqlite;

    Database(IDataProvider provider, Func<DbConnection> connect, string? sqlite, NpgsqlDataSource? postgres)
    {
        this.provider = provider;
        options = new DataOptions().UseConnectionFactory(provider, _ => connect()).UseMappingSchema(Mapping).UseBulkCopyType(BulkCopyType.ProviderSpecific);
        this.sqlite = sqlite;
        this.postgres = postgres;
    }

    /// <summary>A database in a SQLite file, made if it is not there. Several processes may have it open.</summary>
    public static Database Sqlite(string path)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        return new(SQLiteTools.GetDataProvider(SQLiteProvider.Microsoft), () => OpenSqlite(connectionString), connectionString, null);
    }

    /// <summary>A PostgreSQL database (14 or newer) that exists and that the connection string's user may create tables in.</summary>
    public static Database PostgreSql(string connectionString)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        return new(PostgreSQLTools.GetDataProvider(PostgreSQLVersion.v15), source.CreateConnection, null, source);
    }

    /// <summary>Whether this is SQLite: nobody but this process works on it.</summary>
    public bool IsSqlite => postgres is null;

    /// <summary>Brings the tables to this version's form; does nothing where they are. Safe when several processes do it at once.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        if (IsSqlite)
            await ExecuteAsync(connection, "PRAGMA journal_mode = WAL", cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!IsSqlite)
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", cancellationToken);
        await ExecuteAsync(
            connection, "CREATE TABLE IF NOT EXISTS inventory_versions (version integer PRIMARY KEY)", cancellationToken);
        var version = Convert.ToInt32(
            await ScalarAsync(connection, "SELECT coalesce(max(version), 0) FROM inventory_versions", cancellationToken));

        var folder = IsSqlite ? "Sqlite/" : "PostgreSql/";
        var assembly = typeof(Database).Assembly;
        var steps = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Select(name => (Version: int.Parse(name.AsSpan(folder.Length, 4)), Name: name))
            .Where(step => step.Version > version)
            .Order();
        foreach (var step in steps)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(step.Name)!);
            await ExecuteAsync(connection, await reader.ReadToEndAsync(cancellationToken), cancellationToken);
            await ExecuteAsync(connection, $"INSERT INTO inventory_versions VALUES ({step.Version})", cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Runs queries.</summary>
    /// <exception cref="FleetException">Unavailable: the database can't be used.</exception>
    internal async Task<T> QueryAsync<T>(Func<DataConnection, Task<T>> work)
    {
        try
        {
            await using var connection = new DataConnection(options);
            return await work(connection);
        }
        catch (DbException exception) when (IsUnavailable(exception))
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>Runs statements as one transaction that sees nobody else's half-done work. What clashed with another, also by a row that the
    /// other added or removed meanwhile, is run again.</summary>
    /// <exception cref="FleetException">Unavailable: the database can't be used.</exception>
    internal async Task<T> TransactAsync<T>(Func<DataConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = new DataConnection(options);
                await using var transaction = await connection.BeginTransactionAsync(
                    IsSqlite ? IsolationLevel.Serializable : IsolationLevel.RepeatableRead, cancellationToken);
                var result = await work(connection);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException exception) when (IsClash(exception) && attempt < MaxAttempts)
            {
                // Its whole work is undone: it may start over at once.
            }
            catch (DbException exception) when (IsUnavailable(exception))
            {
                throw Unavailable(exception);
            }
        }
    }

    /// <summary>A page of what a query finds, and how much it finds in all, both as of one moment. Keeps no writer waiting.</summary>
    /// <exception cref="FleetException">Unavailable: the database can't be used.</exception>
    internal async Task<Page<T>> PageAsync<T>(
        Func<DataConnection, Task<IQueryable<T>>> query, long offset, int limit, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            await using var snapshot = connection is SqliteConnection file
                ? file.BeginTransaction(deferred: true)
                : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using var db = new DataConnection(new DataOptions().UseTransaction(provider, snapshot).UseMappingSchema(Mapping));
            var all = await query(db);
            var data = await all.Skip((int)Math.Min(offset, int.MaxValue)).Take(limit).ToListAsync(cancellationToken);
            var isLast = data.Count < limit && (data.Count > 0 || offset == 0);
            return new(data, isLast ? (int)offset + data.Count : await all.CountAsync(cancellationToken));
        }
        catch (DbException exception) when (IsUnavailable(exception))
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>An open connection for what is too hot for queries; the caller disposes of it.</summary>
    internal async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        postgres is null ? OpenSqlite(sqlite!) : await postgres.OpenConnectionAsync(cancellationToken);

    /// <summary>Whether a row was refused because one with the same key is there.</summary>
    internal static bool IsDuplicate(Exception exception) => exception is
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintPrimaryKey or SqliteConstraintUnique } or
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Whether a row was refused because one that it names is not there, or is named by another and can't go.</summary>
    internal static bool IsBrokenReference(Exception exception) => exception is
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintForeignKey } or
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation };

    /// <summary>Closes what is pooled.</summary>
    public void Dispose()
    {
        postgres?.Dispose();
        if (sqlite is not null)
        {
            using var connection = new SqliteConnection(sqlite);
            SqliteConnection.ClearPool(connection);
        }
    }

    static bool IsClash(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
        || IsDuplicate(exception) || IsBrokenReference(exception);

    static bool IsUnavailable(DbException exception) => exception is
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteInputOutput or SqliteFull } or
        NpgsqlException { IsTransient: true } or
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException };

    static FleetException Unavailable(DbException exception) =>
        new(FleetError.Unavailable, "The database can't be used now; try again.", exception);

    static SqliteConnection OpenSqlite(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = "PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static async Task<object?> ScalarAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    static MappingSchema CreateMapping()
    {
        var schema = new MappingSchema();
        schema.SetConverter<DateTimeOffset, DataParameter>(time => DataParameter.Int64(null, time.ToUnixTimeMilliseconds()));
        schema.SetConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds());
        schema.SetConverter<long, DateTimeOffset>(DateTimeOffset.FromUnixTimeMilliseconds);
        schema.SetDataType(typeof(DateTimeOffset), LinqToDB.DataType.Int64);
        schema.SetConverter<OcppVersion, DataParameter>(version => DataParameter.VarChar(null, version.Name()));
        schema.SetConverter<OcppVersion, string>(version => version.Name());
        schema.SetConverter<string, OcppVersion>(OcppVersions.Parse);
        schema.SetDataType(typeof(OcppVersion), LinqToDB.DataType.VarChar);
        return schema;
    }
}
