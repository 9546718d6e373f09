using System.Reflection;
using System.Text.RegularExpressions;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>The cases of 2.0.1, the tests that play them, and what docs/ocpp-support.md says of them are the same.</summary>
public sealed partial class CertificationTableTests
{
    /// <summary>The one that is not played: no TLS below 1.2 is to be had.</summary>
    const string NotPlayed = "TC_A_06";

    /// <summary>The numbers of the cases, by block.</summary>
    static readonly Dictionary<string, string> Numbers = new()
    {
        ["A"] = "01 02 03 04 06 07 08 09 10 11 12 13 14 19",
        ["B"] = "01 02 06 07 08 09 10 12 13 14 18 20 21 22 25 26 27 30 31 42 44 58",
        ["C"] = "02 06 07 08 20 37 38 39 40 43 47 48 49 50 51 52",
        ["D"] = "01 02 03 04 08 09",
        ["E"] = "01 02 03 04 07 08 09 10 11 12 14 15 16 17 19 20 21 22 26 29 30 31 33 34 38 39 53",
        ["F"] = "01 02 03 04 06 11 12 13 14 15 18 20 23 24 27",
        ["G"] = "03 04 05 06 07 08 11 14 17 20",
        ["H"] = "01 07 08 14 15 17 19 20 22",
        ["I"] = "01 02",
        ["J"] = "01 02 03 04 07 08 09 10 11",
        ["K"] = "01 02 03 04 05 06 08 10 15 19 29 30 31 32 33 34 35 36 37 43 44 48 50 51 52 53 55 57 58 59 60 70",
        ["L"] = "01 02 03 04 05 06 07 08 09 10 11 13 17 19 20 21 22 23 24",
        ["M"] = "01 02 03 04 05 12 13 14 15 16 17 18 19 20 21 24 26 28",
        ["N"] = "01 02 03 05 08 09 16 17 18 21 24 25 27 28 29 30 31 32 34 35 36 44 46 47 48 49 50 60 62 63",
        ["O"] = "01 02 03 04 05 06 07 08 09 10 11 12 13 14 17 18 19 25 26 27 28",
        ["P"] = "02 03",
    };

    static IEnumerable<string> Cases => Numbers.SelectMany(block => block.Value.Split(' ').Select(number => $"TC_{block.Key}_{number}"));

    [Fact]
    public void Every_case_is_in_the_table_and_but_for_one_has_a_test()
    {
        Assert.Equal(252, Cases.Count());
        Assert.Equal(Cases, Table().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs/ocpp-support.md"))).Select(row => row.Groups[1].Value));
        Assert.Equal(Cases.Where(name => name != NotPlayed), typeof(CertificationTableTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(FactAttribute)))
            .Select(method => Case().Match(method.Name)).Where(match => match.Success).Select(match => match.Value).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (TC_[A-Z]_\d{2}) \| [^|]+ \| [^|]+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^TC_[A-Z]_\d{2}(?=_[A-Za-z])")]
    private static partial Regex Case();
}
