using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>Certification cases of 1.6: reset, unlocking, configuration, triggered messages, the cache, data transfer.</summary>
public sealed class ControlCases
{
    /// <summary>The keys that section 9 requires of every charger, and of the profiles here: those that a CSMS may only read.</summary>
    static readonly string[] ReadOnlyKeys =
    [
        "GetConfigurationMaxKeys", "NumberOfConnectors", "SupportedFeatureProfiles", "LocalAuthListMaxLength", "SendLocalListMaxLength",
        "ChargeProfileMaxStackLevel", "ChargingScheduleAllowedChargingRateUnit", "ChargingScheduleMaxPeriods", "MaxChargingProfilesInstalled",
    ];

    /// <summary>The same, those that it may write.</summary>
    static readonly string[] WritableKeys =
    [
        "AuthorizeRemoteTxRequests", "ClockAlignedDataInterval", "ConnectionTimeOut", "ConnectorPhaseRotation", "HeartbeatInterval",
        "LocalAuthorizeOffline", "LocalPreAuthorize", "MeterValuesAlignedData", "MeterValuesSampledData", "MeterValueSampleInterval",
        "ResetRetries", "StopTransactionOnInvalidId", "StopTxnSampledData", "TransactionMessageAttempts", "TransactionMessageRetryInterval",
        "LocalAuthListEnabled",
    ];

    /// <summary>The same, those that a charger may have as it likes.</summary>
    static readonly string[] OtherKeys = ["StopTransactionOnEVSideDisconnect", "StopTxnAlignedData", "UnlockConnectorOnEVSideDisconnect"];

    [Fact]
    public void TC_013_Hard_reset()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal(Calls.Accepted, fixture.Reset(hard: true));
        fixture.Says(["BootNotification", .. Flow.Statuses("Available")]);
    }

    [Fact]
    public void TC_014_Soft_reset()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal(Calls.Accepted, fixture.Reset(hard: false));
        fixture.Says(["BootNotification", .. Flow.Statuses("Available")]);
    }

    [Fact]
    public void TC_017_1_Unlock_without_a_session()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal("Unlocked", fixture.Unlock(1));
        fixture.Says();
    }

    [Fact]
    public void TC_017_2_Unlock_of_a_fixed_cable()
    {
        var fixture = ChargerFixture.Booted(model: ChargerFixture.Dc);
        Assert.Equal("NotSupported", fixture.Unlock(1));
        fixture.Says();
    }

    [Fact]
    public void TC_018_1_Unlock_with_a_session()
    {
        var fixture = Flow.Charging();
        Assert.Equal("Unlocked", fixture.Unlock(1));
        fixture.Says("StopTransaction 1 UnlockCommand", "StatusNotification 1 Finishing", "StatusNotification 1 Available");
    }

    [Fact]
    public void TC_019_1_All_configuration_keys()
    {
        var keys = ChargerFixture.Booted().Ask("GetConfiguration", "{}").GetProperty("configurationKey").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("key").GetString()!, entry => entry.GetProperty("readonly").GetBoolean());
        Assert.All(ReadOnlyKeys, key => Assert.True(keys[key], key));
        Assert.All(WritableKeys, key => Assert.False(keys[key], key));
        Assert.All(OtherKeys, key => Assert.Contains(key, keys));
    }

    [Fact]
    public void TC_019_2_A_specific_configuration_key()
    {
        var answer = ChargerFixture.Booted().Ask("GetConfiguration", """{"key":["SupportedFeatureProfiles"]}""");
        var entry = Assert.Single(answer.GetProperty("configurationKey").EnumerateArray());
        Assert.Equal("SupportedFeatureProfiles", entry.GetProperty("key").GetString());
        Assert.Contains("Core", entry.GetProperty("value").GetString()!.Split(','));
        Assert.False(answer.TryGetProperty("unknownKey", out _));
    }

    [Fact]
    public void TC_021_Change_of_the_configuration()
    {
        var fixture = Flow.Charging();
        Assert.Equal(Calls.Accepted, fixture.ChangeConfiguration("MeterValueSampleInterval", "60"));
        fixture.Wait(119);
        fixture.Says("MeterValues 1 1");
    }

    [Fact]
    public void TC_030_Unlock_failure()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new PlugConnector(1));
        fixture.Do(new InjectFault(1, ChargePointErrorCode.ConnectorLockFailure));
        fixture.Says("StatusNotification 1 Preparing", "StatusNotification 1 Faulted ConnectorLockFailure");
        Assert.Equal("UnlockFailed", fixture.Unlock(1));
        fixture.Says();
    }

    [Fact]
    public void TC_031_Unlock_of_an_unknown_connector()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal("NotSupported", fixture.Unlock(9));
        fixture.Says();
    }

    [Fact]
    public void TC_040_1_Configuration_key_not_supported() =>
        Assert.Equal("NotSupported", ChargerFixture.Booted().ChangeConfiguration("NoSuchKey", "1"));

    [Fact]
    public void TC_040_2_Configuration_value_invalid() =>
        Assert.Equal(Calls.Rejected, ChargerFixture.Booted().ChangeConfiguration("MeterValueSampleInterval", "-1"));

    [Fact]
    public void TC_054_Trigger_message()
    {
        var fixture = ChargerFixture.Booted();
        foreach (var (message, connectorId, said) in new (string, int?, string)[]
        {
            ("MeterValues", 1, "MeterValues 1"),
            ("Heartbeat", null, "Heartbeat"),
            ("StatusNotification", 1, "StatusNotification 1 Available"),
            ("DiagnosticsStatusNotification", null, "DiagnosticsStatusNotification Idle"),
            ("FirmwareStatusNotification", null, "FirmwareStatusNotification Idle"),
        })
        {
            Assert.Equal(Calls.Accepted, fixture.Trigger(message, connectorId));
            fixture.Says(said);
        }
    }

    [Fact]
    public void TC_055_Trigger_message_rejected()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Choose("TriggerMessage", "Rejected");
        fixture.Answers(Calls.Rejected, "TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":1}""");
        fixture.Says();
    }

    [Fact]
    public void TC_061_Clear_cache()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new SetConfiguration("LocalPreAuthorize", "true"));
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Says("Authorize TAG");
        fixture.Answers(Calls.Accepted, "ClearCache", "{}");
        fixture.Do(new AuthorizeIdTag(Flow.Tag));
        fixture.Says("Authorize TAG");
    }

    [Fact]
    public void TC_064_Data_transfer_to_the_CSMS()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Csms = _ => new V16.DataTransferResponse { Status = V16.DataTransferStatus.UnknownVendorId };
        fixture.Do(new SendProxyMessage("DataTransfer", """{"vendorId":"org.example.unknown","messageId":"hello","data":"1"}"""));
        fixture.Says("DataTransfer org.example.unknown");
    }
}
