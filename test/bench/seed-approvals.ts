import { closeDatabase, openDatabase } from "../../src/storage/sqlite/open-database.ts";
import { BENCH } from "./bench-secrets.ts";

export interface Seeded {
  readonly approvalId: string;
  readonly messageId: string;
}

/** Puts `count` pending approvals into a new database, each with a card that was sent and one who may answer. */
export function seedApprovals(dataDir: string, count: number): readonly Seeded[] {
  const db = openDatabase(dataDir);
  const now = Date.now();
  const request = JSON.stringify({
    title: "Release 2.4 to production",
    summary: "All checks are green. **Roll-back**: `deploy 2.3`",
    fields: [{ label: "Commit", value: "4f2a91c" }],
    to: [{ chat_id: BENCH.chatId }],
    approvers: [{ open_id: BENCH.approver.open_id }, { open_id: "ou_bench_approver_000000000002" }],
    policy: { approve: 1, reject: 1 },
    requested_by: { open_id: "ou_bench_requester_00000000001", name: "CI" },
    allow_self_approval: false,
    reason: "off",
    risk: "normal",
    metadata: { run: 812 },
  });
  const approval = db.prepare(
    "insert into approvals (id, status, revision, request, created_at, expires_at) values (?, 'pending', 1, ?, ?, ?)",
  );
  const card = db.prepare(
    `insert into cards (id, approval_id, "to", state, schema, message_id, chat_id, attempted, shown_revision)
     values (?, ?, ?, 'sent', '2.0', ?, ?, 1, 1)`,
  );
  const to = JSON.stringify({ chat_id: BENCH.chatId });
  const seeded: Seeded[] = [];
  db.transaction(() => {
    for (let made = 0; made < count; made += 1) {
      const id = Bun.randomUUIDv7().replaceAll("-", "");
      const one = { approvalId: `apr_${id}`, messageId: `om_${id}` };
      approval.run(one.approvalId, request, now, now + 6 * 86_400_000);
      card.run(`crd_${id}`, one.approvalId, to, one.messageId, BENCH.chatId);
      seeded.push(one);
    }
  }).immediate();
  closeDatabase(db);
  return seeded;
}
