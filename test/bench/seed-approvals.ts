import { closeDatabase, openDatabase } from "../../src/storage/sqlite/open-database.ts";
import { BENCH } from "./bench-secrets.ts";

export interface Seeded {
  readonly approvalId: string;
  readonly messageId: string;
}

/**
 * Fills a new database: `ended` approvals of the past, then `pending` ones that are answered here, each with a card that
 * was sent. Answers the pending ones, the oldest first.
 */
export function seedApprovals(
  dataDir: string,
  { ended, pending }: { ended: number; pending: number },
): readonly Seeded[] {
  const db = openDatabase(dataDir);
  const now = Date.now();
  const request = JSON.stringify({
    title: "Release 2.4 to production",
    summary: "All checks are green. **Roll-back**: `deploy 2.3`",
    fields: [{ label: "Commit", value: "4f2a91c" }],
    stages: [
      {
        to: [{ chat_id: BENCH.chatId }],
        approvers: [{ open_id: BENCH.approver.open_id }, { open_id: "ou_bench_approver_000000000002" }],
        policy: { approve: 1, reject: 1 },
      },
    ],
    requested_by: { open_id: "ou_bench_requester_00000000001", name: "CI" },
    allow_self_approval: false,
    reason: "off",
    comment: false,
    risk: "normal",
    metadata: { run: 812 },
  });
  const approval = db.prepare(
    `insert into approvals (id, status, revision, request, votes, progress, created_at, expires_at, next_at, decided_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const card = db.prepare(
    `insert into cards (id, approval_id, stage, "to", state, schema, message_id, chat_id, attempted, shown_revision)
     values (?, ?, 0, ?, 'sent', '2.0', ?, ?, 1, ?)`,
  );
  const audit = db.prepare(
    "insert into audit (subject, event_id, at, type, actor, details, hash) values (?, ?, ?, 'decided', '{}', '{}', '')",
  );
  const to = JSON.stringify({ chat_id: BENCH.chatId });
  const end = now + 6 * 86_400_000;
  const progress = JSON.stringify({ stage: 0, stageStartedAt: now, escalated: false, reminders: 0 });
  const vote = JSON.stringify([{ verdict: "approve", stage: 0, by: BENCH.approver, at: now }]);
  const insert = (isEnded: boolean): Seeded => {
    const id = Bun.randomUUIDv7().replaceAll("-", "");
    const one = { approvalId: `apr_${id}`, messageId: `om_${id}` };
    const state = isEnded
      ? (["approved", 2, request, vote] as const)
      : (["pending", 1, request, "[]"] as const);
    const times = isEnded ? ([end, null, now] as const) : ([end, end, null] as const);
    approval.run(one.approvalId, ...state, progress, now, ...times);
    card.run(`crd_${id}`, one.approvalId, to, one.messageId, BENCH.chatId, isEnded ? 2 : 1);
    if (isEnded) audit.run(one.approvalId, crypto.randomUUID(), now);
    return one;
  };
  const seeded: Seeded[] = [];
  db.transaction(() => {
    for (let made = 0; made < ended; made += 1) insert(true);
    for (let made = 0; made < pending; made += 1) seeded.push(insert(false));
  }).immediate();
  closeDatabase(db);
  return seeded;
}
