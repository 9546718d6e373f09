using System.Globalization;
using System.Text;

namespace OcppLab.LoadTests;

/// <summary>Draws charts as SVG that is as wide as its place, with texts of one size at every width.</summary>
/// <remarks>Texts stand at percentages; only the lines are in a drawing of their own that is stretched.</remarks>
static class ChartSvg
{
    const int Height = 180;
    const double Width = 1000;

    /// <summary>How wide a stage has to be, in percent, for its name on a narrow page and on a wide one, and for its number.</summary>
    const double RoomOnNarrow = 30, RoomOnWide = 10, RoomForNumber = 3;

    /// <summary>How many rows the names of events take turns in, so that near ones do not hide each other.</summary>
    const int EventRows = 3;

    /// <summary>Writes a chart with its heading and legend.</summary>
    public static void Write(HtmlWriter html, Chart chart)
    {
        html.Write($"""<figure class="chart"><figcaption><h3>{chart.Title}</h3>""");
        if (chart.Note.Length > 0)
        {
            html.Write($"""<p class="note">{chart.Note}</p>""");
        }

        html.Write($"""<ul class="legend">""");
        foreach (var line in chart.Lines)
        {
            WriteKey(html, line.Style, line.Name, line is { IsMeasured: true, Greatest: { } greatest } ? $"up to {chart.Text(greatest)}" : "");
        }

        foreach (var limit in chart.Limits)
        {
            WriteKey(html, "limit", limit.Name, "");
        }

        html.Write($"""</ul></figcaption><svg class="plot" height="{Height}" role="img" aria-label="{Label(chart)}">""");
        WriteBands(html, chart.Frame);
        WriteAxes(html, chart);
        WriteLines(html, chart);
        WriteColumns(html, chart);
        html.Write($"</svg></figure>\n");
    }

    static void WriteKey(HtmlWriter html, string style, string name, string note)
    {
        html.Write($"""<li><svg class="key" width="22" height="10" aria-hidden="true"><path class="{style}" d="M1 5h20"/></svg>{name}""");
        if (note.Length > 0)
        {
            html.Write($""" <span class="muted">{note}</span>""");
        }

        html.Write($"</li>");
    }

    static string Label(Chart chart)
    {
        var text = new StringBuilder($"{chart.Title}, over {Figures.Duration(TimeSpan.FromSeconds(chart.Frame.Seconds))}");
        foreach (var line in chart.Lines)
        {
            text.Append(!line.IsMeasured ? $"; {line.Name}" : line.Greatest is { } greatest ? $"; {line.Name}: up to {chart.Text(greatest)}" : $"; {line.Name}: nothing measured");
        }

        return text.Append('.').ToString();
    }

    static void WriteBands(HtmlWriter html, TimeFrame frame)
    {
        foreach (var (index, band) in frame.Bands.Index())
        {
            var (x, width) = (frame.Percent(band.From), frame.Percent(band.To) - frame.Percent(band.From));
            html.Write($"""<rect class="band{index % 2}" x="{x}%" y="-20" width="{width}%" height="{Height + 20}"/>""");
            if (width >= RoomForNumber)
            {
                html.Write($"""<svg x="{x}%" y="-20" width="{width - 1}%" height="20">""");
                if (width is >= RoomOnWide and < RoomOnNarrow)
                {
                    html.Write($"""<text class="stage wide" x="4" y="14">{band.Name}</text><text class="stage narrow" x="4" y="14">{band.Number}</text>""");
                }
                else
                {
                    html.Write($"""<text class="stage" x="4" y="14">{(width >= RoomOnNarrow ? band.Name : band.Number)}</text>""");
                }

                html.Write($"</svg>");
            }
        }
    }

    static void WriteAxes(HtmlWriter html, Chart chart)
    {
        foreach (var tick in chart.Axis.Ticks)
        {
            var y = Y(chart.Axis, tick);
            html.Write($"""<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/><text class="tick" x="-6" y="{y + 4}" text-anchor="end">{chart.Text(tick)}</text>""");
        }

        foreach (var (index, tick) in chart.Frame.Ticks().Index())
        {
            var x = chart.Frame.Percent(tick);
            html.Write($"""<line class="grid" x1="{x}%" x2="{x}%" y1="{Height}" y2="{Height + 4}"/>""");
            html.Write($"""<text class="tick {(index % 2 == 1 ? "wide" : "")}" x="{x}%" y="{Height + 17}" text-anchor="{(tick == 0 ? "start" : "middle")}">{chart.Frame.Text(tick)}</text>""");
        }

        foreach (var (index, mark) in chart.Frame.Marks.Index())
        {
            var x = chart.Frame.Percent(mark.At);
            html.Write($"""<line class="mark" x1="{x}%" x2="{x}%" y1="0" y2="{Height}"/>""");
            html.Write($"""<text class="event" x="{x}%" y="{12 + (index % EventRows * 13)}" text-anchor="{(x > 60 ? "end" : "start")}" dx="{(x > 60 ? -4 : 4)}">{mark.Name}</text>""");
        }

        foreach (var limit in chart.Limits)
        {
            var y = Y(chart.Axis, limit.Value);
            html.Write($"""<line class="limit" x1="0" x2="100%" y1="{y}" y2="{y}"/>""");
        }
    }

    static void WriteLines(HtmlWriter html, Chart chart)
    {
        html.Write($"""<svg class="lines" width="100%" height="{Height}" viewBox="0 0 {Width} {Height}" preserveAspectRatio="none">""");
        foreach (var line in chart.Lines)
        {
            if (Path(chart, line) is { Length: > 0 } path)
            {
                html.Write($"""<path class="{line.Style}" d="{path}"/>""");
            }
        }

        html.Write($"</svg>");
    }

    static string Path(Chart chart, ChartLine line)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        foreach (var (seconds, value) in line.Values.Where(at => at.Seconds <= chart.Frame.Seconds))
        {
            if (value is { } known)
            {
                var (x, y) = (Width * seconds / chart.Frame.Seconds, Y(chart.Axis, known));

                // A value between two gaps is a line of no length, which its round ends make a dot.
                path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? "L" : "M")}{x:0.#} {y:0.#}{(isDrawing ? "" : "h0")}");
            }

            isDrawing = value is not null;
        }

        return path.ToString();
    }

    /// <summary>A column for each value, that shows what it is when it is pointed at.</summary>
    static void WriteColumns(HtmlWriter html, Chart chart)
    {
        var times = chart.Lines.Where(line => line.IsMeasured).MaxBy(line => line.Values.Count)?.Values ?? [];
        foreach (var (index, (seconds, _)) in times.Index())
        {
            var from = index == 0 ? 0 : (times[index - 1].Seconds + seconds) / 2;
            var to = index == times.Count - 1 ? Math.Min(seconds + seconds - from, chart.Frame.Seconds) : (times[index + 1].Seconds + seconds) / 2;
            html.Write($"""<rect class="at" x="{chart.Frame.Percent(from)}%" width="{chart.Frame.Percent(to) - chart.Frame.Percent(from)}%" height="{Height}"><title>{Figures.Duration(TimeSpan.FromSeconds(seconds))}""");
            if (chart.Frame.Bands.FirstOrDefault(band => band.From <= seconds && seconds < band.To) is { } stage)
            {
                html.Write($"""{" · "}{stage.Name}""");
            }

            foreach (var line in chart.Lines.Where(line => line.IsMeasured))
            {
                html.Write($"""{"\n"}{line.Name}: {(line.At(seconds) is { } value ? chart.Text(value) : Figures.None)}""");
            }

            html.Write($"</title></rect>");
        }
    }

    static double Y(ValueAxis axis, double value) => Height * (1 - axis.Fraction(value));
}
