using System.Text.Json.Serialization;

namespace OcppLab.Ocpp;

/// <summary>What a CSMS can do against the specification.</summary>
public enum CsmsFindingKind
{
    /// <summary>An answer does not fit its schema.</summary>
    [JsonStringEnumMemberName("invalid_answer")]
    InvalidAnswer,
    /// <summary>A request does not fit its schema, or its action does not exist.</summary>
    [JsonStringEnumMemberName("invalid_request")]
    InvalidRequest,
    /// <summary>A frame is no OCPP-J message.</summary>
    [JsonStringEnumMemberName("invalid_frame")]
    InvalidFrame,
    /// <summary>A request was not answered in time.</summary>
    [JsonStringEnumMemberName("missing_answer")]
    MissingAnswer,
    /// <summary>An answer came when it was not waited for any more.</summary>
    [JsonStringEnumMemberName("late_answer")]
    LateAnswer,
    /// <summary>A request was answered more than once.</summary>
    [JsonStringEnumMemberName("repeated_answer")]
    RepeatedAnswer,
    /// <summary>An answer to nothing that was asked.</summary>
    [JsonStringEnumMemberName("unknown_answer")]
    UnknownAnswer,
    /// <summary>Two transactions were given the same id.</summary>
    [JsonStringEnumMemberName("doubled_transaction_id")]
    DoubledTransactionId,
    /// <summary>A transaction's end was told and never answered.</summary>
    [JsonStringEnumMemberName("unanswered_stop")]
    UnansweredStop,
    /// <summary>The heartbeat interval is negative, or above a day.</summary>
    [JsonStringEnumMemberName("absurd_heartbeat_interval")]
    AbsurdHeartbeatInterval,
    /// <summary>A request came before the BootNotification was accepted that the specification does not allow then.</summary>
    [JsonStringEnumMemberName("request_before_boot")]
    RequestBeforeBoot,
    /// <summary>A request came before the one before it was answered.</summary>
    [JsonStringEnumMemberName("overlapping_request")]
    OverlappingRequest,
}

/// <summary>Something that a CSMS did against the specification. What is the same mistake is the same value, whichever charger saw it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Action">The action of the request or of the answer's request; empty where there is none, <see cref="EndedCall.UnknownAction"/>
/// for one that the version does not have.</param>
/// <param name="Detail">A sentence that names the field and the rule.</param>
public readonly record struct CsmsFault(CsmsFindingKind Kind, string Action, string Detail);
