import type { Seal } from "../../keys/keyring.ts";
import type { PostedMessage, Posting, UpdateGrant } from "../../posting/posting.ts";
import { placeOf, SEALED } from "./sealed-places.ts";
import { StorageError } from "./storage-error.ts";

export interface PostingRow {
  readonly id: string;
  readonly card: string;
  readonly revision: number;
  readonly actions: string;
  readonly created_at: number;
}

export interface PostedMessageRow {
  readonly id: string;
  readonly to: string | null;
  readonly state: string;
  readonly message_id: string | null;
  readonly chat_id: string | null;
  readonly error: string | null;
  readonly attempted: number;
  readonly shown_revision: number;
  readonly grant_token: string | null;
  readonly grant_until: number | null;
  readonly grant_uses: number | null;
  readonly grant_open_id: string | null;
}

/** The one place where rows become a posting. Throws StorageError `row_impossible` for what no code of ours wrote. */
export function toPosting(row: PostingRow, messages: readonly PostedMessageRow[], seal: Seal): Posting {
  return {
    id: row.id,
    card: JSON.parse(row.card) as Posting["card"],
    revision: row.revision,
    actions: JSON.parse(row.actions) as Posting["actions"],
    messages: messages.map((message) => toMessage(message, seal)).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    createdAt: new Date(row.created_at),
  };
}

function toMessage(row: PostedMessageRow, seal: Seal): PostedMessage {
  return {
    id: row.id,
    to: row.to === null ? undefined : (JSON.parse(row.to) as PostedMessage["to"]),
    state: toState(row),
    message_id: row.message_id ?? undefined,
    chat_id: row.chat_id ?? undefined,
    error: row.error ?? undefined,
    attempted: row.attempted === 1,
    shownRevision: row.shown_revision,
    grant: toGrant(row, seal),
  };
}

const STATES = ["queued", "sent", "failed"] as const;

function toState({ id, state }: PostedMessageRow): PostedMessage["state"] {
  const known = STATES.find((candidate) => candidate === state);
  if (known === undefined) throw new StorageError("row_impossible", `${id} is in the state ${state}`);
  return known;
}

function toGrant(
  {
    message_id,
    grant_token: sealed,
    grant_until: until,
    grant_uses: usesLeft,
    grant_open_id: openId,
  }: PostedMessageRow,
  seal: Seal,
): UpdateGrant | undefined {
  if (message_id === null || sealed === null || until === null || usesLeft === null || openId === null)
    return undefined;
  const token = seal.open(sealed, placeOf(SEALED.grantTokens, message_id));
  return { token, until: new Date(until), usesLeft, openId };
}
