import type { Database } from "bun:sqlite";

import type { Delivery, Job, Receipt } from "../../outbox/job.ts";
import type { Outbox } from "../../outbox/outbox.ts";
import { appendAudit } from "./append-audit.ts";
import { type OutboxStatements, prepareOutboxStatements } from "./outbox-statements.ts";
import { PRESS_MS } from "./undone-statements.ts";
import type { Writes } from "./write-queue.ts";

/** A call that a dead process has begun is over by then: its own timeout is 10 s. */
const AFTER_EVERY_CALL_MS = 15_000;

export function createSqliteOutbox(db: Database, writes: Writes): Outbox {
  const statements = prepareOutboxStatements(db);
  // Presses that nobody heard, because no process was there: whoever made them waits until then.
  let unheardUntil = 0;
  return {
    lease: (now, until, limit) => writes.run(() => lease(statements, now.getTime(), until.getTime(), limit)),
    settle: (job, delivery, now, retryAt) =>
      writes.run(() => {
        settle(statements, job, delivery, now.getTime(), retryAt.getTime());
        if (delivery.kind === "delivered" && isPaint(job.kind))
          notePainted(messagesOf(statements, job.kind), job, now.getTime(), unheardUntil);
      }),
    async nextDue() {
      const dueAt = statements.nextDue.get()?.due_at ?? null;
      return dueAt === null ? undefined : new Date(dueAt);
    },
    async count(now) {
      const rows = statements.count.all(now.getTime(), now.getTime());
      return rows.map(({ oldest, ...row }) => ({ ...row, oldestDueAt: new Date(oldest) }));
    },
    releaseAll: (now) =>
      writes.run(() => {
        unheardUntil = now.getTime() + PRESS_MS;
        for (const { settleRecent } of Object.values(statements.messages))
          settleRecent.run(unheardUntil, now.getTime() - AFTER_EVERY_CALL_MS);
        statements.settleLeased.run(now.getTime() + AFTER_EVERY_CALL_MS);
        statements.releaseAll.run();
      }),
  };
}

function lease(statements: OutboxStatements, now: number, until: number, limit: number): readonly Job[] {
  return statements.lease
    .all(until, now, now, now, limit)
    .map(({ key, kind, approval_id: subject, attempts: attempt, version, request_id }) => {
      // From here on the message may be in the chat, and a click on it may come before Lark's answer does.
      if (isSend(kind)) messagesOf(statements, kind).markAttempted.run(key);
      const requestId = request_id ?? undefined;
      return { key, kind, subject, attempt, version, requestId, begunAt: new Date(now) };
    });
}

function settle(
  statements: OutboxStatements,
  job: Job,
  delivery: Delivery,
  now: number,
  retryAt: number,
): void {
  const messages = messagesOf(statements, job.kind);
  switch (delivery.kind) {
    case "retry":
      statements.retry.run(retryAt, delivery.error, job.key, job.kind);
      // What keeps a reminder is no fault of the card.
      if (job.kind !== "card.remind" && !delivery.early) messages.fault.run(delivery.error, job.key);
      return;
    case "failed":
      finishOrGoOn(statements, job);
      (isSend(job.kind) ? messages.fail : messages.fault).run(delivery.error, job.key);
      audit(statements, job, now, `${job.kind}.failed`, { error: delivery.error });
      return;
    case "delivered": {
      const finished = finishOrGoOn(statements, job);
      const { receipt } = delivery;
      // Owed again meanwhile: what it shows is for the next attempt to say.
      if (receipt !== undefined)
        show(statements, job, finished ? receipt : { ...receipt, shownRevision: 0 }, now);
    }
  }
}

/** It was painted at some time since the attempt began. One settle follows another slowly, however many press in vain. */
function notePainted(
  { notePainted, oweIfUndone }: ReturnType<typeof messagesOf>,
  {
    key,
    kind,
    begunAt,
    requestId = null,
  }: Omit<Job, "requestId"> & { requestId?: string | null | undefined },
  now: number,
  unheardUntil: number,
): void {
  const begun = begunAt?.getTime() ?? now;
  notePainted.run(now, key);
  const notBefore = kind.endsWith(".settle") ? now + PRESS_MS : now;
  oweIfUndone.run(unheardUntil, notBefore, requestId ?? null, key, unheardUntil, begun);
}

function isPaint(kind: Job["kind"]): boolean {
  return kind.endsWith(".update") || kind.endsWith(".settle");
}

function show(
  statements: OutboxStatements,
  job: Job,
  { messageId, chatId, shownRevision }: Receipt,
  now: number,
): void {
  const messages = messagesOf(statements, job.kind);
  messages.show.run(messageId ?? null, chatId ?? null, shownRevision, job.key);
  audit(statements, job, now, `${job.kind}.delivered`, { revision: shownRevision });
  // A click that came before its message was known may wait for its answer still.
  if (job.kind === "posting.send") messages.noteUndone.run(now + PRESS_MS, job.key);
  // It changed while it was being sent: the newest state is owed.
  if (isSend(job.kind)) messages.oweIfBehind.run(now, job.requestId ?? null, job.key);
}

function isSend(kind: Job["kind"]): boolean {
  return kind === "card.send" || kind === "posting.send";
}

function messagesOf({ messages }: OutboxStatements, kind: Job["kind"]) {
  return kind.startsWith("posting.") ? messages.postings : messages.cards;
}

/** Whether the job is done. Owed again meanwhile, it stays, and is due when that was said. */
function finishOrGoOn(statements: OutboxStatements, { key, kind, version }: Job): boolean {
  statements.oweSettle.run(key, kind, version);
  if (statements.finishVersion.run(key, kind, version).changes === 1) return true;
  statements.release.run(key, kind);
  return false;
}

function audit(statements: OutboxStatements, job: Job, now: number, type: string, details: object): void {
  appendAudit(statements, {
    subject: job.subject,
    at: new Date(now),
    type,
    actor: { kind: "clock" },
    details: { card: job.key, ...details },
  });
}
