using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, letter L: firmware that a charger offers to others.</summary>
public abstract class PublicationCases(OcppVersion version) : VersionedCases(version)
{
    const string Checksum = "d41d8cd98f00b204e9800998ecf8427e";

    [Fact]
    public void TC_L_17_Publish_firmware_published()
    {
        var fixture = Flow.Booted();
        Publish(fixture);
        var transfer = Assert.Single(fixture.Transfers);
        Assert.Equal(("http://127.0.0.1/fw-2.0.bin", Checksum), (transfer.Location, transfer.Md5));
        fixture.EndTransfer(FileTransferOutcome.Done);
        Assert.All(
            fixture.All("PublishFirmwareStatusNotification")[^1].GetProperty("location").EnumerateArray(),
            location => Assert.Contains("CP-1", location.GetString()));
        fixture.Says([.. Downloaded, "PublishFirmwareStatusNotification ChecksumVerified 7", "PublishFirmwareStatusNotification Published 7"]);
        fixture.Answers(Calls.Accepted, "TriggerMessage", """{"requestedMessage":"PublishFirmwareStatusNotification"}""");
        fixture.Says("PublishFirmwareStatusNotification Published 7");
    }

    [Fact]
    public void TC_L_19_Publish_firmware_invalid_checksum()
    {
        var fixture = Flow.Booted();
        Publish(fixture);
        fixture.EndTransfer(FileTransferOutcome.InvalidChecksum);
        fixture.Says([.. Downloaded, "PublishFirmwareStatusNotification InvalidChecksum 7"]);
        Unpublish(fixture, "NoFirmware");
    }

    [Fact]
    public void TC_L_20_Publish_firmware_PublishFailed()
    {
        var fixture = new ChargerFixture(Flow.Version, options: new() { FirmwareFailure = FirmwareFailure.Publication });
        fixture.Connect();
        fixture.Sent.Clear();
        Publish(fixture);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says([.. Downloaded, "PublishFirmwareStatusNotification ChecksumVerified 7", "PublishFirmwareStatusNotification PublishFailed 7"]);
    }

    [Fact]
    public void TC_L_21_Unpublish_firmware_unpublished()
    {
        var fixture = Flow.Booted();
        Publish(fixture);
        fixture.EndTransfer(FileTransferOutcome.Simulated);
        fixture.Restart();
        fixture.Connect();
        Unpublish(fixture, "Unpublished");
        Unpublish(fixture, "NoFirmware");
    }

    [Fact]
    public void So_many_firmwares_are_published_and_no_more()
    {
        var fixture = Flow.Booted();
        for (var i = 0; i < 12; i++)
        {
            fixture.Answers(
                i < 10 ? "Accepted" : "Rejected", "PublishFirmware", $$"""{"location":"http://127.0.0.1/","requestId":{{i}},"checksum":"{{i}}"}""");
            fixture.EndTransfer(FileTransferOutcome.Done);
        }

        fixture.Answers("Accepted", "PublishFirmware", """{"location":"http://127.0.0.1/","requestId":12,"checksum":"3"}""");
    }

    [Fact]
    public void TC_L_22_Unpublish_firmware_NoFirmware()
    {
        var fixture = Flow.Booted();
        Unpublish(fixture, "NoFirmware");
        fixture.Answers(Calls.Accepted, "TriggerMessage", """{"requestedMessage":"PublishFirmwareStatusNotification"}""");
        fixture.Says("PublishFirmwareStatusNotification Idle");
    }

    [Fact]
    public void TC_L_23_Unpublish_firmware_download_ongoing()
    {
        var fixture = Flow.Booted();
        Publish(fixture);
        Unpublish(fixture, "DownloadOngoing");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says([.. Downloaded, "PublishFirmwareStatusNotification ChecksumVerified 7", "PublishFirmwareStatusNotification Published 7"]);
    }

    [Fact]
    public void TC_L_24_Publish_firmware_download_failed()
    {
        var fixture = Flow.Booted();
        Publish(fixture, retries: 1);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Says("PublishFirmwareStatusNotification Downloading 7");
        fixture.Wait(9);
        Assert.Single(fixture.Transfers);
        fixture.Wait(1);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Says("PublishFirmwareStatusNotification DownloadFailed 7");
    }

    static string[] Downloaded => ["PublishFirmwareStatusNotification Downloading 7", "PublishFirmwareStatusNotification Downloaded 7"];

    static void Publish(ChargerFixture fixture, int retries = 0) => fixture.Answers(
        Calls.Accepted, "PublishFirmware",
        $$"""{"location":"http://127.0.0.1/fw-2.0.bin","checksum":"{{Checksum}}","requestId":7,"retries":{{retries}},"retryInterval":10}""");

    static void Unpublish(ChargerFixture fixture, string status) =>
        fixture.Answers(status, "UnpublishFirmware", $$"""{"checksum":"{{Checksum.ToUpperInvariant()}}"}""");
}
