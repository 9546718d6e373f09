namespace OcppLab.Simulation;

// What others may know of it.
public sealed partial class Charger
{
    /// <summary>Whether it is switched on.</summary>
    public bool IsOn => !state.Off;

    /// <summary>What the CSMS last said to BootNotification; null before the first answer and when detached.</summary>
    public RegistrationStatus? Registration => state.Registration;

    /// <summary>Whether it is connected and the CSMS has accepted it.</summary>
    public bool IsOnline => state.Online && Spec.HasCsms;

    /// <summary>How many transactions run.</summary>
    public int RunningTransactions
    {
        get
        {
            var running = 0;
            foreach (var connector in connectors)
            {
                running += connector.Open is null ? 0 : 1;
            }

            return running;
        }
    }

    /// <summary>The state for a reader.</summary>
    public ChargerView View(DateTimeOffset now) => new(!state.Off, state.Registration, Array.ConvertAll(connectors, connector =>
        new ConnectorView(Array.IndexOf(connectors, connector) + 1, connector.Status(), connector.Error, connector.Open is { } transaction
            ? new TransactionView(
                transaction.Id, transaction.IdTag, transaction.StartedAt, transaction.EnergyAt(now), transaction.PowerAt(now),
                transaction.SocAt(now) * 100, transaction.EndsAt,
                transaction.ExportedAt(now) is > 0 and var exported ? exported : null)
            : null,
            connector.Pending is { } pending ? pending.CommandId : (connector.Transaction ?? connector.Opening)?.CommandId)))
    {
        Display = Shown(now),
    };
}
