namespace OcppLab.Cli;

/// <summary>Ctrl-C: the first asks for an end in order, the second for one at once.</summary>
public sealed class Interrupts : IDisposable
{
    readonly CancellationTokenSource first = new();
    readonly CancellationTokenSource second = new();

    /// <summary>Cancelled at the first.</summary>
    public CancellationToken First => first.Token;

    /// <summary>Cancelled at the second.</summary>
    public CancellationToken Second => second.Token;

    /// <summary>Ctrl-C was pressed.</summary>
    public void Strike() => (first.IsCancellationRequested ? second : first).Cancel();

    /// <inheritdoc />
    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
