import type { Database } from "bun:sqlite";

import type { Delivery, Job } from "../../outbox/job.ts";
import type { JobQueue } from "../../outbox/outbox.ts";
import { appendAudit, prepareAuditStatements } from "./append-audit.ts";
import { prepareWebhookStatements } from "./webhook-statements.ts";
import type { Writes } from "./write-queue.ts";

interface JobRow {
  readonly key: string;
  readonly approval_id: string;
  readonly attempts: number;
  readonly version: number;
  readonly request_id: string | null;
}

const DUE = "kind = 'webhook.deliver' and due_at <= ? and (leased_until is null or leased_until <= ?)";

type Statements = ReturnType<typeof prepare>;

/** The webhooks that are owed, apart from the cards: a receiver that is slow holds up none of them. */
export function createSqliteWebhookOutbox(db: Database, writes: Writes): JobQueue {
  const statements = prepare(db);
  return {
    async lease(now, until, limit) {
      // Looked for after every decision, and mostly in vain: a look alone is no transaction.
      if (statements.isDue.get(now.getTime(), now.getTime()) === null) return [];
      return writes.run(() =>
        statements.lease
          .all(until.getTime(), now.getTime(), now.getTime(), limit)
          .map(({ key, approval_id: subject, attempts: attempt, version, request_id }) => ({
            kind: "webhook.deliver" as const,
            key,
            subject,
            attempt,
            version,
            requestId: request_id ?? undefined,
          })),
      );
    },
    settle: (job, delivery, now, retryAt) =>
      writes.run(() => settle(statements, job, delivery, { now, retryAt })),
    async nextDue() {
      const dueAt = statements.nextDue.get()?.due_at;
      return dueAt === undefined ? undefined : new Date(dueAt);
    },
  };
}

function prepare(db: Database) {
  return {
    ...prepareWebhookStatements(db),
    ...prepareAuditStatements(db),
    isDue: db.prepare<{ key: string }, [number, number]>(`select key from outbox where ${DUE} limit 1`),
    lease: db.prepare<JobRow, [number, number, number, number]>(
      `update outbox set leased_until = ?, attempts = attempts + 1 where (key, kind) in (
         select key, kind from outbox where ${DUE}
         order by due_at limit ?)
       returning key, approval_id, attempts, version, request_id`,
    ),
    nextDue: db.prepare<{ due_at: number }, []>(
      "select due_at from outbox where kind = 'webhook.deliver' and leased_until is null order by due_at limit 1",
    ),
    retry: db.prepare<never, [number, string, string]>(
      "update outbox set leased_until = null, due_at = ?, last_error = ? where key = ? and kind = 'webhook.deliver'",
    ),
    finish: db.prepare<never, [string]>("delete from outbox where key = ? and kind = 'webhook.deliver'"),
  };
}

function settle(
  statements: Statements,
  job: Job,
  delivery: Delivery,
  { now, retryAt }: { now: Date; retryAt: Date },
): void {
  const status = delivery.status ?? null;
  const error = delivery.kind === "delivered" ? null : delivery.error;
  const state = delivery.kind === "retry" ? "pending" : delivery.kind;
  const deliveredAt = delivery.kind === "delivered" ? now.getTime() : null;
  statements.noteAttempt.run(state, job.attempt, status, error, deliveredAt, job.key);
  if (delivery.kind === "retry") {
    statements.retry.run(retryAt.getTime(), delivery.error, job.key);
    return;
  }
  statements.finish.run(job.key);
  audit(statements, job.subject, `webhook.${delivery.kind}`, now, { delivery: job.key, status, error });
  if (error === "gone") disable(statements, job.key, now);
}

/** A standing receiver that says it is gone is told nothing any more, until somebody enables it again. */
function disable(statements: Statements, key: string, now: Date): void {
  const id = statements.delivery.get(key)?.endpoint_id ?? null;
  if (id === null || statements.setDisabled.run(now.getTime(), "gone", id).changes === 0) return;
  audit(statements, id, "webhook.disabled", now, { why: "gone" });
}

function audit(statements: Statements, subject: string, type: string, at: Date, details: object): void {
  appendAudit(statements, { subject, at, type, actor: { kind: "clock" }, details });
}
