using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>Certification cases of 2.0.1, in 2.1 too: display messages.</summary>
public abstract class DisplayCases(OcppVersion version) : VersionedCases(version)
{
    [Fact]
    public void TC_O_01_Set_display_message()
    {
        var fixture = Flow.Booted();
        Set(fixture, "Accepted", 1);
        AssertShows(fixture, "Message 1");
        fixture.Says();
    }

    [Fact]
    public void TC_O_02_Get_all_display_messages()
    {
        var fixture = Three();
        fixture.Answers("Accepted", "GetDisplayMessages", """{"requestId":9}""");
        Assert.Equal([1, 2, 3], Told(fixture));
        fixture.Says("NotifyDisplayMessages 9");
    }

    [Fact]
    public void TC_O_03_Get_all_display_messages_none_configured()
    {
        var fixture = Flow.Booted();
        fixture.Answers("Unknown", "GetDisplayMessages", """{"requestId":9}""");
        fixture.Says();
    }

    [Fact]
    public void TC_O_04_Clear_display_message()
    {
        var fixture = Flow.Booted();
        Set(fixture, "Accepted", 1);
        fixture.Answers("Accepted", "ClearDisplayMessage", """{"id":1}""");
        AssertShows(fixture);
        fixture.Answers("Unknown", "GetDisplayMessages", """{"requestId":9}""");
    }

    [Fact]
    public void TC_O_05_Clear_display_message_unknown_key()
    {
        var fixture = Flow.Booted();
        Set(fixture, "Accepted", 1);
        fixture.Answers("Unknown", "ClearDisplayMessage", """{"id":2}""");
        AssertShows(fixture, "Message 1");
    }

    [Fact]
    public void TC_O_06_Set_display_message_for_a_transaction()
    {
        var fixture = Flow.Charging();
        Set(fixture, "Accepted", 1, Of(fixture));
        AssertShows(fixture, "Message 1");
        fixture.Do(new StopTransaction(1));
        fixture.Says("TransactionEvent Ended StopAuthorized EVConnected Local TAG");
        AssertShows(fixture);
        fixture.Answers("Unknown", "GetDisplayMessages", """{"requestId":9}""");
    }

    [Fact]
    public void TC_O_07_Get_a_display_message_by_id()
    {
        var fixture = Three();
        fixture.Answers("Accepted", "GetDisplayMessages", """{"requestId":9,"id":[2]}""");
        Assert.Equal([2], Told(fixture));
    }

    [Fact]
    public void TC_O_08_Get_a_display_message_by_priority()
    {
        var fixture = Three();
        fixture.Answers("Accepted", "GetDisplayMessages", """{"requestId":9,"priority":"InFront"}""");
        Assert.Equal([2], Told(fixture));
    }

    [Fact]
    public void TC_O_09_Get_a_display_message_by_state()
    {
        var fixture = Three();
        fixture.Answers("Accepted", "GetDisplayMessages", """{"requestId":9,"state":"Charging"}""");
        Assert.Equal([3], Told(fixture));
    }

    [Fact]
    public void TC_O_10_Set_display_message_for_an_unknown_transaction()
    {
        var fixture = Flow.Booted();
        Set(fixture, "UnknownTransaction", 1, ",\"transactionId\":\"none\"");
        AssertShows(fixture);
    }

    [Fact]
    public void TC_O_11_Get_a_display_message_by_unknown_parameters()
    {
        var fixture = Three();
        fixture.Answers("Unknown", "GetDisplayMessages", """{"requestId":9,"id":[4]}""");
        fixture.Answers("Unknown", "GetDisplayMessages", """{"requestId":9,"id":[1],"state":"Faulted"}""");
        fixture.Says();
    }

    [Fact]
    public void TC_O_12_Replace_display_message()
    {
        var fixture = Flow.Booted();
        Set(fixture, "Accepted", 1);
        Set(fixture, "Accepted", 1, content: "Another");
        AssertShows(fixture, "Another");
        fixture.Answers("Accepted", "GetDisplayMessages", """{"requestId":9}""");
        Assert.Equal([1], Told(fixture));
    }

    [Fact]
    public void TC_O_13_Display_message_at_start_time()
    {
        var fixture = Flow.Booted();
        Set(fixture, "Accepted", 1, At(fixture, "startDateTime", 100));
        fixture.Wait(99);
        AssertShows(fixture);
        fixture.Wait(1);
        AssertShows(fixture, "Message 1");
    }

    [Fact]
    public void TC_O_14_Remove_message_after_end_time()
    {
        var fixture = Flow.Booted();
        Set(fixture, "Accepted", 1, At(fixture, "endDateTime", 100));
        fixture.Wait(99);
        AssertShows(fixture, "Message 1");
        fixture.Wait(1);
        AssertShows(fixture);
        fixture.Answers("Unknown", "GetDisplayMessages", """{"requestId":9}""");
    }

    [Fact]
    public void TC_O_17_Not_supported_priority()
    {
        var fixture = Flow.Booted();
        fixture.Choose("SetDisplayMessage", "NotSupportedPriority");
        Set(fixture, "NotSupportedPriority", 1, priority: "AlwaysFront");
        AssertShows(fixture);
    }

    [Fact]
    public void TC_O_18_Not_supported_state()
    {
        var fixture = Flow.Booted();
        fixture.Choose("SetDisplayMessage", "NotSupportedState");
        Set(fixture, "NotSupportedState", 1, ",\"state\":\"Charging\"");
        AssertShows(fixture);
    }

    [Fact]
    public void TC_O_19_Not_supported_message_format()
    {
        var fixture = Flow.Booted();
        Set(fixture, "NotSupportedMessageFormat", 1, format: "HTML");
        AssertShows(fixture);
    }

    [Fact]
    public void TC_O_25_Set_display_message_in_a_state()
    {
        var fixture = Flow.Booted();
        Set(fixture, "Accepted", 1, ",\"state\":\"Charging\"");
        AssertShows(fixture);
        fixture.Do(new StartSession(Flow.Tag, 1, null, null));
        AssertShows(fixture, "Message 1");
        fixture.Do(new StopSession(1));
        AssertShows(fixture);
    }

    [Fact]
    public void TC_O_26_Set_display_message_rejected()
    {
        var fixture = Flow.Booted();
        Assert.Equal("Accepted", fixture.SetVariable("DisplayMessageCtrlr", "Enabled", "false"));
        Set(fixture, "Rejected", 1);
        AssertShows(fixture);
    }

    [Fact]
    public void TC_O_27_Display_message_for_a_transaction_at_start_time()
    {
        var fixture = Flow.Charging();
        Set(fixture, "Accepted", 1, At(fixture, "startDateTime", 100) + Of(fixture));
        AssertShows(fixture);
        fixture.Wait(100);
        AssertShows(fixture, "Message 1");
    }

    [Fact]
    public void TC_O_28_Remove_message_for_a_transaction_after_end_time()
    {
        var fixture = Flow.Charging();
        Set(fixture, "Accepted", 1, At(fixture, "endDateTime", 100) + Of(fixture));
        fixture.Wait(99);
        AssertShows(fixture, "Message 1");
        fixture.Wait(1);
        AssertShows(fixture);
    }

    static ChargerFixture Three()
    {
        var fixture = Flow.Booted();
        Set(fixture, "Accepted", 1);
        Set(fixture, "Accepted", 2, priority: "InFront");
        Set(fixture, "Accepted", 3, ",\"state\":\"Charging\"");
        return fixture;
    }

    static void Set(
        ChargerFixture fixture, string status, int id, string more = "", string priority = "NormalCycle", string format = "UTF8", string? content = null) =>
        fixture.Answers(
            status, "SetDisplayMessage",
            $$$"""{"message":{"id":{{{id}}},"priority":"{{{priority}}}","message":{"format":"{{{format}}}","content":"{{{content ?? $"Message {id}"}}}"}{{{more}}}}}""");

    static string At(ChargerFixture fixture, string field, int seconds) => $",\"{field}\":\"{fixture.Now.AddSeconds(seconds):O}\"";

    static string Of(ChargerFixture fixture) => $",\"transactionId\":\"{fixture[1].Transaction!.Id}\"";

    static void AssertShows(ChargerFixture fixture, params string[] texts) => Assert.Equal(texts, fixture.Charger.View(fixture.Now).Display);

    static int[] Told(ChargerFixture fixture) =>
        [.. fixture.Sole("NotifyDisplayMessages").GetProperty("messageInfo").EnumerateArray().Select(info => info.GetProperty("id").GetInt32())];
}
