using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Security;

/// <summary>Which certificates a charger takes for its key.</summary>
public sealed class CertificateChainTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly ChargerKey Key = new(7, 0);
    static readonly string Request = Key.SigningRequest("CP-1", "CPO")!;

    readonly TestAuthority root = new();
    readonly TestAuthority stranger = new("Stranger");

    public void Dispose()
    {
        root.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public void A_certificate_of_an_installed_root_is_taken() =>
        Assert.Equal(CertificateFault.None, CertificateChain.CheckFor(Key, root.Issue(Request), [stranger.Pem, root.Pem], Now));

    [Fact]
    public void A_certificate_is_taken_through_the_issuers_that_come_with_it()
    {
        using var middle = new TestAuthority("Middle", root);
        var leaf = middle.Issue(Request);

        Assert.Equal(CertificateFault.None, CertificateChain.CheckFor(Key, $"{leaf}\n{middle.Pem}\n", [root.Pem], Now));
        Assert.Equal(CertificateFault.None, CertificateChain.CheckFor(Key, $"{leaf}\n{middle.Pem}\n{root.Pem}", [root.Pem], Now));
        Assert.Equal(CertificateFault.Untrusted, CertificateChain.CheckFor(Key, leaf, [root.Pem], Now));
    }

    [Fact]
    public void Without_an_installed_root_anybodys_certificate_is_taken() =>
        Assert.Equal(CertificateFault.None, CertificateChain.CheckFor(Key, stranger.Issue(Request), [], Now));

    [Fact]
    public void A_certificate_of_another_root_is_not_taken_even_if_the_root_comes_with_it() => Assert.Equal(
        CertificateFault.Untrusted, CertificateChain.CheckFor(Key, $"{stranger.Issue(Request)}\n{stranger.Pem}", [root.Pem], Now));

    [Fact]
    public void A_certificate_of_an_expired_root_is_not_taken()
    {
        using var expired = new TestAuthority("Old", until: Now.AddDays(-1));

        Assert.Equal(CertificateFault.Untrusted, CertificateChain.CheckFor(Key, root.Issue(Request), [expired.Pem], Now));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_certificate_for_another_key_is_not_taken(int generation) => Assert.Equal(
        generation == 0 ? CertificateFault.None : CertificateFault.OtherKey,
        CertificateChain.CheckFor(Key with { Generation = generation }, root.Issue(Request), [root.Pem], Now));

    [Theory]
    [InlineData(0, CertificateFault.None)]
    [InlineData(-1, CertificateFault.NotYetValid)]
    [InlineData(3599, CertificateFault.None)]
    [InlineData(3600, CertificateFault.Expired)]
    public void A_certificate_is_taken_from_its_first_second_to_its_last(int second, CertificateFault expected) => Assert.Equal(
        expected, CertificateChain.CheckFor(Key, root.Issue(Request, Now, Now.AddHours(1)), [root.Pem], Now.AddSeconds(second)));

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void What_is_no_certificate_is_told(string pem) =>
        Assert.Equal(CertificateFault.Unreadable, CertificateChain.CheckFor(Key, pem, [root.Pem], Now));

    [Fact]
    public void A_chain_that_breaks_off_is_told() => Assert.Equal(
        CertificateFault.Unreadable,
        CertificateChain.CheckFor(Key, root.Issue(Request) + "\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", [root.Pem], Now));

    [Fact]
    public void Every_fault_has_words_of_its_own() =>
        Assert.Equal(Enum.GetValues<CertificateFault>().Length, Enum.GetValues<CertificateFault>().Select(fault => fault.Sentence()).Distinct().Count());
}
