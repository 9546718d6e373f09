using System.Net.Sockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using OcppLab.Ocpp;
using static OcppLab.Tests.Wire.RawServer;

namespace OcppLab.Tests.Wire;

/// <summary>An open connection: frames both ways, pings, and how it ends.</summary>
public sealed class ConnectionTests : IDisposable
{
    readonly RawServer server = new();
    readonly Probe probe = new();

    public void Dispose() => this.server.Dispose();

    async Task<CsmsConnection> OpenAsync(CsmsConnectionOptions? options = null, params byte[][] frames)
    {
        var connection = CsmsConnection.Open(new(this.server.Url, "CP-1", "ocpp1.6", 0, null), options ?? new(), this.probe);
        await this.server.OpenAsync(frames);
        await this.probe.Opened;
        return connection;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public async Task Text_of_any_length_goes_both_ways(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26)));
        var connection = await OpenAsync();

        connection.Send(Encoding.UTF8.GetBytes(text));
        var (first, payload) = await this.server.ReadAsync();
        await this.server.SendAsync(Text(text));

        Assert.Equal(0x81, first);
        Assert.Equal(text, Encoding.UTF8.GetString(payload));
        Assert.Equal(text, await this.probe.NextAsync());
    }

    [Fact]
    public async Task A_frame_that_comes_with_the_handshake_is_not_lost()
    {
        await OpenAsync(null, Text("one"), Text("two"));

        Assert.Equal("one", await this.probe.NextAsync());
        Assert.Equal("two", await this.probe.NextAsync());
    }

    [Property(MaxTest = 20)]
    public Property However_the_bytes_are_cut_the_messages_are_the_same() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (texts, piece) => CutAsync([.. texts.Select(text => text.Get.Replace('\ud800', 'x'))], piece.Get).GetAwaiter().GetResult());

    static async Task<bool> CutAsync(string[] texts, int piece)
    {
        texts = [.. texts.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))];
        using var server = new RawServer();
        var probe = new Probe();
        CsmsConnection.Open(new(server.Url, "CP-1", "ocpp1.6", 0, null), new(), probe);
        await server.OpenAsync();
        foreach (var part in texts.SelectMany(Text).Chunk(piece))
        {
            await server.SendAsync(part);
        }

        foreach (var text in texts)
        {
            if (await probe.NextAsync() != text)
            {
                return false;
            }
        }

        return true;
    }

    [Fact]
    public async Task A_fragmented_message_is_put_together_even_with_a_ping_and_a_cut_character_in_between()
    {
        await OpenAsync();
        var euro = Encoding.UTF8.GetBytes("€");

        await this.server.SendAsync(
            [.. Frame(0x01, [(byte)'a', euro[0]]), .. Frame(0x89, "hello"u8), .. Frame(0x00, [euro[1]]), .. Frame(0x80, [euro[2], (byte)'z'])]);
        await this.server.SendAsync(Text("next"));

        Assert.Equal("a€z", await this.probe.NextAsync());
        Assert.Equal("next", await this.probe.NextAsync());
        var (first, payload) = await this.server.ReadAsync();
        Assert.Equal(0x8A, first);
        Assert.Equal("hello"u8, payload);
    }

    public static TheoryData<string, byte[], int, string> Violations => new()
    {
        { "reserved bit", Frame(0xC1, "x"u8), 1002, "set a reserved bit" },
        { "unknown kind", Frame(0x83, "x"u8), 1002, "sent a frame of the unknown kind 3" },
        { "unknown control", Frame(0x8B, "x"u8), 1002, "sent a frame of the unknown kind 11" },
        { "masked", [0x81, 0x81, 0, 0, 0, 0, (byte)'x'], 1002, "masked a frame" },
        { "cut ping", Frame(0x09, "x"u8), 1002, "fragmented a control frame" },
        { "long ping", Frame(0x89, new byte[126]), 1002, "sent a control frame of more than 125 bytes" },
        { "continuation", Frame(0x80, "x"u8), 1002, "continued a message that was not begun" },
        { "nested", [.. Frame(0x01, "x"u8), .. Text("y")], 1002, "began a message before the last was complete" },
        { "binary", Frame(0x82, "x"u8), 1003, "sent a binary message" },
        { "not UTF-8", Frame(0x81, [0xC3, 0x28]), 1007, "sent text that is not UTF-8" },
        { "not UTF-8 in pieces", [.. Frame(0x01, [0xC3]), .. Frame(0x80, [0x28])], 1007, "sent text that is not UTF-8" },
        { "too large", [0x81, 126, 0x04, 0x01], 1009, "sent a message of more than 1024 bytes" },
        { "far too large", [0x81, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 1009, "sent a message of more than 1024 bytes" },
        { "too large in pieces", [.. Frame(0x01, new byte[1000]), .. Frame(0x80, new byte[25])], 1009, "sent a message of more than 1024 bytes" },
        { "close of one byte", Frame(0x88, [3]), 1002, "sent a malformed close frame" },
        { "close with a reserved code", Close(1005, ""), 1002, "sent a malformed close frame" },
        { "close that is not UTF-8", Frame(0x88, [3, 232, 0xC3, 0x28]), 1007, "sent a close frame that is not UTF-8" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task What_breaks_the_protocol_closes_the_connection_with_its_code(string what, byte[] bytes, int code, string deed)
    {
        Assert.NotEmpty(what);
        await OpenAsync(new() { MaxFrameBytes = 1024 });

        await this.server.SendAsync([.. bytes, .. Text("ignored")]);
        var (first, payload) = await this.server.ReadAsync();
        this.server.Stream.Close();

        Assert.Equal(0x88, first);
        Assert.Equal(code, payload[0] << 8 | payload[1]);
        Assert.Equal($"the CSMS {deed}", Encoding.UTF8.GetString(payload[2..]));
        Assert.Equal($"the CSMS {deed}", await this.probe.Closed);
    }

    [Theory]
    [InlineData(1001, "restart", "the CSMS closed the connection (1001 going away: restart)")]
    [InlineData(1000, "", "the CSMS closed the connection (1000 normal closure)")]
    [InlineData(4711, "bye", "the CSMS closed the connection (4711 application code: bye)")]
    public async Task A_close_is_answered_and_told_with_code_and_reason(int code, string text, string reason)
    {
        await OpenAsync();

        await this.server.SendAsync(Close(code, text));

        var (first, payload) = await this.server.ReadAsync();
        Assert.Equal(0x88, first);
        Assert.Equal(code, payload[0] << 8 | payload[1]);
        Assert.Equal(reason, await this.probe.Closed);
    }

    [Fact]
    public async Task Closing_says_so_after_what_was_sent_and_ends_when_the_other_side_has_answered_and_is_gone()
    {
        var connection = await OpenAsync();

        connection.Send("last"u8);
        connection.Close("switched off " + new string('ä', 100));
        connection.Send("too late"u8);

        Assert.Equal("last", await this.server.ReadTextAsync());
        var (first, payload) = await this.server.ReadAsync();
        Assert.Equal(0x88, first);
        Assert.Equal(1000, payload[0] << 8 | payload[1]);
        Assert.Equal(2, payload.Length);
        await this.server.SendAsync(Close(1000, ""));
        Assert.Equal(0, this.probe.Closings);
        this.server.Stream.Socket.Shutdown(SocketShutdown.Send);
        Assert.StartsWith("switched off", await this.probe.Closed);
        Assert.Equal(0, await this.server.Stream.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_close_after_whose_answer_the_connection_stays_ends_all_the_same()
    {
        var time = new FakeTimeProvider();
        var connection = await OpenAsync(new() { Time = time });

        connection.Close("switched off");
        await this.server.ReadAsync();
        await this.server.SendAsync(Close(1000, ""));
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("switched off", await this.probe.Closed);
    }

    [Fact]
    public async Task A_close_that_nobody_answers_ends_all_the_same()
    {
        var time = new FakeTimeProvider();
        var connection = await OpenAsync(new() { Time = time });

        connection.Close("switched off");
        await this.server.ReadAsync();
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("switched off", await this.probe.Closed);
    }

    [Fact]
    public async Task A_dropped_connection_is_told_once()
    {
        var connection = await OpenAsync();

        this.server.Stream.Close();

        Assert.Equal("the CSMS dropped the connection", await this.probe.Closed);
        connection.Send("x"u8);
        connection.Close("again");
        connection.Abort("again");
        Assert.Equal(1, this.probe.Closings);
    }

    [Fact]
    public async Task A_reset_connection_is_told()
    {
        await OpenAsync();

        this.server.Stream.Socket.Close(0);

        Assert.Equal("the CSMS reset the connection", await this.probe.Closed);
    }

    [Fact]
    public async Task Aborting_drops_the_connection_without_a_farewell()
    {
        var connection = await OpenAsync();

        connection.Abort("power loss");

        Assert.Equal("power loss", await this.probe.Closed);
        Assert.Equal(0, await this.server.Stream.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_listener_that_fails_ends_the_connection_and_not_the_process()
    {
        var probe = new Probe { OnFrame = _ => throw new InvalidOperationException("oops") };
        CsmsConnection.Open(new(this.server.Url, "CP-1", "ocpp1.6", 0, null), new(), probe);
        await this.server.OpenAsync(Text("x"));

        Assert.Equal("a message could not be handled: oops", await probe.Closed);
    }

    [Fact]
    public async Task Pings_are_sent_at_their_interval_and_a_peer_that_does_not_answer_is_gone()
    {
        var time = new FakeTimeProvider();
        await OpenAsync(new() { Time = time, PingInterval = TimeSpan.FromSeconds(20) });

        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0x89, (await this.server.ReadAsync()).First);
        await this.server.SendAsync([.. Frame(0x8A, default), .. Text("after the pong")]);
        Assert.Equal("after the pong", await this.probe.NextAsync());
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0x89, (await this.server.ReadAsync()).First);
        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("the CSMS did not answer a ping within 20 s", await this.probe.Closed);
    }

    [Fact]
    public async Task A_new_ping_interval_counts_at_once_and_zero_means_none()
    {
        var time = new FakeTimeProvider();
        var connection = await OpenAsync(new() { Time = time, PingInterval = TimeSpan.FromSeconds(20) });

        connection.PingInterval = TimeSpan.Zero;
        time.Advance(TimeSpan.FromMinutes(5));
        connection.PingInterval = TimeSpan.FromSeconds(7);
        time.Advance(TimeSpan.FromSeconds(7));
        connection.Send("after the first ping"u8);

        Assert.Equal(0x89, (await this.server.ReadAsync()).First);
        Assert.Equal("after the first ping", await this.server.ReadTextAsync());
    }

    [Fact]
    public async Task What_a_slow_reader_has_not_taken_yet_arrives_later_in_order()
    {
        var connection = await OpenAsync();
        var large = new byte[100_000];
        for (var i = 0; i < 40; i++)
        {
            large.AsSpan().Fill((byte)('A' + i % 26));
            connection.Send(large);
        }

        connection.Send("end"u8);

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal((byte)('A' + i % 26), (await this.server.ReadAsync()).Payload.Distinct().Single());
        }

        Assert.Equal("end", await this.server.ReadTextAsync());
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_is_dropped_before_it_fills_the_memory()
    {
        var connection = await OpenAsync();
        var large = new byte[1_000_000];
        for (var i = 0; i < 100; i++)
        {
            connection.Send(large);
        }

        Assert.Equal("the CSMS does not read what it is sent", await this.probe.Closed);
    }
}
