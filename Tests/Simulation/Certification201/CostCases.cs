using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, in 2.1 too: tariff and cost, and data transfer.</summary>
public abstract class CostCases(OcppVersion version) : VersionedCases(version)
{
    [Fact]
    public void TC_I_01_Show_running_total_cost()
    {
        var fixture = Flow.Booted();
        fixture.Csms = message => message is TransactionMessage { Kind: TransactionEventKind.Started }
            ? Replies.Event(AuthorizationStatus.Accepted) : ChargerFixture.Reply(message);
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        fixture.Says("StatusNotification 1 Occupied", "Authorize TAG", "TransactionEvent Started Authorized Charging TAG");
        var id = fixture[1].Transaction!.Id;
        foreach (var (cost, shown) in new[] { ("1.5", "EVSE 1: 1.50 EUR"), ("3.125", "EVSE 1: 3.125 EUR") })
        {
            fixture.Wait(10);
            fixture.Says("TransactionEvent Updated MeterValuePeriodic Charging");
            fixture.Ask("CostUpdated", $$"""{"totalCost":{{cost}},"transactionId":"{{id}}"}""");
            Assert.Equal([shown], fixture.Charger.View(fixture.Now).Display);
        }
    }

    [Fact]
    public void TC_I_02_Show_final_total_cost()
    {
        var fixture = Flow.Booted();
        fixture.Csms = message => message switch
        {
            TransactionMessage { Kind: TransactionEventKind.Ended } => new V2.TransactionEventResponse { TotalCost = 4.2 },
            _ => ChargerFixture.Reply(message),
        };
        fixture.Do(new StartSession(Flow.Tag, 1, null, null, StayPlugged: true));
        fixture.Sent.Clear();
        Assert.Empty(fixture.Charger.View(fixture.Now).Display);
        fixture.Do(new StopSession(1));
        fixture.Do(new UnplugConnector(1));
        fixture.Says("TransactionEvent Ended StopAuthorized EVConnected Local TAG", "StatusNotification 1 Available");
        Assert.Equal(["EVSE 1: 4.20 EUR"], fixture.Charger.View(fixture.Now).Display);
    }

    [Fact]
    public void TC_P_02_Data_transfer_to_the_CSMS()
    {
        var fixture = Flow.Booted();
        fixture.Csms = _ => new V2.DataTransferResponse { Status = V2.DataTransferStatusEnumType.UnknownVendorId };
        fixture.Do(new SendProxyMessage("DataTransfer", """{"vendorId":"nobody","messageId":"nothing"}"""));
        fixture.Says("DataTransfer nobody");
        fixture.Answers("UnknownVendorId", "DataTransfer", """{"vendorId":"nobody","messageId":"nothing","data":[1]}""");
    }

    [Fact]
    public void TC_P_03_Custom_data()
    {
        const string customData = "\"customData\":{\"vendorId\":\"us\",\"more\":[1,{}]}";
        var fixture = Flow.Booted();
        fixture.Do(new SendProxyMessage(
            "StatusNotification",
            $$"""{"timestamp":"2025-03-01T08:00:00Z","connectorStatus":"Available","evseId":1,"connectorId":1,{{customData}}}"""));
        fixture.Do(new SendProxyMessage(
            "TransactionEvent",
            $$"""
            {"eventType":"Started","timestamp":"2025-03-01T08:00:00Z","triggerReason":"Authorized","seqNo":0,
             "transactionInfo":{"transactionId":"1","chargingState":"Charging",{{customData}}},{{customData}}}
            """));
        fixture.Says("StatusNotification 1 Available", "TransactionEvent Started Authorized Charging");
        fixture.Answers("UnknownVendorId", "DataTransfer", $$"""{"vendorId":"nobody",{{customData}}}""");
    }
}
