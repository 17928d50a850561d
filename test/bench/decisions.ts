import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { load, type LoadResult } from "./load.ts";
import { seedApprovals } from "./seed-approvals.ts";
import { signedClick } from "./signed-click.ts";

/** Beside the built binary: the directory for temporary files may be kept in memory, where a disk write costs nothing. */
const ON_DISK = join(import.meta.dir, "../../dist");

export type Kind = "bare" | "group" | "each";

export interface Round {
  readonly kind: Kind;
  readonly clicks: number;
  readonly connections: number;
  /** Approvals of the past in the database, besides those that are answered here. */
  readonly approvals: number;
}

/** Starts the server of this kind in a process of its own, clicks, and takes everything away again. */
export async function measureDecisions({ kind, clicks, connections, approvals }: Round): Promise<LoadResult> {
  const dataDir = mkdtempSync(join(ON_DISK, "bench-"));
  const lark = silentLark();
  try {
    const seeded = seedApprovals(dataDir, { ended: approvals, pending: clicks });
    const server = await startServer(kind, dataDir, `http://127.0.0.1:${lark.port}`);
    try {
      const host = new URL(server.url).host;
      return await load(
        server.url,
        seeded.map((one) => signedClick(one, host)),
        connections,
      );
    } finally {
      server.process.kill();
      await server.process.exited;
    }
  } finally {
    await lark.stop(true);
    rmSync(dataDir, { recursive: true });
  }
}

/** Takes what the outbox sends, within the rate that a server keeps, and says that all is well. */
function silentLark() {
  return Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () =>
      Response.json({ code: 0, msg: "ok", tenant_access_token: "t-bench", expire: 7200, data: {} }),
  });
}

/** A server of this kind in a process of its own. */
export async function startServer(kind: Kind, dataDir: string, larkUrl: string) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, "bench-server.ts"), kind, dataDir, larkUrl],
    {
      ipc: (message: { url: string }) => resolve(message.url),
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  const died = child.exited.then((code) =>
    Promise.reject(new Error(`the ${kind} server ended with ${code}`)),
  );
  return { process: child, url: await Promise.race([promise, died]) };
}
