using System.Text.Json.Nodes;
using OcppLab.LoadTests;
using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>What else happens in a load test, as it is given in its plan.</summary>
static class LoadEventBody
{
    const int MaxEvents = 1000;
    const int UsualDelayMs = 1000;

    public static readonly Field<LoadEventKind> Kind = Field.Choice(
        "kind",
        "What happens. `reconnect_storm`: chargers lose their connection and make it anew. `reset`: they restart. `offline`: they are without a network for a time;"
        + " what runs goes on. `network_fault`: messages are delayed or lost for a time.",
        Words.All<LoadEventKind>());

    public static readonly Field<double> AtSeconds = Field.Number("at_seconds", "When it begins, in seconds from the start of the first stage.", 0, LoadTestBody.MaxSeconds);

    public static readonly Field<double> Share = Field.Number("share", "To which share of the chargers; the seed chooses them.", 0, 1, above: true).Or(1);

    public static readonly Field<double> OverSeconds = Field.Number(
        "over_seconds", "Over what time it strikes one charger after the other, in seconds; 0 for all at once.", 0, LoadTestBody.MaxSeconds).Or(0);

    public static readonly Field<double?> DurationSeconds = Field.Number(
        "duration_seconds", "`offline` and `network_fault`, which need it: how long it lasts, in seconds.", LoadTestBody.LeastSeconds, LoadTestBody.MaxSeconds).OrNull();

    public static readonly Field<bool?> Hard = Field.Bool(
        "hard", "`reset`: whether the connection drops at once, rather than that transactions end in order first; null for no.").OrNull();

    public static readonly Field<NetworkFaultKind?> Fault = Field.Choice(
        "fault", "`network_fault`, which needs it: what goes wrong.", ("latency", NetworkFaultKind.Latency), ("drop", NetworkFaultKind.Drop)).OrNull();

    public static readonly Field<MessageDirection?> Direction = CommandFields.Direction with { Description = "`network_fault`: only messages that go this way; null for both." };

    public static readonly Field<string?> Action = CommandFields.FaultAction with { Description = "`network_fault`: only messages of this OCPP action; null for all." };

    public static readonly Field<double?> Rate = CommandFields.Rate with { Description = "`network_fault`: the share of messages it strikes; null for 1, all of them." };

    public static readonly Field<int?> DelayMs = CommandFields.DelayMs with { Description = "`latency`: the delay in milliseconds; null for 1000." };

    static readonly Shape Shape = new(
        "LoadTestEvent", "Something that happens during a load test. It is over before the last stage is.",
        Kind, AtSeconds, Share, OverSeconds, DurationSeconds, Hard, Fault, Direction, Action, Rate, DelayMs)
    { IsClosed = true };

    public static readonly Field<IReadOnlyList<Body>> Events = Field.List("events", "What else happens.", Field.Object("", "", Shape), max: MaxEvents)
        .Or([], new JsonArray());

    /// <summary>Reads one.</summary>
    /// <param name="body">It.</param>
    /// <param name="planSeconds">How long the stages take together.</param>
    /// <param name="seed">What decides which messages a fault strikes.</param>
    public static LoadEvent Read(Body body, double planSeconds, ulong seed)
    {
        var kind = body.Get(Kind);
        Refuse(kind != LoadEventKind.Reset, Hard);
        Refuse(kind != LoadEventKind.NetworkFault, Fault, Direction, Action, Rate, DelayMs);
        Refuse(kind is not (LoadEventKind.Offline or LoadEventKind.NetworkFault), DurationSeconds);
        var (at, over) = (body.Get(AtSeconds), body.Get(OverSeconds));
        var duration = kind is LoadEventKind.Offline or LoadEventKind.NetworkFault ? Required(DurationSeconds) : 0;
        if (at >= planSeconds)
        {
            throw Body.Invalid(FormattableString.Invariant($"{body.PathOf(AtSeconds)} is {at}, but the stages take {planSeconds} seconds."));
        }

        if (at + over + duration > planSeconds)
        {
            throw Body.Invalid(FormattableString.Invariant($"{body.Path} is over after {at + over + duration} seconds, but the stages take {planSeconds}."));
        }

        return new()
        {
            Kind = kind,
            At = TimeSpan.FromSeconds(at),
            Share = body.Get(Share),
            Over = TimeSpan.FromSeconds(over),
            Duration = TimeSpan.FromSeconds(duration),
            Hard = body.Get(Hard) == true,
            Fault = kind == LoadEventKind.NetworkFault ? ReadFault() : null,
        };

        NetworkFault ReadFault()
        {
            var fault = Required(Fault);
            if (fault != NetworkFaultKind.Latency && body.Has(DelayMs))
            {
                throw Body.Invalid($"{body.PathOf(DelayMs)} can't be given with the fault {Words.Of(fault)}.");
            }

            var delay = fault == NetworkFaultKind.Latency ? TimeSpan.FromMilliseconds(body.Get(DelayMs) ?? UsualDelayMs) : TimeSpan.Zero;
            return new(fault, body.Get(Direction), body.Get(Action), body.Get(Rate) ?? 1, delay, seed);
        }

        T Required<T>(Field<T?> field)
            where T : struct =>
            body.Get(field) ?? throw Body.Invalid($"{body.PathOf(field)} is required with the kind {Words.Of(kind)}.");

        void Refuse(bool isOfAnother, params IEnumerable<Field> fields)
        {
            if (isOfAnother && fields.FirstOrDefault(body.Has) is { } field)
            {
                throw Body.Invalid($"{body.PathOf(field)} can't be given with the kind {Words.Of(kind)}.");
            }
        }
    }
}
