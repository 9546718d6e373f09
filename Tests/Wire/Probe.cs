using System.Text;
using System.Threading.Channels;
using OcppLab.Ocpp;

namespace OcppLab.Tests.Wire;

/// <summary>A listener that a test can wait on.</summary>
sealed class Probe : ICsmsConnectionListener
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<string> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Channel<string> frames = Channel.CreateUnbounded<string>();

    public int Closings;

    public Action<string>? OnFrame { get; init; }

    public Task Opened => opened.Task.WaitAsync(Patience);

    /// <summary>The reason, once it is over.</summary>
    public Task<string> Closed => closed.Task.WaitAsync(Patience);

    public Task<string> NextAsync() => frames.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    void ICsmsConnectionListener.Opened(ICsmsConnection connection) => opened.TrySetResult();

    ValueTask ICsmsConnectionListener.ReceivedAsync(ICsmsConnection connection, ReadOnlyMemory<byte> frame)
    {
        var text = Encoding.UTF8.GetString(frame.Span);
        OnFrame?.Invoke(text);
        frames.Writer.TryWrite(text);
        return default;
    }

    void ICsmsConnectionListener.Closed(ICsmsConnection connection, string reason)
    {
        Interlocked.Increment(ref Closings);
        closed.TrySetResult(reason);
    }
}
