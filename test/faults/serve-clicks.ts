import { Database } from "bun:sqlite";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { benchEnv, freePort } from "../bench/bench-env.ts";
import { startPretendLark } from "../bench/pretend-lark.ts";
import { seedApprovals, type Seeded } from "../bench/seed-approvals.ts";
import { FROM_SOURCE, type Program, startProgram } from "../e2e/start-program.ts";
import { tempDir } from "../support/temp-dir.ts";

/** A server in a process of its own, and approvals whose cards can be pressed. */
export interface ServedClicks extends AsyncDisposable {
  readonly url: string;
  readonly pending: readonly Seeded[];
  readonly program: () => Program;
  /** Starts it again on the same data, after it has ended. */
  start(): Promise<void>;
  /** The ids of those that are approved, as the database has it. */
  readonly approved: () => ReadonlySet<string>;
  /** Resident memory now, in MiB. */
  readonly residentMiB: () => number;
}

/** Starts it beside a Lark that says that all is well. `run` is put before the command, the first time. */
export async function serveClicks(pending: number, run: readonly string[] = []): Promise<ServedClicks> {
  const dataDir = tempDir();
  const seeded = seedApprovals(dataDir, { ended: 0, pending });
  const lark = startPretendLark();
  const port = freePort();
  const env = benchEnv({ dataDir, larkUrl: lark.url, port });
  const start = async (before: readonly string[]): Promise<Program> => {
    const program = startProgram([...before, ...FROM_SOURCE, "serve", "--log-level", "info"], { env });
    await program.find(/"msg":"ready"/);
    return program;
  };
  let program = await start(run);
  return {
    url: `http://127.0.0.1:${port}`,
    pending: seeded,
    program: () => program,
    async start() {
      program = await start([]);
    },
    approved() {
      using db = new Database(join(dataDir, "countersign.db"), { readonly: true });
      const rows = db.query<{ id: string }, []>("select id from approvals where status = 'approved'").all();
      return new Set(rows.map(({ id }) => id));
    },
    residentMiB: () => residentMiB(program.pid),
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await lark[Symbol.asyncDispose]();
    },
  };
}

function residentMiB(pid: number): number {
  const [, kib = "0"] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kib) / 1024);
}
