namespace OcppLab.LoadTests;

/// <summary>A cell with two values, their difference, and what it is in a word.</summary>
static class ComparedCell
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlWriter html, ComparedValue value, Func<double, string> text)
    {
        html.Write($"""<td class="n">{Text(value.Before)} → {Text(value.After)}<span class="change {Style(value.Change)}">""");
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

    static string Style(Change change) => change switch
    {
        Change.Faster => "good",
        Change.Slower => "worse",
        _ => "muted",
    };
}
