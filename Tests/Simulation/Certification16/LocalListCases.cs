using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>Certification cases of 1.6: the local authorization list.</summary>
public sealed class LocalListCases
{
    const string One = """{"idTag":"ONE","idTagInfo":{"status":"Accepted"}}""";
    const string Two = """{"idTag":"TWO","idTagInfo":{"status":"Accepted"}}""";

    [Fact]
    public void TC_042_1_Get_local_list_version_not_supported() => Assert.Equal(-1, VersionOf(WithoutList()));

    [Fact]
    public void TC_042_2_Get_local_list_version_empty() => Assert.Equal(0, VersionOf(ChargerFixture.Booted()));

    [Fact]
    public void TC_043_1_Send_local_list_not_supported() => Send(WithoutList(), "NotSupported", "Full", 1, One);

    [Fact]
    public void TC_043_3_Send_local_list_failed()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Choose("SendLocalList", "Failed");
        Send(fixture, "Failed", "Full", 1, One);
        Assert.Equal(0, VersionOf(fixture));
    }

    [Fact]
    public void TC_043_4_Send_local_list_full()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("LocalPreAuthorize", "true"));
        Send(fixture, Calls.Accepted, "Full", 1, One, Two);
        Assert.Equal(1, VersionOf(fixture));
        fixture.Do(new AuthorizeIdTag("TWO"));
        fixture.Says();
    }

    [Fact]
    public void TC_043_5_Send_local_list_differential()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("LocalPreAuthorize", "true"));
        Send(fixture, Calls.Accepted, "Full", 1, One);
        Assert.Equal(1, VersionOf(fixture));
        Send(fixture, Calls.Accepted, "Differential", 2, Two);
        Assert.Equal(2, VersionOf(fixture));
        fixture.Do(new AuthorizeIdTag("ONE"));
        fixture.Do(new AuthorizeIdTag("TWO"));
        fixture.Says();
    }

    static ChargerFixture WithoutList()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("LocalAuthListEnabled", "false"));
        return fixture;
    }

    static int VersionOf(ChargerFixture fixture) => fixture.Ask("GetLocalListVersion", "{}").GetProperty("listVersion").GetInt32();

    static void Send(ChargerFixture fixture, string status, string type, int version, params string[] entries) => fixture.Answers(
        status, "SendLocalList", $$"""{"listVersion":{{version}},"updateType":"{{type}}","localAuthorizationList":[{{string.Join(',', entries)}}]}""");
}
