using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>The local authorization list and the cache as a CSMS sees to them (1.6 sections 3.5, 5.4, 5.10, 5.15).</summary>
public sealed class LocalListTests
{
    [Fact]
    public void A_list_is_sent_whole_amended_and_asked_for()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal(0, Version(fixture));
        Assert.Equal("Accepted", Send(fixture, 1, "Full", """{"idTag":"A","idTagInfo":{"status":"Accepted"}},{"idTag":"B","idTagInfo":{"status":"Accepted"}}"""));
        Assert.Equal("VersionMismatch", Send(fixture, 1, "Differential", """{"idTag":"C","idTagInfo":{"status":"Accepted"}}"""));
        Assert.Equal("Accepted", Send(fixture, 5, "Differential", """{"idTag":"a","idTagInfo":{"status":"Blocked"}},{"idTag":"B"},{"idTag":"C","idTagInfo":{"status":"Accepted"}}"""));
        fixture.Restart();
        fixture.Connect();
        Assert.Equal(5, Version(fixture));

        fixture.ChangeConfiguration("LocalPreAuthorize", "true");
        Assert.Equal([true, true, false], new[] { "A", "B", "C" }.Select(tag => IsAsked(fixture, tag)));
        Assert.Equal("Accepted", Send(fixture, 6, "Full", ""));
        Assert.Equal(0, Version(fixture));
        Assert.True(IsAsked(fixture, "C"));
    }

    [Theory]
    [InlineData("""{"idTag":"A","idTagInfo":{"status":"Accepted"}},{"idTag":"a","idTagInfo":{"status":"Accepted"}}""")]
    [InlineData("""{"idTag":"A"}""")]
    public void A_list_that_can_t_be_is_refused_and_changes_nothing(string entries)
    {
        var fixture = ChargerFixture.Booted();
        Send(fixture, 3, "Full", """{"idTag":"OLD","idTagInfo":{"status":"Accepted"}}""");
        Assert.Equal("Failed", Send(fixture, 4, "Full", entries));
        Assert.Equal(3, Version(fixture));
    }

    [Fact]
    public void A_disabled_list_is_not_supported()
    {
        var fixture = ChargerFixture.Booted();
        fixture.ChangeConfiguration("LocalAuthListEnabled", "false");
        Assert.Equal(-1, Version(fixture));
        Assert.Equal("NotSupported", Send(fixture, 1, "Full", ""));
    }

    [Fact]
    public void A_cleared_cache_knows_nobody()
    {
        var fixture = ChargerFixture.Booted();
        fixture.ChangeConfiguration("LocalPreAuthorize", "true");
        Assert.True(IsAsked(fixture, "TAG"));
        Assert.False(IsAsked(fixture, "TAG"));
        Assert.Equal("Accepted", fixture.Ask("ClearCache", "{}").GetProperty("status").GetString());
        Assert.True(IsAsked(fixture, "TAG"));
        fixture.ChangeConfiguration("AuthorizationCacheEnabled", "false");
        Assert.Equal("Rejected", fixture.Ask("ClearCache", "{}").GetProperty("status").GetString());
    }

    [Fact]
    public void No_vendor_s_data_is_known() => Assert.Equal(
        """{"status":"UnknownVendorId"}""",
        ChargerFixture.Booted().Ask("DataTransfer", """{"vendorId":"acme","messageId":"m","data":"x"}""").GetRawText());

    static bool IsAsked(ChargerFixture fixture, string idTag)
    {
        fixture.Sent.Clear();
        fixture.Do(new AuthorizeIdTag(idTag));
        return fixture.Sent.OfAction("Authorize").Any();
    }

    static int Version(ChargerFixture fixture) => fixture.Ask("GetLocalListVersion", "{}").GetProperty("listVersion").GetInt32();

    static string Send(ChargerFixture fixture, int version, string type, string entries) => fixture.Ask(
        "SendLocalList", $$"""{"listVersion":{{version}},"updateType":"{{type}}","localAuthorizationList":[{{entries}}]}""").GetProperty("status").GetString()!;
}
