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
using SQLitePCL;

namespace OcppLab.Inventory;

/// <summary>The relational database that keeps everything: SQLite for one silo, PostgreSQL for a cluster. Times are columns of
/// Unix milliseconds in both.</summary>
public sealed class Database : IDisposable
{
    /// <summary>How long SQLite waits for another writer, in seconds: commands are answered within ten.</summary>
    public const int SqliteBusySeconds = 4;

    const int MaxAttempts = 30;

    const string HasFunction = "ocpplab_has";

    const int SqliteConstraintForeignKey = 787;
    const int SqliteConstraintPrimaryKey = 1555;
    const int SqliteConstraintUnique = 2067;

    static readonly MappingSchema Mapping = CreateMapping();

    readonly DataOptions options;
    readonly IDataProvider provider;
    readonly string? sqlite;
    readonly string? postgresUnpooled;

    Database(
        IDataProvider provider,
        Func<DbConnection> connect,
        TimeProvider time,
        string? sqlitePath = null,
        string? sqlite = null,
        NpgsqlDataSource? postgres = null,
        string? postgresUnpooled = null)
    {
        this.provider = provider;
        options = new DataOptions().UseConnectionFactory(provider, _ => connect()).UseMappingSchema(Mapping).UseBulkCopyType(BulkCopyType.ProviderSpecific);
        this.sqlite = sqlite;
        SqlitePath = sqlitePath;
        Postgres = postgres;
        this.postgresUnpooled = postgresUnpooled;
        Health = new(ProbeAsync, time);
        Answers = new(AskAsync, time);
    }

    /// <summary>A database in a SQLite file, made if it is not there. Several processes may have it open.</summary>
    public static Database Sqlite(string path, TimeProvider? time = null)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = SqliteBusySeconds }.ToString();
        return new(
            SQLiteTools.GetDataProvider(SQLiteProvider.Microsoft), () => OpenSqlite(connectionString), time ?? TimeProvider.System, path, connectionString);
    }

    /// <summary>A PostgreSQL database (14 or newer) that exists and that the connection string's user may create tables in.</summary>
    /// <param name="connectionString">Npgsql's connection string; it is never logged.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static Database PostgreSql(string connectionString, TimeProvider? time = null)
    {
        var settings = WithDefaults(connectionString);
        // The name is what metrics call the pool; without one they have the connection string.
        var source = new NpgsqlDataSourceBuilder(settings.ToString()) { Name = "ocpplab" }.Build();
        settings.Pooling = false;
        return new(
            PostgreSQLTools.GetDataProvider(PostgreSQLVersion.v15),
            source.CreateConnection,
            time ?? TimeProvider.System,
            postgres: source,
            postgresUnpooled: settings.ToString());
    }

    /// <summary>The connections to PostgreSQL; null for SQLite.</summary>
    public NpgsqlDataSource? Postgres { get; }

    /// <summary>The SQLite file; null for PostgreSQL.</summary>
    public string? SqlitePath { get; }

    /// <summary>Whether it takes writes.</summary>
    public DatabaseHealth Health { get; }

    /// <summary>Whether a PostgreSQL server answers that takes its time over a read.</summary>
    DatabaseAnswers Answers { get; }

    /// <summary>Whether this is SQLite: nobody but this machine's processes work on it.</summary>
    public bool IsSqlite => Postgres is null;

    /// <summary>Brings the tables to this version's form; does nothing where they are. Safe when several processes do it at once.</summary>
    /// <exception cref="SchemaVersionException">The database is newer than this program.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await SchemaMigration.RunAsync(connection, IsSqlite, cancellationToken);
    }

    /// <summary>Runs queries that only read.</summary>
    /// <exception cref="FleetException">Unavailable: the database can't be used.</exception>
    internal Task<T> QueryAsync<T>(Func<DataConnection, Task<T>> work) => IsSqlite ? ReadAsync(work) : Answers.ReadAsync(() => ReadAsync(work));

    async Task<T> ReadAsync<T>(Func<DataConnection, Task<T>> work)
    {
        for (var again = true; ; again = false)
        {
            try
            {
                await using var connection = new DataConnection(options);
                return await work(connection);
            }
            catch (NpgsqlException exception) when (again && ReasonOf(exception) is not null)
            {
                // The pool may have kept a connection from before a restart of the server.
            }
            catch (DbException exception) when (ReasonOf(exception) is { } reason)
            {
                throw DatabaseHealth.Unavailable(reason, exception);
            }
        }
    }

    /// <summary>Runs one statement that writes.</summary>
    /// <exception cref="FleetException">Unavailable: the database can't be used.</exception>
    internal async Task<T> WriteAsync<T>(Func<DataConnection, Task<T>> work)
    {
        Health.ThrowIfFailing();
        try
        {
            await using var connection = new DataConnection(options);
            return await work(connection);
        }
        catch (DbException exception) when (ReasonOf(exception) is { } reason)
        {
            Health.Fail(reason);
            throw DatabaseHealth.Unavailable(reason, exception);
        }
    }

    /// <summary>Runs statements as one transaction that sees nobody else's half-done work. What clashed with another, also by a row that the
    /// other added or removed meanwhile, is run again.</summary>
    /// <exception cref="FleetException">Unavailable: the database can't be used.</exception>
    internal async Task<T> TransactAsync<T>(Func<DataConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        Health.ThrowIfFailing();
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
            catch (DbException exception) when (ReasonOf(exception) is { } reason)
            {
                Health.Fail(reason);
                throw DatabaseHealth.Unavailable(reason, exception);
            }
        }
    }

    /// <summary>A page of what a query finds, and how much it finds in all, both as of one moment. Keeps no writer waiting.</summary>
    /// <exception cref="FleetException">Unavailable: the database can't be used.</exception>
    internal Task<Page<T>> PageAsync<T>(
        Func<DataConnection, Task<IQueryable<T>>> query, long offset, int limit, CancellationToken cancellationToken) =>
        IsSqlite ? ReadPageAsync(query, offset, limit, cancellationToken) : Answers.ReadAsync(() => ReadPageAsync(query, offset, limit, cancellationToken));

    async Task<Page<T>> ReadPageAsync<T>(
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
        catch (DbException exception) when (ReasonOf(exception) is { } reason)
        {
            throw DatabaseHealth.Unavailable(reason, exception);
        }
    }

    /// <summary>An open connection for what is too hot for queries; the caller disposes of it.</summary>
    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        Postgres is null ? OpenSqlite(sqlite!) : await Postgres.OpenConnectionAsync(cancellationToken);

    /// <summary>Whether a row was refused because one with the same key is there.</summary>
    internal static bool IsDuplicate(Exception exception) => exception is
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintPrimaryKey or SqliteConstraintUnique } or
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Whether a row was refused because one that it names is not there, or is named by another and can't go.</summary>
    internal static bool IsBrokenReference(Exception exception) => exception is
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintForeignKey } or
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation };

    /// <summary>Why the database can't be used now, in plain words; null where the failure is not the database's state, and trying
    /// again would not help.</summary>
    public static string? ReasonOf(Exception exception) => exception switch
    {
        SqliteException sqlite => ReasonOf(sqlite.SqliteErrorCode),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "its disk is full",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "it is read-only",
        PostgresException { IsTransient: true } => "it is overloaded, starting or stopping",
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: SocketException or IOException or TimeoutException } => "it does not answer",
        FleetException { Error: FleetError.Unavailable } => exception.Message,
        _ => null,
    };

    /// <summary>Why SQLite can't be used now, in plain words; null where trying again would not help.</summary>
    /// <param name="resultCode">SQLite's primary result code.</param>
    public static string? ReasonOf(int resultCode) => resultCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => "another process has locked the database file",
        raw.SQLITE_FULL => "the disk is full",
        raw.SQLITE_IOERR => "the disk can't be written",
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => "the database file can't be written",
        raw.SQLITE_NOMEM => "the memory is used up",
        _ => null,
    };

    /// <summary>Whether a text has another in it, in any letter case. Only in queries; every character counts as itself.</summary>
    [Sql.Expression(ProviderName.SQLite, HasFunction + "({0}, {1})", ServerSideOnly = true, IsPredicate = true)]
    [Sql.Expression(ProviderName.PostgreSQL, "position(lower({1}) in lower({0})) > 0", ServerSideOnly = true, IsPredicate = true)]
    internal static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>Asks a PostgreSQL server for next to nothing, by a connection of its own: a read also takes long where all of the pool's
    /// are in use.</summary>
    internal async Task AskAsync()
    {
        await using var connection = new NpgsqlConnection(postgresUnpooled);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Closes what is pooled.</summary>
    public void Dispose()
    {
        Postgres?.Dispose();
        if (sqlite is not null)
        {
            using var connection = new SqliteConnection(sqlite);
            SqliteConnection.ClearPool(connection);
        }
    }

    async Task ProbeAsync()
    {
        await using var connection = new DataConnection(options);
        await connection.ExecuteAsync(
            $"INSERT INTO write_probe VALUES (1, {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}) ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at");
    }

    static bool IsClash(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
        || IsDuplicate(exception) || IsBrokenReference(exception);

    static SqliteConnection OpenSqlite(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = $"PRAGMA synchronous = FULL; PRAGMA busy_timeout = {SqliteBusySeconds * 1000}; PRAGMA foreign_keys = ON";
        pragmas.ExecuteNonQuery();
        // SQLite's own functions tell letter case in ASCII only.
        connection.CreateFunction<string, string, bool>(HasFunction, Has, isDeterministic: true);
        return connection;
    }

    static NpgsqlConnectionStringBuilder WithDefaults(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ContainsKey(nameof(settings.Timeout)))
        {
            settings.Timeout = 3;
        }

        if (!settings.ContainsKey("Command Timeout"))
        {
            settings.CommandTimeout = 5;
        }

        if (!settings.ContainsKey("Max Auto Prepare"))
        {
            settings.MaxAutoPrepare = 32;
        }

        if (!settings.ContainsKey("Application Name"))
        {
            settings.ApplicationName = "OcppLab";
        }

        return settings;
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
