/** A fault in the source: what stands in a file, and what is built instead. */
export interface PlantedSource {
  readonly name: string;
  readonly edits: readonly (readonly [file: string, from: string, to: string])[];
}

const STORE = "storage/sqlite/approval-statements.ts";

/** What the chaos has to see. */
export const SOURCES: readonly PlantedSource[] = [
  {
    name: "answers before the commit",
    edits: [
      [
        "storage/sqlite/write-queue.ts",
        'this.#waiting.push({ step, resolve: resolve as Entry["resolve"], reject });',
        'this.#db.run("savepoint ahead"); const early = step(); this.#db.run("rollback to ahead; release ahead"); resolve(early as T); setTimeout(() => this.#waiting.push({ step, resolve: resolve as Entry["resolve"], reject }), 150); setTimeout(() => this.#flush(), 200);',
      ],
    ],
  },
  {
    name: "no update is owed for the pressed card",
    edits: [
      [
        STORE,
        "values (?, 'card.update', ?, ?, 0, 1, ?, ?)",
        "select ?, 'card.update', ?, ?, 0, 1, ?, ? where false",
      ],
    ],
  },
  {
    name: "no webhook is owed",
    edits: [
      [
        "storage/sqlite/webhook-owed.ts",
        'statements.owe.run(id, "webhook.deliver"',
        'if (at.getTime() < 0) statements.owe.run(id, "webhook.deliver"',
      ],
    ],
  },
  {
    name: "a job is dropped on a fault that passes",
    edits: [["lark/failed-delivery.ts", "const given = isOver", 'const given = kind === "retry" || isOver']],
  },
  {
    name: "leases outlive the process",
    edits: [
      [
        "storage/sqlite/outbox-statements.ts",
        "update outbox set leased_until = null where leased_until is not null",
        "update outbox set leased_until = leased_until + 900000 where leased_until is not null",
      ],
    ],
  },
  {
    name: "a card is posted under another uuid each time",
    edits: [["lark/card-delivery.ts", "uuid: card.id", "uuid: crypto.randomUUID()"]],
  },
  {
    name: "an idempotency key is forgotten",
    edits: [
      [
        "storage/sqlite/owing-statements.ts",
        "where scope = ? and key = ?",
        "where scope = ? and key = ? and false",
      ],
      [
        "storage/sqlite/owing-statements.ts",
        "insert into idempotency_keys",
        "insert or replace into idempotency_keys",
      ],
    ],
  },
  {
    name: "a webhook has another id at each attempt and receiver",
    edits: [
      [
        "webhook/webhook-delivery.ts",
        "url: new URL(delivery.url), id: delivery.id",
        "url: new URL(delivery.url), id: `${delivery.id}_${Math.random()}`",
      ],
      [
        "outbox/drain.ts",
        "await outbox.settle(job, delivery, now",
        "await Bun.sleep(50); await outbox.settle(job, delivery, now",
      ],
    ],
  },
  {
    name: "anyone may decide",
    edits: [
      [
        "approval/decide.ts",
        'if (authority.kind === "refused") return',
        'if (authority.kind === "refused" && authority.why !== "not_an_approver") return',
      ],
      ["approval/decide.ts", "for: authority.for, at", "for: undefined, at"],
    ],
  },
  {
    name: "a webhook counts as told before it is",
    edits: [
      [
        "webhook/webhook-delivery.ts",
        "const delivery = await tell(due, options);",
        'setTimeout(() => void tell(due, options), 40); const delivery: Delivery = attempt < 99 ? { kind: "delivered" } : await tell(due, options);',
      ],
    ],
  },
  {
    name: "a click that counts is now and then said to be refused",
    edits: [
      [
        "callback/card-action-handler.ts",
        "if (refusal === undefined) return RECORDED;",
        'if (refusal === undefined) return Math.random() < 0.5 ? RECORDED : toastAnswer("already_ended");',
      ],
    ],
  },
  {
    name: "over the long connection the answer does not wait for the commit",
    edits: [
      [
        "transport/socket/answer-push.ts",
        "await inTime(Promise.resolve(router.dispatch(event)), schedule)",
        "await inTime(Promise.race([Promise.resolve(router.dispatch(event)), Promise.resolve({})]), schedule)",
      ],
    ],
  },
  {
    name: "a receiver's fault counts as told",
    edits: [["webhook/webhook-delivery.ts", "status >= 200 && status < 300", "status >= 200"]],
  },
  {
    name: "a decided approval may be decided again, and the update takes it",
    edits: [
      [
        "approval/decide.ts",
        'if (approval.status !== "pending") return { kind: "already_ended", approval };\n  if (at >= approval.expiresAt) return expire(approval, at);\n  const authority',
        "if (at >= approval.expiresAt) return expire(approval, at);\n  const authority",
      ],
      [STORE, "where id = ? and status = 'pending' and revision = ?", "where id = ? and revision = ?"],
      [
        "storage/sqlite/webhook-owed.ts",
        "for (const [index",
        "if (approval.votes.length > 1) return;\n  for (const [index",
      ],
    ],
  },
  {
    name: "a click that is refused ends the approval",
    edits: [
      [
        "storage/sqlite/approval-store.ts",
        "else oweUndone(statements, event, outcome.approval);",
        'else saveChange(statements, event, approval, { ...outcome, kind: "decided", approval: { ...approval, status: "approved", revision: approval.revision + 1 } } as never);',
      ],
    ],
  },
  {
    name: "no click ever counts",
    edits: [
      [
        "approval/decide.ts",
        'if (approval.status !== "pending") return { kind: "already_ended", approval };\n  if (at >= approval.expiresAt) return expire(approval, at);\n  const authority',
        'if (approval.revision > 0) return { kind: "already_ended", approval };\n  if (at >= approval.expiresAt) return expire(approval, at);\n  const authority',
      ],
    ],
  },
];
