using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Fleet;
using OcppLab.Ocpp;
using OcppLab.Tests.Inventories;

namespace OcppLab.Tests.Fleets;

/// <summary>One timer wakes every charger in time, however often its time is put off or brought forward.</summary>
public sealed class WakeQueueTests
{
    [Property]
    public void Each_host_is_woken_by_the_earliest_time_set_for_it_and_not_before((byte Host, byte After, byte Pass)[] steps)
    {
        var time = new FakeTimeProvider(TempDatabase.Now);
        var due = new Dictionary<ChargerHost, DateTimeOffset>();
        using var queue = new WakeQueue(time, woken =>
        {
            foreach (var host in woken)
            {
                Assert.InRange(due[host], DateTimeOffset.MinValue, time.GetUtcNow());
                due.Remove(host);
            }
        });
        var hosts = Enumerable.Range(0, 20).Select(_ => NewHost()).ToArray();

        foreach (var (number, after, pass) in steps)
        {
            var host = hosts[number % hosts.Length];
            var at = time.GetUtcNow().AddMilliseconds(after + 1);
            queue.Set(host, at);
            due[host] = due.TryGetValue(host, out var set) && set < at ? set : at;
            time.Advance(TimeSpan.FromMilliseconds(pass % 64));
            Assert.DoesNotContain(due.Values, missed => missed <= time.GetUtcNow());
        }

        time.Advance(TimeSpan.FromMilliseconds(256));
        Assert.Empty(due);
    }

    static ChargerHost NewHost()
    {
        var record = FleetRoom.Detached("dep-1");
        return new(record, Catalog.SpecOf(record), default, new Nowhere());
    }

    sealed class Nowhere : IChargerEnvironment
    {
        public DateTimeOffset Now => TempDatabase.Now;

        public LogBudget Logs => throw new NotSupportedException();

        public ICsmsConnection Connect(ChargerHost host, CsmsEndpoint endpoint) => throw new NotSupportedException();

        public void WakeAt(ChargerHost host, DateTimeOffset? due) => throw new NotSupportedException();

        public void Write(ChargerHost host) => throw new NotSupportedException();

        public bool IsWatched(ChargerHost host, bool frames) => false;

        public void Publish(ChargerHost host, FleetEvent happening) => throw new NotSupportedException();

        public void Report(ChargerHost host, Exception mistake) => throw new NotSupportedException();
    }
}
