namespace OcppLab.LoadTests;

/// <summary>Tables that scroll by themselves where the page is narrow.</summary>
static class HtmlTable
{
    /// <summary>Up to how many columns a table is no wider than they need.</summary>
    const int FewColumns = 2;

    /// <summary>Begins a table.</summary>
    /// <param name="html">What writes.</param>
    /// <param name="caption">What it holds.</param>
    /// <param name="columns">The heads of its columns; those of numbers begin with #.</param>
    public static void Begin(HtmlWriter html, string caption, params ReadOnlySpan<string> columns)
    {
        html.Write($"""<div class="scroll" role="region" aria-label="{caption}" tabindex="0"><table class="{(columns.Length <= FewColumns ? "small" : "full")}"><caption>{caption}</caption><thead><tr>""");
        foreach (var column in columns)
        {
            if (column.StartsWith('#'))
            {
                html.Write($"""<th scope="col" class="n">{column[1..]}</th>""");
            }
            else
            {
                html.Write($"""<th scope="col">{column}</th>""");
            }
        }

        html.Write($"</tr></thead><tbody>\n");
    }

    /// <summary>Ends it.</summary>
    public static void End(HtmlWriter html) => html.Write($"</tbody></table></div>\n");

    /// <summary>Writes cells of numbers.</summary>
    public static void Numbers(HtmlWriter html, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            html.Write($"""<td class="n">{value}</td>""");
        }
    }

    /// <summary>Writes the cells of a spread in milliseconds: count, mean, p50 to p99.9, max.</summary>
    public static void Spread(HtmlWriter html, TimeSpread spread)
    {
        Numbers(html, Figures.Count(spread.Count));
        if (spread.Count == 0)
        {
            Numbers(html, Figures.None, Figures.None, Figures.None, Figures.None, Figures.None, Figures.None, Figures.None);
        }
        else
        {
            Numbers(html, [.. new[] { spread.MeanMs, spread.P50Ms, spread.P90Ms, spread.P95Ms, spread.P99Ms, spread.P999Ms, spread.MaxMs }.Select(Figures.Number)]);
        }
    }

    /// <summary>A table of spreads, each with its name.</summary>
    /// <param name="html">What writes.</param>
    /// <param name="caption">What it holds.</param>
    /// <param name="note">From when to when the times count.</param>
    /// <param name="rows">The spreads.</param>
    public static void Spreads(HtmlWriter html, string caption, string note, params ReadOnlySpan<(string Name, TimeSpread Spread)> rows)
    {
        html.Write($"<h3>{caption}</h3><p>{note}</p>");
        Begin(html, $"{caption}, in milliseconds", "Time", "#Count", "#mean, ms", "#p50, ms", "#p90, ms", "#p95, ms", "#p99, ms", "#p99.9, ms", "#max, ms");
        foreach (var (name, spread) in rows)
        {
            html.Write($"""<tr><th scope="row">{name}</th>""");
            Spread(html, spread);
            html.Write($"</tr>\n");
        }

        End(html);
    }
}
