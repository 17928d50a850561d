import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { BENCH } from "./bench-secrets.ts";

export interface StartResult {
  /** From the start of the process to the first 200 of `/readyz`. */
  readonly readyMs: number;
  /** Resident memory some seconds after, in MiB. */
  readonly idleMiB: number;
}

const SETTLE_MS = 3_000;

/** Starts the built binary's `serve` with a new data directory, beside a Lark that says nothing. */
export async function measureStart(binary: string): Promise<StartResult> {
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const lark = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => Response.json({ code: 0, msg: "ok", tenant_access_token: "t-bench", expire: 7200 }),
  });
  const port = freePort();
  const started = performance.now();
  const child = Bun.spawn([binary, "serve", "--log-level", "error"], {
    cwd: "/",
    env: {
      LARK_APP_ID: BENCH.appId,
      LARK_APP_SECRET: "bench-secret",
      LARK_ENCRYPT_KEY: BENCH.encryptKey,
      LARK_VERIFICATION_TOKEN: BENCH.verificationToken,
      LARK_DOMAIN: lark.url.origin,
      COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
      COUNTERSIGN_METRICS_LISTEN: "",
      COUNTERSIGN_DATA_DIR: dataDir,
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  try {
    await ready(`http://127.0.0.1:${port}/readyz`, child.exited);
    const readyMs = performance.now() - started;
    await Bun.sleep(SETTLE_MS);
    return { readyMs, idleMiB: residentMiB(child.pid) };
  } finally {
    child.kill();
    await child.exited;
    await lark.stop(true);
    rmSync(dataDir, { recursive: true });
  }
}

async function ready(url: string, exited: Promise<number>): Promise<void> {
  const died = exited.then((code) => Promise.reject(new Error(`serve ended with ${code}`)));
  while ((await Promise.race([status(url), died])) !== 200) await Bun.sleep(1);
}

function status(url: string): Promise<number> {
  return fetch(url).then(
    (answer) => answer.status,
    () => 0,
  );
}

function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  probe.stop(true);
  return probe.port;
}

function residentMiB(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return (pages * 4096) / 2 ** 20;
}
