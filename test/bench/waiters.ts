import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { BENCH } from "./bench-secrets.ts";
import { seedApprovals } from "./seed-approvals.ts";
import { startBinary } from "./start-binary.ts";

export interface WaitersFigures {
  /** Resident memory before, and while all of them wait, in MiB. */
  readonly beforeMiB: number;
  readonly withMiB: number;
  /** From their end on: how long until the last of them had been answered. */
  readonly answeredMs: number;
  /** Those who were not answered 200. */
  readonly wrong: number;
}

const APPROVALS = 100;
const AT_ONCE = 200;
const SETTLE_MS = 2_000;

/** So many hold `GET ?wait=25` open on connections of their own; then what they wait for is cancelled. */
export async function measureWaiters(waiters: number): Promise<WaitersFigures> {
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  try {
    const seeded = seedApprovals(dataDir, { ended: 0, pending: APPROVALS });
    await using server = await startBinary(dataDir);
    const authorization = `Bearer ${BENCH.token}`;
    const paths = seeded.map(({ approvalId }) => `/v1/approvals/${approvalId}`);
    await fetch(server.url + paths[0], { headers: { authorization } });
    const beforeMiB = server.residentMiB();
    const { hostname, port, host } = new URL(server.url);
    const answers: Promise<string>[] = [];
    const wait = async (index: number): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<string>();
      answers.push(promise);
      const path = `${paths[index % APPROVALS]}?wait=25`;
      const request = `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\n\r\n`;
      await Bun.connect({
        hostname,
        port: Number(port),
        socket: {
          open: (socket) => void socket.write(request),
          data(socket, bytes) {
            resolve(bytes.toString("latin1", 0, 12));
            socket.terminate();
          },
          close: () => resolve("closed"),
        },
      });
    };
    for (let from = 0; from < waiters; from += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => wait(from + index)));
    await Bun.sleep(SETTLE_MS);
    const withMiB = server.residentMiB();
    const started = performance.now();
    for (const path of paths)
      await fetch(`${server.url}${path}/cancel`, { method: "POST", headers: { authorization } });
    const heard = await Promise.all(answers);
    const wrong = heard.filter((answer) => answer !== "HTTP/1.1 200").length;
    return { beforeMiB, withMiB, answeredMs: performance.now() - started, wrong };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}
