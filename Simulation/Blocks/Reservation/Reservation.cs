using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>A reservation (1.6 section 3.12, 2.0.1 block H).</summary>
/// <param name="Id">Its id, given by the CSMS.</param>
/// <param name="ConnectorId">The connector, of an EVSE its first; 0 is any of the charger's.</param>
/// <param name="IdTag">Whom it is for.</param>
/// <param name="ParentIdTag">The group that may use it as well, or null.</param>
/// <param name="ExpiryDate">When it ends.</param>
/// <param name="EvseId">The EVSE, all of whose connectors it holds (2.0.1); null for the one connector, or any.</param>
/// <param name="Since">When it was made, where a tariff may have a price for its time (2.1); null where none can.</param>
sealed record Reservation(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("connectorId")] int ConnectorId,
    [property: JsonPropertyName("idTag")] string IdTag,
    [property: JsonPropertyName("parentIdTag")] string? ParentIdTag,
    [property: JsonPropertyName("expiryDate")] DateTimeOffset ExpiryDate,
    [property: JsonPropertyName("evseId")] int? EvseId = null,
    [property: JsonPropertyName("since")] DateTimeOffset? Since = null);

/// <summary>What becomes of the wish for a reservation, in the words of all versions.</summary>
enum ReservationOutcome
{
    Accepted,
    Faulted,
    Occupied,
    Rejected,
    Unavailable,
}

// ReserveNow and CancelReservation (1.6 sections 5.13 and 5.1, 2.0.1 use cases H01 and H02), and what holds while a connector is reserved.
public sealed partial class Charger
{
    internal V16.ReserveNowResponse Answer(V16.ReserveNowRequest request, DateTimeOffset now)
    {
        var reservation = new Reservation(request.ReservationId, request.ConnectorId, request.IdTag, request.ParentIdTag, request.ExpiryDate);
        return new() { Status = SameName<ReservationOutcome, V16.ReservationStatus>.Of(Reserve(reservation, now)) };
    }

    internal V2.ReserveNowResponse Answer(V2.ReserveNowRequest request, DateTimeOffset now)
    {
        var evseId = request.EvseId is null or 0 ? null : request.EvseId;
        var first = evseId is { } evse ? Spec.Model.ConnectorsOf(evse).FirstOrDefault() : 0;
        var outcome = !Flag(Settings.ReservationEnabled) || (evseId is not null && first == 0) || !HasConnectorOf(request.ConnectorType)
            ? ReservationOutcome.Rejected
            : Reserve(new(request.Id, first, request.IdToken.IdToken, request.GroupIdToken?.IdToken, request.ExpiryDateTime, evseId, Version == OcppVersion.V21 ? now : null), now);
        return new() { Status = SameName<ReservationOutcome, V2.ReserveNowStatusEnumType>.Of(outcome) };
    }

    internal V16.CancelReservationResponse Answer(V16.CancelReservationRequest request, DateTimeOffset now) => new()
    {
        Status = CancelReservation(request.ReservationId, now) ? V16.CancelReservationStatus.Accepted : V16.CancelReservationStatus.Rejected,
    };

    internal V2.CancelReservationResponse Answer(V2.CancelReservationRequest request, DateTimeOffset now) => new()
    {
        Status = CancelReservation(request.ReservationId, now)
            ? V2.CancelReservationStatusEnumType.Accepted : V2.CancelReservationStatusEnumType.Rejected,
    };

    // False where there is none of that id.
    bool CancelReservation(int id, DateTimeOffset now)
    {
        if (state.Reservations?.Find(reservation => reservation.Id == id) is not { } known)
        {
            return false;
        }

        EndReservation(known, now);
        return true;
    }

    // All of a charger's connectors are of one type (2.0.1 ConnectorEnumType); any will do for what is not determined.
    bool HasConnectorOf(string? type) => type is null or "Undetermined" or "Unknown" || type == Spec.Model.ConnectorType switch
    {
        "CCS1" => "cCCS1",
        "CCS2" => "cCCS2",
        "CHAdeMO" => "cG105",
        "Type1" => "cType1",
        "Type2" => "sType2",
        var other => other,
    };

    // One of the same id is replaced, where the new one can be had.
    ReservationOutcome Reserve(Reservation reservation, DateTimeOffset now)
    {
        if (reservation.ExpiryDate <= now || Down is not null || (reservation.ConnectorId != 0 && Missing(reservation.ConnectorId) is not null))
        {
            return ReservationOutcome.Rejected;
        }

        var others = (state.Reservations ?? []).FindAll(other => other.Id != reservation.Id);
        var status = Reservable([.. PlacesOf(reservation)], reservation.ConnectorId == 0, others);
        if (status == ReservationOutcome.Accepted)
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

    // The connectors that a reservation is about.
    IEnumerable<int> PlacesOf(Reservation reservation) =>
        reservation.ConnectorId == 0 ? Enumerable.Range(1, connectors.Length)
        : reservation.EvseId is { } evse ? Spec.Model.ConnectorsOf(evse)
        : [reservation.ConnectorId];

    ReservationOutcome Reservable(List<int> places, bool any, List<Reservation> others) =>
        places.TrueForAll(id => Connector(id).Error != ChargePointErrorCode.NoError) ? ReservationOutcome.Faulted
        : places.TrueForAll(IsUnusable) ? ReservationOutcome.Unavailable
        : (!any && places.Exists(id => Connector(id).InSession || Connector(id).Plugged || others.Exists(other => Holds(other, id))))
            || EvsesOf(FreeFor(others)) <= others.Count(other => other.ConnectorId == 0) ? ReservationOutcome.Occupied
        : ReservationOutcome.Accepted;

    bool IsUnusable(int id) => Connector(id).IsOutOfService || Connector(id).Error != ChargePointErrorCode.NoError;

    // Whether it is for a connector itself, alone or with the others of its EVSE, rather than for any.
    bool Holds(Reservation reservation, int id) => reservation.EvseId is { } evse ? Spec.Model.EvseOf(id).EvseId == evse : reservation.ConnectorId == id;

    Reservation? ReservationOf(int id) => state.Reservations?.Find(reservation => Holds(reservation, id));

    // The connectors that are free and not reserved for themselves.
    List<int> FreeFor(List<Reservation> reservations) => [.. Enumerable.Range(1, connectors.Length).Where(id =>
        !Connector(id).InSession && !Connector(id).Plugged && !IsUnusable(id) && !IsEvseInUse(id)
        && !reservations.Exists(reservation => Holds(reservation, id)))];

    // Of an EVSE's connectors one at a time can be used.
    int EvsesOf(IEnumerable<int> ids) => ids.Select(id => Spec.Model.EvseOf(id).EvseId).Distinct().Count();

    // What keeps an id tag from a connector: its reservation for somebody else, or that of any connector when it is the last.
    string? Reserved(int id, string idTag)
    {
        if (state.Reservations is not { } reservations)
        {
            return null;
        }

        if (ReservationOf(id) is { } own)
        {
            return MayUse(own, idTag) ? null : $"connector {id} is reserved for another id tag until {own.ExpiryDate.UtcDateTime:u}";
        }

        var anyConnector = reservations.FindAll(reservation => reservation.ConnectorId == 0 && !MayUse(reservation, idTag));
        var evse = Spec.Model.EvseOf(id).EvseId;
        return anyConnector.Count > 0 && EvsesOf(FreeFor(reservations).Where(free => Spec.Model.EvseOf(free).EvseId != evse)) < anyConnector.Count
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
        ReservationOf(id)
        ?? state.Reservations?.Find(reservation => reservation.ConnectorId == 0 && IsFor(reservation, idTag, parentIdTag));

    // Whether the CSMS has to say first that the id tag is of the group that a connector is reserved for.
    bool NeedsGroup(int id, string idTag) =>
        ReservationOf(id) is { } own && !IsFor(own, idTag, ParentOf(idTag));

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
            if (state.Reservations is not { } reservations)
            {
                return null;
            }

            DateTimeOffset? next = null;
            foreach (var reservation in reservations)
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
            TellReservation(reservation, V2.ReservationUpdateStatusEnumType.Expired);
        }
    }

    // That a reservation is over by itself is told from 2.0.1 on (use cases H03 and H04).
    void TellReservation(Reservation reservation, V2.ReservationUpdateStatusEnumType status)
    {
        if (Version != OcppVersion.V16 && Spec.HasCsms)
        {
            Notify(new V2.ReservationStatusUpdateRequest { ReservationId = reservation.Id, ReservationUpdateStatus = status });
        }
    }

    // From 2.0.1 on a reservation does not outlive that all it could be used at is faulted or out of service.
    void RemoveUnusableReservations()
    {
        if (Version == OcppVersion.V16 || state.Reservations is not { } reservations)
        {
            return;
        }

        foreach (var reservation in reservations.FindAll(reservation => PlacesOf(reservation).All(IsUnusable)))
        {
            RemoveReservation(reservation);
            TellReservation(reservation, V2.ReservationUpdateStatusEnumType.Removed);
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
        RemoveUnusableReservations();
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

        if (ReservationOf(id) is not null)
        {
            return true;
        }

        var open = reservations.Count(reservation => reservation.ConnectorId == 0 && !Array.Exists(
            connectors, connector => connector.Pending is { } session && IsFor(reservation, session.IdTag, ParentOf(session.IdTag))));
        return open > 0 && FreeFor(reservations) is var free && EvsesOf(free) <= open && free.Contains(id);
    }
}
