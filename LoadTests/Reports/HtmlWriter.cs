using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace OcppLab.LoadTests;

/// <summary>Writes HTML that is well-formed XML too. Markup can only be what stands in the source; every value in it is escaped.</summary>
/// <param name="output">Where to.</param>
sealed class HtmlWriter(StringBuilder output)
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Writes markup.</summary>
    /// <param name="markup">An interpolated string: its text is written as it is, its values escaped.</param>
#pragma warning disable CA1822, IDE0060 // The handler writes, by the instance that it is given.
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup)
#pragma warning restore CA1822, IDE0060
    {
    }

    /// <summary>Writes the style sheet, which the policy knows by its hash: not a character of it may change.</summary>
    public void WriteStyleSheet() => output.Append(ReportStyle.Css);

    /// <summary>Writes an interpolated string part by part.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        readonly StringBuilder output;

        /// <summary>The parts of one string.</summary>
        /// <param name="literalLength">Unused.</param>
        /// <param name="formattedCount">Unused.</param>
        /// <param name="writer">What writes.</param>
#pragma warning disable IDE0060 // The compiler passes the lengths.
        public Markup(int literalLength, int formattedCount, HtmlWriter writer) => output = writer.Output;
#pragma warning restore IDE0060

        /// <summary>Markup, from the source.</summary>
        public void AppendLiteral(string markup) => output.Append(markup);

        /// <summary>A text, escaped.</summary>
        public void AppendFormatted(string? text) => output.Append(Encoder.Encode(PlainText.Of(text)));

        /// <summary>A whole number.</summary>
        public void AppendFormatted(int number) => output.Append(CultureInfo.InvariantCulture, $"{number}");

        /// <summary>A coordinate.</summary>
        public void AppendFormatted(double coordinate) => output.Append(CultureInfo.InvariantCulture, $"{coordinate:0.##}");
    }

    StringBuilder Output => output;
}
