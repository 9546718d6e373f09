namespace OcppLab.Simulation;

// Local generation (2.1 use case K27): what is generated at the site may be used on top of what the other profiles allow.
public sealed partial class Charger
{
    bool HasGeneration => state.Profiles?.Exists(static profile => profile.Purpose == ProfilePurpose.LocalGeneration) == true;

    // What there is at an EVSE, or for the charger as a whole, and when that changes by itself.
    (double PowerW, DateTimeOffset? Until) GenerationAt(int placeId, DateTimeOffset at)
    {
        var limit = Stacked(ProfilePurpose.LocalGeneration, placeId, at, at);
        var phases = Math.Min(limit.Phases, Spec.Model.Current == CurrentType.Dc ? AllPhases : Spec.Model.Phases);
        return (limit.Limit * limit.WattsPerUnit(phases) ?? 0, limit.Until);
    }

    // All of it raises a limit of the charger as a whole.
    List<ChargingLimit> WithGeneration(List<ChargingLimit> limits, DateTimeOffset at, ref DateTimeOffset? until)
    {
        if (limits.Count == 0 || !HasGeneration)
        {
            return limits;
        }

        var sum = 0.0;
        for (var placeId = 0; placeId <= Spec.Model.EvseCount; placeId++)
        {
            var (powerW, changes) = GenerationAt(placeId, at);
            sum += powerW;
            until = Earlier(until, changes);
        }

        var phases = Spec.Model.Current == CurrentType.Dc ? AllPhases : Spec.Model.Phases;
        return limits.ConvertAll(limit => limit with { Limit = limit.Limit + (sum / limit.WattsPerUnit(phases)) });
    }

    // That of the EVSE and that of all of them raises the limits of what charges there.
    double GenerationFor(int placeId, DateTimeOffset at, ref DateTimeOffset? until)
    {
        if (!HasGeneration)
        {
            return 0;
        }

        var (own, ofAll) = (GenerationAt(placeId, at), GenerationAt(0, at));
        until = Earlier(Earlier(until, own.Until), ofAll.Until);
        return own.PowerW + ofAll.PowerW;
    }
}
