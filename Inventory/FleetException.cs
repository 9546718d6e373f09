namespace OcppLab.Inventory;

/// <summary>Why a fleet could not do what it was asked.</summary>
public enum FleetError
{
    /// <summary>The organization has no such thing (404).</summary>
    NotFound,
    /// <summary>It clashes with something that is there (409).</summary>
    Conflict,
    /// <summary>A value does not fit (422).</summary>
    Invalid,
    /// <summary>A limit of the installation is reached (403 for a quota).</summary>
    LimitReached,
    /// <summary>The database or the cluster can't be reached now; trying again may work (503).</summary>
    Unavailable,
}

/// <summary>A request that could not be carried out, with a sentence for the client.</summary>
/// <param name="error">The kind.</param>
/// <param name="detail">The sentence; it names the field or id.</param>
/// <param name="cause">What it came from, or null.</param>
public sealed class FleetException(FleetError error, string detail, Exception? cause = null) : Exception(detail, cause)
{
    /// <summary>The kind.</summary>
    public FleetError Error { get; } = error;
}
