using System.Text.Json;
using OcppLab.Simulation;
using OcppLab.Tests.Simulation.Security;

namespace OcppLab.Tests.Simulation.Certification16;

/// <summary>Certification cases of 1.6: firmware, diagnostics and logs.</summary>
public sealed class FirmwareCases
{
    [Fact]
    public void TC_044_1_Firmware_downloaded_and_installed()
    {
        var fixture = ChargerFixture.Booted();
        Update(fixture);
        fixture.Says("FirmwareStatusNotification Downloading");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(0);
        fixture.Says(
        [
            "FirmwareStatusNotification Downloaded",
            .. Flow.Statuses("Unavailable", 1, 2, 0),
            "FirmwareStatusNotification Installing",
            "BootNotification",
            .. Flow.Statuses("Available"),
            "FirmwareStatusNotification Installed",
        ]);
    }

    [Fact]
    public void TC_044_2_Firmware_download_failed()
    {
        var fixture = ChargerFixture.Booted();
        Update(fixture);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Says("FirmwareStatusNotification Downloading", "FirmwareStatusNotification DownloadFailed");
    }

    [Fact]
    public void TC_044_3_Firmware_installation_failed()
    {
        var fixture = ChargerFixture.Booted(timing: Timing.Realistic);
        Update(fixture);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says(
        [
            "FirmwareStatusNotification Downloading",
            "FirmwareStatusNotification Downloaded",
            .. Flow.Statuses("Unavailable", 1, 2, 0),
            "FirmwareStatusNotification Installing",
        ]);
        fixture.Wait(5);
        fixture.Do(new RestartCharger());
        fixture.Wait(120);
        fixture.Connect();
        Assert.Equal("1.0.0", fixture.Sole("BootNotification").GetProperty("firmwareVersion").GetString());
        fixture.Says(["BootNotification", .. Flow.Statuses("Available"), "FirmwareStatusNotification InstallationFailed"]);
    }

    [Fact]
    public void TC_045_1_Get_diagnostics()
    {
        var fixture = ChargerFixture.Booted();
        var answer = fixture.Ask("GetDiagnostics", """{"location":"http://127.0.0.1/diagnostics"}""");
        Assert.Equal(fixture.Transfers[0].FileName, answer.GetProperty("fileName").GetString());
        fixture.Says("DiagnosticsStatusNotification Uploading");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says("DiagnosticsStatusNotification Uploaded");
    }

    [Fact]
    public void TC_079_Get_security_log()
    {
        var fixture = Flow.Secured(1);
        fixture.Answers(
            Calls.Accepted, "GetLog", """{"logType":"SecurityLog","requestId":5,"log":{"remoteLocation":"http://127.0.0.1/logs"}}""");
        fixture.Says("LogStatusNotification Uploading 5");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says("LogStatusNotification Uploaded 5");
    }

    [Fact]
    public void TC_080_Secure_firmware_update()
    {
        var fixture = ChargerFixture.Booted();
        UpdateSigned(fixture);
        fixture.Says("SignedFirmwareStatusNotification Downloading 7");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(0);
        fixture.Says(
        [
            "SignedFirmwareStatusNotification Downloaded 7",
            "SignedFirmwareStatusNotification SignatureVerified 7",
            .. Flow.Statuses("Unavailable", 1, 2, 0),
            "SignedFirmwareStatusNotification Installing 7",
            "SignedFirmwareStatusNotification InstallRebooting 7",
            "BootNotification",
            .. Flow.Statuses("Available"),
            "SignedFirmwareStatusNotification Installed 7",
            "SecurityEventNotification FirmwareUpdated",
        ]);
    }

    [Fact]
    public void TC_081_Secure_firmware_update_with_an_invalid_signature()
    {
        var fixture = ChargerFixture.Booted();
        UpdateSigned(fixture);
        fixture.EndTransfer(FileTransferOutcome.InvalidSignature);
        fixture.Wait(600);
        fixture.Says(
            "SignedFirmwareStatusNotification Downloading 7", "SignedFirmwareStatusNotification Downloaded 7",
            "SignedFirmwareStatusNotification InvalidSignature 7", "SecurityEventNotification InvalidFirmwareSignature", "Heartbeat", "Heartbeat");
    }

    static void Update(ChargerFixture fixture) => Assert.Empty(fixture.Ask(
        "UpdateFirmware", $$"""{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDate":"{{fixture.Now:O}}","retries":0}""").EnumerateObject());

    static void UpdateSigned(ChargerFixture fixture)
    {
        using var vendor = new TestAuthority("Acme");
        fixture.Answers(Calls.Accepted, "SignedUpdateFirmware", $$$"""
            {"requestId":7,"firmware":{"location":"http://127.0.0.1/fw-2.0.bin","retrieveDateTime":"{{{fixture.Now:O}}}",
             "signingCertificate":{{{JsonSerializer.Serialize(vendor.Pem)}}},"signature":"AAAA"}}
            """);
    }
}
