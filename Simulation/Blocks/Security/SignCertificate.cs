namespace OcppLab.Simulation;

// SignCertificate and CertificateSigned (1.6 security white paper and 2.0.1, use cases A02 and A03), and what the charger shows the CSMS of
// itself. A charger of 2.0.1 asks again when the certificate does not come, and for a new one before it expires.
public sealed partial class Charger
{
    const ulong V2GKeys = 0x4953_4F31_3531_3138;
    const int MostDoublings = 10;
    static readonly TimeSpan RenewalTime = TimeSpan.FromDays(30);

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

    internal V16.CertificateSignedResponse Answer(V16.CertificateSignedRequest request, DateTimeOffset now) => new()
    {
        Status = TakeCertificate(CertificateSigningUse.ChargingStation, request.CertificateChain, now)
            ? V16.CertificateSignedStatusEnumType.Accepted
            : V16.CertificateSignedStatusEnumType.Rejected,
    };

    // Without a type it is for the connection, and for ISO 15118 as well where one for both was asked for (A02.FR.14).
    internal V2.CertificateSignedResponse Answer(V2.CertificateSignedRequest request, DateTimeOffset now)
    {
        var use = request.CertificateType switch
        {
            V2.CertificateSigningUseEnumType.V2GCertificate => CertificateSigningUse.V2G,
            null when state.Security?.Signing?.Exists(signing => signing.Use == CertificateSigningUse.Combined) == true => CertificateSigningUse.Combined,
            _ => CertificateSigningUse.ChargingStation,
        };
        return new()
        {
            Status = (use == CertificateSigningUse.ChargingStation || Flag(Settings.V2GCertificateInstallationEnabled))
                && TakeCertificate(use, request.CertificateChain, now)
                ? V2.CertificateSignedStatusEnumType.Accepted
                : V2.CertificateSignedStatusEnumType.Rejected,
        };
    }

    // False where it is not for the charger's key, not valid, or of a stranger, which is a security event.
    bool TakeCertificate(CertificateSigningUse use, string chain, DateTimeOffset now)
    {
        var security = state.Security;
        var key = use == CertificateSigningUse.V2G ? V2GKey(security?.V2GRequested ?? 0) : new ChargerKey(Spec.Seed, security?.Requested ?? 0);
        var roots = use switch
        {
            CertificateSigningUse.ChargingStation => RootsFor(CertificateUse.CsmsRoot),
            CertificateSigningUse.V2G => RootsFor(CertificateUse.V2GRoot),
            _ => RootsFor(CertificateUse.CsmsRoot).Concat(RootsFor(CertificateUse.V2GRoot)),
        };
        var fault = CertificateChain.CheckFor(key, chain, roots, now);
        if (fault != CertificateFault.None)
        {
            TellSecurityEvent("InvalidChargingStationCertificate", fault.Sentence(), now);
            return false;
        }

        security = state.Security ??= new();
        persist = true;
        security.Signing?.RemoveAll(signing => signing.Use == use);
        security.Signing = security.Signing is { Count: > 0 } others ? others : null;
        if (use != CertificateSigningUse.ChargingStation)
        {
            (security.V2GCertificate, security.StatusAt) = (chain, null);
            AskForStatus(security, now);
        }

        if (use != CertificateSigningUse.V2G)
        {
            (security.Certificate, security.Generation) = (chain, key.Generation);
            security.RenewAt = Version == OcppVersion.V16 ? null : RenewalOf(chain, now);
            reconnect |= SecurityProfile == 3;
        }

        return true;
    }

    ChargerKey V2GKey(int generation) => new(Mixer.Mix(Spec.Seed, V2GKeys), generation);

    // A month before it expires (A03), or half-way there where that is less.
    static DateTimeOffset RenewalOf(string chain, DateTimeOffset now)
    {
        var certificates = CertificateChain.Read(chain);
        DateTimeOffset end = certificates[0].NotAfter;
        CertificateChain.Dispose(certificates);
        return end - now > 2 * RenewalTime ? end - RenewalTime : now + ((end - now) / 2);
    }

    // A new key for a new certificate; null where the names are too long for a request.
    V16.SignCertificateRequest? SignCertificate()
    {
        var security = state.Security ??= new();
        security.Requested++;
        persist = true;
        return SigningRequestFor(CertificateSigningUse.ChargingStation, security) is { } csr ? new() { Csr = csr } : null;
    }

    string? SigningRequestFor(CertificateSigningUse use, SecurityState security) => use == CertificateSigningUse.V2G
        ? V2GKey(security.V2GRequested).SigningRequest(Value(Settings.SeccId), Value(Settings.V2GOrganization), Value(Settings.V2GCountry))
        : new ChargerKey(Spec.Seed, security.Requested).SigningRequest(Spec.Identity, Value(Settings.CpoName));

    // Asks for a certificate of a new key, and again after a while if it does not come (2.0.1); false where the names are too long for a request.
    bool SignCertificate(CertificateSigningUse use, DateTimeOffset now)
    {
        var security = state.Security ??= new();
        if (use == CertificateSigningUse.V2G)
        {
            security.V2GRequested++;
        }
        else
        {
            security.Requested++;
        }

        persist = true;
        if (SigningRequestFor(use, security) is not { } csr)
        {
            return false;
        }

        security.Signing ??= new(1);
        security.Signing.RemoveAll(signing => signing.Use == use);
        security.Signing.Add(new() { Use = use, At = RepeatAt(0, now) });
        SendSigningRequest(use, csr);
        return true;
    }

    void SendSigningRequest(CertificateSigningUse use, string csr) => Notify(new V2.SignCertificateRequest
    {
        Csr = csr,
        RequestId = Version == OcppVersion.V21 ? state.Security!.Requested + state.Security.V2GRequested : null,
        CertificateType = use switch
        {
            CertificateSigningUse.ChargingStation => V2.CertificateSigningUseEnumType.ChargingStationCertificate,
            CertificateSigningUse.V2G => V2.CertificateSigningUseEnumType.V2GCertificate,
            _ => null,
        },
    });

    // Each time twice as long as before, and not for ever (A02.FR.17 to A02.FR.19).
    DateTimeOffset? RepeatAt(int repeats, DateTimeOffset now) => repeats < Number(Settings.CertSigningRepeatTimes)
        ? now + (Seconds(Settings.CertSigningWaitMinimum) * (1 << Math.Min(repeats, MostDoublings)))
        : null;

    // The CSMS will not have it signed, so that no certificate comes.
    void SigningAnswered(OcppResponse reply)
    {
        if (reply is V2.SignCertificateResponse { Status: V2.GenericStatusEnumType.Rejected } && state.Security is { Signing: { } signing } security)
        {
            signing.ForEach(asked => asked.At = null);
            persist = true;
        }
    }

    void AdvanceSecurity(SecurityState security, DateTimeOffset at)
    {
        persist = true;
        if (security.StatusAt <= at)
        {
            AskForStatus(security, at);
        }

        if (security.RenewAt <= at)
        {
            security.RenewAt = null;
            SignCertificate(CertificateSigningUse.ChargingStation, at);
        }

        foreach (var signing in security.Signing ?? [])
        {
            if (signing.At <= at)
            {
                Repeat(signing, at);
            }
        }
    }

    // One that has not left yet is not asked for twice.
    void Repeat(CertificateSigning signing, DateTimeOffset at)
    {
        if (state.Outbox?.Exists(entry => entry is RawEntry { Action: "SignCertificate" }) == true)
        {
            signing.At = RepeatAt(signing.Repeats, at);
            return;
        }

        signing.Repeats++;
        signing.At = RepeatAt(signing.Repeats, at);
        if (SigningRequestFor(signing.Use, state.Security!) is { } csr)
        {
            SendSigningRequest(signing.Use, csr);
        }
    }

    // TriggerMessage of a signing request (2.0.1 use case F06).
    V2.TriggerMessageStatusEnumType TriggerSigning(CertificateSigningUse use, DateTimeOffset now) =>
        (use == CertificateSigningUse.ChargingStation || Flag(Settings.V2GCertificateInstallationEnabled)) && SignCertificate(use, now)
            ? V2.TriggerMessageStatusEnumType.Accepted
            : V2.TriggerMessageStatusEnumType.Rejected;
}
