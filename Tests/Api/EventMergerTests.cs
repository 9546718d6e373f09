using OcppLab.Api;
using OcppLab.Grains;
using OcppLab.Simulation;

namespace OcppLab.Tests.Api;

/// <summary>One stream of what several silos tell.</summary>
public sealed class EventMergerTests
{
    [Fact]
    public void An_id_is_the_position_on_each_silo()
    {
        Assert.True(EventPositions.TryParse("a1b2c3d4-17.00000007-203", out var read));
        Assert.Equal([new(0xa1b2c3d4, 17), new(7, 203)], read.All);
        Assert.Equal("a1b2c3d4-17.00000007-203", read.ToString());
    }

    [Fact]
    public void Who_comes_for_the_first_time_misses_nothing_and_has_an_id_at_once()
    {
        var merger = new EventMerger(EventPositions.None);

        Tell(merger, 1, 6, "a");
        merger.Asked([new(1, 5), new(2, 0)], all: true);
        Tell(merger, 2, 1, "b", "c");

        Assert.Equal(
            ["00000001-5.00000002-0: ", "00000001-6.00000002-0: a", "00000001-6.00000002-1: b", "00000001-6.00000002-2: c"], Told(merger));
    }

    [Fact]
    public void An_event_that_a_silo_tells_again_is_told_once()
    {
        var merger = Resumed("00000001-5");
        merger.Asked([new(1, 5)], all: true);
        Tell(merger, 1, 6, "a", "b");
        Tell(merger, 1, 7, "b", "c");
        merger.Asked([new(1, 5)], all: true);

        Assert.Equal(["00000001-5: ", "00000001-6: a", "00000001-7: b", "00000001-8: c"], Told(merger));
    }

    [Fact]
    public void What_is_not_kept_any_more_is_said_to_be_missing_before_what_is()
    {
        var merger = Resumed("00000001-5");
        Tell(merger, 1, 10, "a");
        merger.Asked([new(1, 9)], all: true);

        Assert.Equal(["00000001-9: missing", "00000001-10: a"], Told(merger));
    }

    [Fact]
    public void A_silo_that_has_died_is_said_to_be_missing_once_all_others_have_answered()
    {
        var merger = Resumed("00000001-5.00000002-3");
        merger.Asked([new(1, 5)], all: false);
        Tell(merger, 1, 6, "a");
        merger.Asked([new(1, 5), new(3, 0)], all: true);
        Tell(merger, 3, 1, "b");
        merger.Asked([new(1, 5), new(3, 0)], all: true);

        Assert.Equal(
            ["00000001-5.00000002-3: ", "00000001-6.00000002-3: a", "00000001-6.00000003-0: missing", "00000001-6.00000003-1: b"], Told(merger));
    }

    [Fact]
    public void What_a_silo_still_tells_as_it_ends_is_told_and_not_gone_on_after()
    {
        var merger = Resumed("00000001-5.00000002-3");
        merger.Asked([new(1, 5), new(2, 3)], all: true);
        merger.Asked([new(1, 5)], all: true);
        Tell(merger, 2, 4, "a");

        Assert.Equal(["00000001-5.00000002-3: ", "00000001-5: missing", "00000001-5: a"], Told(merger));
    }

    [Fact]
    public void A_silo_that_lost_its_observer_for_too_long_is_said_to_be_missing()
    {
        var merger = Resumed("00000001-5");
        merger.Asked([new(1, 5)], all: true);
        Tell(merger, 1, 6, "a");
        Tell(merger, 1, 9, "b");

        Assert.Equal(["00000001-5: ", "00000001-6: a", "00000001-8: missing", "00000001-9: b"], Told(merger));
    }

    [Fact]
    public void A_reader_too_slow_is_dropped_after_what_was_kept_for_it()
    {
        var merger = Resumed("00000001-0");
        merger.Asked([new(1, 0)], all: true);
        Tell(merger, 1, 1, [.. Enumerable.Repeat("a", 10_000)]);

        var told = Told(merger);
        Assert.InRange(told.Count, 1, 9_999);
        Assert.Equal($"00000001-{told.Count - 1}: a", told[^1]);
        Assert.True(merger.Unread.Completion.IsCompletedSuccessfully);
    }

    static EventMerger Resumed(string id)
    {
        Assert.True(EventPositions.TryParse(id, out var after));
        return new(after);
    }

    static void Tell(EventMerger merger, uint journal, long first, params string[] chargers) =>
        Assert.True(merger.HappenedAsync(
            new(journal, first),
            Array.ConvertAll(chargers, charger => new FleetEvent(
                charger, charger, new StatusChanged(default, 1, ConnectorStatus.Available, ChargePointErrorCode.NoError), null))).IsCompleted);

    /// <summary>What is to be read just now: the id with the charger, with <c>missing</c>, or with nothing.</summary>
    static List<string> Told(EventMerger merger)
    {
        var told = new List<string>();
        while (merger.Unread.TryRead(out var one))
        {
            told.Add($"{one.Positions}: {(one.Missing ? "missing" : one.Happened?.ChargerId)}");
        }

        return told;
    }
}
