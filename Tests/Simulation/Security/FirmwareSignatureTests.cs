using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Security;

/// <summary>Signatures of firmware.</summary>
public sealed class FirmwareSignatureTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly byte[] File = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
    static readonly byte[] Sha256 = SHA256.HashData(File);

    readonly TestAuthority vendor = new("Vendor");
    readonly RSA rsa = RSA.Create(2048);
    readonly ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public void Dispose()
    {
        vendor.Dispose();
        rsa.Dispose();
        ecdsa.Dispose();
    }

    string RsaCertificate(DateTimeOffset? until = null) =>
        vendor.Issue(new CertificateRequest("CN=Signer", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem(), until: until);

    string EcdsaCertificate() => vendor.Issue(new CertificateRequest("CN=Signer", ecdsa, HashAlgorithmName.SHA256).CreateSigningRequestPem());

    [Fact]
    public void RSA_and_ECDSA_are_known_in_all_their_forms()
    {
        (string Certificate, byte[] Signature)[] signed =
        [
            (RsaCertificate(), rsa.SignData(File, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            (RsaCertificate(), rsa.SignData(File, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
            (EcdsaCertificate(), ecdsa.SignData(File, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            (EcdsaCertificate(), ecdsa.SignData(File, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)),
        ];

        Assert.All(signed, one =>
        {
            var signature = new FirmwareSignature(one.Certificate, Convert.ToBase64String(one.Signature));
            Assert.True(signature.IsOf(Sha256));
            Assert.False(signature.IsOf(SHA256.HashData([.. File, 0])));
            one.Signature[^5] ^= 1;
            Assert.False((signature with { Signature = Convert.ToBase64String(one.Signature) }).IsOf(Sha256));
        });
    }

    /// <summary>Made on a command line: <c>openssl dgst -sha256 -sign key.pem -sigopt rsa_padding_mode:pss [-sigopt rsa_pss_saltlen:N]</c>.</summary>
    [Theory]
    [MemberData(nameof(Pss))]
    public void PSS_is_known_with_a_salt_of_any_length(string signature)
    {
        var signed = new FirmwareSignature(PssCertificate, signature);

        Assert.True(signed.IsOf(SHA256.HashData("firmware\n"u8)));
        Assert.False(signed.IsOf(SHA256.HashData("firmware"u8)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64")]
    public void What_is_no_signature_is_none_of_anything(string signature)
    {
        Assert.False(new FirmwareSignature(RsaCertificate(), signature).IsOf(Sha256));
        Assert.False(new FirmwareSignature(EcdsaCertificate(), signature).IsOf(Sha256));
        Assert.False(new FirmwareSignature("nothing", signature).IsOf(Sha256));
    }

    [Fact]
    public void Another_keys_signature_is_not_taken()
    {
        using var other = RSA.Create(2048);
        var signature = Convert.ToBase64String(other.SignData(File, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        Assert.False(new FirmwareSignature(RsaCertificate(), signature).IsOf(Sha256));
    }

    [Fact]
    public void The_certificate_has_to_be_valid_and_of_an_installed_vendor()
    {
        using var stranger = new TestAuthority("Stranger");
        var good = new FirmwareSignature(RsaCertificate(Now.AddDays(1)), "");

        Assert.Equal(CertificateFault.None, good.CheckCertificate([vendor.Pem], Now));
        Assert.Equal(CertificateFault.None, good.CheckCertificate([], Now));
        Assert.Equal(CertificateFault.Untrusted, good.CheckCertificate([stranger.Pem], Now));
        Assert.Equal(CertificateFault.Expired, good.CheckCertificate([vendor.Pem], Now.AddDays(1)));
        Assert.Equal(CertificateFault.Unreadable, new FirmwareSignature("nothing", "").CheckCertificate([vendor.Pem], Now));
    }

    const string PssCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIDBTCCAe2gAwIBAgIUepF9LyV4wh2L2nf3d+kKtdIgg6cwDQYJKoZIhvcNAQEL
        BQAwETEPMA0GA1UEAwwGU2lnbmVyMCAXDTI2MTEyNjEyMTMzMFoYDzIwNTQwNDEz
        MTIxMzMwWjARMQ8wDQYDVQQDDAZTaWduZXIwggEiMA0GCSqGSIb3DQEBAQUAA4IB
        DwAwggEKAoIBAQCg5IuSLrPzES8wfeO0INPwN7dcefJHfit7QE3AeNWDdoD1sfFl
        A+m4nrAJFptatTdfWOO/fv8nLW1r29/3lEEqpspmhkwJJGyZ0hvVTyQiuVO7DKOS
        Qn0IMOoqTWXBfwyRhMD/Nmzw+yEUqMN1XlJStxnMlP0gMKLqPcXuDw7mGxy5Rwcy
        LXWoPkCtaLJyKrG9y6AVtEM+KXKVHip60otl6HK57VZ9EYRV2vr6WB6v6XcinjiT
        L21RksiUvueqUxuRL0CsarPfhrhICGh19SKePfXNZZNQSLWSpzrmy6MFFuK4DBM+
        GOtOPCoq338w7E89fy+6eSdL1VpGDGmlcDwRAgMBAAGjUzBRMB0GA1UdDgQWBBSm
        YJbCsjHaNoNAKn1FI+QPJaJkSDAfBgNVHSMEGDAWgBSmYJbCsjHaNoNAKn1FI+QP
        JaJkSDAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQCB84t7AnhB
        Q7r4O+6Eog+1K1jGU5uQlsnzfLti1sz9NzMEegz6yfZSiYxO/9mkgaD5p6s/EHVA
        kK+X51n8+8hUjw+KC78Da4Hjj/uZ83qABU7K4oSdH8b1owhU5wWmVaIYiJD645bx
        mqTxy6CAd6lSFrnsXx6lHboQ1iLmTrOjHtgokLtfRsrGWl5irEqVijq5GDqj/Lkq
        Jd0bMYghFTt8pKQzxHZ8H3vObRZUq1CGothh/3sk2WW08XhcvIsFqK2blOhtuNOE
        3UfpzWtC0bSPjZyUOJzB2v4nwyiFz7J2G2OiJhalNTYWcVY+oozw8F+I3sil2LiT
        GNiltbY7oAij
        -----END CERTIFICATE-----
        """;

    public static TheoryData<string> Pss =>
    [
        "lp217SqTAzO6kVXnPnx0Xajf+yGXq0Mn0UZuCmxb/GMZo6Y4TTE4Mpwi6ovQ5wD1MzwrLJINBG3Yw68UjsSG1tFukaRtQmu7/pm7mAF45hpXPYvzDlajhqvrlRw0ITRQqSsMEr+nHNo3/B6ebLBLJ0EcWz7EyOLVmXuTpUSmkroszqKEF+taX//koVJV+JON4sfcUCzuNoipQU6SSrTkgU86HCda+jiAU6H0Ct7e9+nwVtNVBEwnSgm58qwkOO3nOywajpM+cILt2FFT0RpUXcpTG4u4d9EAHdIWe03Y8RsSmsgzHuBMMrbqrhFroVoksB8BqQ2qT4wQADkFWR+qmQ==",
        "imY+62qxevrLiw1nMpVrJf9+ufIbToIYszdX1k21edbiRK0KPutn2RFIlknaiy6dJ96IexADgEcug0vwqJAIQtZdEZzlwCqdMmzOzY2seHBN23hEQECGAZTR6CQYj5kCGB6bzbUEA2QLvnQiV8tJeRgH56HSXXh6Zv4E54CZgbZY/VMui66XO8ERLdDIvamahkrclItVFlZukbXQljWJiuaXwFbZHMtpt95Vu/71gWG6u/XolnY8W6JlHUkkK5QC+jZXJVvkgLuzibRPngD+stKYptS8ppMhlFRgmvE+4yyAjnqGkmHp7xhkQv5P9givqaSKc4NxfMvYMk+7erwUBA==",
        "ElrT5EXXjdKtvX23d7hEV6ReyVIGaMsxP622PKvK+howx0OG+rGz0xyxYCny5J8UbE4sDy06IYd25CJbHnXUzI+77Mj2aZ+dqeZTl0Vol5r5uwwFTcHipMByYAQJHqzdAbD4Nv2ac5wJ2JJ8OAwRmVVrUlTsFRDSSY9FewTBEYhgnl65uWtPCAl54dFW8s3FdRBjRecuDoeU8iV2CIAJVHj45EHIJv/nIbwkzhmYnp/cS94zF5JtbPoz0ZoullQiHyCOB/RRecd8oMJTMnJjibwWyWNa5gKxRhGZGwAvr9QoLDdx9mW6lStLitEeKS7QUpaBywzFlMbcz3+jE7t/RQ==",
        "GDk0QOsJSbVFXu4iJ2MLgdmZb8FXJwYDPUFzApmksCKMhnjZ5B5i5ICENiM5+Nyb+TnNGlgJGjpa4KQsF1zRt1KEbxqEXLlmHW8Sm918rVxKUnrSJ6aHYhQg1/CL9mekfAfFELVe/YqaDTfg74ixDVNr96eAfK+vmlhvR8Ai64mBOVaU6R0sjWyFLj287PuhbAia9PjTSJZ69L8/463u01nd6Tkz/JLO14ZEakhgy6dduwkAXF1Dt+JCUTCZvaZ/42ukhVwXyWKM9V1pK9VGrVpLc7unwJVuMzY5931bI3txZgHwoFYjeYNEo+M7NIupmBKFlk1za494m3x9Lv4Yow==",
        "lGzaAkTjQRyzd3BNTkaevP6IuTozVa8a1P/3WKHaMVyT31t4hYbYuMTASUmYQo87b/Uf6gIIedrwO8VDeUaf1BeQ+M8wfWob5ZPbBAGlGtI9hyDE0BXk2nd47CiJ3TLUAtAmLdTXseD8wCk5RT5qPP8bNMQZTtqZdMhxGZZm8dkWJDA1Nxu4bI85ZIyk4xnaHzrbs+GqvDuQLgV5IeWoLJPibHRCr6vrAJftSLe/vsSItpC3dWq6BjkEBK0eysuXq9uY+ano3WzJdYul6+WjhOrBWN/Ro80bQDVtWfP1aSGUoe57amkiwii2nprOKtL5rvJDymwQ8wVo/9bxGRu7Nw==",
    ];
}
