using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>Firmware, diagnostics and logs (1.6 sections 4.4, 4.5, 5.9, 5.19; security white paper, use cases L01 and N01).</summary>
public sealed class FirmwareTests
{
    const string Location = "ftp://user:secret@127.0.0.1/acme-2.4.1.bin";

    [Fact]
    public void A_firmware_is_downloaded_installed_and_boots()
    {
        var fixture = ChargerFixture.Booted();
        Update(fixture, secondsLater: 30);
        Assert.Empty(fixture.Transfers);
        fixture.Wait(30);
        Assert.Equal((FileTransferKind.Download, Location), (fixture.Transfers[0].Kind, fixture.Transfers[0].Location));
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(60);
        Assert.Equal(["Downloading", "Downloaded", "Installing", "Installed"], Statuses(fixture));
        Assert.Equal("2.4.1", fixture.Sent.OfType<V16.BootNotificationRequest>().Single().FirmwareVersion);
        fixture.Restart();
        fixture.Connect();
        fixture.Trigger("BootNotification");
        Assert.Equal("2.4.1", fixture.Sent.OfType<V16.BootNotificationRequest>().Last().FirmwareVersion);
    }

    [Fact]
    public void An_installation_waits_until_no_session_runs()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Do(new StartSession("TAG", 1, null, null));
        Update(fixture);
        fixture.EndTransfer(FileTransferOutcome.Simulated);
        fixture.Wait(600);
        Assert.Equal(["Downloading", "Downloaded"], Statuses(fixture));
        fixture.Do(new StopSession(1));
        fixture.Wait(60);
        Assert.Equal(["Downloading", "Downloaded", "Installing", "Installed"], Statuses(fixture));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void An_installation_that_waits_comes_after_a_reset(bool onIdle)
    {
        var fixture = ChargerFixture.Booted(OcppVersion.V201, timing: Timing.Realistic);
        fixture.Ask("UpdateFirmware", $$$"""
            {"requestId":1,"firmware":{"location":"http://127.0.0.1/firmware","retrieveDateTime":"{{{fixture.Now:O}}}"}}
            """);
        fixture.Do(new StartSession("TAG", 1, null, null));
        fixture.Wait(60);
        fixture.EndTransfer(FileTransferOutcome.Done);
        Assert.Equal(onIdle ? "Scheduled" : "Accepted", fixture.Reset(hard: !onIdle));
        fixture.Do(new StopSession(1));
        for (var i = 0; i < 10; i++)
        {
            fixture.Wait(60);
            if (!fixture.IsOpen)
            {
                fixture.Connect();
            }
        }

        Assert.Equal(
            ["Downloading", "Downloaded", "InstallScheduled", "Installing", "InstallRebooting", "Installed"],
            Certification201.Flow.All(fixture, "FirmwareStatusNotification").Select(payload => payload.GetProperty("status").GetString()));
    }

    [Fact]
    public void A_download_is_tried_as_often_as_asked_and_then_failed()
    {
        var fixture = ChargerFixture.Booted();
        Update(fixture, retries: 2, retryInterval: 40);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Wait(39);
        Assert.Single(fixture.Transfers);
        fixture.Wait(1);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Wait(40);
        Assert.Equal(3, fixture.Transfers.Count);
        Assert.Equal(["Downloading"], Statuses(fixture));
        fixture.EndTransfer(FileTransferOutcome.Failed);
        Assert.Equal(["Downloading", "DownloadFailed"], Statuses(fixture));
        fixture.Wait(600);
        Assert.Equal(3, fixture.Transfers.Count);
    }

    [Fact]
    public void A_process_that_dies_while_it_transfers_begins_again()
    {
        var fixture = ChargerFixture.Booted();
        Update(fixture);
        fixture.Restart(5);
        Assert.Equal(2, fixture.Transfers.Count);
        fixture.See(fixture.Charger.TransferEnded(fixture.Transfers[0].Number, FileTransferOutcome.Failed, fixture.Now));
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Connect();
        fixture.Wait(60);
        Assert.Equal("Installed", Statuses(fixture)[^1]);
    }

    [Fact]
    public void A_signed_firmware_says_how_far_it_is_and_whose_it_is()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal("Accepted", Signed(fixture, Certificate()));
        fixture.Wait(20);
        Assert.NotNull(fixture.Transfers[0].Signature);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Wait(60);
        Assert.Equal(
            ["DownloadScheduled 7", "Downloading 7", "Downloaded 7", "SignatureVerified 7", "Installing 7", "InstallRebooting 7", "Installed 7"], Statuses(fixture));
    }

    [Fact]
    public void A_signature_that_is_not_the_file_s_stops_the_update_and_is_a_security_event()
    {
        var fixture = ChargerFixture.Booted();
        Signed(fixture, Certificate());
        Assert.Equal("AcceptedCanceled", Signed(fixture, Certificate()));
        fixture.Wait(20);
        fixture.EndTransfer(FileTransferOutcome.InvalidSignature);
        Assert.Equal("InvalidSignature 7", Statuses(fixture)[^1]);
        Assert.Equal(["InvalidFirmwareSignature"], Events(fixture));
        fixture.Wait(600);
        Assert.Empty(fixture.Sent.OfAction("BootNotification"));
    }

    [Fact]
    public void A_signing_certificate_that_is_none_is_refused_before_the_download()
    {
        var fixture = ChargerFixture.Booted();
        Assert.Equal("InvalidCertificate", Signed(fixture, "no certificate"));
        Assert.Equal(["InvalidFirmwareSigningCertificate"], Events(fixture));
        fixture.Wait(60);
        Assert.Empty(fixture.Transfers);
    }

    [Fact]
    public void Diagnostics_are_uploaded_and_can_be_asked_for()
    {
        var fixture = ChargerFixture.Booted();
        var fileName = fixture.Ask("GetDiagnostics", """{"location":"http://127.0.0.1/diagnostics","retries":1,"retryInterval":10}""").GetProperty("fileName").GetString();
        var transfer = Assert.Single(fixture.Transfers);
        Assert.Equal((FileTransferKind.Upload, fileName), (transfer.Kind, transfer.FileName));
        var text = System.Text.Encoding.UTF8.GetString(transfer.Content.Span);
        Assert.Contains("AC22", text);
        Assert.DoesNotContain("AuthorizationKey", text);
        fixture.Trigger("DiagnosticsStatusNotification");
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Wait(10);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Trigger("DiagnosticsStatusNotification");
        Assert.Equal(
            ["Uploading", "Uploading", "Uploading", "Uploaded", "Idle"],
            fixture.Sent.OfAction("DiagnosticsStatusNotification").Select(message => Payload(message).GetProperty("status").GetString()));
    }

    [Fact]
    public void A_log_of_security_events_is_uploaded()
    {
        var fixture = ChargerFixture.Booted();
        Signed(fixture, "no certificate");
        Assert.Equal("Accepted", Log(fixture, 5));
        Assert.Contains("InvalidFirmwareSigningCertificate", System.Text.Encoding.UTF8.GetString(fixture.Transfers[0].Content.Span));
        Assert.Equal("AcceptedCanceled", Log(fixture, 6));
        fixture.See(fixture.Charger.TransferEnded(fixture.Transfers[0].Number, FileTransferOutcome.Done, fixture.Now));
        fixture.EndTransfer(FileTransferOutcome.Failed);
        Assert.Equal(
            [("Uploading", 5), ("Uploading", 6), ("UploadFailure", 6)],
            fixture.Sent.OfAction("LogStatusNotification").Select(Payload)
                .Select(payload => (payload.GetProperty("status").GetString()!, payload.GetProperty("requestId").GetInt32())));
    }

    [Fact]
    public void An_upload_that_another_takes_the_place_of_is_told_to_have_failed()
    {
        var fixture = ChargerFixture.Booted();
        fixture.Ask("GetDiagnostics", """{"location":"http://127.0.0.1/diagnostics"}""");
        Assert.Equal("Accepted", Log(fixture, 5));
        fixture.Ask("GetDiagnostics", """{"location":"http://127.0.0.1/diagnostics"}""");
        fixture.EndTransfer(FileTransferOutcome.Done);
        Assert.Equal(
            ["Uploading", "UploadFailed", "Uploading", "UploadFailure", "Uploading", "Uploaded"],
            fixture.Sent.Where(message => message.ActionName is "DiagnosticsStatusNotification" or "LogStatusNotification")
                .Select(message => Payload(message).GetProperty("status").GetString()));
    }

    static void Update(ChargerFixture fixture, int secondsLater = 0, int retries = 0, int retryInterval = 30) => fixture.Ask(
        "UpdateFirmware",
        $$"""
        {"location":"{{Location}}","retrieveDate":"{{fixture.Now.AddSeconds(secondsLater):O}}","retries":{{retries}},"retryInterval":{{retryInterval}}}
        """);

    static string Signed(ChargerFixture fixture, string certificate) => fixture.Ask(
        "SignedUpdateFirmware",
        $$$"""
        {"requestId":7,"firmware":{"location":"http://127.0.0.1/fw-3.0.bin","retrieveDateTime":"{{{fixture.Now.AddSeconds(20):O}}}",
         "signingCertificate":{{{JsonSerializer.Serialize(certificate)}}},"signature":"AAAA"}}
        """).GetProperty("status").GetString()!;

    static string Log(ChargerFixture fixture, int requestId) => fixture.Ask(
        "GetLog",
        $$$"""{"logType":"SecurityLog","requestId":{{{requestId}}},"retries":0,"log":{"remoteLocation":"http://127.0.0.1/logs"}}""")
        .GetProperty("status").GetString()!;

    static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=Acme", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(ChargerFixture.Start.AddDays(-1), ChargerFixture.Start.AddDays(1)).ExportCertificatePem();
    }

    static List<string> Statuses(ChargerFixture fixture) => [.. fixture.Sent
        .Where(message => message.ActionName is "FirmwareStatusNotification" or "SignedFirmwareStatusNotification").Select(Payload)
        .Select(payload => payload.GetProperty("status").GetString() + (payload.TryGetProperty("requestId", out var id) ? $" {id}" : ""))];

    static IEnumerable<string?> Events(ChargerFixture fixture) =>
        fixture.Sent.OfAction("SecurityEventNotification").Select(message => Payload(message).GetProperty("type").GetString());

    static JsonElement Payload(OcppRequest request)
    {
        var text = Ocpp.Wire.Text(request);
        Assert.Null(Ocpp.Wire.Check(OcppVersion.V16, request.ActionName, text));
        return JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
