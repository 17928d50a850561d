import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { type Chance, createChance } from "../fuzz/chance.ts";
import { KilledServer } from "./killed-server.ts";
import { LARK_FAULTS } from "./lark-faults.ts";
import { API_TOKEN, live, type Story } from "./story.ts";
import { type Told, wrongWith } from "./verdict.ts";

export interface Chaos {
  readonly stories: number;
  readonly presses: number;
  readonly acknowledged: number;
  readonly faults: number;
  readonly slowestMs: number;
  readonly wrong: readonly string[];
}

interface Options {
  readonly binary: string;
  readonly kills: number;
  readonly seed: number;
  /** Milliseconds until everything that is late has to have come. */
  readonly patience?: number | undefined;
}

const PROGRAMS = 4;

/** Kills the built server again and again under load and Lark's faults, and looks from outside at what is left. */
export async function chaos({ binary, kills, seed, patience = 60_000 }: Options): Promise<Chaos> {
  const chance = createChance(seed);
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-chaos-"));
  const sandbox = createSandbox({ rateLimits: "off" });
  sandbox.listen();
  const told: Told[] = [];
  const receiver = startReceiver(told);
  await using server = new KilledServer(binary, settingsOf(sandbox, dataDir));
  sandbox.setCallbackUrl(`${server.url}/lark/callback`);
  const stories: Story[] = [];
  const over = new AbortController();
  try {
    await server.start();
    const stage = {
      url: server.url,
      sandbox,
      chance,
      receiverUrl: receiver.url.href,
      isOver: () => over.signal.aborted,
    };
    const program = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const story: Story = { title: `story-${stories.length}-of-${seed}`, id: undefined, presses: [] };
        stories.push(story);
        await live(story, stage);
        await Bun.sleep(chance.below(30));
      }
    };
    const programs = Array.from({ length: PROGRAMS }, program);
    const faults = await killAgainAndAgain(server, sandbox, chance, kills);
    over.abort();
    sandbox.clearFaults();
    await Promise.all(programs);
    const late = await wait(stories, { url: server.url, sandbox, told }, patience);
    await server.stop();
    const audit = await server.verifyAudit();
    const presses = stories.flatMap((story) => story.presses);
    return {
      stories: stories.length,
      presses: presses.length,
      acknowledged: presses.filter((press) => press.acknowledged).length,
      faults,
      slowestMs: Math.max(0, ...presses.filter(({ answered }) => answered).map(({ tookMs }) => tookMs)),
      wrong: audit === undefined ? late : [...late, audit],
    };
  } finally {
    over.abort();
    await sandbox.stop();
    await receiver.stop(true);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Answers how many faults Lark had meanwhile. */
async function killAgainAndAgain(
  server: KilledServer,
  sandbox: Sandbox,
  chance: Chance,
  kills: number,
): Promise<number> {
  let faults = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    for (let more = chance.below(4); more > 0; more -= 1) {
      sandbox.addFault(chance.pick(LARK_FAULTS));
      faults += 1;
    }
    await Bun.sleep(20 + chance.below(250));
    await server.kill();
    await server.start();
  }
  return faults;
}

/** What is still wrong once nothing changes any more, or patience is at its end. */
async function wait(
  stories: readonly Story[],
  outside: Parameters<typeof wrongWith>[1],
  patience: number,
): Promise<readonly string[]> {
  const deadline = performance.now() + patience;
  let open = stories;
  for (;;) {
    const checked = await Promise.all(
      open.map(async (story) => [story, await wrongWith(story, outside)] as const),
    );
    const wrong = checked.filter(([, lines]) => lines.length > 0);
    if (wrong.length === 0 || performance.now() > deadline) return wrong.flatMap(([, lines]) => lines);
    open = wrong.map(([story]) => story);
    await Bun.sleep(200);
  }
}

const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;

function settingsOf({ app, url }: Sandbox, dataDir: string): Readonly<Record<string, string>> {
  return {
    LARK_APP_ID: app.id,
    LARK_APP_SECRET: app.secret,
    LARK_ENCRYPT_KEY: app.encryptKey,
    LARK_VERIFICATION_TOKEN: app.verificationToken,
    LARK_DOMAIN: url,
    LARK_RATE: "0",
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_TOKEN: API_TOKEN,
    COUNTERSIGN_METRICS_LISTEN: "",
    COUNTERSIGN_WEBHOOK_SECRET: SECRET,
    COUNTERSIGN_WEBHOOK_ALLOW: "127.0.0.0/8",
  };
}

function startReceiver(told: Told[]) {
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const body = (await request.json()) as { data: { id: string } };
      told.push({ id: request.headers.get("webhook-id") ?? "", approvalId: body.data.id });
      return new Response(null, { status: 204 });
    },
  });
}
