namespace OcppLab.Simulation;

/// <summary>Why a certificate is not taken.</summary>
public enum CertificateFault
{
    /// <summary>It is taken.</summary>
    None,

    /// <summary>It is no certificate in PEM.</summary>
    Unreadable,

    /// <summary>It is not valid yet.</summary>
    NotYetValid,

    /// <summary>It is not valid any more.</summary>
    Expired,

    /// <summary>It is for another key than the charger's.</summary>
    OtherKey,

    /// <summary>It leads to none of the installed root certificates.</summary>
    Untrusted,
}

/// <summary>The faults in words.</summary>
public static class CertificateFaults
{
    /// <summary>A fault as a sentence without its full stop.</summary>
    public static string Sentence(this CertificateFault fault) => fault switch
    {
        CertificateFault.Unreadable => "the certificate can't be read: it is not X.509 in PEM",
        CertificateFault.NotYetValid => "the certificate is not valid yet",
        CertificateFault.Expired => "the certificate has expired",
        CertificateFault.OtherKey => "the certificate is for another key than the charger's",
        CertificateFault.Untrusted => "the certificate leads to none of the installed root certificates",
        _ => "the certificate is good",
    };
}
