import type { ApprovalRequest } from "../../src/approval/approval.ts";
import type { Chance } from "../fuzz/chance.ts";
import { aRequest } from "../support/a-request.ts";

export const PEOPLE = ["ou_ann", "ou_ben", "ou_eve"] as const;
/** Who asks, and may not answer. */
export const REQUESTER = "ou_req";
/** Who is on no list. */
export const MALLORY = "ou_mallory";

/** A press that somebody will make on a card, once it is in the chat. */
export interface PlannedClick {
  readonly eventId: string;
  /** Milliseconds after the card came. */
  readonly after: number;
  readonly person: string;
  readonly verdict: "approve" | "reject";
  /** Whether it says that it is from a message in a chat where no card was sent. */
  readonly foreign: boolean;
  /** When the same bytes come once more, in milliseconds after the first; 0 is never. */
  readonly again: number;
}

export interface PlannedApproval {
  readonly key: string;
  readonly request: ApprovalRequest;
  /** Seconds. */
  readonly expiresIn: number;
  readonly clicks: readonly PlannedClick[];
  /** When a program takes it back, in milliseconds; 0 is never. */
  readonly cancelAt: number;
}

/** What people, programs and fate will do in one world. */
export interface Plan {
  readonly approvals: readonly PlannedApproval[];
  readonly crashes: readonly number[];
  /** Deaths in the middle of a write: at which one, counted from the beginning. */
  readonly diesAtWrite: number;
  /** The same, with a commit just made. */
  readonly diesAfterCommit: number;
  /** Which commits find the disk full. */
  readonly fullAtCommit: number;
  /** When the wall clock is set, and by how many milliseconds. */
  readonly jump: readonly [at: number, by: number] | undefined;
  /** Calls to Lark, of a hundred, that go wrong; and of the receivers'. */
  readonly trouble: number;
}

/** Until when there is trouble, in milliseconds. */
export const CALM_AT = 15_000;

export function makePlan(chance: Chance): Plan {
  const { below } = chance;
  const isTroubled = below(3) > 0;
  return {
    approvals: Array.from({ length: below(4) === 0 ? 2 : 1 }, (_, index) => planApproval(chance, index)),
    crashes: Array.from({ length: below(2) * (1 + below(2)) }, () => below(CALM_AT)),
    diesAtWrite: below(4) === 0 ? 1 + below(12) : 0,
    diesAfterCommit: below(4) === 0 ? 1 + below(16) : 0,
    fullAtCommit: below(8) === 0 ? 1 + below(12) : 0,
    jump: below(6) === 0 ? [below(CALM_AT), (below(2) === 0 ? -1 : 1) * below(30_000)] : undefined,
    trouble: isTroubled ? 10 + below(50) : 0,
  };
}

function planApproval(chance: Chance, index: number): PlannedApproval {
  const { below, pick } = chance;
  const key = `run-${index}`;
  const approve = 1 + below(2);
  const stage = {
    to: below(3) === 0 ? [{ chat_id: "oc_1" }, { chat_id: "oc_2" }] : [{ chat_id: "oc_1" }],
    approvers: PEOPLE.map((open_id) => ({ open_id })),
    policy: { approve, reject: 1 + below(2) },
  };
  const stages = below(5) === 0 ? [stage, { ...stage, policy: { approve: 1, reject: 1 } }] : [stage];
  const request = {
    ...aRequest({ requested_by: { open_id: REQUESTER }, webhook_url: "https://example.com/told" }),
    stages,
  };
  const clicks = Array.from({ length: 1 + below(5) }, (_, click) => ({
    eventId: `ev_${index}_${click}`,
    after: below(3) === 0 ? below(50) : below(9_000),
    person: pick([...PEOPLE, ...PEOPLE, REQUESTER, MALLORY] as [string, ...string[]]),
    verdict: below(4) === 0 ? ("reject" as const) : ("approve" as const),
    foreign: below(12) === 0,
    again: below(4) === 0 ? 1 + below(4_000) : 0,
  }));
  const expiresIn = below(3) === 0 ? 1 + below(6) : 20 + below(20);
  return { key, request, expiresIn, clicks, cancelAt: below(10) === 0 ? 1 + below(9_000) : 0 };
}
