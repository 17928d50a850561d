import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { type Config, readConfig } from "../../config/config.ts";
import { createLog } from "../../log.ts";
import { startServer } from "../../server.ts";
import type { Connection } from "../api/connection.ts";
import { reach } from "../api/reach.ts";
import { broken } from "../doctor/finding.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { explainStart } from "../serve/explain-start.ts";
import { StepFault } from "./steps.ts";

/** A server with the settings of a file, whose data is thrown away. */
export interface Trial extends AsyncDisposable {
  readonly connection: Connection;
  /** Where Lark has to send callbacks to; undefined where they come by the long connection. */
  readonly callbackUrl: string | undefined;
}

/** Milliseconds for the server to find its roads. */
const PATIENCE = 20_000;

/**
 * Starts a server as the file says, but for its data, and for its address where clicks come by the long connection alone:
 * that is any free one of this machine. Throws StepFault when it does not become ready, and CliError.
 */
export async function startTrial(file: string, { uid, stderr }: Io, signal: AbortSignal): Promise<Trial> {
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-init-"));
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const config = trialConfig(file, dataDir, uid);
  const log = createLog({ level: "silent", format: "text", fd: stderr.fd });
  const server = await startServer({ config, log }).catch((fault: unknown) => {
    throw explainStart(fault, config);
  });
  opened.defer(() => server.stop());
  // By its socket, so that nothing depends on its address and its certificate, which are for Lark.
  const connection = { url: server.socket ?? server.url, token: config.COUNTERSIGN_TOKEN };
  await ready(connection, signal);
  const all = opened.move();
  const { COUNTERSIGN_TRANSPORT: transport, COUNTERSIGN_PUBLIC_URL: publicUrl = server.url } = config;
  const callbackUrl = transport === "http" ? `${publicUrl}/lark/callback` : undefined;
  return { connection, callbackUrl, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function trialConfig(file: string, dataDir: string, uid: number): Config {
  // Beside a server that runs already, it is in nobody's way.
  const flags = {
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_METRICS_LISTEN: "",
    COUNTERSIGN_SOCKET: join(dataDir, "countersign.sock"),
  };
  const { config } = readConfig({ flags, env: {}, file, uid });
  if (config.COUNTERSIGN_TRANSPORT !== "socket") return config;
  return { ...config, COUNTERSIGN_LISTEN: { hostname: "127.0.0.1", port: 0 } };
}

async function ready({ url }: Connection, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const response = await fetch(...reach(url, "/readyz", { signal }));
    if (response.ok) return;
    const { message = "not ready" } = (await response.json()) as { message?: string };
    if (performance.now() > deadline) {
      throw new StepFault(broken("server", message, "mend what it names, and run this again"), EXIT.general);
    }
    await pause(100, undefined, { signal });
  }
}
