namespace OcppLab.Simulation;

// SecurityEventNotification (1.6 security white paper, use case A04): events that have to do with certificates are always told, those
// of every boot and every firmware by chargers with a security profile only, for a CSMS without the extension would refuse them.
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
            TellSecurityEvent("InvalidCentralSystemCertificate", reason, now);
        }

        return TakeChanges();
    }

    void TellSecurityEvent(string type, string? techInfo, DateTimeOffset at)
    {
        if (Spec.Version != OcppVersion.V16)
        {
            return;
        }

        var events = (state.Security ??= new()).Events ??= new(1);
        if (events.Count == LoggedSecurityEvents)
        {
            events.RemoveAt(0);
        }

        events.Add($"{at.UtcDateTime:O} {type} {techInfo}".TrimEnd());
        Notify(new V16.SecurityEventNotificationRequest
        {
            Type = type,
            Timestamp = at,
            TechInfo = techInfo is { Length: > LongestTechInfo } ? techInfo[..LongestTechInfo] : techInfo,
        });
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
