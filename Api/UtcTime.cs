namespace OcppLab.Api;

/// <summary>Times as the contract has them.</summary>
static class UtcTime
{
    /// <summary>A time as ISO 8601 in UTC with <c>Z</c>, to the millisecond.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
