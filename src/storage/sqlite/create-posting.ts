import type { Actor, IdempotencyKey } from "../../approval/approval-store.ts";
import type { PostingCreation } from "../../posting/posting-store.ts";
import type { Posting } from "../../posting/posting.ts";
import { appendAudit } from "./append-audit.ts";
import type { PostingStatements } from "./posting-statements.ts";

interface NewPosting {
  readonly posting: Posting;
  readonly actor: Actor;
  readonly key?: IdempotencyKey | undefined;
  readonly requestId?: string | undefined;
}

/** Inside a transaction: keeps a posting with the messages it owes, once for each key. */
export function createPosting(
  statements: PostingStatements,
  load: (id: string) => Posting | undefined,
  asked: NewPosting,
): PostingCreation {
  const { posting, key } = asked;
  const earlier = key && statements.keyed.get(key.scope, key.key);
  if (key && earlier) {
    const first = earlier.digest === key.digest ? load(earlier.approval_id) : undefined;
    return first === undefined
      ? { kind: "conflict" }
      : { kind: "replayed", posting: asCreated(first, posting) };
  }
  insert(statements, asked);
  if (key !== undefined)
    statements.rememberKey.run(key.scope, key.key, key.digest, posting.id, posting.createdAt.getTime());
  return { kind: "created", posting };
}

function insert(statements: PostingStatements, { posting, actor, requestId }: NewPosting): void {
  const { id, card, revision, actions, messages, createdAt } = posting;
  const at = createdAt.getTime();
  statements.insertPosting.run(id, JSON.stringify(card), revision, JSON.stringify(actions), at);
  for (const { id: part, to, state } of messages) {
    statements.insertMessage.run(part, id, JSON.stringify(to), state, null, null, 0);
    statements.owe.run(part, "posting.send", id, at, requestId ?? null);
  }
  appendAudit(statements, { subject: id, at: createdAt, type: "created", actor, details: { revision } });
}

/** What was answered when it was made: the same body had the same card and rules. */
function asCreated({ id, messages, createdAt }: Posting, asked: Posting): Posting {
  const first = messages.filter(({ to }) => to !== undefined);
  return {
    ...asked,
    id,
    createdAt,
    messages: first.map((message) => ({
      id: message.id,
      to: message.to,
      state: "queued",
      attempted: false,
      shownRevision: 0,
    })),
  };
}
