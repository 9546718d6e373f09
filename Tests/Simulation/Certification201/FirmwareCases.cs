using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, letter L: firmware that is installed.</summary>
public abstract class FirmwareCases(OcppVersion version) : VersionedCases(version), IDisposable
{
    static readonly string[] OutOfService = ["StatusNotification 1 Unavailable", "StatusNotification 2 Unavailable"];
    static readonly string[] Available = ["StatusNotification 1 Available", "StatusNotification 2 Available"];

    readonly TestAuthority vendor = new("Acme");

    public void Dispose() => vendor.Dispose();

    [Fact]
    public void TC_L_01_Secure_firmware_update_installation_successful()
    {
        var fixture = Flow.Booted();
        Update(fixture, Calls.Accepted);
        fixture.Says("FirmwareStatusNotification Downloading 7");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(0);
        Assert.Equal("2.0", fixture.Sole("BootNotification").GetProperty("chargingStation").GetProperty("firmwareVersion").GetString());
        fixture.Says(["FirmwareStatusNotification Downloaded 7", .. Installed]);
    }

    [Fact]
    public void TC_L_02_Secure_firmware_update_InstallScheduled()
    {
        var fixture = Flow.Booted();
        Update(fixture, Calls.Accepted, install: fixture.Now.AddSeconds(200));
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says(
            "FirmwareStatusNotification Downloading 7", "FirmwareStatusNotification Downloaded 7",
            "FirmwareStatusNotification SignatureVerified 7", "FirmwareStatusNotification InstallScheduled 7");
        fixture.Wait(199);
        fixture.Says();
        fixture.Wait(1);
        fixture.Says([.. Installed.Skip(1)]);
    }

    [Fact]
    public void TC_L_03_Secure_firmware_update_DownloadScheduled()
    {
        var fixture = Flow.Booted();
        Update(fixture, Calls.Accepted, retrieve: fixture.Now.AddSeconds(200));
        fixture.Says("FirmwareStatusNotification DownloadScheduled 7");
        fixture.Wait(199);
        fixture.Says();
        fixture.Wait(1);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(0);
        fixture.Says(["FirmwareStatusNotification Downloading 7", "FirmwareStatusNotification Downloaded 7", .. Installed]);
    }

    [Fact]
    public void TC_L_04_Secure_firmware_update_RevokedCertificate()
    {
        var fixture = Flow.Booted();
        fixture.Choose("UpdateFirmware", "RevokedCertificate");
        Update(fixture, "RevokedCertificate");
        fixture.Says();
    }

    [Fact]
    public void TC_L_05_Secure_firmware_update_InvalidCertificate()
    {
        using var other = new TestAuthority("Other");
        var fixture = Flow.Booted();
        fixture.Install(Calls.Accepted, "ManufacturerRootCertificate", other.Pem);
        Update(fixture, "InvalidCertificate");
        fixture.Says("SecurityEventNotification InvalidFirmwareSigningCertificate");
    }

    [Fact]
    public void TC_L_06_Secure_firmware_update_InvalidSignature()
    {
        var fixture = Flow.Booted();
        Update(fixture, Calls.Accepted);
        fixture.EndTransfer(FileTransferOutcome.InvalidSignature);
        fixture.Wait(200);
        fixture.Says(
            "FirmwareStatusNotification Downloading 7", "FirmwareStatusNotification Downloaded 7", "FirmwareStatusNotification InvalidSignature 7",
            "SecurityEventNotification InvalidFirmwareSignature");
    }

    [Fact]
    public void TC_L_07_Secure_firmware_update_DownloadFailed()
    {
        var fixture = Flow.Booted();
        Update(fixture, Calls.Accepted);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Says("FirmwareStatusNotification Downloading 7", "FirmwareStatusNotification DownloadFailed 7");
    }

    [Fact]
    public void TC_L_08_Secure_firmware_update_InstallVerificationFailed()
    {
        var fixture = Booted(FirmwareFailure.Verification);
        Update(fixture, Calls.Accepted);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(0);
        fixture.Says(
        [
            "FirmwareStatusNotification Downloading 7", "FirmwareStatusNotification Downloaded 7", "FirmwareStatusNotification SignatureVerified 7",
            .. OutOfService, "FirmwareStatusNotification Installing 7", "FirmwareStatusNotification InstallVerificationFailed 7", .. Available,
        ]);
    }

    [Fact]
    public void TC_L_09_Secure_firmware_update_InstallationFailed()
    {
        var fixture = Booted(FirmwareFailure.Installation);
        Update(fixture, Calls.Accepted);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(0);
        Assert.Equal("1.0.0", fixture.Sole("BootNotification").GetProperty("chargingStation").GetProperty("firmwareVersion").GetString());
        fixture.Says(
        [
            "FirmwareStatusNotification Downloading 7", "FirmwareStatusNotification Downloaded 7", "FirmwareStatusNotification SignatureVerified 7",
            .. OutOfService, "FirmwareStatusNotification Installing 7", "FirmwareStatusNotification InstallRebooting 7",
            "BootNotification FirmwareUpdate", .. Available, "FirmwareStatusNotification InstallationFailed 7",
        ]);
    }

    [Fact]
    public void TC_L_10_Secure_firmware_update_AcceptedCanceled()
    {
        var fixture = Flow.Booted();
        Update(fixture, Calls.Accepted, requestId: 6);
        Update(fixture, "AcceptedCanceled");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(0);
        fixture.Says(
        [
            "FirmwareStatusNotification Downloading 6", "FirmwareStatusNotification Downloading 7", "FirmwareStatusNotification Downloaded 7",
            .. Installed,
        ]);
    }

    [Fact]
    public void TC_L_11_Secure_firmware_update_unable_to_cancel()
    {
        var fixture = Flow.Booted();
        Update(fixture, Calls.Accepted);
        fixture.Choose("UpdateFirmware", "Rejected");
        Update(fixture, Calls.Rejected, requestId: 8);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(0);
        fixture.Says(["FirmwareStatusNotification Downloading 7", "FirmwareStatusNotification Downloaded 7", .. Installed]);
    }

    [Fact]
    public void TC_L_13_Secure_firmware_update_ongoing_transaction_and_no_new_sessions()
    {
        var fixture = Flow.Charging();
        Update(fixture, Calls.Accepted);
        fixture.Says("FirmwareStatusNotification DownloadScheduled 7", "StatusNotification 2 Unavailable");
        Assert.NotNull(fixture.Do(new StartSession("OTHER", 2, null, 1_000)).Refusal);
        fixture.Do(new StopTransaction(1));
        fixture.Says(
            $"TransactionEvent Ended StopAuthorized EVConnected Local {Flow.Tag}", "StatusNotification 1 Unavailable", "FirmwareStatusNotification Downloading 7");
        fixture.Do(new UnplugConnector(1));
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(0);
        fixture.Says(["FirmwareStatusNotification Downloaded 7", .. Installed.Where(said => !OutOfService.Contains(said))]);
    }

    [Fact]
    public void With_new_sessions_allowed_a_firmware_is_downloaded_and_waits()
    {
        var fixture = Flow.Charging();
        fixture.Do(new SetConfiguration("ChargingStation.AllowNewSessionsPendingFirmwareUpdate", "true"));
        Update(fixture, Calls.Accepted, signed: false);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says("FirmwareStatusNotification Downloading 7", "FirmwareStatusNotification Downloaded 7", "FirmwareStatusNotification InstallScheduled 7");
        fixture.Do(new StartTransaction("OTHER", 2));
        fixture.Do(new StopTransaction(1));
        fixture.Do(new UnplugConnector(1));
        fixture.Sent.Clear();
        fixture.Answers(Calls.Accepted, "TriggerMessage", """{"requestedMessage":"FirmwareStatusNotification"}""");
        fixture.Says("FirmwareStatusNotification InstallScheduled 7");
        fixture.Do(new StopTransaction(2));
        fixture.Wait(0);
        Assert.Equal("Installed", fixture.All("FirmwareStatusNotification")[^1].GetProperty("status").GetString());
        fixture.Sent.Clear();
        fixture.Answers(Calls.Accepted, "TriggerMessage", """{"requestedMessage":"FirmwareStatusNotification"}""");
        fixture.Says("FirmwareStatusNotification Idle");
    }

    [Fact]
    public void What_is_being_installed_is_not_taken_back_and_a_restart_makes_it_fail()
    {
        var fixture = new ChargerFixture(Flow.Version, timing: Timing.Realistic);
        fixture.Connect();
        Update(fixture, Calls.Accepted);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(5);
        Update(fixture, Calls.Rejected, requestId: 8);
        fixture.Do(new RestartCharger());
        fixture.Wait(120);
        fixture.Connect();
        Assert.Equal("InstallationFailed", fixture.All("FirmwareStatusNotification")[^1].GetProperty("status").GetString());
    }

    static string[] Installed =>
    [
        "FirmwareStatusNotification SignatureVerified 7", .. OutOfService, "FirmwareStatusNotification Installing 7",
        "FirmwareStatusNotification InstallRebooting 7", "BootNotification FirmwareUpdate", .. Available, "FirmwareStatusNotification Installed 7",
        "SecurityEventNotification FirmwareUpdated",
    ];

    static ChargerFixture Booted(FirmwareFailure failure)
    {
        var fixture = new ChargerFixture(Flow.Version, options: new() { FirmwareFailure = failure });
        fixture.Connect();
        fixture.Sent.Clear();
        return fixture;
    }

    void Update(
        ChargerFixture fixture, string status, int requestId = 7, DateTimeOffset? retrieve = null, DateTimeOffset? install = null, bool signed = true)
    {
        var more = (install is { } at ? $"""
            ,"installDateTime":"{at:O}"
            """ : "") + (signed ? $"""
            ,"signingCertificate":{JsonSerializer.Serialize(vendor.Pem)},"signature":"AAAA"
            """ : "");
        fixture.Answers(status, "UpdateFirmware", $$$"""
            {"requestId":{{{requestId}}},"retries":0,"firmware":{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDateTime":"{{{retrieve ?? fixture.Now:O}}}"{{{more}}}}}
            """);
    }
}
