import * as fc from "fast-check";

import type { ApprovalRequest, Verdict } from "../../src/approval/approval.ts";
import type { Person } from "../../src/approval/person.ts";
import type { Approver, Stage } from "../../src/approval/stage.ts";
import { aRequest } from "./a-request.ts";

type IdKind = "open_id" | "user_id" | "union_id";

/** A person, told apart by number, as somebody wrote them down. */
export interface Known {
  readonly person: number;
  readonly by: readonly IdKind[];
}

interface InGroup {
  readonly group: number;
}

interface PlainStage {
  readonly approvers: "anyone" | readonly (Known | InGroup)[];
  readonly policy: { readonly approve: number; readonly reject: number };
  readonly escalate?: { readonly after: number; readonly approvers: readonly Known[] } | undefined;
}

/** Times are seconds from the creation. */
export interface PlainDelegation {
  readonly from: Known;
  readonly to: number;
  readonly starts: number;
  readonly ends: number;
}

export type Happening =
  | {
      readonly kind: "click";
      readonly who: Known;
      readonly action: Verdict | "cancel";
      readonly reason?: string | undefined;
      /** Which of the cards that there are, counted around. */
      readonly card: number;
    }
  | { readonly kind: "tick" | "cancel" | "supersede" | "crash" }
  | { readonly kind: "break_glass"; readonly verdict: Verdict }
  | { readonly kind: "revoke"; readonly delegation: number };

export interface PolicyWorld {
  readonly stages: readonly PlainStage[];
  readonly requester?: Known | undefined;
  readonly allowSelf: boolean;
  readonly reason: "off" | "optional" | "required";
  readonly remindAfter?: number | undefined;
  /** Who belongs to each; nobody can find out who belongs to one that is unknown. */
  readonly groups: readonly (readonly number[] | "unknown")[];
  readonly delegations: readonly PlainDelegation[];
  readonly story: readonly { readonly after: number; readonly what: Happening }[];
}

export const LIFE = 7_200;

const person = fc.nat({ max: 4 });
/** Two kinds of id at least, so that any two notes of one person have one in common. */
const known = fc.record({
  person,
  by: fc.subarray<IdKind>(["open_id", "user_id", "union_id"], { minLength: 2 }),
});
const votes = fc.integer({ min: 1, max: 3 });
const verdict = fc.constantFrom<Verdict>("approve", "approve", "approve", "reject");
const stage = fc.record({
  approvers: fc.oneof(
    { arbitrary: fc.constant("anyone" as const), weight: 1 },
    {
      arbitrary: fc.array(
        fc.oneof(
          { arbitrary: known, weight: 4 },
          { arbitrary: fc.record({ group: fc.nat({ max: 1 }) }), weight: 1 },
        ),
        { minLength: 1, maxLength: 5 },
      ),
      weight: 5,
    },
  ),
  policy: fc.record({ approve: votes, reject: votes }),
  escalate: fc.option(
    fc.record({
      after: fc.integer({ min: 1, max: 1_500 }),
      approvers: fc.array(known, { minLength: 1, maxLength: 2 }),
    }),
    { nil: undefined },
  ),
});
const happening = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("click" as const),
      who: fc.record({
        person,
        by: fc.subarray<IdKind>(["user_id", "union_id"]).map((by): readonly IdKind[] => ["open_id", ...by]),
      }),
      action: fc.oneof(
        { arbitrary: verdict, weight: 12 },
        { arbitrary: fc.constant("cancel" as const), weight: 1 },
      ),
      reason: fc.constantFrom(undefined, "", "  ", "too soon"),
      card: fc.oneof({ arbitrary: fc.constant(-1), weight: 4 }, { arbitrary: fc.nat({ max: 5 }), weight: 1 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("tick" as const, "tick" as const, "crash" as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("revoke" as const), delegation: fc.nat({ max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("cancel" as const, "supersede" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("break_glass" as const), verdict }) },
);

/** Any request about any people, and anything that may happen to it, in any order, some of it too late. */
export function anyPolicyWorld(): fc.Arbitrary<PolicyWorld> {
  return fc.record({
    stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
    requester: fc.option(known, { nil: undefined }),
    allowSelf: fc.boolean(),
    reason: fc.constantFrom("off", "optional", "required"),
    remindAfter: fc.option(fc.integer({ min: 60, max: LIFE }), { nil: undefined }),
    groups: fc.tuple(
      fc.subarray([0, 1, 2, 3, 4]),
      fc.oneof(fc.constant("unknown" as const), fc.subarray([3, 4])),
    ),
    delegations: fc.array(
      fc
        .record({
          from: known,
          to: person,
          starts: fc.integer({ min: -LIFE, max: 1_000 }),
          lasts: fc.integer({ min: 1, max: 2 * LIFE }),
        })
        .map(({ lasts, ...rest }) => ({ ...rest, ends: rest.starts + lasts })),
      { maxLength: 4 },
    ),
    story: fc.array(
      fc.record({ after: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 1_500 })), what: happening }),
      { maxLength: 20 },
    ),
  });
}

export function policyRequest(world: PolicyWorld): ApprovalRequest {
  const { stages, requester, allowSelf, reason, remindAfter } = world;
  return {
    ...aRequest(),
    stages: stages.map(writtenStage),
    requested_by: requester && written(requester),
    allow_self_approval: allowSelf,
    reason,
    remind: remindAfter === undefined ? undefined : { after: remindAfter, by: "reply" },
  };
}

/** Stage 1 goes to chat `oc_1`, and its further approvers are told in `oc_1_more`. */
function writtenStage({ approvers, policy, escalate }: PlainStage, index: number): Stage {
  return {
    to: [{ chat_id: `oc_${index}` }],
    approvers: approvers === "anyone" ? approvers : approvers.map(writtenApprover),
    policy,
    escalate: escalate && {
      after: escalate.after,
      to: [{ chat_id: `oc_${index}_more` }],
      approvers: escalate.approvers.map(written),
    },
  };
}

function writtenApprover(approver: Known | InGroup): Approver {
  return "group" in approver ? { user_group_id: String(approver.group) } : written(approver);
}

export function written({ person: number, by }: Known): Person {
  return Object.fromEntries(by.map((kind) => [kind, `${kind}-${number}`]));
}
