using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, in 2.1 too: customer information.</summary>
public abstract class CustomerCases(OcppVersion version) : VersionedCases(version)
{
    const string Token = ",\"idToken\":{\"idToken\":\"TAG\",\"type\":\"Central\"}";

    [Fact]
    public void TC_N_27_Get_customer_information()
    {
        var fixture = Flow.Charging();
        Ask(fixture, "Accepted", report: true, clear: false, Token);
        var data = fixture.Sole("NotifyCustomerInformation").GetProperty("data").GetString();
        Assert.StartsWith("Authorization cache: Accepted\nTransaction ", data, StringComparison.Ordinal);
        fixture.Says("NotifyCustomerInformation 4 0");
    }

    [Fact]
    public void TC_N_28_Get_customer_information_no_data()
    {
        var fixture = Flow.Booted();
        Ask(fixture, "Accepted", report: true, clear: false, Token);
        AssertNoData(fixture);
    }

    [Fact]
    public void TC_N_29_Get_customer_information_not_accepted()
    {
        var fixture = Flow.Booted();
        fixture.Choose("CustomerInformation", "Rejected");
        Ask(fixture, "Rejected", report: true, clear: false, Token);
        fixture.Says();
    }

    [Fact]
    public void TC_N_30_Clear_and_report()
    {
        var fixture = Cached();
        Ask(fixture, "Accepted", report: true, clear: true, Token);
        Assert.Equal("Authorization cache: Accepted\n", fixture.Sole("NotifyCustomerInformation").GetProperty("data").GetString());
        fixture.Says("NotifyCustomerInformation 4 0");
        Ask(fixture, "Accepted", report: true, clear: false, Token);
        AssertNoData(fixture);
    }

    [Fact]
    public void TC_N_31_Clear_and_report_no_data()
    {
        var fixture = Flow.Booted();
        Ask(fixture, "Accepted", report: true, clear: true, Token);
        AssertNoData(fixture);
    }

    [Fact]
    public void TC_N_32_Clear_and_no_report()
    {
        var fixture = Cached();
        Ask(fixture, "Accepted", report: false, clear: true, Token);
        AssertNoData(fixture);
        Ask(fixture, "Accepted", report: true, clear: false, Token);
        AssertNoData(fixture);
    }

    [Fact]
    public void TC_N_46_Clear_and_update_the_local_list()
    {
        var fixture = Flow.Booted();
        fixture.Do(new SetLocalAuthList(5, Full: true, [new(Flow.Tag, null, "GROUP")]));
        Ask(fixture, "Accepted", report: true, clear: true, Token);
        Assert.Equal(
            "Local authorization list: Accepted, group GROUP\n", fixture.Sole("NotifyCustomerInformation").GetProperty("data").GetString());
        fixture.Says("NotifyCustomerInformation 4 0");
        fixture.Answers("Accepted", "SendLocalList", $$"""{"versionNumber":6,"updateType":"Differential","localAuthorizationList":[{{{Token[1..]}}}]}""");
        Ask(fixture, "Accepted", report: true, clear: false, Token);
        AssertNoData(fixture);
    }

    [Fact]
    public void TC_N_62_Clear_and_report_by_identifier()
    {
        var fixture = Cached();
        Ask(fixture, "Accepted", report: true, clear: true, ",\"customerIdentifier\":\"OpenChargeAlliance\"");
        AssertNoData(fixture);
    }

    [Fact]
    public void TC_N_63_Clear_and_report_by_certificate()
    {
        var fixture = Cached();
        Ask(
            fixture, "Accepted", report: true, clear: true,
            ",\"customerCertificate\":{\"hashAlgorithm\":\"SHA256\",\"issuerNameHash\":\"0a\",\"issuerKeyHash\":\"0b\",\"serialNumber\":\"1\"}");
        AssertNoData(fixture);
    }

    // The CSMS has said that the token may charge.
    static ChargerFixture Cached()
    {
        var fixture = Flow.Booted();
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Says("Authorize TAG");
        return fixture;
    }

    static void Ask(ChargerFixture fixture, string status, bool report, bool clear, string customer) => fixture.Answers(
        status, "CustomerInformation",
        $$"""{"requestId":4,"report":{{(report ? "true" : "false")}},"clear":{{(clear ? "true" : "false")}}{{customer}}}""");

    static void AssertNoData(ChargerFixture fixture)
    {
        Assert.Equal("", fixture.Sole("NotifyCustomerInformation").GetProperty("data").GetString());
        fixture.Says("NotifyCustomerInformation 4 0");
    }
}
