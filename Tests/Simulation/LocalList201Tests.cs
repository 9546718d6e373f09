using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>The local authorization list and the cache of 2.0.1 (use cases C10 to C12, D01 and D02).</summary>
public sealed class LocalList201Tests
{
    const string A = """{"idToken":{"idToken":"A","type":"KeyCode"},"idTokenInfo":{"status":"Accepted","groupIdToken":{"idToken":"GROUP","type":"Central"}}}""";
    const string Blocked = """{"idToken":{"idToken":"B","type":"Central"},"idTokenInfo":{"status":"Blocked"}}""";

    [Fact]
    public void An_update_that_can_not_be_made_changes_nothing_and_says_why()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        AssertFails(fixture, "Failed", "version 0", 0, "Full", A);
        AssertFails(fixture, "Failed", "not above 0", -1, "Full", A);
        AssertFails(fixture, "Failed", "twice", 5, "Full", $"{A},{A}");
        AssertFails(fixture, "Failed", "no status", 5, "Full", """{"idToken":{"idToken":"B","type":"Central"}}""");
        Assert.Equal(0, Version(fixture));
        Assert.Equal("Accepted", Send(fixture, 5, "Full", A).GetProperty("status").GetString());
        AssertFails(fixture, "VersionMismatch", "version 5", 5, "Differential", Blocked);
        Assert.Equal(5, Version(fixture));
        Assert.Equal("Accepted", fixture.SetVariable("LocalAuthListCtrlr", "Enabled", "false"));
        AssertFails(fixture, "Failed", "disabled", 6, "Differential", Blocked);
        Assert.Equal(0, Version(fixture));
    }

    [Fact]
    public void The_list_keeps_the_type_of_each_token_and_its_group()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Send(fixture, 5, "Full", $"{A},{Blocked}");
        Assert.Contains(
            """[{"idTag":"A","parentIdTag":"GROUP","tokenType":"KeyCode"},{"idTag":"B","status":"Blocked","tokenType":"Central"}]""",
            ChargerFixture.Save(fixture.Charger));
        Assert.Equal(("2", "39"), (Value(fixture, "LocalAuthListCtrlr", "Entries"), Value(fixture, "LocalAuthListCtrlr", "Storage")));
    }

    [Fact]
    public void An_entry_of_the_cache_lives_as_long_as_it_may_since_the_CSMS_last_spoke_of_it()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.SetVariable("AuthCtrlr", "LocalPreAuthorize", "true");
        fixture.SetVariable("AuthCacheCtrlr", "LifeTime", "100");
        fixture.Do(new AuthorizeIdTag("TAG", "KeyCode"));
        fixture.Wait(99);
        Assert.False(Asks(fixture));
        fixture.Wait(99);
        Assert.False(Asks(fixture));
        fixture.Wait(100);
        Assert.True(Asks(fixture));
        Assert.NotEqual("0", Value(fixture, "AuthCacheCtrlr", "Storage"));
    }

    [Theory]
    [InlineData("AuthCacheCtrlr", true)]
    [InlineData("LocalAuthListCtrlr", true)]
    [InlineData("AuthCacheCtrlr", false)]
    public void A_token_known_to_be_refused_is_asked_of_the_CSMS_unless_that_is_disabled(string component, bool disabled)
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.SetVariable(component, "DisablePostAuthorize", disabled ? "true" : "false");
        if (component == "LocalAuthListCtrlr")
        {
            Send(fixture, 5, "Full", Blocked.Replace("\"B\"", "\"TAG\"", StringComparison.Ordinal));
        }
        else
        {
            fixture.Csms = message => message.ActionName == "Authorize" ? Replies.Authorize(AuthorizationStatus.Blocked) : ChargerFixture.Reply(message);
            fixture.Do(new AuthorizeIdTag("TAG"));
        }

        Assert.Equal(!disabled, Asks(fixture));
        Assert.Equal(disabled ? CommandOutcome.Refused : CommandOutcome.Stopped, fixture.Sessions.Last().Outcome);
        Assert.Equal(disabled ? "Blocked" : null, fixture.Sessions.Last().Reason);
    }

    // Whether a session asks before it starts; then it is over.
    static bool Asks(ChargerFixture fixture)
    {
        fixture.Sent.Clear();
        fixture.Csms = ChargerFixture.Accepts;
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Do(new StopSession(1));
        return fixture.Sent.OfAction("Authorize").Any();
    }

    static void AssertFails(ChargerFixture fixture, string status, string because, int version, string type, string entries)
    {
        var answer = Send(fixture, version, type, entries);
        Assert.Equal(status, answer.GetProperty("status").GetString());
        Assert.Contains(because, answer.GetProperty("statusInfo").GetProperty("additionalInfo").GetString());
    }

    static JsonElement Send(ChargerFixture fixture, int version, string type, string entries) =>
        fixture.Ask("SendLocalList", $$"""{"versionNumber":{{version}},"updateType":"{{type}}","localAuthorizationList":[{{entries}}]}""");

    static int Version(ChargerFixture fixture) => fixture.Ask("GetLocalListVersion", "{}").GetProperty("versionNumber").GetInt32();

    static string? Value(ChargerFixture fixture, string component, string variable) =>
        fixture.GetVariable(component, variable).GetProperty("attributeValue").GetString();
}
