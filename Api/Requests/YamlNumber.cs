using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace OcppLab.Api;

/// <summary>The numbers of YAML 1.2's core schema (section 10.3.2).</summary>
static partial class YamlNumber
{
    /// <summary>A plain scalar as a JSON number; empty for one that JSON has not, such as infinity; null where it is no number.</summary>
    public static string? InJson(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.'))
        {
            return null;
        }

        if (Decimal().Match(text) is { Success: true } match)
        {
            var whole = match.Groups["whole"].Value.TrimStart('0');
            var fraction = match.Groups["fraction"].Value;
            return (text[0] == '-' ? "-" : "") + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction)
                + match.Groups["exponent"].Value;
        }

        if (OtherBase().Match(text) is { Success: true } other)
        {
            // Longer ones are beyond every number that is asked for.
            var digits = other.Groups["digits"].Value.TrimStart('0');
            return digits.Length > 30 ? ""
                : text[1] == 'x' ? BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
                : digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0')).ToString(CultureInfo.InvariantCulture);
        }

        return NoNumber().IsMatch(text) ? "" : null;
    }

    [GeneratedRegex(@"^[-+]?(?=\.?[0-9])(?<whole>[0-9]*)(\.(?<fraction>[0-9]*))?(?<exponent>[eE][-+]?[0-9]+)?\z")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^0(o(?<digits>[0-7]+)|x(?<digits>[0-9a-fA-F]+))\z")]
    private static partial Regex OtherBase();

    [GeneratedRegex(@"^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z")]
    private static partial Regex NoNumber();
}
