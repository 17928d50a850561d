import { onTestFinished } from "bun:test";

import { ApprovalError } from "../../src/approval/approval-error.ts";
import type { ApprovalService } from "../../src/approval/approval-service.ts";
import type { Actor, ApprovalStore } from "../../src/approval/approval-store.ts";
import type { Approval } from "../../src/approval/approval.ts";
import type { Click } from "../../src/approval/click.ts";
import type { Directory } from "../../src/approval/directory.ts";
import type { Outcome } from "../../src/approval/outcome.ts";
import type { Outbox } from "../../src/outbox/outbox.ts";
import { aRequest } from "../support/a-request.ts";
import { memoryEngine } from "../support/memory-engine.ts";
import { serviceOver } from "../support/service-over.ts";
import { TestClock } from "../support/test-clock.ts";

export const ACTOR: Actor = { kind: "token", id: "tok_1" };
export const HOUR = 3_600;

export interface Desk {
  readonly service: ApprovalService;
  readonly clock: TestClock;
  readonly woken: Date[];
  readonly outcomes: (readonly [Outcome["kind"], Actor["kind"]])[];
  readonly outbox: Outbox;
  readonly approvals: ApprovalStore;
  /** A new approval of an hour whose cards are on their way. */
  readonly ask: (about?: Parameters<typeof aRequest>[0]) => Promise<Approval>;
}

export interface DeskOptions {
  readonly directory?: Directory | undefined;
  /** Stands between the service and its store. */
  readonly disturb?: ((store: ApprovalStore) => ApprovalStore) | undefined;
}

/** The service over a real store, with a clock that stands still, and a directory that knows what it is told. */
export function openDesk({ directory, disturb = (store) => store }: DeskOptions = {}): Desk {
  const engine = memoryEngine();
  onTestFinished(() => engine.close());
  const clock = new TestClock();
  const woken: Date[] = [];
  const outcomes: (readonly [Outcome["kind"], Actor["kind"]])[] = [];
  const service = serviceOver(disturb(engine.approvals), clock, {
    ...(directory && { directory }),
    wakeOutbox: (at) => woken.push(at),
    onOutcome: ({ kind }, actor) => outcomes.push([kind, actor.kind]),
  });
  const ask: Desk["ask"] = async (about) => {
    const { approval } = await service.create(aRequest(about), { expiresIn: HOUR, actor: ACTOR });
    await engine.outbox.lease(clock.now(), clock.in(60), 10);
    woken.length = 0;
    return approval;
  };
  return { service, clock, woken, outcomes, outbox: engine.outbox, approvals: engine.approvals, ask };
}

/** Ann approves, from the message in the group. */
export function click(approval: Approval, about: Partial<Click> = {}): Click {
  return {
    eventId: "ev_1",
    approvalId: approval.id,
    action: "approve",
    operator: { open_id: "ou_ann" },
    message_id: "om_1",
    chat_id: "oc_1",
    ...about,
  };
}

/** The code that it is refused with, or `accepted`. */
export async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const [result] = await Promise.allSettled([attempt]);
  if (result.status === "fulfilled") return "accepted";
  return result.reason instanceof ApprovalError ? result.reason.code : String(result.reason);
}
