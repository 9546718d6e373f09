namespace OcppLab.Simulation;

// The tariffs that the charger is given, for it to compute the cost of transactions itself (2.1 use cases I07, I09, I10, I11).
public sealed partial class Charger
{
    const int MostTariffs = 100;

    internal V2.SetDefaultTariffResponse Answer(V2.SetDefaultTariffRequest request, DateTimeOffset now)
    {
        var evseIds = EvsesNamed(request.EvseId);
        if (!Flag(Settings.TariffEnabled) || evseIds.Count == 0)
        {
            return Refused(V2.TariffSetStatusEnumType.Rejected, evseIds.Count == 0 ? "InvalidValue" : "NotEnabled");
        }

        if (GivenTariff.Read(request.Tariff, out var fault) is not { } tariff)
        {
            return fault switch
            {
                TariffFault.TooManyElements => Refused(V2.TariffSetStatusEnumType.TooManyElements, "TooManyElements"),
                TariffFault.ConditionNotSupported => Refused(V2.TariffSetStatusEnumType.ConditionNotSupported, "UnsupportedParam"),
                _ => Refused(V2.TariffSetStatusEnumType.Rejected, "InvalidValue"),
            };
        }

        ForgetOldDefaults(now);
        if (state.Tariffs?.Defaults?.Exists(known => known.Tariff.Id == tariff.Id) == true)
        {
            return new() { Status = V2.TariffSetStatusEnumType.DuplicateTariffId };
        }

        // One that is to hold later leaves those that hold until then.
        var from = tariff.ValidFrom > now ? tariff.ValidFrom.Value : now;
        RemoveDefaults((known, evseId) => known.From == from && evseIds.Contains(evseId));
        if (state.Tariffs?.Defaults?.Count >= MostTariffs)
        {
            return Refused(V2.TariffSetStatusEnumType.Rejected, "TooManyElements");
        }

        ((state.Tariffs ??= new()).Defaults ??= new(1)).Add(new(evseIds, from, tariff));
        ForgetOldDefaults(now);
        persist = true;
        return new() { Status = V2.TariffSetStatusEnumType.Accepted };

        static V2.SetDefaultTariffResponse Refused(V2.TariffSetStatusEnumType status, string reasonCode) =>
            new() { Status = status, StatusInfo = Because(reasonCode) };
    }

    internal V2.GetTariffsResponse Answer(V2.GetTariffsRequest request, DateTimeOffset now)
    {
        var evseIds = EvsesNamed(request.EvseId);
        if (!Flag(Settings.TariffEnabled) || evseIds.Count == 0)
        {
            return new() { Status = V2.TariffGetStatusEnumType.Rejected, StatusInfo = Because(evseIds.Count == 0 ? "InvalidValue" : "NotEnabled") };
        }

        ForgetOldDefaults(now);
        var assignments = new List<V2.TariffAssignmentType>();
        foreach (var known in (state.Tariffs?.Defaults ?? []).Where(known => known.EvseIds.Intersect(evseIds).Any()))
        {
            assignments.Add(new()
            {
                TariffId = known.Tariff.Id,
                TariffKind = V2.TariffKindEnumType.DefaultTariff,
                ValidFrom = known.Tariff.ValidFrom,
                EvseIds = [.. known.EvseIds.Intersect(evseIds)],
            });
        }

        var drivers = evseIds.SelectMany(Spec.Model.ConnectorsOf).Select(id => (Id: id, Used: DriversAt(id))).Where(used => used.Used is not null);
        foreach (var used in drivers.GroupBy(used => used.Used!.Value.TariffId))
        {
            assignments.Add(new()
            {
                TariffId = used.Key,
                TariffKind = V2.TariffKindEnumType.DriverTariff,
                EvseIds = [.. used.Select(at => Spec.Model.EvseOf(at.Id).EvseId).Distinct()],
                IdTokens = [.. used.Select(at => at.Used!.Value.IdTag).Distinct()],
            });
        }

        return assignments.Count == 0
            ? new() { Status = V2.TariffGetStatusEnumType.NoTariff }
            : new() { Status = V2.TariffGetStatusEnumType.Accepted, TariffAssignments = assignments };
    }

    // What transactions are priced by they keep to their end.
    internal V2.ClearTariffsResponse Answer(V2.ClearTariffsRequest request, DateTimeOffset now)
    {
        ForgetOldDefaults(now);
        var evseIds = EvsesNamed(request.EvseId ?? 0);
        var found = (state.Tariffs?.Defaults ?? []).FindAll(known => known.EvseIds.Intersect(evseIds).Any()).ConvertAll(known => known.Tariff.Id);
        if (request.TariffIds is { } ids)
        {
            found.RemoveAll(id => !ids.Contains(id));
        }

        RemoveDefaults((known, evseId) => evseIds.Contains(evseId) && found.Contains(known.Tariff.Id));
        persist |= found.Count > 0;
        return new()
        {
            ClearTariffsResult = found.Count == 0
                ? [new() { Status = V2.TariffClearStatusEnumType.NoTariff }]
                : [.. (request.TariffIds ?? found).Distinct().Select(id => new V2.ClearTariffsResultType
                {
                    TariffId = id,
                    Status = found.Contains(id) ? V2.TariffClearStatusEnumType.Accepted : V2.TariffClearStatusEnumType.NoTariff,
                })],
        };
    }

    // From now on: what it cost before stays.
    internal V2.ChangeTransactionTariffResponse Answer(V2.ChangeTransactionTariffRequest request, DateTimeOffset now)
    {
        if (TransactionOf(request.TransactionId) is not { AwaitsEnergy: false } transaction)
        {
            return new() { Status = V2.TariffChangeStatusEnumType.TxNotFound };
        }

        if (!Flag(Settings.TariffEnabled))
        {
            return new() { Status = V2.TariffChangeStatusEnumType.Rejected, StatusInfo = Because("NotEnabled") };
        }

        if (GivenTariff.Read(request.Tariff, out var fault) is not { } tariff)
        {
            return fault switch
            {
                TariffFault.TooManyElements => new() { Status = V2.TariffChangeStatusEnumType.TooManyElements },
                TariffFault.ConditionNotSupported => new() { Status = V2.TariffChangeStatusEnumType.ConditionNotSupported },
                _ => new() { Status = V2.TariffChangeStatusEnumType.Rejected, StatusInfo = Because("InvalidValue") },
            };
        }

        if ((transaction.Tariffs?[^1].Tariff.Currency ?? tariff.Currency) != tariff.Currency)
        {
            return new() { Status = V2.TariffChangeStatusEnumType.NoCurrencyChange };
        }

        if (transaction.Tariffs?.Count >= MostTariffs)
        {
            return new() { Status = V2.TariffChangeStatusEnumType.Rejected, StatusInfo = Because("TooManyElements") };
        }

        (transaction.Tariffs ??= new(1)).RemoveAll(applied => applied.Since == now && now > transaction.StartedAt);
        transaction.Tariffs.Add(new(now, tariff, IsDrivers: true));
        transaction.NextCostAt ??= NextCostAfter(now);
        Tell(transaction, TransactionEventKind.Updated, TriggerReason.TariffChanged, now);
        persist = true;
        return new() { Status = V2.TariffChangeStatusEnumType.Accepted };
    }

    // The EVSEs that a request is about: none where what it names is not there.
    List<int> EvsesNamed(int evseId) =>
        evseId == 0 ? [.. Enumerable.Range(1, Spec.Model.EvseCount)] : evseId <= Spec.Model.EvseCount ? [evseId] : [];

    // The tariff of whoever has none of their own.
    Tariff? DefaultTariffAt(int evseId, DateTimeOffset at) => state.Tariffs?.Defaults?
        .FindAll(known => known.From <= at && known.EvseIds.Contains(evseId)).MaxBy(known => known.From)?.Tariff;

    // Those that others have taken the place of.
    void ForgetOldDefaults(DateTimeOffset now) => RemoveDefaults(
        (known, evseId) => known.From <= now && state.Tariffs!.Defaults!.Exists(
            other => other.From > known.From && other.From <= now && other.EvseIds.Contains(evseId)));

    void RemoveDefaults(Func<DefaultTariff, int, bool> isRemoved)
    {
        if (state.Tariffs is not { Defaults: { } defaults } tariffs)
        {
            return;
        }

        var left = defaults.ConvertAll(known => known with { EvseIds = [.. known.EvseIds.Where(evseId => !isRemoved(known, evseId))] });
        left.RemoveAll(known => known.EvseIds.Count == 0);
        tariffs.Defaults = left.Count > 0 ? left : null;
        ForgetNoTariffs();
    }

    void ForgetNoTariffs() => state.Tariffs = state.Tariffs is { Defaults: null, Drivers: null, HasProblem: false } ? null : state.Tariffs;
}
