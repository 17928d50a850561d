import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { type Chance, createChance } from "../fuzz/chance.ts";
import { tidyAtSignal } from "../support/tidy-at-signal.ts";
import { followCards } from "./cards.ts";
import { KilledServer } from "./killed-server.ts";
import { LARK_FAULTS } from "./lark-faults.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { API_TOKEN, live, pressInCalm, type Stage, type Story } from "./story.ts";
import { wrongWith } from "./verdict.ts";

export interface Chaos {
  readonly stories: number;
  readonly presses: number;
  /** Of them, over the long connection. */
  readonly pushed: number;
  readonly acknowledged: number;
  /** Calls of webhooks that the receiver failed. */
  readonly untaken: number;
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

const PROGRAMS = 6;
/** Once it was told so, the server is quick to connect again; told nothing at its start, it waits for minutes. */
const QUICKLY = { ReconnectNonce: 0.01, ReconnectInterval: 0.05 };
/** A press whose server dies is waited for so long over the long connection. */
const PRESS_MS = 1_000;

/** Kills the built server again and again under load and Lark's faults, and looks from outside at what is left. */
export async function chaos({ binary, kills, seed, patience = 60_000 }: Options): Promise<Chaos> {
  const chance = createChance(seed);
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-chaos-"));
  const sandbox = createSandbox({
    rateLimits: "off",
    callbackDeadlineMs: PRESS_MS,
    longConnection: QUICKLY,
  });
  sandbox.listen();
  const cards = followCards(sandbox);
  await using receiver = await startReceiver(chance);
  await using server = new KilledServer(binary, settingsOf(sandbox, dataDir));
  sandbox.setCallbackUrl(`${server.url}/lark/callback`);
  const stories: Story[] = [];
  const over = new AbortController();
  using _ = tidyAtSignal(() => {
    server.killNow();
    rmSync(dataDir, { recursive: true, force: true });
  });
  try {
    await server.start();
    const stage = {
      url: server.url,
      sandbox,
      cards,
      chance,
      receiverUrl: receiver.url,
      isOver: () => over.signal.aborted,
    };
    const program = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const story: Story = {
          title: `story-${stories.length}-of-${seed}`,
          id: undefined,
          presses: [],
          pressedInCalm: false,
        };
        stories.push(story);
        await live(story, stage);
        await Bun.sleep(chance.below(30));
      }
    };
    const programs = Array.from({ length: PROGRAMS }, program);
    const { faults, ended } = await killAgainAndAgain(server, sandbox, chance, kills);
    over.abort();
    sandbox.clearFaults();
    await Promise.all(programs);
    await pressTheRest(stories, stage);
    const late = await wait(stories, { url: server.url, cards, told: receiver.told }, patience);
    const stopped = await server.stop();
    const audit = await server.verifyAudit();
    const presses = stories.flatMap((story) => story.presses);
    return {
      stories: stories.length,
      presses: presses.length,
      pushed: presses.filter((press) => press.pushed).length,
      acknowledged: presses.filter((press) => press.acknowledged).length,
      untaken: receiver.told.filter(({ taken }) => !taken).length,
      faults,
      slowestMs: Math.max(0, ...presses.filter(({ answered }) => answered).map(({ tookMs }) => tookMs)),
      wrong: [
        ...[...ended, stopped, audit].filter((line) => line !== undefined),
        ...late,
        ...followedBy(receiver),
      ],
    };
  } finally {
    over.abort();
    await sandbox.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function followedBy({ followed }: Receiver): readonly string[] {
  return followed() === 0 ? [] : [`${followed()} redirects of a receiver were followed`];
}

/** Each that nobody is known to have decided; as many at once as there are programs. */
async function pressTheRest(stories: readonly Story[], stage: Stage): Promise<void> {
  const rest = stories.filter(({ presses }) => presses.every(({ acknowledged }) => !acknowledged)).values();
  const lanes = Array.from({ length: PROGRAMS }, async () => {
    for (const story of rest) await pressInCalm(story, stage);
  });
  await Promise.all(lanes);
}

/**
 * Each life of the server has clicks over HTTP, or over a long connection that may be lost. Answers how many faults Lark
 * had, and of lives that ended by themselves how.
 */
async function killAgainAndAgain(
  server: KilledServer,
  sandbox: Sandbox,
  chance: Chance,
  kills: number,
): Promise<{ readonly faults: number; readonly ended: readonly (string | undefined)[] }> {
  let faults = 0;
  const ended: (string | undefined)[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    for (let more = chance.below(4); more > 0; more -= 1) {
      sandbox.addFault(chance.pick(LARK_FAULTS));
      faults += 1;
    }
    await Bun.sleep(10 + chance.below(125));
    if (chance.below(4) === 0) sandbox.cutConnections();
    await Bun.sleep(10 + chance.below(125));
    ended.push(await server.kill());
    if (chance.below(2) === 0) sandbox.addFault({ on: "endpoint", code: 1 });
    await server.start();
  }
  return { faults, ended };
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
    COUNTERSIGN_TRANSPORT: "both",
    COUNTERSIGN_WEBHOOK_SECRET: SECRET,
    COUNTERSIGN_WEBHOOK_ALLOW: "127.0.0.0/8",
  };
}
