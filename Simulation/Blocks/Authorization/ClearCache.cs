namespace OcppLab.Simulation;

// ClearCache (1.6 section 5.4, 2.0.1 use case C11).
public sealed partial class Charger
{
    /// <summary>The bytes that the authorization cache takes.</summary>
    internal int CacheBytes => state.Cache?.Sum(entry => entry.Bytes) ?? 0;

    internal V16.ClearCacheResponse AnswerClearCache() =>
        new() { Status = ClearCache() ? V16.ClearCacheStatus.Accepted : V16.ClearCacheStatus.Rejected };

    internal V2.ClearCacheResponse AnswerClearCache2() =>
        new() { Status = ClearCache() ? V2.ClearCacheStatusEnumType.Accepted : V2.ClearCacheStatusEnumType.Rejected };

    // False where there is none that is in use.
    bool ClearCache()
    {
        persist |= state.Cache is not null;
        state.Cache = null;
        ForgetDrivers();
        return Flag(Settings.CacheEnabled);
    }
}
