namespace OcppLab.Simulation;

// What becomes of a charger that is to be another, or to speak another version.
public sealed partial class Charger
{
    /// <summary>Changes what the charger is while it runs: a new identity, model or version boots anew. Under a new identity or
    /// version, and without a CSMS, what was still to be delivered is given up: it would reach the CSMS as another charger's.</summary>
    public Changes ApplyConfiguration(ChargerSpec spec, DateTimeOffset now)
    {
        AdvanceTo(now);
        var before = Spec;
        if (spec == before)
        {
            return TakeChanges();
        }

        if (spec.FallbackVersion != before.FallbackVersion)
        {
            reconnect = true;
        }

        if (spec.Identity != before.Identity || spec.Version != before.Version || spec.Model != before.Model)
        {
            ShutDown(now, StopReason.Reboot, TriggerReason.AbnormalCondition, BootReason.PowerUp, orderly: false);
        }

        Spec = spec;
        if (spec.Version != before.Version)
        {
            state.AgreedVersion = null;
            ForgetOtherVersion();
        }

        if (spec.SecurityProfile != before.SecurityProfile)
        {
            state.Settings?.Remove(Settings.SecurityProfile.Name);
        }

        if (spec.InitialMeterWh != before.InitialMeterWh)
        {
            // Those that have counted already go on from where they are.
            foreach (var connector in connectors.Where(connector => connector.MeterWh == connector.InitialMeterWh && !connector.InSession))
            {
                (connector.InitialMeterWh, connector.MeterWh) = (spec.InitialMeterWh, spec.InitialMeterWh);
            }
        }

        if (spec.Model != before.Model)
        {
            connectors = ConnectorsOf(spec, connectors);
            state.Reservations?.RemoveAll(reservation => reservation.ConnectorId > connectors.Length);
            RemoveDefaults((_, evseId) => evseId > spec.Model.EvseCount);
        }

        if (spec.Identity != before.Identity || spec.Version != before.Version || !spec.HasCsms)
        {
            state.Outbox = null;
            state.Transactions?.RemoveAll(transaction => transaction.EndedAt is not null);
            foreach (var connector in connectors)
            {
                connector.Open?.Silence();
            }
        }

        if (spec.HasCsms != before.HasCsms)
        {
            Drop(now);
            reconnect = true;
            state.Registration = null;
            state.Boot = spec.HasCsms && !state.Off ? BootReason.PowerUp : null;
            if (!spec.HasCsms)
            {
                GoOnDetached(now);
            }
        }

        persist = true;
        return TakeChanges();
    }

    // What is kept in the words of the other version and has no place in this one is given up.
    void Agree(OcppVersion version, DateTimeOffset now)
    {
        state.AgreedVersion = version == Spec.Version ? null : version;
        ForgetProfilesOf21();
        FollowProfiles(now);
        state.Outbox?.RemoveAll(entry => entry is RawEntry { CommandId: null } raw
            && (version.Messages().Find(raw.Action) is not { } known
                || known.Request.Schema.Check(System.Text.Encoding.UTF8.GetBytes(raw.Payload)) is not null));
        for (var id = 1; id <= connectors.Length; id++)
        {
            if (Connector(id).Pending is { } session && TooLong(session.IdTag) is { } tooLong)
            {
                Cancel(id, CommandOutcome.Refused, tooLong, now);
            }
        }

        persist = true;
    }

    // What only another version can set, ask for or be told of.
    void ForgetOtherVersion()
    {
        (state.Monitoring, state.Network, state.Publications) = (null, null, null);
        (state.Tariffs, state.WebPayments) = (null, null);
        ForgetProfilesOf21();
        foreach (var setting in Settings.All.Where(setting => !setting.IsIn(Version)))
        {
            state.Settings?.Remove(setting.Name);
        }

        if (state.Security is { } security)
        {
            (security.Signing, security.RenewAt, security.StatusAt) = (null, null, null);
        }
    }
}
