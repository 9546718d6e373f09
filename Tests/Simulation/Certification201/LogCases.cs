using System.Text;
using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, letter N: diagnostics and the log of security events.</summary>
public abstract class LogCases(OcppVersion version) : VersionedCases(version)
{
    [Fact]
    public void TC_N_25_Retrieve_log_information_diagnostics_log_success()
    {
        var fixture = Flow.Booted();
        GetLog(fixture, Calls.Accepted);
        Assert.Contains("OCPPCommCtrlr.HeartbeatInterval=300", Encoding.UTF8.GetString(fixture.Transfers[0].Content.Span));
        fixture.Says("LogStatusNotification Uploading 5");
        fixture.Answers(Calls.Accepted, "TriggerMessage", """{"requestedMessage":"LogStatusNotification"}""");
        fixture.Says("LogStatusNotification Uploading 5");
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says("LogStatusNotification Uploaded 5");
        fixture.Answers(Calls.Accepted, "TriggerMessage", """{"requestedMessage":"LogStatusNotification"}""");
        fixture.Says("LogStatusNotification Idle");
    }

    [Fact]
    public void TC_N_34_Retrieve_log_information_rejected()
    {
        var fixture = Flow.Booted();
        GetLog(fixture, Calls.Rejected, from: ChargerFixture.Start.AddDays(1));
        fixture.Says();
    }

    [Fact]
    public void TC_N_35_Retrieve_log_information_security_log_success()
    {
        var fixture = Flow.Booted(securityProfile: 1);
        GetLog(fixture, Calls.Accepted, type: "SecurityLog");
        Assert.Contains("StartupOfTheDevice", Encoding.UTF8.GetString(fixture.Transfers[0].Content.Span));
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says("LogStatusNotification Uploading 5", "LogStatusNotification Uploaded 5");
    }

    [Fact]
    public void TC_N_36_Retrieve_log_information_second_request()
    {
        var fixture = Flow.Booted();
        GetLog(fixture, Calls.Accepted);
        GetLog(fixture, "AcceptedCanceled", requestId: 6);
        fixture.EndTransfer(FileTransferOutcome.Done);
        fixture.Says(
            "LogStatusNotification Uploading 5", "LogStatusNotification AcceptedCanceled 5", "LogStatusNotification Uploading 6",
            "LogStatusNotification Uploaded 6");
    }

    [Theory]
    [InlineData("nowhere", "BadMessage")]
    [InlineData("sftp://127.0.0.1/logs", "NotSupportedOperation")]
    public void Where_a_log_can_t_go_it_is_not_uploaded(string location, string status)
    {
        var fixture = Flow.Booted();
        GetLog(fixture, Calls.Accepted, location: location);
        fixture.Says($"LogStatusNotification {status} 5");
        Assert.Empty(fixture.Transfers);
    }

    [Fact]
    public void Where_a_log_may_not_go_is_told()
    {
        var fixture = Flow.Booted();
        GetLog(fixture, Calls.Accepted);
        fixture.EndTransfer(FileTransferOutcome.Denied);
        fixture.Says("LogStatusNotification Uploading 5", "LogStatusNotification PermissionDenied 5");
    }

    [Fact]
    public void A_log_that_can_t_be_uploaded_is_tried_again()
    {
        var fixture = Flow.Booted();
        GetLog(fixture, Calls.Accepted, retries: 1);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Wait(10);
        fixture.EndTransfer(FileTransferOutcome.Failed);
        fixture.Says("LogStatusNotification Uploading 5", "LogStatusNotification Uploading 5", "LogStatusNotification UploadFailure 5");
    }

    static void GetLog(
        ChargerFixture fixture, string status, string type = "DiagnosticsLog", int requestId = 5, int retries = 0, DateTimeOffset? from = null,
        string location = "http://127.0.0.1/logs") => fixture.Answers(status, "GetLog", $$$"""
            {"logType":"{{{type}}}","requestId":{{{requestId}}},"retries":{{{retries}}},"retryInterval":10,
             "log":{"remoteLocation":"{{{location}}}"{{{(from is { } oldest ? $",\"oldestTimestamp\":\"{oldest:O}\"" : "")}}}}}
            """);
}
