using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>A reservation (1.6 section 3.12).</summary>
/// <param name="Id">Its id, given by the CSMS.</param>
/// <param name="ConnectorId">The connector; 0 is any of the charger's.</param>
/// <param name="IdTag">Whom it is for.</param>
/// <param name="ParentIdTag">The group that may use it as well, or null.</param>
/// <param name="ExpiryDate">When it ends.</param>
sealed record Reservation(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("connectorId")] int ConnectorId,
    [property: JsonPropertyName("idTag")] string IdTag,
    [property: JsonPropertyName("parentIdTag")] string? ParentIdTag,
    [property: JsonPropertyName("expiryDate")] DateTimeOffset ExpiryDate);

// ReserveNow and CancelReservation (1.6 sections 5.13 and 5.1), and what holds while a connector is reserved.
public sealed partial class Charger
{
    internal V16.ReserveNowResponse Answer(V16.ReserveNowRequest request, DateTimeOffset now)
    {
        var reservation = new Reservation(request.ReservationId, request.ConnectorId, request.IdTag, request.ParentIdTag, request.ExpiryDate);
        var status = Reserve(reservation, now);
        return new() { Status = status };
    }

    internal V16.CancelReservationResponse Answer(V16.CancelReservationRequest request, DateTimeOffset now)
    {
        if (state.Reservations?.Find(reservation => reservation.Id == request.ReservationId) is not { } known)
        {
            return new() { Status = V16.CancelReservationStatus.Rejected };
        }

        EndReservation(known, now);
        return new() { Status = V16.CancelReservationStatus.Accepted };
    }

    // One of the same id is replaced, where the new one can be had.
    V16.ReservationStatus Reserve(Reservation reservation, DateTimeOffset now)
    {
        if (reservation.ExpiryDate <= now || Down is not null || (reservation.ConnectorId != 0 && Missing(reservation.ConnectorId) is not null))
        {
            return V16.ReservationStatus.Rejected;
        }

        var others = (state.Reservations ?? []).FindAll(other => other.Id != reservation.Id);
        var status = reservation.ConnectorId == 0 ? ReservableOfAny(others) : Reservable(reservation.ConnectorId, others);
        if (status == V16.ReservationStatus.Accepted)
        {
            if (state.Reservations?.Find(other => other.Id == reservation.Id) is { } replaced)
            {
                RemoveReservation(replaced);
            }

            (state.Reservations ??= new(1)).Add(reservation);
            persist = true;
            ShowReserved(now);
        }

        return status;
    }

    V16.ReservationStatus Reservable(int id, List<Reservation> others)
    {
        var connector = Connector(id);
        return connector.Error != ChargePointErrorCode.NoError ? V16.ReservationStatus.Faulted
            : connector.IsOutOfService ? V16.ReservationStatus.Unavailable
            : connector.InSession || connector.Plugged || others.Exists(other => other.ConnectorId == id)
                || FreeFor(others).Count <= others.Count(other => other.ConnectorId == 0) ? V16.ReservationStatus.Occupied
            : V16.ReservationStatus.Accepted;
    }

    V16.ReservationStatus ReservableOfAny(List<Reservation> others) =>
        connectors.All(connector => connector.Error != ChargePointErrorCode.NoError) ? V16.ReservationStatus.Faulted
        : connectors.All(connector => connector.IsOutOfService || connector.Error != ChargePointErrorCode.NoError) ? V16.ReservationStatus.Unavailable
        : FreeFor(others).Count <= others.Count(other => other.ConnectorId == 0) ? V16.ReservationStatus.Occupied
        : V16.ReservationStatus.Accepted;

    // The connectors that are free and not reserved for themselves.
    List<int> FreeFor(List<Reservation> reservations) => [.. Enumerable.Range(1, connectors.Length).Where(id =>
        !Connector(id).InSession && !Connector(id).Plugged && !Connector(id).IsOutOfService && Connector(id).Error == ChargePointErrorCode.NoError
        && !reservations.Exists(reservation => reservation.ConnectorId == id))];

    // What keeps an id tag from a connector: its reservation for somebody else, or that of any connector when it is the last.
    string? Reserved(int id, string idTag)
    {
        if (state.Reservations is not { } reservations)
        {
            return null;
        }

        if (reservations.Find(reservation => reservation.ConnectorId == id) is { } own)
        {
            return MayUse(own, idTag) ? null : $"connector {id} is reserved for another id tag until {own.ExpiryDate.UtcDateTime:u}";
        }

        var anyConnector = reservations.FindAll(reservation => reservation.ConnectorId == 0 && !MayUse(reservation, idTag));
        return anyConnector.Count > 0 && FreeFor(reservations).Count(free => free != id) < anyConnector.Count
            ? $"connector {id} is the last free one, and reservation {anyConnector[0].Id} holds it until {anyConnector[0].ExpiryDate.UtcDateTime:u}"
            : null;
    }

    // Its own id tag, one of the group, or one of whom the group is not known before the CSMS is asked.
    bool MayUse(Reservation reservation, string idTag) =>
        IsFor(reservation, idTag, ParentOf(idTag)) || (reservation.ParentIdTag is not null && ParentOf(idTag) is null);

    static bool IsFor(Reservation reservation, string idTag, string? parentIdTag) =>
        Same(reservation.IdTag, idTag)
        || (reservation.ParentIdTag is { } group && parentIdTag is not null && Same(group, parentIdTag));

    string? ParentOf(string idTag) =>
        (Flag(Settings.LocalListEnabled) ? Find(state.LocalList?.Entries, idTag) : null)?.ParentIdTag
        ?? (Flag(Settings.CacheEnabled) ? Find(state.Cache, idTag) : null)?.ParentIdTag;

    // The reservation that a session on a connector would use: the connector's, else one of any connector for the id tag.
    Reservation? ReservationAt(int id, string idTag, string? parentIdTag) =>
        state.Reservations?.Find(reservation => reservation.ConnectorId == id)
        ?? state.Reservations?.Find(reservation => reservation.ConnectorId == 0 && IsFor(reservation, idTag, parentIdTag));

    // Whether the CSMS has to say first that the id tag is of the group that a connector is reserved for.
    bool NeedsGroup(int id, string idTag) =>
        state.Reservations?.Find(reservation => reservation.ConnectorId == id) is { } own && !IsFor(own, idTag, ParentOf(idTag));

    // A transaction uses its reservation up.
    int? UseReservation(int id, string idTag, string? parentIdTag, DateTimeOffset at)
    {
        if (ReservationAt(id, idTag, parentIdTag) is not { } reservation)
        {
            return null;
        }

        RemoveReservation(reservation);
        ShowReserved(at);
        return reservation.Id;
    }

    DateTimeOffset? NextExpiry
    {
        get
        {
            DateTimeOffset? next = null;
            foreach (var reservation in state.Reservations ?? [])
            {
                next = Earlier(next, reservation.ExpiryDate);
            }

            return next;
        }
    }

    void ExpireReservations(DateTimeOffset at)
    {
        foreach (var reservation in state.Reservations!.FindAll(reservation => reservation.ExpiryDate <= at))
        {
            EndReservation(reservation, at);
        }
    }

    void EndReservation(Reservation reservation, DateTimeOffset at)
    {
        RemoveReservation(reservation);
        ShowReserved(at);
    }

    void RemoveReservation(Reservation reservation)
    {
        state.Reservations!.Remove(reservation);
        state.Reservations = state.Reservations.Count > 0 ? state.Reservations : null;
        persist = true;
    }

    // What is held changes with every session that begins or ends.
    void ShowReserved(DateTimeOffset at)
    {
        for (var id = 1; id <= connectors.Length; id++)
        {
            if (Connector(id).IsReserved != IsHeld(id))
            {
                Show(id, at);
            }
        }
    }

    // For its own reservation, or as one of the last free ones for those of any connector whose sessions have not come yet.
    bool IsHeld(int id)
    {
        if (state.Reservations is not { } reservations)
        {
            return false;
        }

        if (reservations.Exists(reservation => reservation.ConnectorId == id))
        {
            return true;
        }

        var open = reservations.Count(reservation => reservation.ConnectorId == 0 && !Array.Exists(
            connectors, connector => connector.Pending is { } session && IsFor(reservation, session.IdTag, ParentOf(session.IdTag))));
        return open > 0 && FreeFor(reservations) is var free && free.Count <= open && free.Contains(id);
    }
}
