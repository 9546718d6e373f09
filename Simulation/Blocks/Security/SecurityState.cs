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

    /// <summary>The last security events, oldest first, a line each.</summary>
    [JsonPropertyName("events")]
    public List<string>? Events { get; set; }
}
