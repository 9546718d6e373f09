using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Security;

/// <summary>A charger's own key and the request to certify it.</summary>
public sealed class ChargerKeyTests
{
    [Fact]
    public void The_same_seed_and_generation_give_the_same_key_and_any_others_another()
    {
        string[] keys = [.. new ChargerKey[] { new(1, 0), new(1, 0), new(1, 1), new(2, 0), new(ulong.MaxValue, 7) }.Select(key => Convert.ToHexString(key.PublicKey()))];

        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(4, keys.Distinct().Count());
    }

    [Fact]
    public void The_key_is_the_one_it_has_always_been() => Assert.Equal(
        "5c1a2f896881c35d0e6418e34078f4af",
        Convert.ToHexStringLower(SHA256.HashData(new ChargerKey(42, 3).PublicKey()))[..32]);

    [Fact]
    public void A_key_signs_what_its_public_key_verifies()
    {
        using var key = new ChargerKey(42, 0).Create();
        using var other = ECDsa.Create();
        other.ImportSubjectPublicKeyInfo(new ChargerKey(42, 0).PublicKey(), out _);

        Assert.True(other.VerifyData("hello"u8, key.SignData("hello"u8, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_signing_request_names_charger_and_operator_and_is_signed_by_the_key(int generation)
    {
        var key = new ChargerKey(7, generation);

        var pem = key.SigningRequest("SN-0815", "Stadtwerke Köln, AG")!;

        // Loading verifies the signature.
        var request = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256);
        Assert.StartsWith("-----BEGIN CERTIFICATE REQUEST-----", pem);
        Assert.Equal(key.PublicKey(), request.PublicKey.ExportSubjectPublicKeyInfo());
        var names = request.SubjectName.EnumerateRelativeDistinguishedNames().ToDictionary(name => name.GetSingleElementType().FriendlyName!, name => name.GetSingleElementValue());
        Assert.Equal("SN-0815", names["CN"]);
        Assert.Equal("Stadtwerke Köln, AG", names["O"]);
    }

    [Fact]
    public void An_operator_without_a_name_is_left_out() => Assert.Equal(
        "CN=CP-1", CertificateRequest.LoadSigningRequestPem(new ChargerKey(7, 0).SigningRequest("CP-1", "")!, HashAlgorithmName.SHA256).SubjectName.Name);

    [Fact]
    public void The_same_request_is_the_same_text() =>
        Assert.Equal(new ChargerKey(7, 0).SigningRequest("CP-1", "CPO"), new ChargerKey(7, 0).SigningRequest("CP-1", "CPO"));

    [Fact]
    public void A_request_is_as_long_as_OCPP_allows_or_there_is_none()
    {
        Assert.InRange(new ChargerKey(7, 0).SigningRequest(new string('€', 255), new string('€', 500))!.Length, 1000, ChargerKey.MaxRequestLength);
        Assert.Null(new ChargerKey(7, 0).SigningRequest("CP-1", new string('€', 2000)));
    }
}
