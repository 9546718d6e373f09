using OcppLab.Grains;

namespace OcppLab.Tests.Grains;

/// <summary>The one queue of all chargers' due times.</summary>
public sealed class DueTimeQueueTests : IDisposable
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly Clock time = new(Start);
    readonly DueTimeQueue queue;
    readonly List<string> due = [];

    public DueTimeQueueTests() => queue = new(new ChargerClock(time));

    public void Dispose() => queue.Dispose();

    [Fact]
    public void What_waits_becomes_due_once_in_the_order_of_its_time()
    {
        Set(new("third"), 300);
        Set(new("first"), 100);
        Set(new("second"), 200);

        time.Advance(Milliseconds(99));
        Assert.Empty(due);
        time.Advance(Milliseconds(101));
        Assert.Equal(["first", "second"], due);
        time.Advance(Milliseconds(1000));
        Assert.Equal(["first", "second", "third"], due);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Nothing_is_due_too_early_nor_more_than_a_step_too_late()
    {
        var random = new Random(7);
        var at = Enumerable.Range(0, 1000).Select(i => (Name: $"{i}", At: Milliseconds(random.NextDouble() * 5000))).ToList();
        foreach (var (name, wait) in at)
        {
            queue.Set(new Item(name, due), Start + wait);
        }

        var seen = new Dictionary<string, TimeSpan>();
        for (var now = TimeSpan.Zero; now < Milliseconds(5100); now += Milliseconds(1))
        {
            foreach (var name in due)
            {
                seen.Add(name, now);
            }

            due.Clear();
            time.Advance(Milliseconds(1));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(20), DueTimeQueue.Step);
        Assert.All(at, item => Assert.InRange(seen[item.Name] - item.At, TimeSpan.Zero, DueTimeQueue.Step));
    }

    [Fact]
    public void What_is_due_within_one_step_becomes_due_together()
    {
        for (var i = 0; i < 1000; i++)
        {
            queue.Set(new Item($"{i}", due), Start.AddMilliseconds(100.001 + i / 100.0));
        }

        time.Advance(Milliseconds(119));
        Assert.Empty(due);
        time.Advance(Milliseconds(1));
        Assert.Equal(1000, due.Distinct().Count());
    }

    [Fact]
    public void A_time_can_be_put_off_and_made_earlier()
    {
        var (later, sooner, other) = (new Item("later", due), new Item("sooner", due), new Item("other", due));
        queue.Set(later, Start.AddSeconds(1));
        queue.Set(sooner, Start.AddSeconds(3));
        queue.Set(other, Start.AddSeconds(2));
        queue.Set(later, Start.AddSeconds(4));
        queue.Set(sooner, Start.AddSeconds(1.5));
        Assert.Equal(3, queue.Count);

        time.Advance(TimeSpan.FromSeconds(1.4));
        Assert.Empty(due);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["sooner"], due);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["sooner", "other", "later"], due);
    }

    [Fact]
    public void What_is_taken_out_does_not_become_due_and_may_come_back()
    {
        var items = Enumerable.Range(0, 100).Select(i => new Item($"{i:d2}", due)).ToArray();
        for (var i = 0; i < items.Length; i++)
        {
            queue.Set(items[i], Start.AddSeconds(100 - i));
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            queue.Remove(items[i]);
            queue.Remove(items[i]);
        }

        queue.Set(items[0], Start.AddSeconds(200));
        time.Advance(TimeSpan.FromSeconds(1000));
        Assert.Equal([.. Enumerable.Range(0, 50).Select(i => $"{99 - 2 * i:d2}"), "00"], due);
    }

    [Fact]
    public void What_is_overdue_is_due_at_the_next_step_not_from_within_the_call()
    {
        Set(new("overdue"), -5000);
        Assert.Empty(due);
        time.Advance(DueTimeQueue.Step);
        Assert.Equal(["overdue"], due);
    }

    [Fact]
    public void What_becomes_due_may_set_its_next_time_at_once()
    {
        Set(new("again", item => queue.Set(item, time.GetUtcNow().AddSeconds(1))), 1000);
        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(10, due.Count);
    }

    [Fact]
    public async Task Many_threads_may_set_and_take_out_at_once()
    {
        var became = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            var random = new Random(worker);
            var items = Enumerable.Range(0, 200).Select(_ => new Item("", null, _ => Interlocked.Increment(ref became))).ToArray();
            for (var i = 0; i < 20_000; i++)
            {
                var item = items[random.Next(items.Length)];
                if (random.Next(4) == 0)
                {
                    queue.Remove(item);
                }
                else
                {
                    queue.Set(item, Start.AddMilliseconds(random.Next(1, 100_000)));
                }
            }

            foreach (var item in items)
            {
                queue.Set(item, Start.AddMilliseconds(random.Next(1, 100_000)));
            }
        })));
        Assert.Equal(1600, queue.Count);
        time.Advance(TimeSpan.FromSeconds(101));
        Assert.Equal(1600, became);
    }

    static TimeSpan Milliseconds(double number) => TimeSpan.FromMilliseconds(number);

    void Set(Named named, double milliseconds) =>
        queue.Set(new Item(named.Name, due, named.Then), Start.AddMilliseconds(milliseconds));

    sealed record Named(string Name, Action<IDue>? Then = null);

    sealed class Item(string name, List<string>? due, Action<IDue>? then = null) : IDue
    {
        int IDue.Place { get; set; } = -1;

        void IDue.BecomeDue()
        {
            due?.Add(name);
            then?.Invoke(this);
        }
    }
}
