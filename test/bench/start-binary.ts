import { readFileSync } from "node:fs";
import { join } from "node:path";

import { benchEnv, freePort } from "./bench-env.ts";
import { LOG_FILE } from "./log-file.ts";
import { type PretendLark, startPretendLark } from "./pretend-lark.ts";

const BINARY = join(import.meta.dir, "../../dist/countersign");

export interface Running extends AsyncDisposable {
  readonly url: string;
  readonly lark: PretendLark;
  /** From the start of the process to the first 200 of `/readyz`. */
  readonly readyMs: number;
  /** Resident memory now, in MiB. */
  residentMiB(): number;
}

/** Starts the built binary's `serve` in a data directory, beside a Lark that says that all is well. */
export async function startBinary(dataDir: string, transport: "http" | "socket" = "http"): Promise<Running> {
  const lark = startPretendLark();
  const port = freePort();
  const started = performance.now();
  const child = Bun.spawn([BINARY, "serve"], {
    cwd: "/",
    env: benchEnv({ dataDir, larkUrl: lark.url, port, transport }),
    stdio: ["ignore", Bun.file(join(dataDir, LOG_FILE)), "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill();
    await child.exited;
    await lark[Symbol.asyncDispose]();
  };
  try {
    await ready(`${url}/readyz`, child.exited);
  } catch (fault) {
    await stop();
    throw fault;
  }
  return {
    url,
    lark,
    readyMs: performance.now() - started,
    residentMiB: () => residentMiB(child.pid),
    [Symbol.asyncDispose]: stop,
  };
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

function residentMiB(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return (pages * 4096) / 2 ** 20;
}
