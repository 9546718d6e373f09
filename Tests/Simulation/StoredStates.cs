using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Chargers in whose states, taken together, every property occurs that is ever stored.</summary>
static partial class StoredStates
{
    static readonly ChargerModel FourConnectors = new("ChargerFixture", "AC22x4", CurrentType.Ac, 3, 22_080, 4, "Type2");

    /// <summary>How each of them comes about, by the name of its golden file.</summary>
    public static IReadOnlyDictionary<string, Func<ChargerFixture>> All { get; } = new Dictionary<string, Func<ChargerFixture>>
    {
        ["away-from-csms"] = AwayFromCsms,
        ["waiting-for-idle"] = WaitingForIdle,
        ["switching-off"] = SwitchingOff,
        ["restarting"] = Restarting,
        ["slow-csms"] = SlowCsms,
        ["taken-over"] = TakenOver,
        ["booting"] = Booting,
        ["detached"] = Detached,
        ["awaiting-outcomes"] = AwaitingOutcomes,
        ["reserved"] = Reserved,
        ["maintained"] = Maintained,
        ["booting-hard"] = BootingHard,
        ["about-to-boot"] = AboutToBoot,
        ["scheduled"] = Scheduled,
        ["at-peoples-pace"] = AtPeoplesPace,
        ["ramping"] = Ramping,
        ["stopping"] = Stopping,
        ["chosen-vehicles"] = ChosenVehicles,
        ["displaying"] = Displaying,
        ["opening-and-closing"] = OpeningAndClosing,
        ["limited-from-outside"] = LimitedFromOutside,
        ["certified"] = Certified,
        ["awaiting-contracts"] = AwaitingContracts,
        ["monitored"] = Monitored,
        ["fallen-back"] = FallenBack,
        ["streaming"] = Streaming,
        ["priced"] = PricedByTariffs,
        ["scheduled-dynamically"] = ScheduledDynamically,
        ["discharging"] = Discharging,
    };

    // A vehicle of its own values charges, another waits for the CSMS.
    static ChargerFixture ChosenVehicles()
    {
        var fixture = ChargerFixture.Booted();
        var vehicle = new VehicleOptions { BatteryKwh = 40.5, AcPhases = 3, AcCurrentA = 13, Acceptance = [new(0, 7_000), new(80, 7_000), new(100, 500)], Iso15118 = true };
        fixture.Do(new StartSession("TAG", 1, null, 10_000, Vehicle: vehicle));
        fixture.Disconnect();
        fixture.Do(new StartSession("TAG2", 2, null, 10_000, Vehicle: vehicle with { Name = "CityCar", SocPercent = 12.5 }));
        return fixture;
    }

    // One session runs that has waited for the CSMS, one waits, and so do an id tag and a message.
    static ChargerFixture AwaitingOutcomes()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Disconnect();
        fixture.Do(new StartSession("TAG", 1, null, 10_000));
        fixture.Wait(60);
        fixture.Connect();
        fixture.Wait(60);
        fixture.Disconnect();
        fixture.Do(new StartSession("TAG2", 2, null, 10_000));
        fixture.Do(new AuthorizeIdTag("TAG3"));
        fixture.Do(new SendProxyMessage("DataTransfer", """{"vendorId":"us"}"""));
        return fixture;
    }

    // One session was stopped by another of the group, and another wants to stop the other session.
    static ChargerFixture Stopping()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Csms = message => message.ActionName == "Authorize"
            ? new V16.AuthorizeResponse { IdTagInfo = new() { Status = V16.AuthorizationStatus.Accepted, ParentIdTag = "GROUP" } }
            : ChargerFixture.Reply(message);
        fixture.Do(new SetLocalAuthList(1, true, [new("FRIEND", null, "GROUP")]));
        fixture.Do(new StartSession("TAG", 1, null, 10_000));
        fixture.Do(new StartSession("TAG", 2, null, 10_000));
        fixture.Disconnect();
        fixture.Do(new StopSession(1, IdTag: "FRIEND"));
        fixture.Do(new StopSession(2, StopReason.EmergencyStop, "STRANGER"));
        return fixture;
    }

    // One session runs whose cable is to stay, one is about to start; the CSMS's requests are answered as somebody chose.
    static ChargerFixture AtPeoplesPace()
    {
        var fixture = ChargerFixture.Booted(timing: Timing.Realistic);
        fixture.Do(new AnswerCalls(new("UnlockConnector", Delay: TimeSpan.FromSeconds(3), Times: 2), "UnlockFailed"));
        fixture.Do(new AnswerCalls(new("ClearCache", ErrorCode: "InternalError", ErrorDescription: "chosen")));
        fixture.Do(new AnswerCalls(new("Reset", None: true)));
        fixture.Do(new StartSession("TAG", 1, null, 10_000, StayPlugged: true));
        fixture.Wait(60);
        fixture.Csms = message => message.ActionName == "Authorize"
            ? new V16.AuthorizeResponse { IdTagInfo = new() { Status = V16.AuthorizationStatus.Accepted, ParentIdTag = "GROUP" } }
            : ChargerFixture.Reply(message);
        fixture.Do(new StartSession("TAG2", 2, null, 10_000, StayPlugged: true));
        fixture.WaitUntil(fixture.Charger.NextDue!.Value);
        return fixture;
    }

    // One connector is reserved, and so is any; a session runs on the one it was reserved for.
    static ChargerFixture Reserved()
    {
        var fixture = ChargerFixture.Booted(model: FourConnectors);
        Reserve(1, 1);
        Reserve(2, 2);
        Reserve(3, 0);
        fixture.Do(new StartSession("MINE", 2, null, 10_000));
        return fixture;

        void Reserve(int id, int connectorId) => fixture.Ask(
            "ReserveNow",
            $$"""{"connectorId":{{connectorId}},"expiryDate":"2025-03-01T10:00:00Z","idTag":"MINE","parentIdTag":"GROUP","reservationId":{{id}}}""");
    }

    // One session follows its profile on one phase of three, another waits with one; a default holds every day of a year.
    static ChargerFixture Scheduled()
    {
        var fixture = ChargerFixture.Booted(model: FourConnectors, seed: 3);
        fixture.Do(new SetConfiguration("AuthorizeRemoteTxRequests", "true"));
        fixture.Ask(
            "SetChargingProfile",
            """
            {"connectorId":0,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":2,"chargingProfilePurpose":"TxDefaultProfile",
             "chargingProfileKind":"Recurring","recurrencyKind":"Daily","validFrom":"2025-01-01T00:00:00Z","validTo":"2026-01-01T00:00:00Z",
             "chargingSchedule":{"chargingRateUnit":"A","startSchedule":"2025-01-01T00:00:00Z","duration":80000,
              "chargingSchedulePeriod":[{"startPeriod":0,"limit":10,"numberPhases":1},{"startPeriod":30000,"limit":8.5}]}}}
            """);
        fixture.Ask(
            "SetChargingProfile",
            """
            {"connectorId":3,"csChargingProfiles":{"chargingProfileId":2,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile",
             "chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":7000}]}}}
            """);
        fixture.Do(new StartSession("TAG", 1, null, 20_000));
        fixture.Csms = message => message.ActionName == "Authorize" ? new NotAnswered(ConnectionLost: true) : ChargerFixture.Reply(message);
        fixture.Ask(
            "RemoteStartTransaction",
            """
            {"idTag":"REMOTE","connectorId":2,"chargingProfile":{"chargingProfileId":9,"stackLevel":1,"chargingProfilePurpose":"TxProfile",
             "chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":5000}]}}}
            """);
        return fixture;
    }

    // The limit has changed while the power rose.
    static ChargerFixture Ramping()
    {
        var fixture = ChargerFixture.Booted(model: ChargerFixture.Dc, timing: Timing.Realistic);
        fixture.Do(new StartSession("TAG", 1, null, 20_000));
        fixture.Wait(9);
        fixture.Do(new PowerUpdate(1, 25_000));
        return fixture;
    }

    static ChargerFixture BootingHard()
    {
        var fixture = new ChargerFixture(timing: Timing.Realistic);
        fixture.Connect();
        fixture.Reset(hard: true);
        return fixture;
    }

    // Its power is to be cycled when the CSMS has heard of its transaction.
    static ChargerFixture AboutToBoot()
    {
        var fixture = new ChargerFixture(timing: Timing.Realistic);
        fixture.Wait(20);
        fixture.Connect();
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Csms = _ => new NotAnswered(ConnectionLost: false);
        fixture.Do(new RestartCharger());
        return fixture;
    }

    // It has a newer firmware and a certificate; a log waits to be uploaded again, and a signed firmware to be downloaded again.
    static ChargerFixture Maintained()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Ask("UpdateFirmware", """{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDate":"2025-03-01T08:00:00Z"}""");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(60);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = new CertificateRequest("CN=Root", key, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) },
        }.CreateSelfSigned(ChargerFixture.Start.AddDays(-1), ChargerFixture.Start.AddYears(20));
        var pem = JsonSerializer.Serialize(root.ExportCertificatePem());
        fixture.Ask("InstallCertificate", $$"""{"certificateType":"CentralSystemRootCertificate","certificate":{{pem}}}""");
        fixture.Ask("InstallCertificate", """{"certificateType":"CentralSystemRootCertificate","certificate":"none"}""");
        fixture.Ask("ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""");
        var signing = (RawMessage)fixture.Sent.OfAction("SignCertificate").Last();
        var request = CertificateRequest.LoadSigningRequestPem(
            JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(signing.PayloadJson)).GetProperty("csr").GetString()!, HashAlgorithmName.SHA256);
        using var certificate = request.Create(
            root.SubjectName, X509SignatureGenerator.CreateForECDsa(key), ChargerFixture.Start, ChargerFixture.Start.AddYears(1), [7]);
        fixture.Ask("CertificateSigned", $$"""{"certificateChain":{{JsonSerializer.Serialize(certificate.ExportCertificatePem())}}}""");
        fixture.Ask("GetLog", """{"logType":"SecurityLog","requestId":4,"retries":2,"retryInterval":900,"log":{"remoteLocation":"ftp://127.0.0.1/"}}""");
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Ask(
            "SignedUpdateFirmware",
            $$$"""
            {"requestId":5,"retries":3,"retryInterval":900,"firmware":{"location":"http://127.0.0.1/fw-3.0.bin","retrieveDateTime":"2025-03-01T08:00:00Z",
             "installDateTime":"2025-03-02T08:00:00Z","signingCertificate":{{{pem}}},"signature":"AAAA"}}
            """);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        return fixture;
    }

    // Each kind of message is kept for the CSMS: two sessions run, one of them refused after its start, and two wait.
    static ChargerFixture AwayFromCsms()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, FourConnectors);
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "30"));
        fixture.Do(new SetConfiguration("AlignedDataCtrlr.Interval", "900"));
        fixture.Do(new SetConfiguration("AuthCtrlr.AuthorizeRemoteStart", "true"));
        fixture.Do(new SetConfiguration("TxCtrlr.StopTxOnInvalidId", "false"));
        fixture.Do(new SetConfiguration("TxCtrlr.MaxEnergyOnInvalidId", "500"));
        fixture.Do(new SetLocalAuthList(
            3, true, [new("LISTED", ChargerFixture.Start.AddYears(1), "GROUP"), new("LOST", null, null, AuthorizationStatus.Blocked)]));
        fixture.Do(new InjectNetworkFault(
            new(NetworkFaultKind.Latency, MessageDirection.ToCsms, "Heartbeat", 0.5, TimeSpan.FromSeconds(2), ulong.MaxValue)));
        fixture.Do(new InjectNetworkFault(new(NetworkFaultKind.Drop, MessageDirection.ToCharger, null, 0.25, TimeSpan.Zero, 9)));

        fixture.Csms = message => message is TransactionMessage { Kind: TransactionEventKind.Started }
            ? Replies.Event(AuthorizationStatus.NoCredit, ChargerFixture.Start.AddDays(1), "GROUP")
            : ChargerFixture.Reply(message);
        fixture.RemoteStart(1, "REMOTE", 5, "eMAID");
        fixture.Wait(600);
        fixture.Do(new PowerUpdate(1, 3_700.5));
        fixture.Do(new EvStopsEnergy(1));
        fixture.Disconnect();
        fixture.Wait(1_000);

        fixture.Csms = message => new NotAnswered(ConnectionLost: message.ActionName == "Authorize");
        fixture.Connect();
        fixture.RemoteStart(2, "REMOTE2", 6, "eMAID");
        fixture.Do(new StartSession("LISTED", 3, null, 900));
        fixture.Wait(1_000);
        fixture.Do(new StartSession("LISTED", 3, TimeSpan.FromHours(2), 40_000));
        fixture.Do(new StartSession("UNKNOWN", 4, TimeSpan.FromMinutes(10), 5_000.5));
        fixture.Do(new SendProxyMessage("DataTransfer", """{"vendorId":"é"}"""));
        fixture.Do(new InjectNetworkFault(new(NetworkFaultKind.Offline, null, null, 1, TimeSpan.Zero, 0)));
        return fixture;
    }

    // The CSMS is there but does not answer for the transaction, after which a connector goes out of service and the charger resets.
    static ChargerFixture WaitingForIdle()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Csms = message => message is TransactionMessage ? new NotAnswered(ConnectionLost: false) : ChargerFixture.Reply(message);
        fixture.Do(new StartSession("TAG", 1, null, 20_000));
        fixture.Wait(5);
        fixture.ChangeAvailability(1, false);
        fixture.Reset(false);
        return fixture;
    }

    static ChargerFixture SwitchingOff()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartTransaction("TAG", 1));
        fixture.Wait(100);
        fixture.Do(new StopTransaction(1));
        fixture.Do(new StartSession("TAG2", 2, TimeSpan.FromMinutes(10), null));
        fixture.Wait(25);
        fixture.Csms = _ => new NotAnswered(ConnectionLost: false);
        fixture.Do(new StopCharger());
        return fixture;
    }

    static ChargerFixture Restarting()
    {
        var fixture = ChargerFixture.Booted(model: FourConnectors);
        fixture.Do(new InjectFault(1, ChargePointErrorCode.GroundFailure));
        fixture.ChangeAvailability(2, false);
        fixture.Do(new StartTransaction("TAG", 3));
        fixture.Wait(25);
        fixture.Csms = _ => new NotAnswered(ConnectionLost: false);
        fixture.Do(new RestartCharger());
        return fixture;
    }

    // The CSMS has stopped to answer for transactions, and other measurands were chosen since.
    static ChargerFixture SlowCsms()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "30"));
        fixture.Do(new SetConfiguration("AlignedDataCtrlr.Interval", "900"));
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Csms = message => message is TransactionMessage ? new NotAnswered(ConnectionLost: false) : ChargerFixture.Reply(message);
        fixture.Wait(100);
        fixture.Do(new StartSession("TAG2", 2, null, 5_000));
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedMeasurands", "SoC,Voltage"));
        fixture.AllowLag();
        return fixture;
    }

    // The process that held it has died a second ago.
    static ChargerFixture TakenOver()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "1"));
        fixture.WriteLease();
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(2);
        fixture.WriteLease();
        fixture.Restart(secondsLater: 1);
        return fixture;
    }

    static ChargerFixture Booting()
    {
        var fixture = new ChargerFixture { Csms = _ => Replies.Boot(RegistrationStatus.Pending, 45) };
        fixture.Connect();
        fixture.Do(new StartSession("TAG", 1, null, 5_000));
        return fixture;
    }

    // One vehicle is full and its session goes on, the other still charges.
    static ChargerFixture Detached()
    {
        var fixture = new ChargerFixture(model: ChargerFixture.Dc, hasCsms: false);
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromHours(20), 500_000));
        fixture.Wait(19 * 3600);
        fixture.Do(new StartSession("TAG2", 2, null, 10_000));
        fixture.Wait(60);
        return fixture;
    }
}
