import { describe, expect, test } from "bun:test";

import * as fc from "fast-check";

import type { Approval } from "../../src/approval/approval.ts";
import { isChange, type Outcome } from "../../src/approval/outcome.ts";
import { expire } from "../../src/approval/tick.ts";
import { aPendingApproval } from "../support/a-request.ts";
import {
  anyWorld,
  endOf,
  EXPIRES_IN,
  operatorOf,
  type Press,
  requestOf,
  type World,
} from "../support/click-worlds.ts";
import { decideAlone } from "../support/decide-alone.ts";

const START = Date.parse("2026-03-02T09:00:00Z");

interface Story {
  readonly end: Approval;
  readonly outcomes: readonly Outcome[];
}

/** All presses of a world, one after another. */
function play(world: World): Story {
  let approval: Approval = {
    ...aPendingApproval(requestOf(world)),
    createdAt: new Date(START),
    expiresAt: new Date(START + EXPIRES_IN * 1000),
  };
  const outcomes = world.presses.map((press) => {
    const outcome = playPress(approval, press);
    approval = outcome.approval;
    return outcome;
  });
  return { end: approval, outcomes };
}

function playPress(approval: Approval, press: Press): Outcome {
  const { verdict, at } = press;
  return decideAlone(approval, { verdict, by: operatorOf(press), at: new Date(START + at * 1000) });
}

function holds(property: (world: World, story: Story) => void): void {
  fc.assert(
    fc.property(anyWorld(), (world) => property(world, play(world))),
    { numRuns: 1_000 },
  );
}

describe("any clicks by anybody, in any order", () => {
  test("end in the state that the policy says, with the votes that it counts", () => {
    holds((world, { end }) => {
      const { status, votes } = endOf(world);
      expect<string>(end.status).toBe(status);
      expect(end.votes.map(({ verdict, by }) => [verdict, by.open_id])).toEqual(
        votes.map(({ verdict, person }) => [verdict, `open_id-${person}`]),
      );
    });
  });

  test("end it once at most, and nothing changes after", () => {
    holds((_, { outcomes, end }) => {
      const last = outcomes.findIndex(({ approval }) => approval.status !== "pending");
      if (last === -1) return;
      for (const outcome of outcomes.slice(last + 1)) {
        expect(outcome.kind).toBe("already_ended");
        expect(outcome.approval).toBe(end);
      }
    });
  });

  test("never give more votes to a side than it needed, nor two to one person", () => {
    holds(({ policy }, { end }) => {
      for (const verdict of ["approve", "reject"] as const) {
        expect(end.votes.filter((vote) => vote.verdict === verdict).length).toBeLessThanOrEqual(
          policy[verdict],
        );
      }
      expect(new Set(end.votes.map(({ by }) => by.open_id)).size).toBe(end.votes.length);
    });
  });

  test("move the revision by one for what changed, and leave all else as it was", () => {
    holds((_, { outcomes }) => {
      let revision = 1;
      for (const outcome of outcomes) {
        if (isChange(outcome)) revision += 1;
        expect(outcome.approval.revision).toBe(revision);
      }
    });
  });

  test("leave it open only until the clock ends it", () => {
    holds((_, { end }) => {
      const { approval } = expire(end, new Date(START + EXPIRES_IN * 1000));
      expect(approval.status).not.toBe("pending");
      expect(approval.votes).toBe(end.votes);
    });
  });
});
