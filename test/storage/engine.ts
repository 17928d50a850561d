import { onTestFinished } from "bun:test";

import type {
  Actor,
  ApprovalStore,
  Commit,
  Creation,
  IdempotencyKey,
  Step,
} from "../../src/approval/approval-store.ts";
import type { Approval } from "../../src/approval/approval.ts";
import { cancel } from "../../src/approval/decide.ts";
import { withOrigin } from "../../src/approval/origin.ts";
import type { Job } from "../../src/outbox/job.ts";
import type { Outbox } from "../../src/outbox/outbox.ts";
import { aCard, aPendingApproval } from "../support/a-request.ts";
import { decideAlone } from "../support/decide-alone.ts";

/** What a storage engine gives the rest of the server. */
export interface Engine {
  readonly approvals: ApprovalStore;
  readonly outbox: Outbox;
  close(): void;
}

export type OpenEngine = () => Engine;

/** A new engine for the running test, closed when that ends. */
export function openFor(open: OpenEngine): Engine {
  const engine = open();
  onTestFinished(() => engine.close());
  return engine;
}

export const TOKEN = { kind: "token", id: "tok_1" } as const;
export const ANN = { open_id: "ou_ann" };
export const BEN = { open_id: "ou_ben" };

const START = Date.parse("2026-03-02T09:00:00Z");

/** So many seconds after the approvals of these tests are made. */
export function after(seconds: number): Date {
  return new Date(START + seconds * 1000);
}

/** A new approval that two people have to give, with cards that are still to be sent. */
export function newApproval(id: string, about: Partial<Approval> = {}): Approval {
  return aPendingApproval(
    { policy: { approve: 2, reject: 1 } },
    { id, cards: [aCard({ id: `crd_${id}` })], ...about },
  );
}

/** Saves a new approval; one that it takes the place of is cancelled. */
export function save(
  approvals: ApprovalStore,
  approval: Approval,
  actor: Actor,
  key?: IdempotencyKey,
): Promise<Creation> {
  return approvals.create(approval, actor, key, (old) => cancel(old, approval.createdAt, approval.id));
}

/** Saves it, sends its cards, and answers it as it then is: card `crd_x` is message `om_x`. */
export async function sent({ approvals, outbox }: Engine, approval: Approval): Promise<Approval> {
  await save(approvals, approval, TOKEN);
  for (const job of await outbox.lease(after(0), after(60), 100)) await deliverSend(outbox, job);
  return (await approvals.find(approval.id)) ?? approval;
}

export function deliverSend(outbox: Outbox, job: Job, shownRevision = 1): Promise<void> {
  const receipt = { messageId: job.key.replace("crd_", "om_"), chatId: "oc_1", shownRevision };
  return outbox.settle(job, { kind: "delivered", receipt }, after(0), after(0));
}

interface Click {
  readonly approvalId?: string;
  readonly by?: { readonly open_id: string };
  readonly at?: Date;
  readonly message_id?: string;
  readonly requestId?: string;
  /** From when on the clicked card is painted once more. */
  readonly settleAt?: Date;
}

/** Ann's approval from the approval's own message, as the service makes one of it: repainted 300 ms later. */
export function click(engine: Engine, eventId: string | undefined, about: Click = {}): Promise<Commit> {
  const { approvalId = "apr_1", by = ANN, at = after(1), message_id = `om_${approvalId}` } = about;
  const repaintAt = new Date(at.getTime() + 300);
  const settleAt = about.settleAt && { message_id, at: about.settleAt };
  const { requestId } = about;
  const event = { id: eventId, requestId, approvalId, at, operator: by, repaintAt, settleAt };
  const actor = { kind: "person", open_id: by.open_id } as const;
  return engine.approvals.commit({ ...event, actor }, (approval) => {
    const located = withOrigin(approval, { message_id, chat_id: "oc_1", operator: by });
    if (located === undefined) return { kind: "not_our_message", approval };
    return decideAlone(located, { verdict: "approve", by, at });
  });
}

/** A change that is not a click: nothing of it is remembered but its history. */
export function change(engine: Engine, step: Step, approvalId = "apr_1", at = after(1)): Promise<Commit> {
  return engine.approvals.commit({ approvalId, at, actor: TOKEN, repaintAt: at }, step);
}

/** The one job that is due so many seconds after the start. Throws if there is none, or more. */
export async function takeOne({ outbox }: Engine, seconds: number): Promise<Job> {
  const [job, ...others] = await outbox.lease(after(seconds), after(seconds + 60), 10);
  if (job === undefined || others.length > 0)
    throw new Error(`one job was expected, not ${job ? "more" : "none"}`);
  return job;
}

/** A card whose send call is under way, which a click has told its message, and so owes two things. */
export async function clickedOnItsWay(engine: Engine): Promise<Job> {
  await save(engine.approvals, newApproval("apr_1"), TOKEN);
  const send = await takeOne(engine, 0);
  await click(engine, "ev_1", { message_id: "om_new" });
  return send;
}
