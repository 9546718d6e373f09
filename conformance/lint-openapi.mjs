// The real service's API description against Redocly's lint: its recommended rules for OpenAPI. Errors fail, warnings are told.
// What the event stream carries is described beside the routes, which OpenAPI has no place for: a schema may be without a route.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const assembly = process.argv[2] ?? join(here, "../Silo/bin/Debug/net10.0/OcppLab.Silo.dll");
const redocly = join(here, "node_modules/@redocly/cli/bin/cli.js");
const patience = 30_000;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

async function description(url) {
  const end = Date.now() + patience;
  while (api.exitCode === null && Date.now() < end) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return await response.text();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} was not to be had.`);
}

const data = mkdtempSync(join(tmpdir(), "ocpplab-openapi-"));
const address = `http://127.0.0.1:${await freePort()}`;
const api = spawn("dotnet", [assembly, "--urls", address], {
  cwd: data,
  stdio: ["ignore", "ignore", "inherit"],
  env: {
    ...process.env,
    DOTNET_ENVIRONMENT: "Production",
    ASPNETCORE_ENVIRONMENT: "Production",
    Auth__SigningKey: "a key for the lint of the API description",
    Data__Directory: data,
  },
});
const ended = once(api, "exit");
let status = 1;
try {
  const file = join(data, "openapi.json");
  writeFileSync(file, await description(`${address}/openapi/v1.json`));
  const lint = spawnSync(process.execPath, [redocly, "lint", file, "--extends", "recommended", "--skip-rule", "no-unused-components"], {
    stdio: "inherit",
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  });
  status = lint.status ?? 1;
} catch (error) {
  console.error(error.message);
} finally {
  api.kill("SIGKILL");
  await ended;
  rmSync(data, { recursive: true, force: true });
}
process.exit(status);
