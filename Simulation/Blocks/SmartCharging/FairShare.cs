namespace OcppLab.Simulation;

/// <summary>How a limit for all is shared: whoever needs less than an equal part gets what it needs, the rest is shared equally.
/// Whoever would get less than it can charge with gets just that, and whoever comes when that is no longer there gets nothing.</summary>
static class FairShare
{
    /// <summary>The parts, in the order of the claims.</summary>
    /// <param name="whole">What there is to share.</param>
    /// <param name="claims">What each can use at least and at most, first come first; both 0 for who needs nothing.</param>
    public static double[] Of(double whole, IReadOnlyList<(double Least, double Most)> claims)
    {
        var served = new bool[claims.Count];
        var left = whole;
        for (var i = 0; i < claims.Count; i++)
        {
            served[i] = claims[i].Most > 0 && claims[i].Least <= left + Rounding;
            left -= served[i] ? claims[i].Least : 0;
        }

        var level = LevelOf(whole, [.. claims.Where((_, i) => served[i])]);
        return [.. claims.Select((claim, i) => served[i] ? PartAt(level, claim) : 0)];
    }

    /// <summary>What a sum of limits may be off by.</summary>
    public const double Rounding = 1e-6;

    // The level at which the parts come to the whole: their sum is a rising line between any two of the claims' ends.
    static double LevelOf(double whole, List<(double Least, double Most)> claims)
    {
        foreach (var level in claims.SelectMany(claim => new[] { claim.Least, claim.Most }).Order())
        {
            var sum = claims.Sum(claim => PartAt(level, claim));
            if (sum >= whole)
            {
                var rising = claims.Count(claim => claim.Least < level && level <= claim.Most);
                return rising == 0 ? level : level - ((sum - whole) / rising);
            }
        }

        return double.PositiveInfinity;
    }

    static double PartAt(double level, (double Least, double Most) claim) => Math.Max(claim.Least, Math.Min(claim.Most, level));
}
