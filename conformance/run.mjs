// The real service against an independent OCPP server in strict mode, which checks every message either way against the
// official schemas: a session from boot to stop in each version, and what a CSMS asks of a charger.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ocpp from "ocpp-rpc";
import { charging2, maintenance2, operations2 } from "./operations2.mjs";
import { operations21 } from "./operations21.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const assembly = process.argv[2] ?? join(root, "Silo/bin/Debug/net10.0/OcppLab.Silo.dll");
const signingKey = "a key for the conformance check, long enough";
const password = "a password that both sides know";
const patience = 30_000;

let passed = 0;
let failed = 0;

function check(name, holds, detail) {
  if (holds) {
    passed++;
    console.log(`ok      ${name}`);
  } else {
    failed++;
    console.log(`FAILED  ${name}${detail === undefined ? "" : `: ${typeof detail === "string" ? detail : JSON.stringify(detail)}`}`);
  }
}

async function freePort() {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function until(what, condition) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const value = await condition();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
}

function token() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = { org_id: "conformance", role: "user", scope: "ocpp:read ocpp:write ocpp:command", iat: now, exp: now + 3600 };
  const unsigned = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${unsigned}.${createHmac("sha256", signingKey).update(unsigned).digest("base64url")}`;
}

/** What one charger said, and the means to ask it. */
class Station {
  messages = [];
  violations = [];
  client = null;
  connections = 0;

  count(action, fits = () => true) {
    return this.messages.filter((m) => m.action === action && fits(m.params)).length;
  }

  async saw(action, fits = () => true) {
    const found = () => this.messages.find((m) => m.action === action && fits(m.params));
    return await until(`${action}${fits.toString().length > 12 ? ` where ${fits}` : ""}`, found);
  }

  /** Checks that these came in this order, whatever came between. */
  inOrder(name, ...steps) {
    let at = 0;
    for (const m of this.messages) {
      const [action, fits] = [steps[at]].flat();
      if (m.action === action && (fits === undefined || fits(m.params))) at++;
      if (at === steps.length) break;
    }
    check(`${name}: ${steps.map((s) => [s].flat()[0]).join(", ")} in this order`, at === steps.length, `no ${[steps[at]].flat().join(" where ")}`);
  }

  async ask(name, action, params, fits) {
    try {
      const answer = await this.client.call(action, params);
      check(`${name}: ${action} ${JSON.stringify(params).slice(0, 90)}`, fits(answer), answer);
    } catch (error) {
      check(`${name}: ${action} ${JSON.stringify(params).slice(0, 90)}`, false, `${error.rpcErrorCode ?? ""} ${error.message}`);
    }
  }
}

const stations = new Map();
let nextTransaction = 1;

function station(identity) {
  if (!stations.has(identity)) stations.set(identity, new Station());
  return stations.get(identity);
}

const accepted = { status: "Accepted" };
const answers2 = {
  BootNotification: () => ({ ...accepted, currentTime: new Date().toISOString(), interval: 300 }),
  Heartbeat: () => ({ currentTime: new Date().toISOString() }),
  Authorize: ({ idToken }) => ({ idTokenInfo: { status: idToken.idToken === "BLOCKED" ? "Blocked" : "Accepted" } }),
  TransactionEvent: ({ idToken }) => (idToken ? { idTokenInfo: accepted } : {}),
  ClearedChargingLimit: () => ({}),
  DataTransfer: () => accepted,
  FirmwareStatusNotification: () => ({}),
  Get15118EVCertificate: () => ({ ...accepted, exiResponse: "gA==" }),
  GetCertificateStatus: () => ({ status: "Failed" }),
  LogStatusNotification: () => ({}),
  MeterValues: () => ({}),
  NotifyChargingLimit: () => ({}),
  NotifyCustomerInformation: () => ({}),
  NotifyDisplayMessages: () => ({}),
  NotifyEVChargingNeeds: () => accepted,
  NotifyEVChargingSchedule: () => accepted,
  NotifyEvent: () => ({}),
  NotifyMonitoringReport: () => ({}),
  NotifyReport: () => ({}),
  PublishFirmwareStatusNotification: () => ({}),
  ReportChargingProfiles: () => ({}),
  ReservationStatusUpdate: () => ({}),
  SecurityEventNotification: () => ({}),
  SignCertificate: () => accepted,
  StatusNotification: () => ({}),
};
const answers = {
  "ocpp1.6": {
    BootNotification: () => ({ ...accepted, currentTime: new Date().toISOString(), interval: 300 }),
    Heartbeat: () => ({ currentTime: new Date().toISOString() }),
    Authorize: ({ idTag }) => ({ idTagInfo: { status: idTag === "BLOCKED" ? "Blocked" : "Accepted" } }),
    StartTransaction: () => ({ transactionId: nextTransaction++, idTagInfo: accepted }),
    StopTransaction: () => ({}),
    StatusNotification: () => ({}),
    MeterValues: () => ({}),
    DataTransfer: () => accepted,
    DiagnosticsStatusNotification: () => ({}),
    FirmwareStatusNotification: () => ({}),
    LogStatusNotification: () => ({}),
    SecurityEventNotification: () => ({}),
    SignCertificate: () => accepted,
    SignedFirmwareStatusNotification: () => ({}),
  },
  "ocpp2.0.1": answers2,
  "ocpp2.1": {
    ...answers2,
    NotifyPriorityCharging: () => ({}),
    NotifySettlement: () => ({}),
    PullDynamicScheduleUpdate: () => ({ ...accepted, scheduleUpdate: { limit: 7_000 } }),
    VatNumberValidation: ({ vatNumber, evseId }) => (
      { ...accepted, vatNumber, evseId, company: { name: "Company", address1: "Street 1", city: "City", country: "NL" } }),
  },
};

// The library looks for the schemas of 2.1 under the names that those of the other versions have; what they say of strings as if they were
// objects it warns of.
const named = JSON.parse(JSON.stringify(createRequire(import.meta.url)("ocpp-rpc/lib/schemas/ocpp2_1.json")), (key, value) =>
  key === "$id" ? value.replace(/Request$/, ".req").replace(/Response$/, ".conf")
    : value?.type === "string" ? { ...value, additionalProperties: undefined }
    : value);

function startCsms(port) {
  const server = new ocpp.RPCServer({
    protocols: Object.keys(answers), strictMode: true, callTimeoutMs: patience, strictModeValidators: [ocpp.createValidator("ocpp2.1", named)],
  });
  server.auth((accept, reject, handshake) => (String(handshake.password) === password ? accept() : reject(401, "Unauthorized")));
  server.on("client", (client) => {
    const seen = station(client.identity);
    seen.client = client;
    seen.connections++;
    client.on("strictValidationFailure", ({ error }) => seen.violations.push(`${error.message} ${JSON.stringify(error.details ?? {})}`));
    client.on("badMessage", ({ error }) => seen.violations.push(`bad message: ${error.message}`));
    client.handle(({ method, params }) => {
      seen.messages.push({ action: method, params });
      const answer = answers[client.protocol][method];
      if (!answer) throw ocpp.createRPCError("NotImplemented");
      return answer(params);
    });
  });
  return server.listen(port, "127.0.0.1").then(() => server);
}

const apiPort = await freePort();
const csmsPort = await freePort();
const data = mkdtempSync(join(tmpdir(), "ocpplab-conformance-"));
const csms = await startCsms(csmsPort);
const api = spawn("dotnet", [assembly, "--urls", `http://127.0.0.1:${apiPort}`], {
  cwd: data,
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, DOTNET_ENVIRONMENT: "Production", ASPNETCORE_ENVIRONMENT: "Production", Auth__SigningKey: signingKey, Data__Directory: data, Chargers__Timing: "instant" },
});
const bearer = token();
process.once("SIGTERM", () => {
  api.kill("SIGKILL");
  process.exit(1);
});

/** Asks the service to end, as Ctrl-C does. */
async function stop() {
  const ended = api.exitCode !== null ? Promise.resolve() : new Promise((resolve) => api.once("exit", resolve));
  api.kill("SIGINT");
  const late = setTimeout(() => api.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(late);
  check("the service ends when asked to", api.exitCode === 0, `exit code ${api.exitCode}, signal ${api.signalCode}`);
}

async function call(method, path, body) {
  const response = await fetch(`http://127.0.0.1:${apiPort}${path}`, {
    method,
    headers: { Authorization: `Bearer ${bearer}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

async function create(identity, version, model, locationId, key = password) {
  const { status, body } = await call("POST", "/ocpp/chargers", {
    identity, ...model, ocpp_version: version, ws_url: `ws://127.0.0.1:${csmsPort}/ocpp`, location_id: locationId,
    security_profile: 1, authorization_key: key,
  });
  check(`${identity}: created`, status === 202, body);
  return body.charger_id;
}

async function command(name, chargerId, event) {
  const { status, body } = await call("POST", `/ocpp/commands/${name}`, { target: { charger_id: chargerId }, event });
  check(`${name} is queued`, status === 202 && body.queued_count === 1, body);
}

const wh = (value) => Number(value.sampledValue.find((v) => (v.measurand ?? "Energy.Active.Import.Register") === "Energy.Active.Import.Register").value);

async function session16(chargerId) {
  const cp = station("CONF-16");
  await cp.saw("BootNotification");
  await cp.saw("StatusNotification", (p) => p.connectorId === 0 && p.status === "Available");
  await cp.saw("StatusNotification", (p) => p.connectorId === 1 && p.status === "Available");
  await cp.ask("1.6", "ChangeConfiguration", { key: "MeterValueSampleInterval", value: "1" }, (a) => a.status === "Accepted");
  await cp.ask("1.6", "GetConfiguration", { key: ["MeterValueSampleInterval", "Nonsense"] },
    (a) => a.configurationKey[0].value === "1" && a.unknownKey[0] === "Nonsense");
  await cp.ask("1.6", "GetConfiguration", {}, (a) => a.configurationKey.length > 10);
  await cp.ask("1.6", "ChangeConfiguration", { key: "MeterValueSampleInterval", value: "often" }, (a) => a.status === "Rejected");
  await cp.ask("1.6", "TriggerMessage", { requestedMessage: "Heartbeat" }, (a) => a.status === "Accepted");
  await cp.saw("Heartbeat");
  await cp.ask("1.6", "TriggerMessage", { requestedMessage: "MeterValues", connectorId: 1 }, (a) => a.status === "Accepted");
  await cp.saw("MeterValues");

  await command("start-session", chargerId, { id_tag: "04A1B2C3", duration_seconds: 4, target_energy_kwh: null });
  const start = await cp.saw("StartTransaction");
  await cp.saw("MeterValues", (p) => p.transactionId === 1);
  const stop = await cp.saw("StopTransaction");
  const seconds = (Date.parse(stop.params.timestamp) - Date.parse(start.params.timestamp)) / 1000;
  check("1.6: a session of 4 s stops after 4 s", seconds === 4, `${seconds} s`);
  const energies = cp.messages.filter((m) => m.action === "MeterValues" && m.params.transactionId === 1).flatMap((m) => m.params.meterValue.map(wh));
  check("1.6: the register never falls and ends at meterStop", energies.every((e, i) => i === 0 || e >= energies[i - 1]) && energies.at(-1) <= stop.params.meterStop, energies);
  await cp.saw("StatusNotification", (p) => p.status === "Preparing");
  await cp.saw("StatusNotification", (p) => p.status === "Charging");
  await until("the connector to be free", () => cp.messages.findLast((m) => m.action === "StatusNotification" && m.params.connectorId === 1).params.status === "Available");

  const status = (wanted) => ["StatusNotification", (p) => p.connectorId === 1 && p.status === wanted];
  cp.inOrder("1.6", "BootNotification", status("Available"), "Heartbeat", status("Preparing"), "Authorize", "StartTransaction",
    status("Charging"), ["MeterValues", (p) => p.transactionId === 1], "StopTransaction", status("Available"));

  await cp.ask("1.6", "RemoteStartTransaction", { idTag: "REMOTE", connectorId: 1 }, (a) => a.status === "Accepted");
  await cp.saw("StartTransaction", (p) => p.idTag === "REMOTE");
  await cp.ask("1.6", "ChangeAvailability", { connectorId: 1, type: "Inoperative" }, (a) => a.status === "Scheduled");
  await cp.ask("1.6", "RemoteStopTransaction", { transactionId: 2 }, (a) => a.status === "Accepted");
  await cp.saw("StopTransaction", (p) => p.reason === "Remote");
  await cp.saw("StatusNotification", (p) => p.connectorId === 1 && p.status === "Unavailable");
  await cp.ask("1.6", "ChangeAvailability", { connectorId: 1, type: "Operative" }, (a) => a.status === "Accepted");
  await cp.ask("1.6", "UnlockConnector", { connectorId: 1 }, (a) => ["Unlocked", "UnlockFailed", "NotSupported"].includes(a.status));
  await operations16(cp, chargerId);
  await command("start-session", chargerId, { id_tag: "BLOCKED" });
  await cp.saw("Authorize", (p) => p.idTag === "BLOCKED");
  const before = cp.connections;
  await cp.ask("1.6", "Reset", { type: "Soft" }, (a) => a.status === "Accepted");
  await until("the charger to boot again", () => cp.connections > before && cp.count("BootNotification") === 3);
  check("1.6: a blocked tag starts no transaction", cp.count("StartTransaction") === 2, cp.count("StartTransaction"));
  return cp;
}

/** What else a CSMS may ask of a charger of 1.6, and every message that follows from it. */
async function operations16(cp, chargerId) {
  const has = (wanted) => (a) => a.status === wanted;
  const soon = () => new Date(Date.now() + 3_600_000).toISOString();
  const now = () => new Date().toISOString();
  const profile = (id, purpose, limit) => ({
    chargingProfileId: id, stackLevel: 0, chargingProfilePurpose: purpose, chargingProfileKind: "Absolute",
    chargingSchedule: { chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  });
  await cp.ask("1.6", "ClearCache", {}, has("Accepted"));
  await cp.ask("1.6", "DataTransfer", { vendorId: "acme" }, has("UnknownVendorId"));
  await command("proxy-message", chargerId, { action: "DataTransfer", payload: { vendorId: "acme", data: "x" } });
  await cp.saw("DataTransfer");
  await cp.ask("1.6", "GetLocalListVersion", {}, (a) => a.listVersion === 0);
  await cp.ask("1.6", "SendLocalList", { listVersion: 3, updateType: "Full", localAuthorizationList: [{ idTag: "LISTED", idTagInfo: accepted }] }, has("Accepted"));
  await cp.ask("1.6", "GetLocalListVersion", {}, (a) => a.listVersion === 3);
  await cp.ask("1.6", "SendLocalList", { listVersion: 2, updateType: "Differential" }, has("VersionMismatch"));
  await cp.ask("1.6", "ReserveNow", { connectorId: 1, expiryDate: soon(), idTag: "MINE", reservationId: 5 }, has("Accepted"));
  await cp.saw("StatusNotification", (p) => p.status === "Reserved");
  await cp.ask("1.6", "CancelReservation", { reservationId: 5 }, has("Accepted"));
  await cp.ask("1.6", "CancelReservation", { reservationId: 5 }, has("Rejected"));
  await cp.ask("1.6", "SetChargingProfile", { connectorId: 1, csChargingProfiles: profile(1, "TxDefaultProfile", 10) }, has("Accepted"));
  await cp.ask("1.6", "SetChargingProfile", { connectorId: 1, csChargingProfiles: profile(2, "TxProfile", 8) }, has("Rejected"));
  await cp.ask("1.6", "GetCompositeSchedule", { connectorId: 1, duration: 600, chargingRateUnit: "A" },
    (a) => a.status === "Accepted" && a.chargingSchedule.chargingSchedulePeriod[0].limit === 10);
  await cp.ask("1.6", "ClearChargingProfile", { id: 1 }, has("Accepted"));
  await cp.ask("1.6", "ClearChargingProfile", { id: 1 }, has("Unknown"));

  const uploads = [];
  const files = createHttpServer((request, response) => {
    request.method === "PUT" && uploads.push(request.url);
    request.resume().on("end", () => response.end(request.url.endsWith(".bin") ? "firmware" : ""));
  });
  await new Promise((resolve) => files.listen(0, "127.0.0.1", resolve));
  const at = `http://127.0.0.1:${files.address().port}`;
  await cp.ask("1.6", "GetDiagnostics", { location: `${at}/diagnostics/`, retries: 0 }, (a) => a.fileName.length > 0);
  await cp.saw("DiagnosticsStatusNotification", has("Uploaded"));
  await cp.ask("1.6", "GetLog", { logType: "SecurityLog", requestId: 8, log: { remoteLocation: `${at}/logs/` } }, has("Accepted"));
  await cp.saw("LogStatusNotification", (p) => p.status === "Uploaded" && p.requestId === 8);
  check("1.6: diagnostics and log were really uploaded", uploads.length === 2, uploads);
  await cp.ask("1.6", "TriggerMessage", { requestedMessage: "DiagnosticsStatusNotification" }, has("Accepted"));
  await cp.saw("DiagnosticsStatusNotification", has("Idle"));
  await cp.ask("1.6", "TriggerMessage", { requestedMessage: "FirmwareStatusNotification" }, has("Accepted"));
  await cp.saw("FirmwareStatusNotification", has("Idle"));
  await cp.ask("1.6", "ExtendedTriggerMessage", { requestedMessage: "LogStatusNotification" }, has("Accepted"));
  await cp.saw("LogStatusNotification", has("Idle"));
  await cp.ask("1.6", "ExtendedTriggerMessage", { requestedMessage: "FirmwareStatusNotification" }, has("Accepted"));
  await cp.saw("SignedFirmwareStatusNotification", has("Idle"));
  await cp.ask("1.6", "ExtendedTriggerMessage", { requestedMessage: "SignChargePointCertificate" }, has("Accepted"));
  await cp.saw("SignCertificate", (p) => p.csr.startsWith("-----BEGIN CERTIFICATE REQUEST-----"));
  await cp.ask("1.6", "CertificateSigned", { certificateChain: "no certificate" }, has("Rejected"));
  await cp.saw("SecurityEventNotification", (p) => p.type === "InvalidChargePointCertificate");
  await cp.ask("1.6", "InstallCertificate", { certificateType: "ManufacturerRootCertificate", certificate: "no certificate" }, has("Rejected"));
  await cp.ask("1.6", "GetInstalledCertificateIds", { certificateType: "ManufacturerRootCertificate" }, has("NotFound"));
  await cp.ask("1.6", "DeleteCertificate",
    { certificateHashData: { hashAlgorithm: "SHA256", issuerNameHash: "0", issuerKeyHash: "0", serialNumber: "0" } }, has("NotFound"));
  await cp.ask("1.6", "SignedUpdateFirmware",
    { requestId: 9, firmware: { location: `${at}/fw.bin`, retrieveDateTime: now(), signingCertificate: "none", signature: "none" } }, has("InvalidCertificate"));
  await cp.saw("SecurityEventNotification", (p) => p.type === "InvalidFirmwareSigningCertificate");
  const boots = cp.count("BootNotification");
  await cp.ask("1.6", "UpdateFirmware", { location: `${at}/acme-2.5.0.bin`, retrieveDate: now() }, () => true);
  await cp.saw("FirmwareStatusNotification", has("Installed"));
  cp.inOrder("1.6", ["FirmwareStatusNotification", has("Downloading")], ["FirmwareStatusNotification", has("Downloaded")],
    ["FirmwareStatusNotification", has("Installing")], "BootNotification", ["FirmwareStatusNotification", has("Installed")]);
  await until("the new firmware to boot", () => cp.count("BootNotification") === boots + 1);
  check("1.6: the new firmware says its version", cp.messages.findLast((m) => m.action === "BootNotification").params.firmwareVersion === "2.5.0");
  await cp.ask("1.6", "ChangeConfiguration", { key: "AuthorizationKey", value: password }, has("Accepted"));
  await until("the charger to connect with its new password", () => cp.connections === 3);
  files.close();
}

async function session2(V, chargerId) {
  const cp = station(`CONF-${V}`);
  const interval = { component: { name: "SampledDataCtrlr" }, variable: { name: "TxUpdatedInterval" } };
  const started = (p) => p.eventType === "Started";
  const ended = (p) => p.eventType === "Ended";
  await cp.saw("BootNotification", (p) => p.reason === "PowerUp");
  await cp.saw("StatusNotification", (p) => p.evseId === 1 && p.connectorStatus === "Available");
  await cp.ask(V, "SetVariables", { setVariableData: [{ ...interval, attributeValue: "1" }] }, (a) => a.setVariableResult[0].attributeStatus === "Accepted");
  await cp.ask(V, "GetVariables", { getVariableData: [interval, { component: { name: "Nonsense" }, variable: { name: "X" } }] },
    (a) => a.getVariableResult[0].attributeValue === "1" && a.getVariableResult[1].attributeStatus === "UnknownComponent");
  await cp.ask(V, "TriggerMessage", { requestedMessage: "Heartbeat" }, (a) => a.status === "Accepted");
  await cp.saw("Heartbeat");

  await command("start-session", chargerId, { id_tag: "04A1B2C3", duration_seconds: 4, target_energy_kwh: null });
  const start = await cp.saw("TransactionEvent", started);
  const stop = await cp.saw("TransactionEvent", ended);
  const seconds = (Date.parse(stop.params.timestamp) - Date.parse(start.params.timestamp)) / 1000;
  check(`${V}: a session of 4 s stops after 4 s`, seconds === 4, `${seconds} s`);
  check(`${V}: it says why`, stop.params.triggerReason === "TimeLimitReached" && stop.params.transactionInfo.stoppedReason === "TimeLimitReached", stop.params);
  const events = cp.messages.filter((m) => m.action === "TransactionEvent").map((m) => m.params);
  check(`${V}: the events are numbered without a gap`, events.every((e, i) => e.seqNo === i), events.map((e) => e.seqNo));
  check(`${V}: one of them is a periodic meter value`, events.some((e) => e.triggerReason === "MeterValuePeriodic"), events.map((e) => e.triggerReason));
  check(`${V}: one of them says Charging`, events.some((e) => e.transactionInfo.chargingState === "Charging"), events.map((e) => e.transactionInfo.chargingState));
  await until("the connector to be free", () => cp.messages.findLast((m) => m.action === "StatusNotification").params.connectorStatus === "Available");

  const status = (wanted) => ["StatusNotification", (p) => p.evseId === 1 && p.connectorStatus === wanted];
  const charging = (p) => p.eventType === "Updated" && p.transactionInfo.chargingState === "Charging";
  cp.inOrder(V, "BootNotification", status("Available"), "Heartbeat", status("Occupied"), ["TransactionEvent", started],
    ["TransactionEvent", charging], ["TransactionEvent", ended], status("Available"));

  await cp.ask(V, "RequestStartTransaction", { remoteStartId: 7, evseId: 1, idToken: { idToken: "REMOTE", type: "Central" } }, (a) => a.status === "Accepted");
  const remote = await cp.saw("TransactionEvent", (p) => p.eventType === "Started" && p.transactionInfo.remoteStartId === 7);
  await cp.ask(V, "ChangeAvailability", { evse: { id: 1 }, operationalStatus: "Inoperative" }, (a) => a.status === "Scheduled");
  await cp.ask(V, "RequestStopTransaction", { transactionId: remote.params.transactionInfo.transactionId }, (a) => a.status === "Accepted");
  await cp.saw("TransactionEvent", (p) => p.eventType === "Ended" && p.triggerReason === "RemoteStop");
  await cp.saw("StatusNotification", (p) => p.connectorStatus === "Unavailable");
  await cp.ask(V, "ChangeAvailability", { evse: { id: 1 }, operationalStatus: "Operative" }, (a) => a.status === "Accepted");
  await cp.ask(V, "UnlockConnector", { evseId: 1, connectorId: 1 }, (a) => typeof a.status === "string");
  await operations2(V, cp, chargerId, { check, command });
  await charging2(V, cp, chargerId, { command });
  const own = V === "2.1";
  own && await operations21(cp, chargerId, { check, command });
  await maintenance2(V, cp, { check, until, password });
  await command("start-session", chargerId, { id_tag: "BLOCKED" });
  await cp.saw("Authorize", (p) => p.idToken.idToken === "BLOCKED");
  const before = cp.connections;
  await cp.ask(V, "Reset", { type: "Immediate" }, (a) => a.status === "Accepted");
  await until("the charger to boot again", () => cp.connections > before && cp.count("BootNotification") === 3);
  check(`${V}: a blocked token starts no transaction`, cp.count("TransactionEvent", started) === (own ? 4 : 3), cp.count("TransactionEvent", started));
  return cp;
}

try {
  await until("the service to be ready", () => call("GET", "/health/ready").then((r) => r.status === 200, () => false));
  const { body: location } = await call("POST", "/ocpp/locations", { name: "Conformance" });
  const ac = { brand_slug: "alfen", model_slug: "alfen-eve-single-s-line" };
  const dc = { brand_slug: "abb", model_slug: "terra-184" };
  const bidirectional = { brand_slug: "wallbox", model_slug: "wallbox-quasar-2" };
  const stranger = await create("CONF-STRANGER", "OCPP1.6", ac, location.id, "another password");
  const refusal = await until("a refusal", async () => (await call("GET", `/ocpp/chargers/${stranger}`)).body.connection.last_error);
  check("a wrong password is told as such", refusal === "the CSMS refused the identity or password (HTTP 401)", refusal);
  for (const [identity, version, model, session] of [
    ["CONF-16", "OCPP1.6", ac, session16],
    ["CONF-2.0.1", "OCPP2.0.1", dc, (id) => session2("2.0.1", id)],
    ["CONF-2.1", "OCPP2.1", bidirectional, (id) => session2("2.1", id)],
  ]) {
    try {
      const seen = await session(await create(identity, version, model, location.id));
      check(`${version}: no schema violation either way`, seen.violations.length === 0, seen.violations);
      console.log(`${version}: ${seen.messages.length} messages, ${[...new Set(seen.messages.map((m) => m.action))].join(", ")}`);
    } catch (error) {
      check(`${version}: runs to its end`, false, error.message);
      const seen = station(identity);
      console.log(seen.messages.map((m) => `        ${m.action} ${JSON.stringify(m.params)}`).join("\n"), seen.violations);
    }
  }
} catch (error) {
  check("the service works", false, error.message);
} finally {
  await stop();
  await csms.close({ force: true });
  rmSync(data, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
