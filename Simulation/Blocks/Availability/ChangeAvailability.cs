namespace OcppLab.Simulation;

// ChangeAvailability (1.6 section 5.2, 2.0.1 use cases G03, G04).
public sealed partial class Charger
{
    internal V16.ChangeAvailabilityResponse Answer(V16.ChangeAvailabilityRequest request, DateTimeOffset now) => new()
    {
        Status = request.ConnectorId != 0 && Missing(request.ConnectorId) is not null ? V16.AvailabilityStatus.Rejected
            : ChangeAvailability(Asked(request.ConnectorId), request.Type == V16.AvailabilityType.Operative, now) ? V16.AvailabilityStatus.Accepted
            : V16.AvailabilityStatus.Scheduled,
    };

    internal V2.ChangeAvailabilityResponse Answer(V2.ChangeAvailabilityRequest request, DateTimeOffset now)
    {
        var ids = NumbersOf(request.Evse).ToList();
        return new()
        {
            Status = ids.Count == 0 ? V2.ChangeAvailabilityStatusEnumType.Rejected
                : ChangeAvailability(ids, request.OperationalStatus == V2.OperationalStatusEnumType.Operative, now)
                    ? V2.ChangeAvailabilityStatusEnumType.Accepted
                : V2.ChangeAvailabilityStatusEnumType.Scheduled,
        };
    }

    // False where it waits for a session to be over.
    bool ChangeAvailability(IEnumerable<int> ids, bool operative, DateTimeOffset now)
    {
        var done = true;
        foreach (var id in ids)
        {
            var connector = Connector(id);
            if (connector.InSession && !operative)
            {
                connector.OperativeNext = false;
                done = false;
            }
            else
            {
                (connector.Inoperative, connector.OperativeNext) = (!operative, null);
                Show(id, now);
            }
        }

        ShowCharger(now);
        persist = true;
        return done;
    }

    // One that waited for the session to be over takes effect before the connector could be free for another.
    void ChangeAvailabilityAsScheduled(int id, DateTimeOffset at)
    {
        var connector = Connector(id);
        if (connector is { InSession: false, OperativeNext: { } operative })
        {
            (connector.Inoperative, connector.OperativeNext) = (!operative, null);
            Show(id, at);
            ShowCharger(at);
        }
    }
}
