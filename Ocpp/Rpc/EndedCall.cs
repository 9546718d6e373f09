using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>How a request between a charger and its CSMS ended.</summary>
public enum CallOutcome
{
    /// <summary>It was answered with a CALLRESULT.</summary>
    Result,
    /// <summary>It was answered with a CALLERROR.</summary>
    CallError,
    /// <summary>The answer does not fit the specification.</summary>
    InvalidResult,
    /// <summary>No answer came in time.</summary>
    TimedOut,
    /// <summary>The connection was lost before the answer.</summary>
    ConnectionLost,
}

/// <summary>A request between a charger and its CSMS that has come to its end.</summary>
/// <param name="Direction">Which way the request went.</param>
/// <param name="Version">The version spoken.</param>
/// <param name="Action">The request's action; <see cref="UnknownAction"/> for one that the version does not have.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Duration">From the request to its answer, or until none was waited for any more.</param>
/// <param name="Waited">From when the request was due, as <see cref="Charger.TakenDue"/> has it, to when it was sent; zero for the CSMS's requests.</param>
/// <param name="ErrorCode">The code of the CALLERROR that a charger's request was answered with, at most 40 characters; else null.</param>
public readonly record struct EndedCall(
    MessageDirection Direction,
    OcppVersion Version,
    string Action,
    CallOutcome Outcome,
    TimeSpan Duration,
    TimeSpan Waited = default,
    string? ErrorCode = null)
{
    /// <summary>Stands for every action that is none of the version's.</summary>
    public const string UnknownAction = "unknown";
}
