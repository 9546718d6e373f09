using Microsoft.Extensions.Logging.Abstractions;
using OcppLab.Grains;
using OcppLab.Tests.Inventory;
using OcppLab.Tests.Monitoring;

namespace OcppLab.Tests.Grains;

public sealed class SqliteStateStorageTests
{
    const long MostLogBytes = 48 * 1024 * 1024;

    [Fact]
    public async Task The_write_ahead_log_stays_small_under_steady_load_with_readers()
    {
        using var temp = new TempDatabase();
        using var storage = new SqliteStateStorage(temp.Database, TestMetrics.Silo, TimeProvider.System, NullLogger<SqliteStateStorage>.Instance);
        var log = new FileInfo($"{temp.Database.SqlitePath}-wal");
        var most = 0L;
        for (var version = 1; version <= 100; version++)
        {
            var writes = Enumerable.Range(0, 512).Select(number => Write($"dep-{number * 7919 % 4096:d4}-{number}", version)).ToList();
            writes.ForEach(storage.Write);
            for (var i = 0; i < 8; i++)
            {
                await storage.ReadAsync($"dep-{i * 7919 % 4096:d4}-{i}");
            }

            await Task.WhenAll(writes.Select(write => write.Task));
            log.Refresh();
            most = Math.Max(most, log.Length);
        }

        // Some 100 MB were written.
        Assert.InRange(most, 1, MostLogBytes);
    }

    [Fact]
    public async Task A_state_is_written_only_by_who_wrote_or_read_it_last()
    {
        using var temp = new TempDatabase();
        using var storage = new SqliteStateStorage(temp.Database, TestMetrics.Silo, TimeProvider.System, NullLogger<SqliteStateStorage>.Instance);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        await DoAsync(1, first);
        await DoAsync(2, second);
        await Assert.ThrowsAsync<Orleans.Storage.InconsistentStateException>(() => DoAsync(2, first));

        // The same write again, as after an answer that was lost.
        await DoAsync(2, second);
        Assert.Equal(2, (await storage.ReadAsync("dep-1")).Version);

        Task DoAsync(int version, Guid writer)
        {
            var write = new ChargerWrite(new Nobody(), "dep-1", version, writer) { State = [1] };
            storage.Write(write);
            return write.Task;
        }
    }

    static ChargerWrite Write(string id, int version) =>
        new(new Nobody(), id, version, Guid.NewGuid()) { Awake = true, State = new byte[2000] };

    sealed class Nobody : IWriteOwner
    {
        public void WriteDelayed(Exception failure)
        {
        }
    }
}
