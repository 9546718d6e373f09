using System.Text.Json;
using System.Text.RegularExpressions;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Messages;

/// <summary>docs/csms.md has a curl for every request that a CSMS makes in 1.6, docs/csms-2.0.1.md for those of 2.0.1,
/// docs/csms-2.1.md for those that came with 2.1 and are answered: each is made here, and answered as the page says.</summary>
public sealed partial class CsmsPageTests
{
    [Theory, InlineData(OcppVersion.V16), InlineData(OcppVersion.V201)]
    public void Every_request_of_the_CSMS_is_there(OcppVersion version)
    {
        var messages = version == OcppVersion.V16 ? MessageSet.V16 : MessageSet.V201;
        var asked = messages.Actions.Where(action => messages.Find(action) is { Sender: Sender.Csms or Sender.Both }).Order(StringComparer.Ordinal);
        Assert.Equal(asked, Calls(version).Select(call => ActionOf(call.Body)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_request_that_came_with_21_is_there_if_it_is_answered() => Assert.Empty(
        Operations.V21.Messages.Actions.Where(action => Operations.V21.Answers(action) && MessageSet.V201.Find(action) is null)
            .Except(Calls(OcppVersion.V21).Select(call => ActionOf(call.Body))));

    [Fact]
    public void Every_request_is_under_its_feature_profile() => Assert.All(
        Calls(OcppVersion.V16), call => Assert.Equal(call.Section, MessageSet.V16.Find(ActionOf(call.Body))!.Profile));

    [Theory, InlineData(OcppVersion.V16), InlineData(OcppVersion.V201), InlineData(OcppVersion.V21)]
    public void Every_call_is_answered_as_the_page_says(OcppVersion version)
    {
        using var authority = new TestAuthority();
        var fixture = ChargerFixture.Booted(version, version == OcppVersion.V21 ? ChargerFixture.Dc with { IsBidirectional = true } : ChargerFixture.Ac);
        fixture.Csms = message => message is V2.OpenPeriodicEventStreamRequest
            ? new V2.OpenPeriodicEventStreamResponse { Status = V2.GenericStatusEnumType.Accepted }
            : ChargerFixture.Reply(message);
        if (version == OcppVersion.V21)
        {
            // The page does so by REST.
            fixture.Do(new StartSession("04A1B2C3", 1, null, null, Vehicle: new() { Name = "FamilySuv", Iso15118 = true, SocPercent = 60 }));
        }

        var hash = "{}";
        foreach (var (_, expected, body) in Calls(version))
        {
            var call = JsonElement.Parse(body
                .Replace("'\"$TX\"'", fixture[1].Transaction?.Id ?? "0", StringComparison.Ordinal)
                .Replace("'\"$ROOT\"'", authority.Pem.ReplaceLineEndings("\\n"), StringComparison.Ordinal)
                .Replace("'\"$HASH\"'", hash, StringComparison.Ordinal));
            var action = call.GetProperty("action").GetString()!;
            var answer = fixture.Ask(action, call.GetProperty("payload").GetRawText());
            Assert.True(answer.GetRawText().Contains(expected, StringComparison.Ordinal), $"{action} is answered {answer}, not {expected}.");
            if (answer.TryGetProperty("certificateHashData", out var names))
            {
                hash = names[0].GetRawText();
            }
            else if (answer.TryGetProperty("certificateHashDataChain", out var chains))
            {
                hash = chains[0].GetProperty("certificateHashData").GetRawText();
            }
            else if (action == "Reset" && version == OcppVersion.V201)
            {
                fixture.Connect();
            }
        }
    }

    /// <summary>A page's calls in their order: under which heading, what the answer has, and what the curl sends, with its shell variables.</summary>
    static List<(string Section, string Expected, string Body)> Calls(OcppVersion version)
    {
        var page = version == OcppVersion.V16 ? "docs/csms.md" : $"docs/csms-{version.Messages().Version}.md";
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, page)).ReplaceLineEndings("\n");
        return
        [
            .. text.Split("\n## ").Skip(1).SelectMany(section => Call().Matches(section).Select(match =>
                (section[..section.IndexOf('\n')], match.Groups["expected"].Value, match.Groups["body"].Value))),
        ];
    }

    static string ActionOf(string body) => Action().Match(body).Groups[1].Value;

    [GeneratedRegex("""^    # (?<expected>[\w{}]+)[^\n]*\n    curl -s \$CALLS -H "\$AUTH" -d '(?<body>.*?)'$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Call();

    [GeneratedRegex("\"action\": \"(\\w+)\"")]
    private static partial Regex Action();
}
