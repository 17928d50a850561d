import { readFileSync, rmSync } from "node:fs";

import { openWorld, tokenFor, until, type World } from "../e2e/open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "../e2e/start-program.ts";
import { tidyAtSignal } from "../support/tidy-at-signal.ts";
import { fuzzRoutes, type RouteFuzz } from "./routes/fuzz-routes.ts";
import { fuzzWire } from "./wire/fuzz-wire.ts";

interface ServerFuzz {
  readonly inputs: number;
  readonly seed: number;
  readonly only: string | undefined;
  readonly print: (
    name: string,
    inputs: number,
    counts: ReadonlyMap<string, number>,
    started: number,
  ) => void;
}

/** So much of the requests comes over connections of their own, as bytes that may be no HTTP: a connection takes its time. */
const WIRE_SHARE = 20;
const PARTS = 10;

/** Requests and bytes to a server in a process of its own, whose memory is looked at. Answers the exit code. */
export async function fuzzServer({ inputs, seed, only, print }: ServerFuzz): Promise<number> {
  await using world = await openWorld();
  await world.stopServer();
  let child: Program | undefined;
  tidyAtSignal(() => {
    child?.signal("SIGKILL");
    // It may write until it is gone.
    Bun.sleepSync(100);
    rmSync(world.dataDir, { recursive: true, force: true });
  });
  const env = { ...world.env, COUNTERSIGN_TRUSTED_PROXIES: "127.0.0.1/32", COUNTERSIGN_LOG_LEVEL: "error" };
  await using server = startProgram([...FROM_SOURCE, "serve"], {
    env: { ...env, PATH: process.env["PATH"] ?? "" },
  });
  child = server;
  const { url } = world;
  await until("the server", () =>
    fetch(`${url}/livez`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const broken = new Map<string, string>();
  const memory: number[] = [];
  if (only !== "wire") {
    const counts = new Map<string, number>();
    const ingredients = around(world);
    const each = Math.ceil(inputs / PARTS);
    const started = performance.now();
    for (let part = 0; part < PARTS; part += 1) {
      const report = await fuzzRoutes({
        ...ingredients,
        url,
        inputs: each,
        seed: seed + part * each,
      });
      for (const [status, count] of report.statuses)
        counts.set(String(status), (counts.get(String(status)) ?? 0) + count);
      for (const [what, request] of report.broken) broken.set(what, request);
      memory.push(residentMiB(server.pid));
    }
    print("routes", each * PARTS, counts, started);
  }
  if (only !== "routes") {
    const started = performance.now();
    const connections = Math.ceil(inputs / WIRE_SHARE);
    print("wire", connections, await fuzzWire({ url, inputs: connections, seed, atOnce: 200 }), started);
    memory.push(residentMiB(server.pid));
  }
  console.log(`memory of the server on the way: ${memory.join(", ")} MiB`);
  for (const [what, request] of broken) console.log(`\nBROKEN ${what}\n${request}`);
  const faults = server.out().includes('"msg":"internal"');
  if (faults) console.log("\nBROKEN its log has faults of ours");
  return broken.size > 0 || faults ? 1 : 0;
}

/** What requests to a world's server are made with. */
export function around(world: World): Omit<RouteFuzz, "url" | "inputs" | "seed"> {
  const { app } = world.sandbox;
  const tokens = [
    world.env["COUNTERSIGN_TOKEN"] ?? "",
    tokenFor(world, "requests"),
    tokenFor(world, "read"),
    tokenFor(world, "use"),
  ];
  return {
    atOnce: 32,
    tokens,
    callback: { encryptKey: app.encryptKey, verificationToken: app.verificationToken, appId: app.id },
    now: () => new Date(),
    secrets: [app.secret, app.encryptKey, app.verificationToken, ...tokens],
  };
}

function residentMiB(pid: number): number {
  const [, kib = "0"] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kib) / 1024);
}
