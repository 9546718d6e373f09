using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, in 2.1 too: the authorization cache and the local authorization list.</summary>
public abstract class LocalListCases(OcppVersion version) : VersionedCases(version)
{
    [Fact]
    public void TC_C_37_Clear_authorization_data_accepted()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetConfiguration("AuthCtrlr.LocalPreAuthorize", "true"));
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Do(new StopSession(1));
        fixture.Sent.Clear();
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Do(new StopSession(1));
        Assert.Empty(fixture.Sent.OfAction("Authorize"));
        fixture.Answers("Accepted", "ClearCache", "{}");
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        Assert.Single(fixture.Sent.OfAction("Authorize"));
    }

    [Fact]
    public void TC_C_38_Clear_authorization_data_rejected()
    {
        var fixture = Flow.Booted();
        Assert.Equal("Accepted", fixture.SetVariable("AuthCacheCtrlr", "Enabled", "false"));
        fixture.Answers("Rejected", "ClearCache", "{}");
        fixture.Says();
    }

    [Fact]
    public void TC_D_01_Send_local_list_full()
    {
        var fixture = Listed();
        fixture.Answers("Accepted", "SendLocalList", $$"""{"versionNumber":2,"updateType":"Full","localAuthorizationList":[{{Entry("OTHER")}}]}""");
        AssertListed(fixture, 2, "OTHER");
    }

    [Fact]
    public void TC_D_02_Send_local_list_differential_update()
    {
        var fixture = Listed();
        fixture.Answers("Accepted", "SendLocalList", $$"""{"versionNumber":6,"updateType":"Differential","localAuthorizationList":[{{Entry("OTHER")}}]}""");
        AssertListed(fixture, 6, Flow.Tag, "OTHER");
    }

    [Fact]
    public void TC_D_03_Send_local_list_differential_remove()
    {
        var fixture = Listed();
        fixture.Answers(
            "Accepted", "SendLocalList",
            """{"versionNumber":6,"updateType":"Differential","localAuthorizationList":[{"idToken":{"idToken":"tag","type":"Central"}}]}""");
        AssertListed(fixture, 0);
    }

    [Fact]
    public void TC_D_04_Send_local_list_full_with_empty_list()
    {
        var fixture = Listed();
        fixture.Answers("Accepted", "SendLocalList", """{"versionNumber":6,"updateType":"Full"}""");
        AssertListed(fixture, 0);
    }

    [Fact]
    public void TC_D_08_Get_local_list_version()
    {
        var fixture = Listed();
        AssertListed(fixture, 5, Flow.Tag);
        fixture.Says();
    }

    [Fact]
    public void TC_D_09_Get_local_list_version_no_list()
    {
        var fixture = Flow.Booted();
        AssertListed(fixture, 0);
        fixture.Says();
    }

    static ChargerFixture Listed()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Accepted", "SendLocalList", $$"""{"versionNumber":5,"updateType":"Full","localAuthorizationList":[{{Entry(Flow.Tag)}}]}""");
        return fixture;
    }

    static string Entry(string token) => $$$"""{"idToken":{"idToken":"{{{token}}}","type":"Central"},"idTokenInfo":{"status":"Accepted"}}""";

    // The version, and who may charge without the CSMS's word.
    static void AssertListed(ChargerFixture fixture, int version, params string[] tokens)
    {
        Assert.Equal(version, fixture.Ask("GetLocalListVersion", "{}").GetProperty("versionNumber").GetInt32());
        fixture.Do(new SetConfiguration("AuthCtrlr.LocalPreAuthorize", "true"));
        foreach (var token in new[] { Flow.Tag, "OTHER" })
        {
            fixture.Sent.Clear();
            fixture.Do(new StartSession(token, 1, null, null));
            fixture.Do(new StopSession(1));
            Assert.Equal(!tokens.Contains(token), fixture.Sent.OfAction("Authorize").Any());
        }

        fixture.Sent.Clear();
    }
}
