import type { Approval, ApprovalRequest, Card, Progress, Status, Vote } from "../../approval/approval.ts";
import type { Recipient } from "../../approval/stage.ts";
import { StorageError } from "./storage-error.ts";

export interface ApprovalRow {
  readonly id: string;
  readonly status: string;
  readonly revision: number;
  readonly request: string;
  readonly votes: string;
  readonly progress: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly decided_at: number | null;
}

export interface CardRow {
  readonly id: string;
  readonly stage: number;
  readonly to: string;
  readonly state: string;
  readonly message_id: string | null;
  readonly chat_id: string | null;
  readonly error: string | null;
  readonly attempted: number;
  readonly shown_revision: number;
}

type StoredVote = Omit<Vote, "at"> & { readonly at: number };

type StoredProgress = Omit<Progress, "stageStartedAt"> & { readonly stageStartedAt: number };

function toProgress({ stageStartedAt, ...progress }: StoredProgress): Progress {
  return { ...progress, stageStartedAt: new Date(stageStartedAt) };
}

export function toProgressColumn({ stageStartedAt, ...progress }: Progress): string {
  return JSON.stringify({ ...progress, stageStartedAt: stageStartedAt.getTime() } satisfies StoredProgress);
}

export function toVotesColumn(votes: readonly Vote[]): string {
  return JSON.stringify(votes.map((vote): StoredVote => ({ ...vote, at: vote.at.getTime() })));
}

/** The one place where rows become an approval. Throws StorageError `row_impossible` for what no code of ours wrote. */
export function toApproval(row: ApprovalRow, cards: readonly CardRow[]): Approval {
  return {
    id: row.id,
    request: parse(row.request, row.id) as ApprovalRequest,
    status: oneOf(STATUSES, row.status, row.id),
    revision: row.revision,
    progress: toProgress(parse(row.progress, row.id) as StoredProgress),
    votes: (parse(row.votes, row.id) as readonly StoredVote[]).map((vote) => ({
      ...vote,
      at: new Date(vote.at),
    })),
    // Put in order here: a sorter in the statement costs five times the look-up, and there is mostly one.
    cards: cards.map(toCard).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    decidedAt: row.decided_at === null ? undefined : new Date(row.decided_at),
  };
}

function toCard(row: CardRow): Card {
  return {
    id: row.id,
    stage: row.stage,
    to: parse(row.to, row.id) as Recipient,
    state: oneOf(CARD_STATES, row.state, row.id),
    message_id: row.message_id ?? undefined,
    chat_id: row.chat_id ?? undefined,
    error: row.error ?? undefined,
    attempted: row.attempted === 1,
    shownRevision: row.shown_revision,
  };
}

/** JSON that only this room writes, and always from a value of the type that the caller says. */
function parse(json: string, id: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new StorageError("row_impossible", `a stored value of ${id} is not JSON`, { cause });
  }
}

function oneOf<T extends string>(known: readonly T[], found: string, id: string): T {
  for (const value of known) if (value === found) return value;
  throw new StorageError("row_impossible", `${id} holds ${JSON.stringify(found)}`);
}

const STATUSES: readonly Status[] = ["pending", "approved", "rejected", "expired", "cancelled"];
const CARD_STATES: readonly Card["state"][] = ["queued", "sent", "failed"];
