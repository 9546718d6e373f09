using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>Something to be written with whatever else waits; completes when it is durable.</summary>
abstract class StorageWrite() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The database takes no writes now.</summary>
    /// <param name="failure">What to tell whoever waits.</param>
    /// <returns>Whether this is given up, rather than written when it can be.</returns>
    public abstract bool GiveUp(Exception failure);
}

/// <summary>Is told when its write takes longer than anybody should wait for it.</summary>
interface IWriteOwner
{
    /// <summary>The database takes no writes now; the write is done later. Called from any thread.</summary>
    void WriteDelayed(Exception failure);
}

/// <summary>A charger's state and the rows that are to be written with it, or that the charger is gone.</summary>
/// <param name="owner">Whose write it is.</param>
/// <param name="chargerId">The charger.</param>
/// <param name="version">The state's version: one more than that of the state it follows on.</param>
/// <param name="writer">Tells this activation's writes from another's.</param>
sealed class ChargerWrite(IWriteOwner owner, string chargerId, int version, Guid writer) : StorageWrite
{
    public string ChargerId { get; } = chargerId;

    public int Version { get; } = version;

    public Guid Writer { get; } = writer;

    /// <summary>Whether the charger is to run without anybody asking for it.</summary>
    public bool Awake { get; init; }

    /// <summary>Whether the charger was removed: its state is deleted.</summary>
    public bool Removed { get; init; }

    /// <summary>The state, as <see cref="Charger.Save"/> wrote it.</summary>
    public byte[] State { get; init; } = [];

    public ChargerRows Rows { get; init; } = ChargerRows.None;

    public string OrganizationId { get; init; } = "";

    public string LocationId { get; init; } = "";

    public string Identity { get; init; } = "";

    /// <summary>Another activation has written since, or the silo was declared dead: nothing of this was written.</summary>
    public void Refuse() => TrySetException(
        new Orleans.Storage.InconsistentStateException($"Charger {ChargerId} was written by another activation since version {Version - 1}, or this silo was declared dead."));

    public override bool GiveUp(Exception failure)
    {
        owner.WriteDelayed(failure);
        return false;
    }
}

/// <summary>What a process says of the meter values that its connected chargers send.</summary>
/// <param name="process">The process.</param>
/// <param name="sent">Which were answered, and which may be sent.</param>
sealed class SampleLeaseWrite(WriterId process, SentSamples sent) : StorageWrite
{
    public WriterId Process { get; } = process;

    public SentSamples Sent { get; } = sent;

    /// <summary>The silo was declared dead: nothing of this was written.</summary>
    public void Refuse() => TrySetException(new Orleans.Storage.InconsistentStateException("This silo was declared dead."));

    public override bool GiveUp(Exception failure)
    {
        TrySetException(failure);
        return true;
    }
}

/// <summary>A command that its one charger refused. It is not tried again.</summary>
/// <param name="command">The command.</param>
/// <param name="refusal">Why it was refused.</param>
sealed class RefusedCommandWrite(CommandRow command, OutcomeRow refusal) : StorageWrite
{
    public CommandRow Command { get; } = command;

    public OutcomeRow Refusal { get; } = refusal;

    public override bool GiveUp(Exception failure)
    {
        TrySetException(failure);
        return true;
    }
}

/// <summary>What is written of a pending command.</summary>
enum PendingCommandChange
{
    Add,
    Update,
    Remove,
}

/// <summary>A change of a location's pending commands. It is not tried again: the location answers that it failed, or tries later.</summary>
/// <param name="change">What changes.</param>
/// <param name="command">The command.</param>
/// <param name="listed">The command as people find it, where that changes too; null where it does not.</param>
/// <param name="refusals">Chargers that refused it, and why.</param>
sealed class PendingCommandWrite(
    PendingCommandChange change, PendingCommand command, CommandRow? listed, IReadOnlyList<OutcomeRow> refusals) : StorageWrite
{
    public PendingCommandChange Change { get; } = change;

    public PendingCommand Command { get; } = command;

    public CommandRow? Listed { get; } = listed;

    public IReadOnlyList<OutcomeRow> Refusals { get; } = refusals;

    /// <summary>The revision of the list of the location's chargers, once the command is added; null for no such location.</summary>
    public long? Revision { get; set; }

    public override bool GiveUp(Exception failure)
    {
        TrySetException(failure);
        return true;
    }
}
