import * as fc from "fast-check";

import type { ApprovalRequest, Status, Verdict } from "../../src/approval/approval.ts";
import type { Person } from "../../src/approval/person.ts";
import type { Policy } from "../../src/approval/stage.ts";
import { aRequest } from "./a-request.ts";

/** A request about people who are told apart by number, and what they press. Times are seconds after the creation. */
export interface World {
  readonly approvers: "anyone" | readonly Known[];
  readonly requester?: Known | undefined;
  readonly allowSelfApproval: boolean;
  readonly policy: Policy;
  readonly presses: readonly Press[];
}

/** A person as somebody wrote them down. */
interface Known {
  readonly person: number;
  readonly by: readonly IdKind[];
}

export interface Press {
  readonly person: number;
  readonly verdict: Verdict;
  /** What the callback carries besides the open_id. */
  readonly shows: readonly IdKind[];
  readonly at: number;
}

type IdKind = "open_id" | "user_id" | "union_id";

export const EXPIRES_IN = 100;
const PEOPLE = 5;

/** Any people, listed, unlisted or the requester, known by any ids, pressing any buttons in any order, some too late. */
export function anyWorld({ presses = 14 }: { presses?: number } = {}): fc.Arbitrary<World> {
  const person = fc.nat({ max: PEOPLE - 1 });
  const kinds = fc.constantFrom<IdKind>("open_id", "open_id", "user_id", "union_id");
  const known = fc.record({ person, by: fc.uniqueArray(kinds, { minLength: 1 }) });
  const votes = fc.integer({ min: 1, max: 3 });
  const press = fc.record({
    person,
    verdict: fc.constantFrom<Verdict>("approve", "approve", "reject"),
    shows: fc.subarray<IdKind>(["user_id", "union_id"]),
    after: fc.nat({ max: Math.ceil((5 * EXPIRES_IN) / presses) }),
  });
  return fc
    .record({
      approvers: fc.oneof(
        fc.constant("anyone" as const),
        fc.array(known, { minLength: 1, maxLength: PEOPLE }),
      ),
      requester: fc.option(known, { nil: undefined }),
      allowSelfApproval: fc.boolean(),
      policy: fc.record({ approve: votes, reject: votes }),
      steps: fc.array(press, { maxLength: presses }),
    })
    .map(toWorld);
}

type Step = Omit<Press, "at"> & { readonly after: number };
type Drawn = Omit<World, "presses"> & { readonly steps: readonly Step[] };

function toWorld({ steps, ...rest }: Drawn): World {
  return { ...rest, presses: steps.reduce<readonly Press[]>(follow, []) };
}

function follow(before: readonly Press[], { after, ...press }: Step): readonly Press[] {
  return [...before, { ...press, at: (before.at(-1)?.at ?? 0) + after }];
}

export function requestOf({ approvers, requester, allowSelfApproval, policy }: World): ApprovalRequest {
  return aRequest({
    approvers: approvers === "anyone" ? approvers : approvers.map(written),
    policy,
    requested_by: requester && written(requester),
    allow_self_approval: allowSelfApproval,
  });
}

/** The one who presses, as the callback tells. */
export function operatorOf({ person, shows }: Press): Person {
  return written({ person, by: ["open_id", ...shows] });
}

function written({ person, by }: Known): Person {
  return Object.fromEntries(by.map((kind) => [kind, `${kind}-${person}`]));
}

export interface End {
  readonly status: Status;
  /** Whose votes count, in order. */
  readonly votes: readonly { readonly person: number; readonly verdict: Verdict }[];
}

/**
 * The end that the policy says, told from the whole story at once and by who people are: the server goes step by step
 * and by ids.
 */
export function endOf(world: World): End {
  const inTime = world.presses.filter(({ at }) => at < EXPIRES_IN);
  const allowed = inTime.filter((press) => isListed(world, press) && isNotTheRequester(world, press));
  const firsts = allowed.filter(
    (press, index) => allowed.findIndex(({ person }) => person === press.person) === index,
  );
  const stories = firsts.map((_, index) => firsts.slice(0, index + 1));
  const enough = (verdict: Verdict) => (votes: readonly Press[]) =>
    votes.filter((vote) => vote.verdict === verdict).length >= world.policy[verdict];
  const decisive = stories.find((votes) => enough("approve")(votes) || enough("reject")(votes));
  const votes = (decisive ?? firsts).map(({ person, verdict }) => ({ person, verdict }));
  if (decisive !== undefined) return { status: enough("approve")(decisive) ? "approved" : "rejected", votes };
  return { status: inTime.length < world.presses.length ? "expired" : "pending", votes };
}

function isListed({ approvers }: World, { person, shows }: Press): boolean {
  if (approvers === "anyone") return true;
  const shown = new Set<IdKind>(["open_id", ...shows]);
  return approvers.some(
    (approver) => approver.person === person && approver.by.some((kind) => shown.has(kind)),
  );
}

function isNotTheRequester({ requester, allowSelfApproval }: World, { person, shows }: Press): boolean {
  if (allowSelfApproval || requester === undefined) return true;
  const canTell = requester.by.includes("open_id") || shows.some((kind) => requester.by.includes(kind));
  return canTell && requester.person !== person;
}
