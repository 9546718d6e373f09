using System.Text;
using FsCheck;
using FsCheck.Xunit;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Tests.Ocpp;

public sealed class SchemaTests
{
    static readonly TransactionMessage Ended = new(
        TransactionEventKind.Ended, 1, "7", Wire.At, 9, TriggerReason.RemoteStop, ChargingState.Idle, new("TAG"), 1500, StopReason.Remote, true, 5,
        [new(Wire.At, ReadingContext.TransactionEnd, 1500, 7360, 7360, 230, 32, 3, 50)], Measurands.CurrentImport | Measurands.SoC);

    static TransactionMessage EndedIn(OcppVersion version) => Ended with { Version = version };

    static Schema SchemaOf(OcppVersion version) => SchemaOf(EndedIn(version));

    static Schema SchemaOf(TransactionMessage message) => message.Version.Messages().Find(message.ActionName)!.Request.Schema;

    [Property(MaxTest = 1000)]
    public void WhatLeavesFitsItsSchema(
        TransactionEventKind kind,
        TriggerReason trigger,
        ChargingState state,
        StopReason? reason,
        ReadingContext context,
        Measurands measurands,
        bool direct)
    {
        var message = Ended with
        {
            Kind = kind,
            Trigger = trigger,
            ChargingState = state,
            StopReason = reason,
            Samples = [Ended.Samples[0] with { Context = context, Phases = direct ? 0 : 3 }],
            Measurands = measurands,
        };
        foreach (var version in Enum.GetValues<OcppVersion>())
        {
            var told = message with { Version = version };
            Assert.Null(SchemaOf(told).Check(Encoding.UTF8.GetBytes(Wire.Text(told))));
        }
    }

    [Property(MaxTest = 2000)]
    public void NoPayloadThrows(byte[] bytes)
    {
        foreach (var version in Enum.GetValues<OcppVersion>())
        {
            Assert.IsType<CallRefused>(Payloads.ReadResponse(version, EndedIn(version) with { Kind = TransactionEventKind.Started }, bytes));
            Assert.Throws<OcppException>(() => Payloads.ReadRequest(version, "Reset", bytes));
        }
    }

    [Theory]
    [InlineData(OcppVersion.V16)]
    [InlineData(OcppVersion.V201)]
    public void APayloadCutShortIsNotWellFormedWhereverItIsCut(OcppVersion version)
    {
        var payload = Encoding.UTF8.GetBytes(Wire.Text(EndedIn(version)));
        Assert.Null(SchemaOf(version).Check(payload));

        for (var length = 0; length < payload.Length; length++)
        {
            Assert.Equal(ViolationKind.Format, SchemaOf(version).Check(payload.AsSpan(0, length))?.Kind);
        }
    }

    [Property(MaxTest = 2000)]
    public void APayloadWithABrokenByteIsReadOrRefusedWithAReason(NonNegativeInt position, byte value)
    {
        foreach (var version in Enum.GetValues<OcppVersion>())
        {
            var payload = Encoding.UTF8.GetBytes(Wire.Text(EndedIn(version)));
            payload[position.Get % payload.Length] = value;
            if (SchemaOf(version).Check(payload) is { } violation)
            {
                Assert.NotEmpty(violation.Problem);
                Assert.InRange(violation.Description.Length, 1, Violation.MaxDescriptionLength);
            }
            else
            {
                Assert.NotNull(version.Messages().Find(EndedIn(version).ActionName)!.Request.ReadChecked(payload));
            }
        }
    }

    [Theory]
    [InlineData("2026-01-31T11:30:15Z", true)]
    [InlineData("2026-01-31T11:30:15.123456789Z", true)]
    [InlineData("2026-01-31T11:30:15+05:30", true)]
    [InlineData("2026-01-31T11:30:15.25-00:00", true)]
    [InlineData("2026-01-31T11:30Z", false)]
    [InlineData("2026-01-31T11:30:15", false)]
    [InlineData("2026-01-31T11:30:15.250", false)]
    [InlineData("2026-01-31T11:30:15+0530", false)]
    [InlineData("2026-01-31T11:30:15+05", false)]
    [InlineData("2026-01-31 11:30:15Z", false)]
    [InlineData("2026-01-31T25:30:15Z", false)]
    [InlineData("2026-13-31T11:30:15Z", false)]
    [InlineData("31.01.2026", false)]
    [InlineData("", false)]
    public void DatesAreThoseOfRfc3339(string text, bool fits) =>
        Assert.Equal(fits, Schema.DateTime.Check(Encoding.UTF8.GetBytes($"\"{text}\"")) is null);

    [Theory]
    [InlineData("0", true)]
    [InlineData("-5", true)]
    [InlineData("2147483647", true)]
    [InlineData("2147483648", false)]
    [InlineData("1.0", false)]
    [InlineData("1e2", false)]
    [InlineData("\"1\"", false)]
    public void IntegersHave32Bits(string text, bool fits) =>
        Assert.Equal(fits, Schema.Integer().Check(Encoding.UTF8.GetBytes(text)) is null);

    [Theory]
    [InlineData("0", true)]
    [InlineData("-5.25e3", true)]
    [InlineData("1e999", false)]
    [InlineData("\"1\"", false)]
    public void NumbersAreFinite(string text, bool fits) =>
        Assert.Equal(fits, Schema.Number().Check(Encoding.UTF8.GetBytes(text)) is null);

    [Fact]
    public void AnythingAfterAPayloadIsRefused() =>
        Assert.Equal(ViolationKind.Format, Schema.Any.Check("{} {}"u8)?.Kind);
}
