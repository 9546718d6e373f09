using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>What a change of the charger itself does while it runs.</summary>
public sealed class ApplyConfigurationTests
{
    [Fact]
    public void A_new_identity_ends_the_session_and_boots_as_that_identity()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { Identity = "CP-2" }, fixture.Now));
        Assert.Equal("BootNotification", fixture.Sent.First(message => message.ActionName == "BootNotification").ActionName);
        Assert.Equal(StopReason.Reboot, fixture.Sessions.Last().StopReason);
        Assert.DoesNotContain(fixture.Transactions, message => message.Kind == TransactionEventKind.Ended);
        Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
    }

    [Fact]
    public void A_new_model_ends_the_session_tells_so_and_has_its_connectors()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { Model = ChargerFixture.AcSinglePhase }, fixture.Now));
        Assert.Equal(TransactionEventKind.Ended, fixture.Transactions.Last().Kind);
        Assert.Single(fixture.Charger.View(fixture.Now).Connectors);
        Assert.Equal("AC7", fixture.Sent.OfType<V16.BootNotificationRequest>().Single().ChargePointModel);
    }

    [Fact]
    public void Without_its_CSMS_a_charger_goes_on_detached_and_with_one_it_boots()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(60), null));
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { HasCsms = false }, fixture.Now));
        Assert.False(fixture.IsOpen);
        fixture.Sent.Clear();
        fixture.Wait(30);
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { HasCsms = true }, fixture.Now));
        fixture.Connect();
        fixture.Wait(60);
        Assert.Equal("BootNotification", fixture.Sent[0].ActionName);
        Assert.Empty(fixture.Transactions);
        Assert.Equal(StopReason.TimeLimitReached, fixture.Sessions.Last().StopReason);
    }

    [Fact]
    public void What_only_2_0_1_has_does_not_outlive_it()
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201);
        fixture.Ask("SetVariableMonitoring", """
            {"setMonitoringData":[{"type":"Periodic","value":60,"severity":5,"component":{"name":"EVSE","evse":{"id":1}},"variable":{"name":"AvailabilityState"}}]}
            """);
        fixture.Ask("PublishFirmware", """{"location":"http://127.0.0.1/","requestId":1,"checksum":"d41d8cd98f00b204e9800998ecf8427e"}""");
        fixture.Ask("SetNetworkProfile", Certification201.ProvisioningCases.Profile(2, "ws://127.0.0.1/other"));
        fixture.SetVariable("OCPPCommCtrlr", "NetworkConfigurationPriority", "2");
        fixture.SetVariable("SmartChargingCtrlr", "Enabled", "false");
        fixture.Ask("TriggerMessage", """{"requestedMessage":"SignChargingStationCertificate"}""");
        fixture.See(fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { Version = OcppVersion.V16 }, fixture.Now));
        fixture.Sent.Clear();
        fixture.Connect();
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(86_400);
        Assert.Null(fixture.Charger.NetworkProfile);
        Assert.All(fixture.Sent, message => Assert.True(message is V16.BootNotificationRequest or V16.StatusNotificationRequest or V16.HeartbeatRequest, message.ActionName));
        fixture.Ask("SetChargingProfile", """
            {"connectorId":0,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"ChargePointMaxProfile","chargingProfileKind":"Absolute",
             "chargingSchedule":{"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":5000}]}}}
            """);
        fixture.Do(new StartSession("TAG", 1, null, null, Vehicle: new() { Name = "FamilySuv" }));
        Assert.Equal(5000, fixture[1].Transaction!.PowerW, 3);
    }

    [Fact]
    public void Nothing_new_changes_nothing()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal(default, fixture.Charger.ApplyConfiguration(fixture.Charger.Spec with { }, fixture.Now));
    }
}
