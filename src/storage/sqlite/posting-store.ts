import type { Database } from "bun:sqlite";

import type { Actor } from "../../approval/approval-store.ts";
import type { Seal } from "../../keys/keyring.ts";
import type {
  ClickedMessage,
  PostingChange,
  PostingStore,
  RefusedClick,
  Repaint,
} from "../../posting/posting-store.ts";
import type { Posting } from "../../posting/posting.ts";
import { appendAudit } from "./append-audit.ts";
import { createPosting } from "./create-posting.ts";
import { notePress } from "./note-press.ts";
import { toPosting } from "./posting-rows.ts";
import { type PostingStatements, preparePostingStatements } from "./posting-statements.ts";
import { readHistory } from "./read-history.ts";
import { placeOf, SEALED } from "./sealed-places.ts";
import { StorageError } from "./storage-error.ts";
import { PRESS_MS } from "./undone-statements.ts";
import type { Writes } from "./write-queue.ts";

export function createSqlitePostingStore(db: Database, writes: Writes, seal: Seal): PostingStore {
  const statements = { ...preparePostingStatements(db), seal };
  const load = (id: string): Posting | undefined => loadPosting(statements, id);
  const loadRow = (row: { posting_id: string } | null): Posting | undefined =>
    row === null ? undefined : load(row.posting_id);
  return {
    create: (posting, actor, key, requestId) =>
      writes.run(() => createPosting(statements, load, { posting, actor, key, requestId })),
    find: async (id) => load(id),
    findByMessage: async (messageId) => loadRow(statements.ofMessage.get(messageId)),
    findByPart: async (id) => loadRow(statements.ofPart.get(id)),
    async list({ limit, after = AFTER_ALL }) {
      return statements.list.all(after, limit).flatMap(({ id }) => load(id) ?? []);
    },
    history: async (id) => readHistory(db, id),
    async sending(at) {
      return statements.sending.all(at.getTime()).flatMap((row) => loadRow(row) ?? []);
    },
    async pressed(messageId, at) {
      const message = statements.ofMessage.get(messageId);
      const until = new Date(at.getTime() + PRESS_MS);
      if (message !== null) await writes.run(() => notePress(statements, message.id, { at, until }));
    },
    change: (change, step) => writes.run(() => changeCard(statements, change, step)),
    adopt: (posting, clicked, at, requestId) =>
      writes.run(() => adopt(statements, posting, clicked, { at, requestId })),
    noteRefused: (click) => writes.run(() => auditRefused(statements, click)),
    useGrant: (part, at) => writes.run(() => statements.useGrant.run(part, at.getTime()).changes === 1),
  };
}

type Statements = PostingStatements & { readonly seal: Seal };

/** Sorts after every `pst_…`. */
const AFTER_ALL = "pst_~";

function changeCard(
  statements: Statements,
  change: PostingChange,
  step: (posting: Posting) => Repaint | undefined,
): Posting | undefined {
  const { postingId, clicked } = change;
  if (clicked !== undefined) keepGrant(statements, clicked);
  const before = loadPosting(statements, postingId);
  const repaint = before && step(before);
  if (before === undefined || repaint === undefined) return before;
  const revision = before.revision + 1;
  const saved = statements.saveCard.run(JSON.stringify(repaint.card), revision, postingId, before.revision);
  if (saved.changes !== 1) throw new StorageError("lost_update", `${postingId} changed while it was painted`);
  audit(statements, change, revision);
  const shownByAnswer = repaint.byAnswer ? clicked?.message_id : undefined;
  for (const { id, message_id } of before.messages) {
    // One that is still to be sent will show the newest card anyway.
    if (message_id === undefined) continue;
    if (message_id === shownByAnswer) statements.shown.run(revision, change.at.getTime(), id);
    else
      statements.owe.run(
        id,
        "posting.update",
        postingId,
        change.repaintAt.getTime(),
        change.requestId ?? null,
      );
  }
  return loadPosting(statements, postingId);
}

function adopt(
  statements: Statements,
  posting: Posting,
  clicked: ClickedMessage,
  { at, requestId }: Pick<PostingChange, "at" | "requestId">,
): Posting {
  const { message_id, chat_id } = clicked;
  const actor: Actor = { kind: "person", open_id: clicked.grant?.openId };
  const known = statements.ofMessage.get(message_id);
  const postingId = known?.posting_id ?? posting.id;
  if (known === null) {
    createPosting(statements, () => undefined, { posting, actor, requestId });
    const id = posting.id.replace(/^pst_/, "pmg_");
    statements.insertMessage.run(id, posting.id, null, "sent", message_id, chat_id ?? null, 1);
    statements.owe.run(id, "posting.update", posting.id, at.getTime(), requestId ?? null);
    keepGrant(statements, clicked);
    // By its token it waits for the answer; else who pressed it first may still wait for theirs.
    if (clicked.grant === undefined) statements.noteUndone.run(at.getTime() + PRESS_MS, id);
  } else {
    const change = { postingId, at, actor, type: "replaced", clicked, repaintAt: at, requestId };
    changeCard(statements, change, () => ({ card: posting.card, byAnswer: false }));
  }
  return loadPosting(statements, postingId) ?? posting;
}

function keepGrant({ saveGrant, seal }: Statements, { message_id, grant }: ClickedMessage): void {
  if (grant === undefined) return;
  const sealed = seal.seal(grant.token, placeOf(SEALED.grantTokens, message_id));
  saveGrant.run(sealed, grant.until.getTime(), grant.usesLeft, grant.openId, message_id);
}

function audit(statements: Statements, change: PostingChange, revision: number): void {
  const { postingId: subject, at, type, actor, clicked } = change;
  appendAudit(statements, {
    subject,
    at,
    type,
    actor,
    details: { revision, message_id: clicked?.message_id },
  });
}

function auditRefused(
  statements: Statements,
  { postingId: subject, eventId, at, actor, why, message_id }: RefusedClick,
): void {
  appendAudit(statements, { subject, eventId, at, type: "refused", actor, details: { why, message_id } });
}

function loadPosting(statements: Statements, id: string): Posting | undefined {
  const row = statements.posting.get(id);
  return row === null ? undefined : toPosting(row, statements.messages.all(id), statements.seal);
}
