using System.Reflection;
using System.Text.RegularExpressions;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>The cases, the tests that play them, and what docs/ocpp-support.md says of them are the same.</summary>
public sealed partial class CertificationTableTests
{
    static readonly string[] Cases =
    [
        "TC_001", "TC_003", "TC_004_1", "TC_004_2", "TC_005_1", "TC_007", "TC_010", "TC_011_1", "TC_011_2", "TC_012", "TC_013", "TC_014",
        "TC_017_1", "TC_017_2", "TC_018_1", "TC_019_1", "TC_019_2", "TC_021", "TC_023_1", "TC_023_2", "TC_023_3", "TC_024", "TC_026",
        "TC_028", "TC_030", "TC_031", "TC_032_1", "TC_037_1", "TC_037_3", "TC_039", "TC_040_1", "TC_040_2", "TC_042_1", "TC_042_2",
        "TC_043_1", "TC_043_3", "TC_043_4", "TC_043_5", "TC_044_1", "TC_044_2", "TC_044_3", "TC_045_1", "TC_046", "TC_047", "TC_048_1",
        "TC_048_2", "TC_048_3", "TC_048_4", "TC_049", "TC_051", "TC_052", "TC_054", "TC_055", "TC_056", "TC_057", "TC_059", "TC_061",
        "TC_064", "TC_066", "TC_067", "TC_073", "TC_074", "TC_075_1", "TC_075_2", "TC_076", "TC_077", "TC_078", "TC_079", "TC_080",
        "TC_081", "TC_083", "TC_085", "TC_086", "TC_087", "TC_088",
    ];

    [Fact]
    public void Every_case_is_in_the_table_and_has_a_test()
    {
        Assert.Equal(Cases, Table().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs/ocpp-support.md"))).Select(row => row.Groups[1].Value));
        Assert.Equal(Cases, typeof(CertificationTableTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(FactAttribute)))
            .Select(method => Case().Match(method.Name)).Where(match => match.Success).Select(match => match.Value).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (TC_\d{3}(?:_\d)?) \| [^|]+ \| [^|]+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^TC_\d{3}(_\d)?(?=_[A-Z])")]
    private static partial Regex Case();
}
