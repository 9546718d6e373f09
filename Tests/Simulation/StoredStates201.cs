using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Simulation;

// Those of chargers of 2.0.1.
static partial class StoredStates
{
    // Of seven connectors each has a transaction at another point of its life, most of it while the CSMS is away.
    static ChargerFixture OpeningAndClosing()
    {
        var model = new ChargerModel("ChargerFixture", "AC22x7", CurrentType.Ac, 3, 22_080, 7, "Type2");
        var fixture = ChargerFixture.Booted(OcppVersion.V201, model, plugInAfter: TimeSpan.FromSeconds(50));
        fixture.Do(new SetConfiguration("TxCtrlr.TxStopPoint", "ParkingBayOccupancy"));
        fixture.Do(new SetConfiguration("TxCtrlr.StopTxOnEVSideDisconnect", "false"));
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxEndedInterval", "60"));
        fixture.Do(new SetConfiguration("TxCtrlr.TxStartPoint", "EnergyTransfer"));
        fixture.Do(new PowerUpdate(6, 0));
        fixture.Do(new StartSession("TAG", 6, null, 10_000));
        fixture.Do(new SetConfiguration("TxCtrlr.TxStartPoint", "Authorized"));
        fixture.Do(new StartSession("TAG", 1, null, 10_000, PlugInAfter: TimeSpan.FromSeconds(20)));
        fixture.Do(new StartSession("TAG", 3, null, 10_000));
        fixture.Do(new StopTransaction(3));
        fixture.Do(new StartSession("TAG", 4, null, 10_000));
        fixture.Do(new UnplugConnector(4));
        fixture.RemoteStart(5);
        fixture.Do(new StartSession("TAG", 7, null, 10_000));
        fixture.Disconnect();
        fixture.Wait(25);
        fixture.Do(new StopSession(7));
        fixture.Do(new StartSession("TAG", 2, null, 10_000, PlugInAfter: TimeSpan.FromSeconds(50)));
        fixture.Do(new SetConfiguration("SampledDataCtrlr.TxEndedInterval", "30"));
        return fixture;
    }

    // A session has ended whose cost is known, an EVSE of two connectors is reserved, and messages are there for the display.
    static ChargerFixture Displaying()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, FourConnectors with { ConnectorsPerEvse = 2 });
        fixture.Csms = message => message is TransactionMessage { Kind: TransactionEventKind.Ended }
            ? new V2.TransactionEventResponse { TotalCost = 4.25, UpdatedPersonalMessage = new() { Format = V2.MessageFormatEnumType.UTF8, Content = "Thanks" } }
            : ChargerFixture.Reply(message);
        fixture.Do(new SetLocalAuthList(3, true, [new("LISTED", null, null, TokenType: "ISO14443")]));
        fixture.Do(new StartSession("TAG", 3, null, 900, IdTokenType: "eMAID"));
        fixture.Do(new StopSession(3));
        fixture.Ask("ReserveNow", """{"id":5,"evseId":2,"expiryDateTime":"2025-03-02T10:00:00Z","idToken":{"idToken":"MINE","type":"Central"}}""");
        fixture.Do(new StartSession("TAG", 1, null, 900));
        fixture.Ask(
            "SetDisplayMessage",
            $$$"""
            {"message":{"id":1,"priority":"InFront","message":{"format":"UTF8","content":"Hello","language":"en"},
             "display":{"name":"Display","instance":"Main","evse":{"id":1,"connectorId":1}},"state":"Charging","startDateTime":"2025-03-01T08:00:00Z",
             "endDateTime":"2025-03-01T18:00:00Z","transactionId":"{{{fixture[1].Transaction!.Id}}}"}}
            """);
        return fixture;
    }

    // A vehicle with ISO 15118 has chosen the second of two schedules, and will not keep to the next; another charges on the second phase of
    // three; an external system limits the charger.
    static ChargerFixture LimitedFromOutside()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Do(new StartSession("TAG", 1, null, 10_000, Vehicle: new() { Name = "FamilySuv", Iso15118 = true }));
        fixture.Ask(
            "SetChargingProfile",
            $$$"""
            {"evseId":1,"chargingProfile":{"id":7,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",
             "transactionId":"{{{fixture[1].Transaction!.Id}}}","chargingSchedule":[
              {"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8}]},
              {"id":2,"chargingRateUnit":"A","minChargingRate":7.5,"chargingSchedulePeriod":[{"startPeriod":0,"limit":10}]}]}}
            """);
        fixture.Do(new EvRenegotiates(1, EvScheduleAnswer.Exceeds));
        fixture.Ask(
            "SetChargingProfile",
            """
            {"evseId":2,"chargingProfile":{"id":8,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative",
             "chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":10,"numberPhases":1,"phaseToUse":2}]}]}}
            """);
        fixture.Do(new StartSession("TAG2", 2, null, 10_000, Vehicle: new() { Name = "FamilySuv" }));
        fixture.Do(new SetChargingLimit(0, 9_500, ChargingLimitSource.SO));
        return fixture;
    }

    // It has a certificate for the connection and one for vehicles and waits for the next, publishes one firmware and is about to publish another,
    // and installs one when its session is over.
    static ChargerFixture Certified()
    {
        using var authority = new TestAuthority();
        using var middle = new TestAuthority("Sub CA", authority, responder: "http://127.0.0.1/ocsp");
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        Sign("SignChargingStationCertificate", "ChargingStationCertificate");
        Sign("SignV2GCertificate", "V2GCertificate");
        fixture.Ask("TriggerMessage", """{"requestedMessage":"SignV2GCertificate"}""");
        fixture.Wait(40);
        Publish("a", 1);
        fixture.EndTransfer(FileTransferOutcome.Done);
        Publish("b", 2);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Do(new StartTransaction("TAG", 1));
        fixture.Ask("UpdateFirmware", """{"requestId":3,"firmware":{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDateTime":"2025-03-01T08:00:00Z"}}""");
        return fixture;

        void Sign(string trigger, string type)
        {
            fixture.Ask("TriggerMessage", $$"""{"requestedMessage":"{{trigger}}"}""");
            var request = (V2.SignCertificateRequest)fixture.Sent.OfAction("SignCertificate").Last();
            fixture.Ask(
                "CertificateSigned", $$"""{"certificateType":"{{type}}","certificateChain":{{JsonSerializer.Serialize(middle.Issue(request.Csr) + "\n" + middle.Pem)}}}""");
        }

        void Publish(string checksum, int requestId) => fixture.Ask(
            "PublishFirmware",
            $$"""{"location":"http://127.0.0.1/fw.bin","checksum":"{{checksum}}","requestId":{{requestId}},"retries":2,"retryInterval":900}""");
    }

    // One vehicle waits for its contract certificate, one that was given its own for the CSMS's word.
    static ChargerFixture AwaitingContracts()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Csms = message => message.ActionName switch
        {
            "Get15118EVCertificate" => new V2.Get15118EVCertificateResponse { Status = V2.Iso15118EVCertificateStatusEnumType.Accepted, ExiResponse = "gA==" },
            "Authorize" => new NotAnswered(ConnectionLost: true),
            _ => ChargerFixture.Reply(message),
        };
        fixture.Do(new StartSession("DEABC1", 1, null, 10_000, Vehicle: new() { Iso15118 = true, PlugAndCharge = PlugAndCharge.Install }));
        using var contract = new TestAuthority("DEABC2");
        fixture.Do(new StartSession(
            "DEABC2", 2, null, 10_000,
            Vehicle: new() { Iso15118 = true, PlugAndCharge = PlugAndCharge.Update, ContractCertificate = contract.Pem }));
        return fixture;
    }

    // Connected by a network profile; monitors watch a variable of many instances, a session and a register. One EVSE is reset when its session is over,
    // the other is being reset.
    static ChargerFixture Monitored()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, timing: Timing.Realistic);
        fixture.Ask(
            "SetNetworkProfile",
            """
            {"configurationSlot":2,"connectionData":{"ocppVersion":"OCPP20","ocppTransport":"JSON","ocppInterface":"Wired0","messageTimeout":20,
             "securityProfile":1,"ocppCsmsUrl":"ws://127.0.0.1/other"}}
            """);
        fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "2");
        fixture.Reset(hard: true);
        fixture.Wait(300);
        fixture.Connect();
        fixture.Ask("SetMonitoringBase", """{"monitoringBase":"FactoryDefault"}""");
        fixture.Ask("SetMonitoringLevel", """{"severity":8}""");
        fixture.Ask(
            "SetVariableMonitoring",
            """
            {"setMonitoringData":[
             {"type":"Delta","value":1,"severity":8,"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"MessageAttempts","instance":"TransactionEvent"}},
             {"type":"LowerThreshold","value":22080,"severity":2,"transaction":true,"component":{"name":"EVSE","evse":{"id":1}},"variable":{"name":"Power"}},
             {"type":"Periodic","value":900,"severity":8,"component":{"name":"FiscalMetering","evse":{"id":1}},"variable":{"name":"EnergyImportRegister"}}]}
            """);
        fixture.Do(new StartSession("TAG", 1, null, 20_000));
        fixture.Wait(120);
        fixture.Reset(hard: false, evseId: 1);
        fixture.Reset(hard: true, evseId: 2);
        return fixture;
    }
}
