// A central system of somebody else's making for Bench: ocpp-rpc on Node's one thread, OCPP 1.6, answering everything at once.
// Says at /csms/stats what it has seen, in the words of the project's own Csms.
//
//   node csms.mjs PORT

import { createServer } from "node:http";
import ocpp from "ocpp-rpc";

const now = () => new Date().toISOString();
const since = now();
const actions = {};
const transactions = { open: 0, started: 0, stopped: 0, repeated_starts: 0, repeated_stops: 0, unknown_stops: 0, missing_events: 0 };
let connected = 0;
let connections = 0;
let received = 0;
let firstBoot;
let lastBoot;

const answers = {
  BootNotification: () => {
    lastBoot = now();
    firstBoot ??= lastBoot;
    return { status: "Accepted", currentTime: lastBoot, interval: 300 };
  },
  Heartbeat: () => ({ currentTime: now() }),
  Authorize: () => ({ idTagInfo: { status: "Accepted" } }),
  StartTransaction: () => {
    transactions.first_start_at ??= now();
    transactions.last_start_at = now();
    transactions.open++;
    return { transactionId: ++transactions.started, idTagInfo: { status: "Accepted" } };
  },
  StopTransaction: () => {
    transactions.last_stop_at = now();
    transactions.open--;
    transactions.stopped++;
    return { idTagInfo: { status: "Accepted" } };
  },
};

function statistics() {
  const { user, system } = process.cpuUsage();
  return {
    now: now(), since, cpu_ms: (user + system) / 1000, working_set_bytes: process.memoryUsage.rss(),
    connected, connections, received, sent: received, violations: 0, last_violations: [],
    actions, first_boot_at: firstBoot, last_boot_at: lastBoot, transactions,
  };
}

const server = new ocpp.RPCServer({ protocols: ["ocpp1.6"], strictMode: false });
server.on("client", (client) => {
  connected++;
  connections++;
  client.once("disconnect", () => connected--);
  client.handle(({ method }) => {
    received++;
    actions[method] = (actions[method] ?? 0) + 1;
    return answers[method]?.() ?? {};
  });
});

const http = createServer((request, response) => {
  response.writeHead(request.url === "/csms/stats" ? 200 : 404, { "content-type": "application/json" });
  response.end(request.url === "/csms/stats" ? JSON.stringify(statistics()) : "{}");
});
http.on("upgrade", server.handleUpgrade);
http.listen(Number(process.argv[2]), "127.0.0.1", 4096);
