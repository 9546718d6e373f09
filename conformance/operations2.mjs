// What a CSMS may ask of a charger of 2.0.1 or 2.1, and every message that follows from it. V is the version.
import { createServer } from "node:http";

const has = (wanted) => (a) => a.status === wanted;
const any = (a) => typeof a.status === "string";
const token = (idToken) => ({ idToken, type: "Central" });
const soon = () => new Date(Date.now() + 3_600_000).toISOString();
const now = () => new Date().toISOString();

/** Device model, monitors, lists, reservations, display, customers, cost and data transfer. */
export async function operations2(V, cp, chargerId, { check, command }) {
  await cp.ask(V, "GetBaseReport", { requestId: 1, reportBase: "FullInventory" }, has("Accepted"));
  await cp.saw("NotifyReport", (p) => p.requestId === 1 && !p.tbc);
  const parts = cp.messages.filter((m) => m.action === "NotifyReport" && m.params.requestId === 1).map((m) => m.params.seqNo);
  check(`${V}: the parts of a report are numbered`, parts.every((seqNo, i) => seqNo === i), parts);
  await cp.ask(V, "GetReport", { requestId: 2, componentCriteria: ["Available"] }, has("Accepted"));
  await cp.saw("NotifyReport", (p) => p.requestId === 2 && !p.tbc);
  await cp.ask(V, "SetNetworkProfile", {
    configurationSlot: 2, connectionData: {
      ocppVersion: "OCPP20", ocppTransport: "JSON", ocppInterface: "Wired0", messageTimeout: 30, securityProfile: 1, ocppCsmsUrl: "ws://127.0.0.1/other" },
  }, has("Accepted"));
  await cp.ask(V, "SetMonitoringBase", { monitoringBase: "All" }, has("Accepted"));
  await cp.ask(V, "SetMonitoringLevel", { severity: 9 }, has("Accepted"));
  const state = { component: { name: "EVSE", evse: { id: 1 } }, variable: { name: "AvailabilityState" } };
  await cp.ask(V, "SetVariableMonitoring", { setMonitoringData: [{ ...state, value: 1, type: "Delta", severity: 5 }] },
    (a) => a.setMonitoringResult[0].status === "Accepted");
  await cp.ask(V, "GetMonitoringReport", { requestId: 3 }, has("Accepted"));
  await cp.saw("NotifyMonitoringReport", (p) => p.requestId === 3 && !p.tbc);
  await cp.ask(V, "ClearVariableMonitoring", { id: [9999] }, (a) => a.clearMonitoringResult[0].status === "NotFound");
  await command("inject-fault", chargerId, { connector_id: 1, fault_type: "ConnectorLockFailure" });
  await cp.saw("NotifyEvent", (p) => p.eventData.some((e) => e.component.name === "ConnectorPlugRetentionLock" && e.actualValue === "true"));
  await command("clear-fault", chargerId, { connector_id: 1 });

  await cp.ask(V, "ClearCache", {}, has("Accepted"));
  await cp.ask(V, "GetLocalListVersion", {}, (a) => a.versionNumber === 0);
  await cp.ask(V, "SendLocalList", {
    versionNumber: 3, updateType: "Full", localAuthorizationList: [{ idToken: token("LISTED"), idTokenInfo: { status: "Accepted" } }],
  }, has("Accepted"));
  await cp.ask(V, "GetLocalListVersion", {}, (a) => a.versionNumber === 3);
  await cp.ask(V, "ReserveNow", { id: 5, evseId: 1, expiryDateTime: soon(), idToken: token("MINE") }, has("Accepted"));
  await cp.saw("StatusNotification", (p) => p.connectorStatus === "Reserved");
  await cp.ask(V, "CancelReservation", { reservationId: 5 }, has("Accepted"));
  await cp.ask(V, "ReserveNow", { id: 6, evseId: 1, expiryDateTime: new Date(Date.now() + 1_500).toISOString(), idToken: token("MINE") }, has("Accepted"));
  await cp.saw("ReservationStatusUpdate", (p) => p.reservationId === 6 && p.reservationUpdateStatus === "Expired");
  await cp.ask(V, "SetDisplayMessage", { message: { id: 1, priority: "NormalCycle", message: { format: "UTF8", content: "Hello" } } }, has("Accepted"));
  await cp.ask(V, "GetDisplayMessages", { requestId: 4 }, has("Accepted"));
  await cp.saw("NotifyDisplayMessages", (p) => p.requestId === 4);
  await cp.ask(V, "ClearDisplayMessage", { id: 1 }, has("Accepted"));
  await cp.ask(V, "CustomerInformation", { requestId: 5, report: true, clear: false, idToken: token("LISTED") }, has("Accepted"));
  await cp.saw("NotifyCustomerInformation", (p) => p.requestId === 5 && !p.tbc);
  await cp.ask(V, "CostUpdated", { totalCost: 1.5, transactionId: "none" }, () => true);
  await cp.ask(V, "DataTransfer", { vendorId: "acme" }, has("UnknownVendorId"));
  await command("proxy-message", chargerId, { action: "DataTransfer", payload: { vendorId: "acme", data: "x" } });
  await cp.saw("DataTransfer");
  await cp.ask(V, "GetTransactionStatus", {}, (a) => a.messagesInQueue === false);
  await cp.ask(V, "TriggerMessage", { requestedMessage: "MeterValues", evse: { id: 1 } }, has("Accepted"));
  await cp.saw("MeterValues", (p) => p.evseId === 1);
}

/** Charging profiles, limits from outside, and a vehicle with ISO 15118 and Plug & Charge. */
export async function charging2(V, cp, chargerId, { command }) {
  const profile = (id, chargingProfilePurpose, limit) => ({
    id, stackLevel: 0, chargingProfilePurpose, chargingProfileKind: "Absolute",
    chargingSchedule: [{ id, chargingRateUnit: "A", startSchedule: now(), chargingSchedulePeriod: [{ startPeriod: 0, limit }] }],
  });
  await cp.ask(V, "SetChargingProfile", { evseId: 1, chargingProfile: profile(1, "TxDefaultProfile", 10) }, has("Accepted"));
  await cp.ask(V, "GetChargingProfiles", { requestId: 6, evseId: 1, chargingProfile: {} }, has("Accepted"));
  await cp.saw("ReportChargingProfiles", (p) => p.requestId === 6);
  await cp.ask(V, "GetCompositeSchedule", { evseId: 1, duration: 600, chargingRateUnit: "A" },
    (a) => a.status === "Accepted" && a.schedule.chargingSchedulePeriod[0].limit === 10);
  await cp.ask(V, "ClearChargingProfile", { chargingProfileId: 1 }, has("Accepted"));
  await cp.ask(V, "ClearChargingProfile", { chargingProfileId: 1 }, has("Unknown"));
  await command("set-charging-limit", chargerId, { evse_id: 1, power_w: 20_000, source: "SO" });
  await cp.saw("NotifyChargingLimit", (p) => p.evseId === 1);
  await command("clear-charging-limit", chargerId, { evse_id: 1, source: "SO" });
  await cp.saw("ClearedChargingLimit", (p) => p.evseId === 1);

  await command("start-session", chargerId, { id_tag: "DEABC1234567890", vehicle: { iso15118: true, plug_and_charge: "install" } });
  await cp.saw("Get15118EVCertificate", (p) => p.action === "Install");
  await cp.saw("Authorize", (p) => p.idToken.type === "eMAID");
  const { params: { transactionInfo: { transactionId } } } = await cp.saw("TransactionEvent", (p) => p.eventType === "Started" && p.idToken?.type === "eMAID");
  await cp.saw("NotifyEVChargingNeeds", (p) => p.evseId === 1);
  await cp.ask(V, "SetChargingProfile", { evseId: 1, chargingProfile: { ...profile(2, "TxProfile", 20), transactionId } }, has("Accepted"));
  await cp.saw("NotifyEVChargingSchedule", (p) => p.evseId === 1);
  await cp.ask(V, "GetTransactionStatus", { transactionId }, (a) => a.ongoingIndicator === true);
  await cp.ask(V, "RequestStopTransaction", { transactionId }, has("Accepted"));
  await cp.saw("TransactionEvent", (p) => p.eventType === "Ended" && p.transactionInfo.transactionId === transactionId);
}

/** Logs, certificates and firmware; at the end it has booted with the new firmware. */
export async function maintenance2(V, cp, { check, until, password }) {
  const uploads = [];
  const files = createServer((request, response) => {
    request.method === "PUT" && uploads.push(request.url);
    request.resume().on("end", () => response.end(request.url.endsWith(".bin") ? "firmware" : ""));
  });
  await new Promise((resolve) => files.listen(0, "127.0.0.1", resolve));
  const at = `http://127.0.0.1:${files.address().port}`;
  await cp.ask(V, "GetLog", { logType: "DiagnosticsLog", requestId: 8, log: { remoteLocation: `${at}/logs/` } }, has("Accepted"));
  await cp.saw("LogStatusNotification", (p) => p.status === "Uploaded" && p.requestId === 8);
  check(`${V}: the log was really uploaded`, uploads.length === 1, uploads);
  for (const [requestedMessage, action] of [
    ["LogStatusNotification", "LogStatusNotification"], ["FirmwareStatusNotification", "FirmwareStatusNotification"],
    ["PublishFirmwareStatusNotification", "PublishFirmwareStatusNotification"],
  ]) {
    await cp.ask(V, "TriggerMessage", { requestedMessage }, has("Accepted"));
    await cp.saw(action, has("Idle"));
  }
  await cp.ask(V, "TriggerMessage", { requestedMessage: "SignChargingStationCertificate" }, has("Accepted"));
  await cp.saw("SignCertificate", (p) => p.csr.startsWith("-----BEGIN CERTIFICATE REQUEST-----"));
  await cp.ask(V, "CertificateSigned", { certificateChain: "no certificate" }, has("Rejected"));
  await cp.saw("SecurityEventNotification", (p) => p.type === "InvalidChargingStationCertificate");
  await cp.ask(V, "InstallCertificate", { certificateType: "ManufacturerRootCertificate", certificate: "no certificate" }, has("Rejected"));
  await cp.ask(V, "GetInstalledCertificateIds", {}, any);
  await cp.ask(V, "DeleteCertificate",
    { certificateHashData: { hashAlgorithm: "SHA256", issuerNameHash: "0", issuerKeyHash: "0", serialNumber: "0" } }, has("NotFound"));
  await cp.ask(V, "PublishFirmware", { location: `${at}/fw.bin`, checksum: "0a", requestId: 9, retries: 0 }, has("Accepted"));
  await cp.saw("PublishFirmwareStatusNotification", has("InvalidChecksum"));
  await cp.ask(V, "UnpublishFirmware", { checksum: "0a" }, has("NoFirmware"));
  const boots = cp.count("BootNotification");
  await cp.ask(V, "UpdateFirmware", { requestId: 10, firmware: { location: `${at}/acme-2.5.0.bin`, retrieveDateTime: now() } }, has("Accepted"));
  await cp.saw("FirmwareStatusNotification", (p) => p.status === "Installed" && p.requestId === 10);
  cp.inOrder(V, ["FirmwareStatusNotification", has("Downloading")], ["FirmwareStatusNotification", has("Downloaded")],
    ["FirmwareStatusNotification", has("Installing")], "BootNotification", ["FirmwareStatusNotification", has("Installed")]);
  check(`${V}: the new firmware has booted`, cp.count("BootNotification") === boots + 1, cp.count("BootNotification"));
  const connections = cp.connections;
  const basic = { component: { name: "SecurityCtrlr" }, variable: { name: "BasicAuthPassword" } };
  await cp.ask(V, "SetVariables", { setVariableData: [{ ...basic, attributeValue: password }] }, (a) => a.setVariableResult[0].attributeStatus === "Accepted");
  await until("the charger to connect with its new password", () => cp.connections > connections);
  files.close();
}
