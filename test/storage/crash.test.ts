import { describe, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";

import type { Approval } from "../../src/approval/approval.ts";
import { checkRequest } from "../../src/approval/check-request.ts";
import { anyWorld, endOf, EXPIRES_IN, type Press, requestOf, type World } from "../support/click-worlds.ts";
import { tempDir } from "../support/temp-dir.ts";
import { CrashingServer } from "./crashing-server.ts";
import { TOKEN } from "./engine.ts";

/** What happens around a press: to the process, to the outbox, or to the press itself. */
const TROUBLES = [
  "none",
  "none",
  "the same callback comes again",
  "an earlier callback comes again",
  "restart",
  "crash",
  "crash before the commit",
  "crash while cards are delivered",
  "cards are delivered",
  "the clock looks for what is overdue",
] as const;
type Trouble = (typeof TROUBLES)[number];

interface Life {
  readonly server: CrashingServer;
  readonly approval: Approval;
  /** The presses that were answered, in order: these took place, whatever else was lost. */
  readonly story: (readonly [eventId: string, press: Press, kind: string])[];
}

const worlds = anyWorld({ presses: 10 }).filter(isTaken);
const troubles = fc.array(fc.constantFrom<Trouble>(...TROUBLES), { minLength: 10, maxLength: 10 });

function isTaken(world: World): boolean {
  try {
    checkRequest(requestOf(world), EXPIRES_IN);
    return true;
  } catch {
    return false;
  }
}

/** Lives through all presses of a world, each with its trouble. */
async function live(root: string, world: World, fate: readonly Trouble[], sentFirst: boolean): Promise<Life> {
  const server = new CrashingServer(mkdtempSync(join(root, "life-")));
  const to = [{ chat_id: "oc_1" }, { open_id: "open_id-0" }];
  const request = { ...requestOf(world), to };
  const { approval } = await server.service.create(request, { expiresIn: EXPIRES_IN, actor: TOKEN });
  // Not sent first, its cards are on their way all the time, until they are delivered or clicked.
  await server.takeOwed({ deliver: sentFirst });
  const life: Life = { server, approval, story: [] };
  let now = 0;
  for (const [index, press] of world.presses.entries()) {
    server.clock.advance(press.at - now);
    now = press.at;
    await meet(fate[index] ?? "none", life, `ev_${index}`, press);
  }
  return life;
}

async function meet(trouble: Trouble, life: Life, eventId: string, press: Press): Promise<void> {
  const { server, approval, story } = life;
  if (trouble === "crash before the commit") {
    const unanswered = server.press(approval, eventId, press);
    await server.crash();
    await Promise.allSettled([unanswered]);
    return;
  }
  const { kind, replayed } = await server.press(approval, eventId, press);
  expect(replayed).toBe(false);
  story.push([eventId, press, kind]);
  await suffer(trouble, life);
}

async function suffer(trouble: Trouble, { server, approval, story }: Life): Promise<void> {
  if (trouble === "restart") await server.restart();
  if (trouble === "crash") await server.crash();
  if (trouble === "cards are delivered") await server.takeOwed({ deliver: true });
  if (trouble === "the clock looks for what is overdue") await server.service.tickDue();
  if (trouble === "crash while cards are delivered") {
    await server.takeOwed({ deliver: false });
    await server.crash();
  }
  const again = trouble === "the same callback comes again" ? story.at(-1) : undefined;
  const earlier = trouble === "an earlier callback comes again" ? story[0] : again;
  if (earlier !== undefined) await expectRemembered(server, approval, earlier);
}

async function expectRemembered(
  server: CrashingServer,
  approval: Approval,
  [id, press, kind]: Life["story"][number],
) {
  expect(await server.press(approval, id, press)).toEqual({ kind, replayed: true });
}

function holds(check: (world: World, life: Life) => Promise<void>): Promise<void> {
  const root = tempDir();
  return fc.assert(
    fc.asyncProperty(worlds, troubles, fc.boolean(), async (world, fate, sentFirst) => {
      const life = await live(root, world, fate, sentFirst);
      await check(world, life);
      life.server.stop();
    }),
    { numRuns: 60 },
  );
}

/** Milliseconds: many lives, each on a disk. */
const SLOW = 60_000;

describe("any clicks, with crashes and replays between", () => {
  test(
    "end as the policy says for those that were answered, and are decided once",
    () =>
      holds(async (world, { server, approval, story }) => {
        server.clock.advance(EXPIRES_IN);
        await server.service.tickDue();
        const { status, votes } = endOf({ ...world, presses: story.map(([, press]) => press) });
        const found = await server.service.find(approval.id);
        expect<string>(found.status).toBe(status === "pending" ? "expired" : status);
        expect(found.votes.map(({ verdict, by }) => [verdict, by.open_id])).toEqual(
          votes.map(({ verdict, person }) => [verdict, `open_id-${person}`]),
        );
        const history = (await server.service.history(approval.id)).map(({ type }) => type);
        expect(history.filter((type) => type === "decided" || type === "expired")).toHaveLength(1);
        expect(history.filter((type) => type === "decided" || type === "voted")).toHaveLength(votes.length);
      }),
    SLOW,
  );

  test(
    "are all remembered as they were answered",
    () =>
      holds(async (_, { server, approval, story }) => {
        await server.crash();
        const before = await server.service.find(approval.id);
        for (const entry of story) await expectRemembered(server, approval, entry);
        expect(await server.service.find(approval.id)).toEqual(before);
      }),
    SLOW,
  );

  test(
    "owe each card what it does not show, and in the end every card shows the last state",
    () =>
      holds(async (_, { server, approval }) => {
        await server.crash();
        for (let rounds = 0; (await server.takeOwed({ deliver: true })) > 0; rounds++)
          expect(rounds).toBeLessThan(9);
        const { revision, cards } = await server.service.find(approval.id);
        expect(cards.map(({ state, shownRevision }) => [state, shownRevision])).toEqual(
          cards.map(() => ["sent", revision]),
        );
      }),
    SLOW,
  );
});
