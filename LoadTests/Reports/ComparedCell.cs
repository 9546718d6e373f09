namespace OcppLab.LoadTests;

/// <summary>A cell with two values, their difference, and what it is in a word.</summary>
static class ComparedCell
{
    /// <summary>Writes it.</summary>
    /// <param name="html">What writes.</param>
    /// <param name="value">The values.</param>
    /// <param name="text">A value with its unit.</param>
    /// <param name="isBad">Whether more of it is worse.</param>
    public static void Write(HtmlWriter html, ComparedValue value, Func<double, string> text, bool isBad = false)
    {
        html.Write($"""<td class="n">{Text(value.Before)} → {Text(value.After)}<span class="change {Style(value.Change, isBad)}">""");
        if (value is { DifferencePercent: { } percent, Change: not Change.Alike })
        {
            html.Write($"{Figures.Difference(percent)}, ");
        }

        html.Write($"{Word(value)}</span></td>");

        string Text(double? one) => one is { } known ? text(known) : Figures.None;
    }

    static string Word(ComparedValue value) => value.Change switch
    {
        Change.Alike => "alike",
        Change.Faster => "faster",
        Change.Slower => "slower",
        Change.Fewer => "fewer",
        Change.More => "more",
        _ => value is { Before: not null, After: not null } ? "too few to tell" : "not in both",
    };

    static string Style(Change change, bool isBad) => (change, isBad) switch
    {
        (Change.Faster, _) or (Change.Fewer, true) => "good",
        (Change.Slower, _) or (Change.More, true) => "worse",
        _ => "muted",
    };
}
