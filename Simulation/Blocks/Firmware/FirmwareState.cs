using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>How far a firmware update has come.</summary>
enum FirmwareStep
{
    /// <summary>It is to be downloaded at its time.</summary>
    [JsonStringEnumMemberName("Scheduled")]
    Scheduled,
    /// <summary>It is being downloaded, or is tried again at its time.</summary>
    [JsonStringEnumMemberName("Downloading")]
    Downloading,
    /// <summary>It is downloaded, and installed at its time when no session runs.</summary>
    [JsonStringEnumMemberName("Downloaded")]
    Downloaded,
    /// <summary>It is being installed until its time.</summary>
    [JsonStringEnumMemberName("Installing")]
    Installing,
    /// <summary>It is installed, and told when the charger has booted.</summary>
    [JsonStringEnumMemberName("Rebooting")]
    Rebooting,
    /// <summary>The charger went down while it was being installed, which is told when it has booted.</summary>
    [JsonStringEnumMemberName("CutOff")]
    CutOff,
}

/// <summary>A firmware update that a CSMS has asked for.</summary>
sealed class FirmwareUpdate
{
    /// <summary>The number of its transfer under way.</summary>
    [JsonPropertyName("number")]
    public int Number { get; set; }

    /// <summary>The id of the request that asked for it; null for 1.6's UpdateFirmware, which has none.</summary>
    [JsonPropertyName("requestId")]
    public int? RequestId { get; set; }

    [JsonPropertyName("location")]
    public string Location { get; set; } = "";

    [JsonPropertyName("signingCertificate")]
    public string? SigningCertificate { get; set; }

    [JsonPropertyName("signature")]
    public string? Signature { get; set; }

    [JsonPropertyName("installAt")]
    public DateTimeOffset? InstallAt { get; set; }

    [JsonPropertyName("retries")]
    public int Retries { get; set; }

    [JsonPropertyName("retryInterval")]
    public TimeSpan RetryInterval { get; set; }

    [JsonPropertyName("step")]
    public FirmwareStep Step { get; set; }

    /// <summary>When it goes on by itself; null while a transfer or a session is waited for.</summary>
    [JsonPropertyName("at")]
    public DateTimeOffset? At { get; set; }

    /// <summary>Whether it has waited for the last session to end, with no other to begin (2.0.1).</summary>
    [JsonPropertyName("held")]
    public bool Held { get; set; }

    [JsonIgnore]
    public FirmwareSignature? Signed => SigningCertificate is null || Signature is null ? null : new(SigningCertificate, Signature);
}
