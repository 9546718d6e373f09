namespace OcppLab.Simulation;

/// <summary>What became of a request of the charger's: the CSMS's answer, or the want of one.</summary>
public abstract record CsmsReply;

/// <summary>The answer to BootNotification.</summary>
/// <param name="Status">Whether the charger may work.</param>
/// <param name="Interval">The heartbeat interval when accepted, else the time before the next try; 0 leaves the choice to the charger.</param>
/// <param name="CurrentTime">The CSMS's clock.</param>
public sealed record BootReply(RegistrationStatus Status, TimeSpan Interval, DateTimeOffset CurrentTime) : CsmsReply;

/// <summary>The answer to Authorize.</summary>
/// <param name="Status">Whether the token may charge.</param>
/// <param name="ExpiryDate">Until when the answer may be cached; null for no limit.</param>
/// <param name="ParentIdTag">The token's group, or null.</param>
public sealed record AuthorizeReply(AuthorizationStatus Status, DateTimeOffset? ExpiryDate, string? ParentIdTag) : CsmsReply;

/// <summary>The answer to a message of a transaction.</summary>
/// <param name="TransactionId">The id the CSMS gave (1.6 StartTransaction), else null.</param>
/// <param name="Status">What the CSMS says of the id token, null where it says nothing.</param>
/// <param name="ExpiryDate">Until when that may be cached; null for no limit.</param>
/// <param name="ParentIdTag">The token's group, or null.</param>
public sealed record TransactionReply(
    string? TransactionId, AuthorizationStatus? Status, DateTimeOffset? ExpiryDate, string? ParentIdTag) : CsmsReply;

/// <summary>Any other answer: the message was taken.</summary>
public sealed record Acknowledged : CsmsReply
{
    /// <summary>The one instance.</summary>
    public static Acknowledged Instance { get; } = new();
}

/// <summary>The CSMS answered with a CALLERROR, or with something that does not fit the specification.</summary>
/// <param name="Code">The error code, as in OCPP-J.</param>
/// <param name="Description">The description.</param>
public sealed record CallFailed(string Code, string Description) : CsmsReply;

/// <summary>No answer came in time, or the connection was lost before it.</summary>
/// <param name="ConnectionLost">Whether the connection was lost, rather than the time run out.</param>
public sealed record NotAnswered(bool ConnectionLost) : CsmsReply;
