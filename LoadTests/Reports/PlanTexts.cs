using OcppLab.Simulation;

namespace OcppLab.LoadTests;

/// <summary>A plan in sentences.</summary>
static class PlanTexts
{
    /// <summary>The word for a kind of stage.</summary>
    public static string Kind(StageKind kind) => kind switch
    {
        StageKind.Ramp => "ramp",
        StageKind.Steady => "steady",
        StageKind.Spike => "spike",
        _ => "soak",
    };

    /// <summary>A stage's name.</summary>
    public static string Name(LoadStage stage) => string.IsNullOrWhiteSpace(stage.Name) ? Kind(stage.Kind) : stage.Name;

    /// <summary>A stage's name with its kind and how long it takes.</summary>
    public static string Stage(LoadStage stage) => string.IsNullOrWhiteSpace(stage.Name)
        ? $"{Kind(stage.Kind)}, {Figures.Duration(stage.Duration)}"
        : $"{stage.Name} ({Kind(stage.Kind)}, {Figures.Duration(stage.Duration)})";

    /// <summary>What a stage comes to: to 1 000 connected chargers, 5 new sessions a second.</summary>
    public static string Load(LoadStage stage)
    {
        var values = new List<string>();
        if (stage.Connected is { } connected)
        {
            values.Add(Figures.Count(connected, "connected charger", "connected chargers"));
        }

        if (stage.ActiveSessions is { } active)
        {
            values.Add(Figures.Count(active, "active session", "active sessions"));
        }

        if (stage.SessionsPerSecond is { } rate)
        {
            values.Add($"{Figures.Rate(rate)} new {(rate == 1 ? "session" : "sessions")} a second");
        }

        var load = values.Count == 0 ? "nothing changes" : string.Join(", ", values);
        return (values.Count, stage.Kind) switch
        {
            (0, _) => load,
            (_, StageKind.Ramp) => $"evenly to {load}",
            (_, StageKind.Spike) => $"at once {load}, and then as before it",
            _ => $"at once {load}",
        };
    }

    /// <summary>Which chargers.</summary>
    public static string Target(LoadTarget target)
    {
        if (target.Template is { } template)
        {
            return $"{Figures.Count(target.ChargersNumber ?? 0, "charger", "chargers")} made for this load test and removed after it: "
                + $"{template.BrandSlug} {template.ModelSlug}, OCPP {Version(template.OcppVersion)}, identities {target.IdentityPrefix}000001 and following.";
        }

        var which = (target.ChargerIds, target.ChargersNumber, target.Share) switch
        {
            ({ } ids, _, _) => Figures.Count(ids.Count, "charger", "chargers"),
            (_, { } number, _) => $"The first {Figures.Count(number, "charger", "chargers")}",
            (_, _, { } share) => $"The first {Figures.Percent(100 * share)} of the chargers",
            _ => "All chargers",
        };
        return $"{which} of location {target.LocationId}.";
    }

    /// <summary>What the sessions are like.</summary>
    public static IEnumerable<string> Session(SessionShape session)
    {
        yield return session.IdTags is { } tags
            ? $"Id tags: {Figures.Count(tags.Count, "one that is given", "of a list")}."
            : $"Id tags: {(session.IdTagsNumber is { } number ? $"{Figures.Count(number)} of the pattern" : "all of the pattern")} {session.IdTagPattern}.";
        if (session.DurationSeconds is { } seconds)
        {
            yield return $"Time limit: {Distribution(seconds, "s")}.";
        }

        if (session.EnergyKwh is { } energy)
        {
            yield return $"Energy limit: {Distribution(energy, "kWh")}.";
        }

        if (session.DurationSeconds is null && session.EnergyKwh is null)
        {
            yield return "Limits: none; a session lasts until its vehicle leaves.";
        }

        var weights = session.Vehicles.Sum(vehicle => vehicle.Weight);
        yield return session.Vehicles.Count == 0
            ? "Vehicles: as the chargers choose."
            : $"Vehicles: {string.Join(", ", session.Vehicles.Select(vehicle => $"{Figures.Percent(100 * vehicle.Weight / weights)} {Vehicle(vehicle.Vehicle)}"))}.";
        yield return session.Timing switch
        {
            Timing.Instant => "Drivers act at once.",
            Timing.Realistic => "Drivers act at a realistic pace.",
            _ => "Drivers act at the chargers' own pace.",
        };
        if (session.RemoteStartShare > 0)
        {
            yield return $"In {Figures.Percent(100 * session.RemoteStartShare)} of the sessions the vehicle only plugs in, for the CSMS to start the session.";
        }
    }

    /// <summary>What an event is, in two or three words.</summary>
    public static string Kind(LoadEvent happening) => happening.Kind switch
    {
        LoadEventKind.ReconnectStorm => "reconnect storm",
        LoadEventKind.Reset => happening.Hard ? "hard reset" : "reset",
        LoadEventKind.Offline => "offline",
        _ => "network fault",
    };

    /// <summary>What happens in an event.</summary>
    public static string Event(LoadEvent happening)
    {
        var who = happening.Share >= 1 ? "all chargers" : $"{Figures.Percent(100 * happening.Share)} of the chargers";
        var over = happening.Over > TimeSpan.Zero ? $", one after the other over {Figures.Duration(happening.Over)}" : "";
        var until = happening.Duration > TimeSpan.Zero ? $" for {Figures.Duration(happening.Duration)}" : "";
        return happening.Kind switch
        {
            LoadEventKind.ReconnectStorm => $"{who} lose their connection and make it anew{over}",
            LoadEventKind.Reset => $"{who} restart{(happening.Hard ? " without stopping their transactions first" : "")}{over}",
            LoadEventKind.Offline => $"{who} have no network{until}{over}",
            _ => $"between {who} and the CSMS {Fault(happening.Fault)}{until}{over}",
        };
    }

    static string Fault(NetworkFault? fault)
    {
        if (fault is null)
        {
            return "the network fails";
        }

        var messages = $"{(fault.Rate >= 1 ? "all" : $"{Figures.Percent(100 * fault.Rate)} of the")} {(fault.Action is { } action ? $"{action} messages" : "messages")}"
            + fault.Direction switch
            {
                MessageDirection.ToCsms => " to the CSMS",
                MessageDirection.ToCharger => " to the chargers",
                _ => "",
            };
        return fault.Kind switch
        {
            NetworkFaultKind.Latency => $"{messages} are delayed by {Figures.Duration(fault.Delay)}",
            NetworkFaultKind.Drop => $"{messages} are lost",
            _ => "there is no network",
        };
    }

    static string Distribution(Distribution distribution, string unit)
    {
        var bounds = $"{Figures.Count(distribution.Min)} to {Unit(distribution.Max)}";
        return distribution.Kind switch
        {
            DistributionKind.Fixed => Unit(distribution.Mean),
            DistributionKind.Uniform => $"{bounds}, evenly spread",
            DistributionKind.Normal => $"{Unit(distribution.Mean)} on average, normally spread with a deviation of {Unit(distribution.Deviation)}, within {bounds}",
            _ => $"{Unit(distribution.Mean)} on average, exponentially spread, within {bounds}",
        };

        string Unit(double value) => $"{Figures.Count(value)}{Figures.Thin}{unit}";
    }

    static string Vehicle(VehicleOptions vehicle) => (vehicle.Name, vehicle.BatteryKwh) switch
    {
        ({ } name, _) => name,
        (_, { } battery) => $"with {Figures.Count(battery)}{Figures.Thin}kWh",
        _ => "as the chargers choose",
    };

    static string Version(OcppVersion version) => version switch
    {
        OcppVersion.V16 => "1.6",
        OcppVersion.V201 => "2.0.1",
        _ => "2.1",
    };
}
