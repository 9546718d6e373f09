using HdrHistogram;
using HdrHistogram.Utilities;

namespace OcppLab.LoadTests;

/// <summary>How many times were measured of each length, from a microsecond to an hour, to three digits.</summary>
sealed class TimeHistogram
{
    /// <summary>What is longer counts as this long, in microseconds: an hour.</summary>
    public const long Longest = 3_600_000_000;

    /// <summary>How many digits of a length count.</summary>
    public const int Digits = 3;

    HistogramBase? counts;

    /// <summary>How many there are.</summary>
    public long Count => counts?.TotalCount ?? 0;

    /// <summary>Counts one.</summary>
    public void Record(TimeSpan time) => (counts ??= Empty()).RecordValue(MicrosecondsOf(time));

    /// <summary>Counts what another has counted.</summary>
    public void Add(HistogramBase other)
    {
        if (other.TotalCount > 0)
        {
            (counts ??= Empty()).Add(other);
        }
    }

    /// <inheritdoc cref="Add(HistogramBase)"/>
    public void Add(TimeHistogram other)
    {
        if (other.counts is { } more)
        {
            Add(more);
        }
    }

    /// <summary>Counts nothing any more.</summary>
    public void Clear() => counts?.Reset();

    /// <summary>How the times are spread.</summary>
    public TimeSpread ToSpread()
    {
        if (counts is null || Count == 0)
        {
            return default;
        }

        return new(Count, counts.GetMean() / 1000, At(50), At(90), At(95), At(99), At(99.9), At(100));

        double At(double percentile) => counts.GetValueAtPercentile(percentile) / 1000.0;
    }

    /// <summary>It, in HdrHistogram's own compressed form; empty where nothing was counted.</summary>
    public byte[] ToBytes()
    {
        if (counts is null || Count == 0)
        {
            return [];
        }

        // What is compressed may come out longer.
        var buffer = ByteBuffer.Allocate(counts.GetNeededByteBufferCapacity() + 1024);
        var length = counts.EncodeIntoCompressedByteBuffer(buffer);
        var bytes = new byte[length];
        buffer.Position = 0;
        for (var i = 0; i < length; i++)
        {
            bytes[i] = buffer.Get();
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> has written.</summary>
    public static TimeHistogram Of(byte[] bytes)
    {
        var histogram = new TimeHistogram();
        if (bytes.Length > 0)
        {
            histogram.Add(HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(bytes), 0));
        }

        return histogram;
    }

    /// <summary>A time in microseconds, within what is counted.</summary>
    public static long MicrosecondsOf(TimeSpan time) => Math.Clamp(time.Ticks / TimeSpan.TicksPerMicrosecond, 0, Longest);

    static LongHistogram Empty() => new(1, Longest, Digits);
}

/// <summary>Counts times from many threads; what it has counted is taken out now and then. It takes next to no memory until there are some.</summary>
sealed class TimeRecorder
{
    Recorder? recorder;
    HistogramBase? spare;

    /// <summary>Counts one.</summary>
    public void Record(TimeSpan time) => LazyInitializer.EnsureInitialized(ref recorder, Create).RecordValue(TimeHistogram.MicrosecondsOf(time));

    /// <summary>Moves what was counted since the last time to a histogram; one caller at a time.</summary>
    public void MoveTo(TimeHistogram histogram)
    {
        if (Volatile.Read(ref recorder) is { } counting)
        {
            spare = spare is null ? counting.GetIntervalHistogram() : counting.GetIntervalHistogram(spare);
            histogram.Add(spare);
        }
    }

    static Recorder Create() => HistogramFactory.With64BitBucketSize()
        .WithValuesFrom(1).WithValuesUpTo(TimeHistogram.Longest).WithPrecisionOf(TimeHistogram.Digits)
        .WithThreadSafeWrites().WithThreadSafeReads().Create();
}
