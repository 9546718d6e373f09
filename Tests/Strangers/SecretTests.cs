using System.Net;
using System.Text;
using System.Text.Json;
using OcppLab.Grains;
using OcppLab.Tests.Contract;

namespace OcppLab.Tests.Strangers;

/// <summary>Passwords are seen by nobody but those they are for.</summary>
public sealed class SecretTests(StrangerHost host) : ContractSuite(host), IClassFixture<StrangerHost>
{
    const string Secret = "correct-horse";

    [Theory]
    [InlineData(1, "ChangeConfiguration", """{"key": "AuthorizationKey", "value": "correct-horse"}""")]
    [InlineData(1, "ChangeConfiguration", """{"value": "correct-horse", "key": "authorizationKEY"}""")]
    [InlineData(2, "SetVariables", """
        {"setVariableData": [{"attributeValue": "correct-horse", "component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}]}
        """)]
    [InlineData(2, "SetNetworkProfile", """{"configurationSlot": 1, "connectionData": {"basicAuthPassword": "correct-horse", "apn": {"apnPassword": "correct-horse"}}}""")]
    public async Task A_password_that_the_csms_sets_is_in_no_log_and_no_stream(int charger, string action, string payload)
    {
        await AddChargersAsync(charger, host.CsmsUrl);
        await SettledAsync(charger);
        using var frames = await FramesAsync(charger);

        await host.Csms.CallAsync(Identity(charger), action, JsonElement.Parse(payload), default);

        var seen = await frames.UntilAsync((_, data) => (string)data["action"]! == action && (string)data["direction"]! == "csms_to_cp");
        Assert.Contains("***", (string)seen["message"]!);
        Assert.DoesNotContain(Secret, seen.ToJsonString());
        var kept = (await GetAsync($"/ocpp/chargers/{Charger(charger)}/logs?action={action}")).Expect(HttpStatusCode.OK);
        Assert.True((int)kept["total"]! > 0);
        Assert.DoesNotContain(Secret, kept.ToJsonString());
    }

    [Theory]
    [InlineData("ChangeConfiguration", """[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"correct-horse"}]""")]
    [InlineData("ChangeConfiguration", """[2,"1","ChangeConfiguration",{"key":"x","key":"AuthorizationKey","value":"correct-horse"}]""")]
    [InlineData("ChangeConfiguration", """[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":{"x":"correct-horse"}}]""")]
    [InlineData("ChangeConfiguration", """[2,"1","ChangeConfiguration",{"key":"Authorization\u004bey","value":"correct-horse"}]""")]
    [InlineData("SetNetworkProfile", """[2,"1","SetNetworkProfile",{"connectionData":{"vpn":{"password":"correct-horse"}}}]""")]
    [InlineData("", """[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"correct-horse"}""")]
    [InlineData("", """[2,"1","SetNetworkProfile",{"connectionData":{"vpn":{"password":"correct-horse"}}}""")]
    [InlineData("GetDiagnostics", """[2,"1","GetDiagnostics",{"location":"ftp://me:correct-horse@127.0.0.1/a"}]""")]
    [InlineData("GetLog", """[2,"1","GetLog",{"log":{"remoteLocation":"http:\/\/me:correct-horse\u0040127.0.0.1\/a"}}]""")]
    [InlineData("UpdateFirmware", """[2,"1","UpdateFirmware",{"location":"me:correct-horse@127.0.0.1"}]""")]
    public void A_password_is_masked_however_it_is_written(string action, string frame) =>
        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(FrameSecrets.Masked(action, Encoding.UTF8.GetBytes(frame))));

    [Theory]
    [InlineData("ChangeConfiguration", """[2, "1", "ChangeConfiguration", {"key": "HeartbeatInterval", "value": "60"}]""")]
    [InlineData("ChangeConfiguration", """[2,"1","ChangeConfiguration",{"key":7,"value":null}]""")]
    [InlineData("DataTransfer", """[2,"1","DataTransfer",{"vendorId":"us","data":"AuthorizationKey"}]""")]
    [InlineData("GetDiagnostics", """[2,"1","GetDiagnostics",{"location":"ftp://127.0.0.1/a"}]""")]
    [InlineData("", "no frame at all")]
    public void Every_other_frame_is_kept_as_it_came(string action, string frame) =>
        Assert.Equal(frame, Encoding.UTF8.GetString(FrameSecrets.Masked(action, Encoding.UTF8.GetBytes(frame))));

    [Fact]
    public async Task The_database_is_for_its_owner_alone()
    {
        await AddChargersAsync(1);

        var files = Directory.GetFiles(host.Directory, "ocpplab.db*");
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        foreach (var file in files.Where(_ => !OperatingSystem.IsWindows()))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode);
        }
    }

    [Fact]
    public async Task A_failure_that_repeats_what_was_asked_for_keeps_to_its_length()
    {
        await AddChargersAsync(1);

        var body = (await CommandAsync("stop-session", $$"""
            {"target": {"location_id": "{{LocationId}}", "charger_ids": ["{{new string('x', 255)}}"]}, "event": {} }
            """)).Expect(HttpStatusCode.Accepted);

        Assert.Equal(255, ((string)body["failed"]![0]!["error"]!).Length);
    }
}
