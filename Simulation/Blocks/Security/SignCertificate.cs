namespace OcppLab.Simulation;

// SignCertificate and CertificateSigned (1.6 security white paper, use cases A02 and A03), and what the charger shows the CSMS of itself.
public sealed partial class Charger
{
    /// <summary>The charger's own certificate in PEM, with those of its issuers; null until a CSMS has signed one.</summary>
    public string? CertificatePem => state.Security?.Certificate;

    /// <summary>The key of <see cref="CertificatePem"/>.</summary>
    public ChargerKey CertificateKey => new(Spec.Seed, state.Security?.Generation ?? 0);

    /// <summary>The root certificates that it knows its CSMS by, in PEM; null where none is installed.</summary>
    public string? CsmsRootsPem => RootsFor(CertificateUse.CsmsRoot).ToList() is { Count: > 0 } roots ? string.Join('\n', roots) : null;

    /// <summary>The security profile that it connects with, 0 to 3.</summary>
    public int SecurityProfile => Math.Max(ConnectedProfile, NetworkProfile?.SecurityProfile ?? 0);

    /// <summary>The password that a CSMS has given it by AuthorizationKey; null for that of its configuration.</summary>
    public string? AuthorizationKey => state.Settings?.GetValueOrDefault(Settings.AuthorizationKey.Name);

    /// <summary>The configuration has another password, which counts from now on.</summary>
    public Changes ForgetAuthorizationKey()
    {
        persist |= state.Settings?.Remove(Settings.AuthorizationKey.Name) == true;
        return TakeChanges();
    }

    internal V16.CertificateSignedResponse Answer(V16.CertificateSignedRequest request, DateTimeOffset now)
    {
        var security = state.Security;
        var key = new ChargerKey(Spec.Seed, security?.Requested ?? 0);
        var fault = CertificateChain.CheckFor(key, request.CertificateChain, RootsFor(CertificateUse.CsmsRoot), now);
        if (fault != CertificateFault.None)
        {
            TellSecurityEvent("InvalidChargePointCertificate", fault.Sentence(), now);
            return new() { Status = V16.CertificateSignedStatusEnumType.Rejected };
        }

        security = state.Security ??= new();
        (security.Certificate, security.Generation, persist) = (request.CertificateChain, key.Generation, true);
        reconnect |= SecurityProfile == 3;
        return new() { Status = V16.CertificateSignedStatusEnumType.Accepted };
    }

    // A new key for a new certificate; null where the names are too long for a request.
    V16.SignCertificateRequest? SignCertificate()
    {
        var security = state.Security ??= new();
        security.Requested++;
        persist = true;
        return new ChargerKey(Spec.Seed, security.Requested).SigningRequest(Spec.Identity, Value(Settings.CpoName)) is { } csr
            ? new() { Csr = csr }
            : null;
    }
}
