namespace OcppLab.Simulation;

// ClearCache (1.6 section 5.4).
public sealed partial class Charger
{
    internal V16.ClearCacheResponse AnswerClearCache()
    {
        persist |= state.Cache is not null;
        state.Cache = null;
        return new() { Status = Flag(Settings.CacheEnabled) ? V16.ClearCacheStatus.Accepted : V16.ClearCacheStatus.Rejected };
    }
}
