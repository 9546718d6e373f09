namespace OcppLab.Simulation;

// Whose tariff a transaction is priced by, and when its cost is told (2.1 use cases I08 and I12).
public sealed partial class Charger
{
    // The driver's tariff comes with the word that the id token may charge. False where it can't be priced and so must not charge.
    bool KeepTariff(AuthorizeEntry entry, OcppResponse reply, DateTimeOffset now, out string? problem)
    {
        problem = null;
        if (Version != OcppVersion.V21 || reply is not V2.AuthorizeResponse answer)
        {
            return true;
        }

        Tariff? tariff = null;
        var priced = answer.Tariff is not null && Flag(Settings.TariffEnabled) && answer.IdTokenInfo.Status == V2.AuthorizationStatusEnumType.Accepted;
        ForgetDriver(entry.IdTag);
        if (priced)
        {
            tariff = GivenTariff.Read(answer.Tariff!, out var fault);
            TellTariffProblem(fault, now);
            problem = tariff is null ? $"the tariff {answer.Tariff!.TariffId} can't be computed: {fault}" : null;
            priced = tariff is not null || Value(Settings.HandleFailedTariff) == "CentralCost";
        }

        if (priced)
        {
            var drivers = (state.Tariffs ??= new()).Drivers ??= new(1);
            if (drivers.Count == CacheSize)
            {
                drivers.RemoveAt(0);
            }

            drivers.Add(new(entry.IdTag, tariff is null ? null : tariff with { ValidFrom = null }));
            persist = true;
        }

        return problem is null || Value(Settings.HandleFailedTariff) != "Deauthorize";
    }

    internal bool HasTariffProblem => state.Tariffs is { HasProblem: true };

    // That a driver's tariff can't be computed is told once, and so is that the next one can.
    void TellTariffProblem(TariffFault fault, DateTimeOffset at)
    {
        const int error = 4;
        var isProblem = fault != TariffFault.None;
        if (isProblem == HasTariffProblem)
        {
            return;
        }

        (state.Tariffs ??= new()).HasProblem = isProblem;
        ForgetNoTariffs();
        persist = true;
        if (Flag(Settings.MonitoringEnabled) && MonitoringLevel >= error)
        {
            TellEvents(
                [
                    EventOf("TariffCostCtrlr", "Problem", DeviceTier.Station, 0, at) with
                    {
                        Trigger = V2.EventTriggerEnumType.Alerting,
                        ActualValue = isProblem ? "true" : "false",
                        TechCode = isProblem ? fault.ToString() : null,
                        Cleared = isProblem ? null : true,
                        TransactionId = null,
                    },
                ],
                error,
                at);
        }
    }

    void ForgetDriver(string idTag)
    {
        if (state.Tariffs?.Drivers is not { } drivers || drivers.RemoveAll(driver => Same(driver.IdTag, idTag)) == 0)
        {
            return;
        }

        state.Tariffs.Drivers = drivers.Count > 0 ? drivers : null;
        ForgetNoTariffs();
        persist = true;
    }

    // With the cache go the tariffs of those who have yet to come.
    void ForgetDrivers()
    {
        foreach (var driver in state.Tariffs?.Drivers?.ToArray() ?? [])
        {
            if (!Array.Exists(connectors, connector => connector.Pending is { } session && Same(session.IdTag, driver.IdTag)))
            {
                ForgetDriver(driver.IdTag);
            }
        }
    }

    // The driver's tariff that is used at a connector, or is about to be; null for none.
    (string TariffId, string IdTag)? DriversAt(int id)
    {
        var connector = Connector(id);
        return connector.Open?.Tariffs is [.., { IsDrivers: true } applied] ? (applied.Tariff.Id, connector.Open.IdTag)
            : connector.Pending is { } session && DriverOf(session.IdTag)?.Tariff is { } waiting ? (waiting.Id, session.IdTag)
            : null;
    }

    DriverTariff? DriverOf(string idTag) => state.Tariffs?.Drivers?.Find(driver => Same(driver.IdTag, idTag));

    // The driver's tariff goes before the EVSE's. Where the cache is not used, the driver's is for one transaction.
    void Price(Transaction transaction, Reservation? reservation, DateTimeOffset at)
    {
        if (Version != OcppVersion.V21)
        {
            return;
        }

        transaction.ReservedFor = reservation?.Since is { } since && since < transaction.StartedAt ? transaction.StartedAt - since : null;

        // One that the CSMS has given the transaction since it was begun stays.
        if (transaction.Tariffs is [.., { } changed] && changed.Since > transaction.StartedAt)
        {
            return;
        }

        (transaction.Tariffs, transaction.NextCostAt) = (null, null);
        if (state.Tariffs is null || !Flag(Settings.TariffEnabled))
        {
            return;
        }

        var driver = DriverOf(transaction.IdTag);
        if ((driver is null ? DefaultTariffAt(Spec.Model.EvseOf(transaction.ConnectorId).EvseId, at) : driver.Tariff) is { } tariff)
        {
            transaction.Tariffs = [new(transaction.StartedAt, tariff, IsDrivers: driver is not null)];
            transaction.NextCostAt = NextCostAfter(at);
        }

        if (driver is not null && !Flag(Settings.CacheEnabled))
        {
            ForgetDriver(driver.IdTag);
        }
    }

    DateTimeOffset? NextCostAfter(DateTimeOffset at) =>
        Flag(Settings.RunningCostEnabled) && Seconds(Settings.CostInterval) is { Ticks: > 0 } interval ? at + interval : null;

    // While nobody is there to hear it, a running cost is not told.
    DateTimeOffset? NextCostAt(ConnectorState connector) =>
        Version == OcppVersion.V21 && state.Online && connector.ToldOf is { Silent: false } transaction ? transaction.NextCostAt : null;

    void TellCost(Transaction transaction, DateTimeOffset at)
    {
        Tell(transaction, TransactionEventKind.Updated, TriggerReason.RunningCost, at);
        if (CostOf(transaction, at)?.Total is var (_, exclTax, inclTax) && (inclTax ?? exclTax) is { } soFar)
        {
            CheckCost(transaction, soFar, at);
        }

        transaction.NextCostAt = NextCostAfter(at);
        persist = true;
    }

    void ScheduleCosts(DateTimeOffset now, bool onlyOverdue)
    {
        foreach (var connector in connectors)
        {
            if (connector.Open is { Tariffs: not null } transaction && (!onlyOverdue || transaction.NextCostAt <= now))
            {
                transaction.NextCostAt = NextCostAfter(now);
            }
        }
    }

    TransactionCost? CostOf(Transaction transaction, DateTimeOffset at) => transaction.Tariffs is { } tariffs && tariffs[0].Since <= at && Flag(Settings.CostEnabled)
        ? TransactionCost.Of(transaction, Spec.Model.Current, at)
        : null;

    // What a message of a transaction says of its cost: at the start and as it goes the sums, at the end all of it.
    V2.CostDetailsType? CostDetailsOf(TransactionEntry entry)
    {
        var isEnd = entry.Event == TransactionEventKind.Ended;
        return Version == OcppVersion.V21 && entry.Transaction.Tariffs is not null
            && (isEnd || entry.Trigger is TriggerReason.RunningCost or TriggerReason.TariffChanged || (entry.Event == TransactionEventKind.Started && Flag(Settings.RunningCostEnabled)))
            && CostOf(entry.Transaction, entry.At) is { } cost ? CostDetails.Of(cost, withPeriods: isEnd) : null;
    }

    // What a tariff of the charger's own knowledge says to a driver: of the transaction, of who is about to charge, or of the EVSE; null for nothing.
    string? TariffMessageAt(int id, DateTimeOffset now)
    {
        var connector = Connector(id);
        if (Version != OcppVersion.V21)
        {
            return null;
        }

        if (connector.Open?.Tariffs is [.., var applied])
        {
            return applied.Tariff.Description;
        }

        return state.Tariffs is not null && connector.ForDriver?.IsFinal != true
            && (connector.Pending is { } session && DriverOf(session.IdTag) is { } driver
                ? driver.Tariff : DefaultTariffAt(Spec.Model.EvseOf(id).EvseId, now)) is { Description: { } description } ? description
            : !state.Online && Spec.HasCsms && connector.InSession && connector.ForDriver?.Message is null && Value(Settings.OfflineTariffFallbackMessage) is { Length: > 0 } fallback ? fallback
            : null;
    }

    // The final cost stays on the display until somebody else comes.
    void KeepFinalCost(Transaction transaction)
    {
        if (CostOf(transaction, transaction.EndedAt!.Value) is { } cost)
        {
            var (_, exclTax, inclTax) = cost.Total;
            Connector(transaction.ConnectorId).ForDriver = new(cost.Tariff.Description, inclTax ?? exclTax, IsFinal: true, cost.Tariff.Currency, transaction.Id);
        }
    }
}
