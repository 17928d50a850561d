import type { Approval, Status } from "./approval.ts";
import type { Delegation } from "./delegation.ts";
import type { Outcome } from "./outcome.ts";
import type { Person } from "./person.ts";

/**
 * A pure step from the stored approval to its outcome; it runs inside the store's transaction. It is told of the
 * delegations to the event's operator that were not revoked, past and future ones included.
 */
export type Step = (approval: Approval, delegations: readonly Delegation[]) => Outcome;

/**
 * Who did it: a person in the chat, a token of the API, the server itself by the clock, or whoever works in the data
 * directory on the server's machine.
 */
export type Actor =
  | { readonly kind: "person"; readonly open_id?: string | undefined }
  | { readonly kind: "token"; readonly id: string }
  | { readonly kind: "clock" }
  | { readonly kind: "local" };

export interface ApprovalEvent {
  /** The platform's event id. It is applied to its approval once, for ever; without one there is nothing to repeat. */
  readonly id?: string | undefined;
  /** By which the log tells what became of it; kept with what is owed. */
  readonly requestId?: string | undefined;
  readonly approvalId: string;
  readonly at: Date;
  readonly actor: Actor;
  /** Who clicked; whose delegations the step is told of. */
  readonly operator?: Person | undefined;
  /** Not before this are the cards repainted: an update that races the answer is undone by the client. */
  readonly repaintAt: Date;
  /** For a click: from when on the clicked card is painted once more, whatever the client has undone. */
  readonly settleAt?: { readonly message_id: string; readonly at: Date } | undefined;
}

/** `replayed`: this event id was applied before; the kind is what came of it then, the approval is as it is now. */
export type Commit =
  | { readonly kind: "not_found" }
  | { readonly kind: "committed"; readonly outcome: Outcome; readonly replayed: boolean };

export interface IdempotencyKey {
  /** Keys of different tokens do not meet. */
  readonly scope: string;
  readonly key: string;
  /** Of the request's body; the same key with another digest is a conflict. */
  readonly digest: string;
}

export type Creation =
  | { readonly kind: "created"; readonly approval: Approval; readonly superseded?: Outcome | undefined }
  /** The key was used before with the same body: the approval as it was answered then. */
  | { readonly kind: "replayed"; readonly approval: Approval }
  | RefusedCreation;

export type RefusedCreation =
  | { readonly kind: "conflict" }
  /** The one that it was to take the place of is not there, or is not pending any more. */
  | { readonly kind: "superseded_not_found" }
  | { readonly kind: "superseded_ended"; readonly superseded: Approval };

export interface HistoryEntry {
  readonly seq: number;
  readonly at: Date;
  readonly type: string;
  readonly actor: Actor;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What else is to be kept with a new approval: writes of the same storage, made in its transaction and not for a replay. */
export type Alongside = (approval: Approval) => void;

export interface Besides {
  readonly alongside?: Alongside | undefined;
  /** As an event's. */
  readonly requestId?: string | undefined;
}

interface ListQuery {
  readonly status?: Status | undefined;
  readonly limit: number;
  /** The id after which the page starts, newest first. */
  readonly after?: string | undefined;
}

/** Keeps approvals. What a promise has been fulfilled for is on disk. */
export interface ApprovalStore {
  /**
   * Saves a new approval with the cards it owes, once for each idempotency key. One that it supersedes ends by
   * `supersede` in the same transaction, and what is kept besides is part of it too.
   */
  create(
    approval: Approval,
    actor: Actor,
    key: IdempotencyKey | undefined,
    supersede: Step,
    besides?: Besides,
  ): Promise<Creation>;
  /**
   * Applies `step` and commits its outcome with the card updates it owes and an audit row, at most once an event.
   * A refusal is remembered for the event and changes nothing else; `not_due` and `membership_needed` are not even that.
   */
  commit(event: ApprovalEvent, step: Step): Promise<Commit>;
  /** The delegations to this person that were not revoked, past and future ones included. */
  delegationsTo(person: Person): Promise<readonly Delegation[]>;
  find(id: string): Promise<Approval | undefined>;
  /** The approval that a card shows. */
  findByCard(cardId: string): Promise<Approval | undefined>;
  list(query: ListQuery): Promise<readonly Approval[]>;
  history(id: string): Promise<readonly HistoryEntry[]>;
  /** Pending ones for which the clock has something to do, the longest overdue first. */
  due(now: Date, limit: number): Promise<readonly string[]>;
}
