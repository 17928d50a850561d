import { describe, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";

import { checkRequest } from "../../src/approval/check-request.ts";
import type { Directory } from "../../src/approval/directory.ts";
import { PolicyModel } from "../support/policy-model.ts";
import {
  anyPolicyWorld,
  type Happening,
  LIFE,
  policyRequest,
  type PolicyWorld,
  written,
} from "../support/policy-worlds.ts";
import { tempDir } from "../support/temp-dir.ts";
import { CrashingServer } from "./crashing-server.ts";
import { TOKEN } from "./engine.ts";

const worlds = anyPolicyWorld().filter((world) => {
  try {
    checkRequest(policyRequest(world), LIFE);
    return true;
  } catch {
    return false;
  }
});

function directoryOf({ groups }: PolicyWorld): Directory {
  return {
    async isMember({ user_group_id }, { open_id }) {
      const members = groups[Number(user_group_id)];
      return members === "unknown" ? undefined : members?.includes(Number(open_id?.split("-")[1]));
    },
  };
}

/** Lives through the story in the server and in the model, and compares the two after each happening. */
async function live(root: string, world: PolicyWorld): Promise<void> {
  const server = new CrashingServer(mkdtempSync(join(root, "world-")), directoryOf(world));
  for (const [index, { from, to, starts, ends }] of world.delegations.entries()) {
    const times = { startsAt: server.clock.in(starts), endsAt: server.clock.in(ends) };
    const delegation = {
      id: `dlg_${index}`,
      from: written(from),
      to: { open_id: `open_id-${to}` },
      ...times,
    };
    await server.storage.delegations.insert(delegation, server.clock.now(), TOKEN);
  }
  const { approval } = await server.service.create(policyRequest(world), { expiresIn: LIFE, actor: TOKEN });
  const model = new PolicyModel(world);
  let now = 0;
  for (const [index, { after, what }] of world.story.entries()) {
    await server.deliverAll();
    server.clock.advance(after);
    now += after;
    await foretold(server, approval.id, model, what, now);
    const outcome = await carryOut(server, approval.id, what, `ev_${index}`);
    expect([what, outcome]).toEqual([what, model.happen(what, now)]);
    await same(server, approval.id, model);
  }
  server.stop();
}

/** `explain` says what the click will then come to, as far as it is about the person. */
async function foretold(
  server: CrashingServer,
  id: string,
  model: PolicyModel,
  what: Happening,
  now: number,
) {
  if (what.kind !== "click" || model.status !== "pending" || now >= LIFE) return;
  const explained = await server.service.explain(id, written(what.who));
  const standing = model.standing(what.who, now);
  if ("no" in standing) expect(explained).toMatchObject({ allowed: false, code: standing.no });
  else {
    expect(explained.allowed).toBe(true);
    expect(explained.for).toEqual(standing.yes === "own" ? undefined : written(standing.yes));
  }
}

// oxlint-disable-next-line consistent-return -- each kind returns; the compiler sees to it.
async function carryOut(
  server: CrashingServer,
  id: string,
  what: Happening,
  eventId: string,
): Promise<string> {
  const { service } = server;
  switch (what.kind) {
    case "crash":
      await server.crash();
      return "nothing";
    case "revoke":
      await server.storage.delegations.revoke(`dlg_${what.delegation}`, server.clock.now(), TOKEN);
      return "nothing";
    case "tick":
      return tickAll(server, id);
    case "click":
      return press(server, id, what, eventId);
    case "cancel":
      return ended(service.cancel(id, TOKEN), server, id);
    case "break_glass":
      return ended(
        service.breakGlass(id, what.verdict, { actor: TOKEN, name: "ops", reason: "the site is down" }),
        server,
        id,
      );
    case "supersede": {
      const { request } = await service.find(id);
      return ended(
        service.create({ ...request, supersedes: id }, { expiresIn: LIFE, actor: TOKEN }),
        server,
        id,
      );
    }
  }
}

/** All that the clock has to do by now, one thing after another. */
async function tickAll({ service }: CrashingServer, id: string): Promise<string> {
  const was = (await service.find(id)).status;
  for (let rounds = 0; (await service.tickDue()) > 0; rounds++) expect(rounds).toBeLessThan(9);
  const { status } = await service.find(id);
  return was === status ? "nothing" : status;
}

/** Presses a card's button, and the callback comes twice. */
async function press(
  { service }: CrashingServer,
  id: string,
  { who, action, reason, card: which }: Happening & { kind: "click" },
  eventId: string,
): Promise<string> {
  const { cards } = await service.find(id);
  const card = cards.at(which === -1 ? -1 : which % cards.length);
  const from = { operator: written(who), message_id: `om_${card?.id}`, chat_id: card?.to.chat_id };
  const click = { eventId, approvalId: id, action, reason, ...from };
  const commit = await service.click(click);
  expect(await service.click(click)).toMatchObject({ replayed: true });
  return commit.kind === "committed" ? commit.outcome.kind : commit.kind;
}

/** The state that it came to, or why not. */
async function ended(attempt: Promise<unknown>, { service }: CrashingServer, id: string): Promise<string> {
  const before = (await service.find(id)).status;
  const [result] = await Promise.allSettled([attempt]);
  const { status } = await service.find(id);
  if (result.status === "fulfilled" || (before === "pending" && status === "expired")) return status;
  return (result.reason as { code: string }).code;
}

async function same({ service }: CrashingServer, id: string, model: PolicyModel): Promise<void> {
  const { status, progress, votes, cards } = await service.find(id);
  expect<string>(status).toBe(model.status);
  expect([
    progress.stage,
    progress.escalated,
    progress.reminders,
    progress.supersededBy !== undefined,
  ]).toEqual([model.stage, model.escalated, model.reminders, model.superseded]);
  expect(cards.map(({ stage }) => stage)).toEqual(model.cards);
  const policed = votes.filter(({ break_glass }) => break_glass === undefined);
  expect(policed.map((vote) => [vote.verdict, vote.stage, vote.by, vote.for])).toEqual(
    model.votes.map((vote) => [vote.verdict, vote.stage, written(vote.by), vote.for && written(vote.for)]),
  );
}

describe("any policy, whatever happens", () => {
  test("is what the plain rules say, click by click, through crashes, and was foretold by explain", async () => {
    const root = tempDir();
    await fc.assert(
      fc.asyncProperty(worlds, (world) => live(root, world)),
      { numRuns: 500 },
    );
  }, 60_000);
});
