using OcppLab.Grains;

namespace OcppLab.Api;

/// <summary>A page of frames.</summary>
/// <param name="Data">The frames.</param>
/// <param name="Total">How many fit the filter.</param>
public sealed record LogPage(IReadOnlyList<LogEntry> Data, int Total);
