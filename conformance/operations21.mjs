// What came with OCPP 2.1: tariffs and cost, dynamic schedules, priority, energy that flows back, payments.
const V = "2.1";
const has = (wanted) => (a) => a.status === wanted;
const tariff = (tariffId, priceKwh) => ({ tariffId, currency: "EUR", energy: { prices: [{ priceKwh }], taxRates: [{ type: "VAT", tax: 19 }] } });
const schedule = (id, more, period) => [{ id, chargingRateUnit: "W", ...more, chargingSchedulePeriod: [{ startPeriod: 0, ...period }] }];

/** Asks for all of it in one session, on a charger whose vehicle can give energy. */
export async function operations21(cp, chargerId, { check, command }) {
  const update = (trigger) => (p) => p.eventType === "Updated" && p.triggerReason === trigger;
  await cp.ask(V, "SetDefaultTariff", { evseId: 0, tariff: tariff("day", 0.4) }, has("Accepted"));
  await cp.ask(V, "SetDefaultTariff", { evseId: 0, tariff: tariff("day", 0.4) }, has("DuplicateTariffId"));
  await cp.ask(V, "GetTariffs", { evseId: 0 }, (a) => a.tariffAssignments[0].tariffId === "day");
  await command("start-session", chargerId, {
    id_tag: "GIVER", duration_seconds: null, target_energy_kwh: null, vehicle: { name: "FamilySuv", iso15118: true, soc_percent: 60 },
  });
  const { params: { transactionInfo: { transactionId } } } = await cp.saw("TransactionEvent", (p) => p.eventType === "Started" && p.transactionInfo.tariffId === "day");
  await cp.ask(V, "ChangeTransactionTariff", { transactionId, tariff: tariff("special", 0.2) }, has("Accepted"));
  await cp.ask(V, "ChangeTransactionTariff", { transactionId: "none", tariff: tariff("special", 0.2) }, has("TxNotFound"));
  await cp.saw("TransactionEvent", (p) => update("TariffChanged")(p) && p.costDetails !== undefined);

  const dynamic = { id: 21, stackLevel: 1, chargingProfilePurpose: "TxDefaultProfile", chargingProfileKind: "Dynamic", dynUpdateInterval: 1 };
  await cp.ask(V, "SetChargingProfile", { evseId: 1, chargingProfile: { ...dynamic, chargingSchedule: schedule(21, {}, { limit: 8_000 }) } }, has("Accepted"));
  await cp.saw("PullDynamicScheduleUpdate", (p) => p.chargingProfileId === 21);
  await cp.ask(V, "UpdateDynamicSchedule", { chargingProfileId: 21, scheduleUpdate: { limit: 5_000 } }, has("Accepted"));
  await cp.ask(V, "UpdateDynamicSchedule", { chargingProfileId: 22, scheduleUpdate: { limit: 5_000 } }, has("Rejected"));
  await cp.ask(V, "UsePriorityCharging", { transactionId, activate: true }, has("NoProfile"));
  const priority = { id: 22, stackLevel: 0, chargingProfilePurpose: "PriorityCharging", chargingProfileKind: "Relative" };
  await cp.ask(V, "SetChargingProfile", { evseId: 1, chargingProfile: { ...priority, chargingSchedule: schedule(22, {}, { limit: 10_000 }) } }, has("Accepted"));
  await cp.ask(V, "UsePriorityCharging", { transactionId, activate: true }, has("Accepted"));
  await command("use-priority-charging", chargerId, { connector_id: 1, activate: false });
  await cp.saw("NotifyPriorityCharging", (p) => p.transactionId === transactionId && !p.activated);

  await cp.ask(V, "NotifyAllowedEnergyTransfer", { transactionId, allowedEnergyTransfer: ["DC", "DC_BPT"] }, has("Accepted"));
  await cp.saw("NotifyEVChargingNeeds", (p) => p.chargingNeeds.requestedEnergyTransfer === "DC_BPT");
  const giving = { id: 23, stackLevel: 0, chargingProfilePurpose: "TxProfile", chargingProfileKind: "Relative", transactionId };
  await cp.ask(V, "SetChargingProfile",
    { evseId: 1, chargingProfile: { ...giving, chargingSchedule: schedule(23, {}, { operationMode: "CentralSetpoint", setpoint: -5_000 }) } }, has("Accepted"));
  await cp.saw("TransactionEvent", (p) => update("OperationModeChanged")(p) && p.transactionInfo.operationMode === "CentralSetpoint");
  await cp.ask(V, "GetCompositeSchedule", { evseId: 1, duration: 60, chargingRateUnit: "W" },
    (a) => a.status === "Accepted" && a.schedule.chargingSchedulePeriod[0].setpoint === -5_000);
  await cp.ask(V, "AFRRSignal", { timestamp: new Date().toISOString(), signal: 0 }, has("Rejected"));
  await cp.ask(V, "SetDERControl", { isDefault: true, controlId: "1", controlType: "EnterService" }, has("NotSupported"));
  await cp.ask(V, "GetDERControl", { requestId: 1 }, has("NotSupported"));
  await cp.ask(V, "ClearDERControl", { isDefault: true }, has("NotSupported"));

  await command("stop-session", chargerId, { connector_id: 1 });
  const { params: ended } = await cp.saw("TransactionEvent", (p) => p.eventType === "Ended" && p.transactionInfo.transactionId === transactionId);
  check(`${V}: the end tells by which tariffs it was priced`,
    ended.costDetails.chargingPeriods.some((period) => period.tariffId === "day") && ended.costDetails.chargingPeriods.some((period) => period.tariffId === "special"),
    ended.costDetails);
  await command("settle-payment", chargerId, { connector_id: 1, psp_ref: "psp-1" });
  await cp.saw("NotifySettlement", (p) => p.pspRef === "psp-1");
  await command("validate-vat-number", chargerId, { vat_number: "NL123456789B01", evse_id: 1 });
  await cp.saw("VatNumberValidation", (p) => p.vatNumber === "NL123456789B01");
  await cp.ask(V, "NotifyWebPaymentStarted", { evseId: 1, timeout: 0 }, () => true);
  await cp.ask(V, "GetPeriodicEventStream", {}, (a) => a.constantStreamData === undefined);
  await cp.ask(V, "AdjustPeriodicEventStream", { id: 1, params: { values: 1 } }, has("Rejected"));
  await cp.ask(V, "ClearTariffs", {}, (a) => a.clearTariffsResult[0].status === "Accepted");
  await cp.ask(V, "ClearChargingProfile", { chargingProfileCriteria: { evseId: 1 } }, has("Accepted"));
}
