namespace OcppLab.LoadTests;

/// <summary>A comparison in sentences.</summary>
static class ComparisonTexts
{
    /// <summary>What matters most of it.</summary>
    public static IEnumerable<string> Sentences(Comparison comparison) =>
        [Times(comparison.Actions), Errors(comparison.Actions), Thresholds(comparison.Thresholds), Findings(comparison)];

    static string Times(IReadOnlyList<ComparedAction> actions)
    {
        var compared = actions.Where(action => action.P95Ms.Change != Change.Unknown).ToArray();
        var unknown = actions.Count - compared.Length;
        return compared.Length == 0
            ? "The answer times can’t be compared: no action has enough requests in both."
            : $"By their p95, {Named(Change.Slower, "slower")}; {Named(Change.Faster, "faster")}; {Named(Change.Alike, "alike")}."
                + (unknown == 0 ? "" : $" Of {Figures.Count(unknown, "action", "actions")} it can’t be told.");

        string Named(Change change, string word)
        {
            string[] names = [.. compared.Where(action => action.P95Ms.Change == change).Select(action => action.Action)];
            return names.Length == 0 ? $"none is {word}"
                : names.Length == compared.Length && names.Length > 1 ? $"all {names.Length} actions are {word}"
                : $"{string.Join(", ", names)} {(names.Length == 1 ? "is" : "are")} {word}";
        }
    }

    static string Errors(IReadOnlyList<ComparedAction> actions)
    {
        string[] more = [.. actions.Where(action => action.ErrorRatePercent.Change == Change.More).Select(action => action.Action)];
        return more.Length == 0 ? "No action fails more often." : $"{string.Join(", ", more)} {(more.Length == 1 ? "fails" : "fail")} more often.";
    }

    static string Thresholds(IReadOnlyList<ComparedThreshold> thresholds)
    {
        var broken = thresholds.Count(threshold => threshold is { Before.Holds: true, After.Holds: false });
        var mended = thresholds.Count(threshold => threshold is { Before.Holds: false, After.Holds: true });
        return (broken, mended) switch
        {
            (0, 0) => "No threshold holds in one and not in the other.",
            (_, 0) => $"{Figures.Count(broken, "threshold that held does", "thresholds that held do")} not hold any more.",
            (0, _) => $"{Figures.Count(mended, "threshold that did not hold does", "thresholds that did not hold do")} now.",
            _ => $"{Figures.Count(broken, "threshold that held does", "thresholds that held do")} not hold any more; {Figures.Count(mended)} that did not hold {(mended == 1 ? "does" : "do")} now.",
        };
    }

    static string Findings(Comparison comparison) => (comparison.FindingsThatCame.Count, comparison.FindingsThatWent.Count) switch
    {
        (0, 0) => "The CSMS goes against the specification in nothing that it did not before.",
        (0, var went) => $"The CSMS goes against the specification no more in {Figures.Count(went, "way", "ways")}.",
        (var came, 0) => $"The CSMS goes against the specification in {Figures.Count(came, "new way", "new ways")}.",
        var (came, went) => $"The CSMS goes against the specification in {Figures.Count(came, "new way", "new ways")}, and no more in {Figures.Count(went)}.",
    };
}
