namespace OcppLab.Simulation;

// GetConfiguration and ChangeConfiguration (1.6 sections 5.8 and 5.3).
public sealed partial class Charger
{
    internal V16.GetConfigurationResponse Answer(V16.GetConfigurationRequest request)
    {
        if (request.Key is not { Count: > 0 } keys)
        {
            return new() { ConfigurationKey = [.. Settings.All.Where(setting => setting.Key is not null).Select(Entry)] };
        }

        var known = new List<V16.KeyValue>();
        var unknown = new List<string>();
        foreach (var key in keys)
        {
            if (Settings.Named(OcppVersion.V16, key) is { } setting)
            {
                known.Add(Entry(setting));
            }
            else
            {
                unknown.Add(key);
            }
        }

        return new() { ConfigurationKey = known, UnknownKey = unknown.Count > 0 ? unknown : null };

        V16.KeyValue Entry(Setting setting) => new() { Key = setting.Key!, Readonly = setting.ReadOnly, Value = setting.IsSecret ? null : Value(setting) };
    }

    internal V16.ChangeConfigurationResponse Answer(V16.ChangeConfigurationRequest request, DateTimeOffset now) => new()
    {
        Status = Settings.Named(OcppVersion.V16, request.Key) is not { } setting ? V16.ConfigurationStatus.NotSupported
            : !Change(setting, request.Value, now) ? V16.ConfigurationStatus.Rejected
            : V16.ConfigurationStatus.Accepted,
    };

    // False where the value does not fit, or the setting is not to be changed.
    bool Change(Setting setting, string value, DateTimeOffset now)
    {
        if (setting.IsReadOnly(Version) || setting.Normalize(value) is not { } normal || setting.Fits?.Invoke(this, normal) == false)
        {
            return false;
        }

        Set(setting, normal, now);
        persist = true;
        if (setting == Settings.AuthorizationKey || setting == Settings.SecurityProfile)
        {
            TellIfSecured("ReconfigurationOfSecurityParameters", now);
            reconnect = true;
        }

        return true;
    }

    // The profile of the configuration, or the higher one that a CSMS has set since.
    internal int ConnectedProfile => Math.Max(
        Spec.SecurityProfile,
        state.Settings?.GetValueOrDefault(Settings.SecurityProfile.Name) is { } set ? set[0] - '0' : 0);

    // Never back to a lower one; TLS needs a certificate to know the CSMS by, and profile 3 one of the charger's own (1.6 security
    // white paper, use case A05).
    internal bool MayUseProfile(int profile) =>
        profile > ConnectedProfile
        && (profile < 2 || CsmsRootsPem is not null)
        && (profile < 3 || CertificatePem is not null);
}
