using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>What a charger has of certificates and security events; null in one that had to do with neither.</summary>
sealed class SecurityState
{
    [JsonPropertyName("roots")]
    public InstalledCertificates? Roots { get; set; }

    /// <summary>The charger's own certificate in PEM, with those of its issuers; null for none.</summary>
    [JsonPropertyName("certificate")]
    public string? Certificate { get; set; }

    /// <summary>The generation of the key that the certificate is for.</summary>
    [JsonPropertyName("generation")]
    public int Generation { get; set; }

    /// <summary>The generation of the key of the last SignCertificate.</summary>
    [JsonPropertyName("requested")]
    public int Requested { get; set; }

    /// <summary>The charger's certificate for ISO 15118 in PEM, with those of its issuers; null for none.</summary>
    [JsonPropertyName("v2gCertificate")]
    public string? V2GCertificate { get; set; }

    /// <summary>The generation of the key of the last SignCertificate for ISO 15118.</summary>
    [JsonPropertyName("v2gRequested")]
    public int V2GRequested { get; set; }

    /// <summary>The certificates that were asked for and are waited for (2.0.1); null for none.</summary>
    [JsonPropertyName("signing")]
    public List<CertificateSigning>? Signing { get; set; }

    /// <summary>When the charger's own certificate is to be renewed (2.0.1); null for not by itself.</summary>
    [JsonPropertyName("renewAt")]
    public DateTimeOffset? RenewAt { get; set; }

    /// <summary>When the CSMS is asked for the status of the certificates for ISO 15118 (again); null for never.</summary>
    [JsonPropertyName("statusAt")]
    public DateTimeOffset? StatusAt { get; set; }

    /// <summary>The last security events, oldest first, a line each.</summary>
    [JsonPropertyName("events")]
    public List<string>? Events { get; set; }

    /// <summary>When something of it is due next; null for nothing.</summary>
    [JsonIgnore]
    public DateTimeOffset? Next
    {
        get
        {
            var next = RenewAt < StatusAt || StatusAt is null ? RenewAt : StatusAt;
            if (Signing is not null)
            {
                foreach (var signing in Signing)
                {
                    next = signing.At < next || next is null ? signing.At : next;
                }
            }

            return next;
        }
    }
}

/// <summary>A certificate that a charger has asked for.</summary>
sealed class CertificateSigning
{
    [JsonPropertyName("use")]
    public CertificateSigningUse Use { get; set; }

    /// <summary>How often it was asked for again.</summary>
    [JsonPropertyName("repeats")]
    public int Repeats { get; set; }

    /// <summary>When it is asked for again, unless it comes before; null for not by itself.</summary>
    [JsonPropertyName("at")]
    public DateTimeOffset? At { get; set; }
}

/// <summary>What a certificate of the charger's own is for.</summary>
enum CertificateSigningUse
{
    /// <summary>The connection to the CSMS.</summary>
    [JsonStringEnumMemberName("ChargingStation")]
    ChargingStation,
    /// <summary>ISO 15118.</summary>
    [JsonStringEnumMemberName("V2G")]
    V2G,
    /// <summary>Both.</summary>
    [JsonStringEnumMemberName("Combined")]
    Combined,
}
