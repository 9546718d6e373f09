using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Chargers in whose states, taken together, every property occurs that is ever stored.</summary>
static class StoredStates
{
    static readonly ChargerModel FourConnectors = new("Lab", "AC22x4", CurrentType.Ac, 3, 22_080, 4, "Type2");

    /// <summary>How each of them comes about, by the name of its golden file.</summary>
    public static IReadOnlyDictionary<string, Func<Lab>> All { get; } = new Dictionary<string, Func<Lab>>
    {
        ["away-from-csms"] = AwayFromCsms,
        ["waiting-for-idle"] = WaitingForIdle,
        ["switching-off"] = SwitchingOff,
        ["restarting"] = Restarting,
        ["booting"] = Booting,
        ["detached"] = Detached,
    };

    // Each kind of message is kept for the CSMS: two sessions run, one of them refused after its start, and two wait.
    static Lab AwayFromCsms()
    {
        var lab = Lab.Booted(OcppVersion.V201, FourConnectors);
        lab.Do(new SetConfiguration("SampledDataCtrlr.TxUpdatedInterval", "30"));
        lab.Do(new SetConfiguration("AlignedDataCtrlr.Interval", "900"));
        lab.Do(new SetConfiguration("AuthCtrlr.AuthorizeRemoteStart", "true"));
        lab.Do(new SetConfiguration("TxCtrlr.StopTxOnInvalidId", "false"));
        lab.Do(new SetConfiguration("TxCtrlr.MaxEnergyOnInvalidId", "500"));
        lab.Do(new SetLocalAuthList(
            3, true, [new("LISTED", Lab.Start.AddYears(1), "GROUP"), new("LOST", null, null, AuthorizationStatus.Blocked)]));
        lab.Do(new InjectNetworkFault(
            new(NetworkFaultKind.Latency, MessageDirection.ToCsms, "Heartbeat", 0.5, TimeSpan.FromSeconds(2), ulong.MaxValue)));
        lab.Do(new InjectNetworkFault(new(NetworkFaultKind.Drop, MessageDirection.ToCharger, null, 0.25, TimeSpan.Zero, 9)));

        lab.Csms = message => message is TransactionMessage { Kind: TransactionEventKind.Started }
            ? new TransactionReply(null, AuthorizationStatus.NoCredit, Lab.Start.AddDays(1), "GROUP")
            : Lab.Reply(message);
        lab.Call(new RemoteStart(1, new IdToken("REMOTE", "eMAID"), 5));
        lab.Wait(600);
        lab.Do(new PowerUpdate(1, 3_700.5));
        lab.Do(new EvStopsEnergy(1));
        lab.Disconnect();
        lab.Wait(1_000);

        lab.Csms = message => new NotAnswered(ConnectionLost: message is AuthorizeMessage);
        lab.Connect();
        lab.Call(new RemoteStart(2, new IdToken("REMOTE2", "eMAID"), 6));
        lab.Do(new StartSession("LISTED", 3, null, 900));
        lab.Wait(1_000);
        lab.Do(new StartSession("LISTED", 3, TimeSpan.FromHours(2), 40_000));
        lab.Do(new StartSession("UNKNOWN", 4, TimeSpan.FromMinutes(10), 5_000.5));
        lab.Do(new SendProxyMessage("DataTransfer", """{"vendorId":"é"}"""));
        lab.Do(new InjectNetworkFault(new(NetworkFaultKind.Offline, null, null, 1, TimeSpan.Zero, 0)));
        return lab;
    }

    // The CSMS is there but does not answer for the transaction, after which a connector goes out of service and the charger resets.
    static Lab WaitingForIdle()
    {
        var lab = Lab.Booted(OcppVersion.V201);
        lab.Csms = message => message is TransactionMessage ? new NotAnswered(ConnectionLost: false) : Lab.Reply(message);
        lab.Do(new StartSession("TAG", 1, null, 20_000));
        lab.Wait(5);
        lab.Call(new ChangeAvailabilityCall(1, Operative: false));
        lab.Call(new RemoteReset(Hard: false, EvseId: null));
        return lab;
    }

    static Lab SwitchingOff()
    {
        var lab = Lab.Booted();
        lab.Do(new StartTransaction("TAG", 1));
        lab.Wait(100);
        lab.Do(new StopTransaction(1));
        lab.Do(new StartSession("TAG2", 2, TimeSpan.FromMinutes(10), null));
        lab.Wait(25);
        lab.Csms = _ => new NotAnswered(ConnectionLost: false);
        lab.Do(new StopCharger());
        return lab;
    }

    static Lab Restarting()
    {
        var lab = Lab.Booted(model: FourConnectors);
        lab.Do(new InjectFault(1, ChargePointErrorCode.GroundFailure));
        lab.Call(new ChangeAvailabilityCall(2, Operative: false));
        lab.Do(new StartTransaction("TAG", 3));
        lab.Wait(25);
        lab.Csms = _ => new NotAnswered(ConnectionLost: false);
        lab.Do(new RestartCharger());
        return lab;
    }

    static Lab Booting()
    {
        var lab = new Lab { Csms = _ => new BootReply(RegistrationStatus.Pending, TimeSpan.FromSeconds(45), Lab.Start) };
        lab.Connect();
        lab.Do(new StartSession("TAG", 1, null, 5_000));
        return lab;
    }

    // One vehicle is full and its session goes on, the other still charges.
    static Lab Detached()
    {
        var lab = new Lab(model: Lab.Dc, hasCsms: false);
        lab.Do(new StartSession("TAG", 1, TimeSpan.FromHours(20), 500_000));
        lab.Wait(19 * 3600);
        lab.Do(new StartSession("TAG2", 2, null, 10_000));
        lab.Wait(60);
        return lab;
    }
}
