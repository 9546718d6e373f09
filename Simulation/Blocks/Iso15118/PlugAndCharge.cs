using System.Buffers.Binary;

namespace OcppLab.Simulation;

// Contract certificates of ISO 15118: a vehicle authorizes with its own (2.0.1 use case C07), after it had it installed or updated where it needs
// that (M01, M02: Get15118EVCertificate). A charger that is told not to use them (PnCEnabled) leaves it at the plain token.
public sealed partial class Charger
{
    const string ExiSchema = "urn:iso:15118:2:2013:MsgDef";
    const int ExiRequestBytes = 640;
    const int LongestCertificate = 5500;

    // Only a cable carries it, and only in the presence of a CSMS it has a meaning.
    bool HasContract(int id, PendingSession session) =>
        Version != OcppVersion.V16 && Spec.HasCsms && session.Trigger != TriggerReason.RemoteStart && Connector(id).Plugged
        && (session.Vehicle ?? Spec.Vehicle) is { Iso15118: true, PlugAndCharge: not null } && Flag(Settings.PnCEnabled);

    // Whether the session may go on to its authorization now: false where the CSMS is asked for a certificate first, or there is no good one.
    bool PresentContract(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        var session = connector.Pending! with { TokenType = connector.Pending!.TokenType ?? "eMAID" };
        (connector.Pending, persist) = (session, true);
        if ((session.Vehicle ?? Spec.Vehicle)!.PlugAndCharge is not PlugAndCharge.Contract and { } lacks && !session.HasContract
            && (lacks == PlugAndCharge.Install || Flag(Settings.ContractCertificateInstallationEnabled)))
        {
            if (Flag(Settings.ContractCertificateInstallationEnabled))
            {
                Enqueue(new EvCertificateEntry { ConnectorId = id, IsUpdate = lacks == PlugAndCharge.Update });
                TellWaitsOffline(id, at);
            }
            else
            {
                Cancel(id, CommandOutcome.Refused, "the vehicle has no contract certificate, and the charger installs none", at);
            }

            return false;
        }

        var fault = CheckContract(session, at);
        if (fault != CertificateFault.None && !(fault == CertificateFault.Untrusted && Flag(Settings.CentralContractValidationAllowed)))
        {
            Cancel(id, CommandOutcome.Refused, $"the contract certificate is not taken: {fault.Sentence()}", at);
            return false;
        }

        return true;
    }

    // While the CSMS is away a contract counts where it is checked without it.
    bool MayStartByContract(PendingSession session, DateTimeOffset at) => state.Online
        || (Flag(Settings.ContractValidationOffline) && CheckContract(session, at) == CertificateFault.None);

    string ContractOf(PendingSession session) =>
        (session.Vehicle ?? Spec.Vehicle)?.ContractCertificate ?? ContractCertificate.Of(Spec.Seed, session.IdTag);

    IEnumerable<string> ContractRoots => RootsFor(CertificateUse.MORoot).Concat(RootsFor(CertificateUse.V2GRoot));

    // Without any root there is nothing to check it by: the CSMS may, where that is allowed.
    CertificateFault CheckContract(PendingSession session, DateTimeOffset at)
    {
        var fault = CertificateChain.Check(ContractOf(session), ContractRoots, at);
        return fault == CertificateFault.None && !ContractRoots.Any() && Flag(Settings.CentralContractValidationAllowed) ? CertificateFault.Untrusted : fault;
    }

    // What was checked here is told by its names, so that the CSMS asks whether it is revoked; the rest is for the CSMS to check (C07.FR.01, C07.FR.06).
    V2.AuthorizeRequest WithContract(V2.AuthorizeRequest request, PendingSession session)
    {
        var chain = ContractOf(session);
        if (CheckContract(session, lastExchange) == CertificateFault.Untrusted)
        {
            return request with { Certificate = chain.Length <= LongestCertificate ? chain : null };
        }

        const int most = 4;
        var names = CertificateChain.Names(chain, ContractRoots, CertificateHashAlgorithm.Sha256)
            .Where(named => named.ResponderUrl is { Length: <= LongestResponderUrl }).Take(most).ToList();
        return request with { Iso15118CertificateHashData = names.Count > 0 ? [.. names.Select(named => OcspOf(named.Name, named.ResponderUrl!))] : null };
    }

    // A vehicle's own words, as far as the CSMS can tell: what is in them only the vehicle and its operator know.
    V2.Get15118EVCertificateRequest MessageOf(EvCertificateEntry entry)
    {
        var exi = new byte[ExiRequestBytes];
        var source = Mixer.Mix(Spec.Seed, (ulong)(state.Sessions + 1));
        for (var i = 0; i < exi.Length; i += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64BigEndian(exi.AsSpan(i), Mixer.Mix(source, (ulong)i));
        }

        exi[0] = 0x80;
        return new()
        {
            Iso15118SchemaVersion = ExiSchema,
            Action = entry.IsUpdate ? V2.CertificateActionEnumType.Update : V2.CertificateActionEnumType.Install,
            ExiRequest = Convert.ToBase64String(exi),
        };
    }

    void EvCertificateAnswered(EvCertificateEntry entry, OcppResponse reply, DateTimeOffset now)
    {
        persist = true;
        state.Outbox!.Remove(entry);
        if (entry.ConnectorId == 0 || entry.ConnectorId > connectors.Length || Connector(entry.ConnectorId).Pending is not { } session)
        {
            return;
        }

        if (reply is V2.Get15118EVCertificateResponse { Status: V2.Iso15118EVCertificateStatusEnumType.Accepted })
        {
            Connector(entry.ConnectorId).Pending = session with { HasContract = true };
            PresentIdTag(entry.ConnectorId, now);
            return;
        }

        var (outcome, reason) = OutcomeOf(reply, "Get15118EVCertificate");
        Cancel(
            entry.ConnectorId, outcome == CommandOutcome.Answered ? CommandOutcome.Refused : outcome,
            reason ?? "Get15118EVCertificate: Failed", now);
    }
}
