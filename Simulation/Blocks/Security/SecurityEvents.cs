namespace OcppLab.Simulation;

// SecurityEventNotification (1.6 security white paper and 2.0.1, use case A04): events that have to do with certificates are always told.
// Those of every boot and every changed profile or password are told by chargers with a security profile only: a CSMS of 1.6 without the
// extension would refuse them, and a fleet of 2.0.1 without security has nothing to tell of it.
public sealed partial class Charger
{
    const int LoggedSecurityEvents = 50;
    const int LongestTechInfo = 255;

    /// <summary>The CSMS showed a certificate that the charger refused.</summary>
    public Changes ServerCertificateRefused(string reason, DateTimeOffset now)
    {
        AdvanceTo(now);

        // While the CSMS is away that is tried again and again: it is told once.
        if (state.Outbox?.Exists(entry => entry is RawEntry { Action: "SecurityEventNotification" }) != true)
        {
            TellSecurityEvent("InvalidCsmsCertificate", reason, now);
        }

        return TakeChanges();
    }

    // The type is 2.0.1's (appendix 1); 1.6 has other names for two of them.
    void TellSecurityEvent(string type, string? techInfo, DateTimeOffset at)
    {
        if (Version == OcppVersion.V16)
        {
            type = type switch
            {
                "InvalidCsmsCertificate" => "InvalidCentralSystemCertificate",
                "InvalidChargingStationCertificate" => "InvalidChargePointCertificate",
                _ => type,
            };
        }

        techInfo = techInfo is { Length: > LongestTechInfo } ? techInfo[..LongestTechInfo] : techInfo;
        var events = (state.Security ??= new()).Events ??= new(1);
        if (events.Count == LoggedSecurityEvents)
        {
            events.RemoveAt(0);
        }

        events.Add($"{at.UtcDateTime:O} {type} {techInfo}".TrimEnd());
        Notify(Version == OcppVersion.V16
            ? new V16.SecurityEventNotificationRequest { Type = type, Timestamp = at, TechInfo = techInfo }
            : new V2.SecurityEventNotificationRequest { Type = type, Timestamp = at, TechInfo = techInfo });
    }

    void TellIfSecured(string type, DateTimeOffset at)
    {
        if (SecurityProfile > 0)
        {
            TellSecurityEvent(type, null, at);
        }
    }

    string SecurityLog() => string.Join('\n', state.Security?.Events ?? []) + "\n";
}
