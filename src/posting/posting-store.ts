import type { Actor, HistoryEntry, IdempotencyKey } from "../approval/approval-store.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import type { Posting, UpdateGrant } from "./posting.ts";

export type PostingCreation =
  | { readonly kind: "created"; readonly posting: Posting }
  /** The key was used before with the same body. */
  | { readonly kind: "replayed"; readonly posting: Posting }
  | { readonly kind: "conflict" };

/** A change of a posting's card, by a click or by the API. */
export interface PostingChange {
  readonly postingId: string;
  readonly at: Date;
  readonly actor: Actor;
  /** For the audit log: such as `clicked`, `replaced`. */
  readonly type: string;
  /** The clicked message, where the change is owed to a click. */
  readonly clicked?: ClickedMessage | undefined;
  /** Not before this are the messages repainted. */
  readonly repaintAt: Date;
  /** By which the log tells what became of it. */
  readonly requestId?: string | undefined;
}

/** A click whose effect, or whose change of the card, did not come about. */
export interface RefusedClick {
  readonly postingId: string;
  readonly eventId: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly message_id: string;
  /** A stable code. */
  readonly why: string;
}

export interface ClickedMessage {
  readonly message_id: string;
  readonly chat_id?: string | undefined;
  /**
   * Given only where the update is to use it: the button asks for `token`, or there is no other way (`chooseWay`). What
   * is kept here goes before the message's id.
   */
  readonly grant?: UpdateGrant | undefined;
}

/** What a step makes of a card. */
export interface Repaint {
  readonly card: JsonObject;
  /** The answer to the click shows it: no update is owed to the clicked message. */
  readonly byAnswer: boolean;
}

interface PostingQuery {
  readonly limit: number;
  /** The id after which the page starts, newest first. */
  readonly after?: string | undefined;
}

/** Keeps postings. What a promise has been fulfilled for is on disk, with the messages and updates it owes. */
export interface PostingStore {
  create(posting: Posting, actor: Actor, key?: IdempotencyKey, requestId?: string): Promise<PostingCreation>;
  find(id: string): Promise<Posting | undefined>;
  /** The posting that a message of Lark's shows. */
  findByMessage(messageId: string): Promise<Posting | undefined>;
  /** The posting that holds a message of ours, by its `pmg_…` id. */
  findByPart(id: string): Promise<Posting | undefined>;
  list(query: PostingQuery): Promise<readonly Posting[]>;
  history(id: string): Promise<readonly HistoryEntry[]>;
  /** Those with a send call under way at this moment, whose message id is not known yet. */
  sending(at: Date): Promise<readonly Posting[]>;
  /**
   * Notes that a message was pressed, if it is known: until its client has the answer, for 3.5 s at most, it undoes what
   * updates the message, so that an update of then, or of shortly before, is owed once more after that.
   */
  pressed(messageId: string, at: Date): Promise<void>;
  /**
   * Applies a pure step to the card as it stands, in one transaction with the updates it owes and an audit row. Where
   * the step answers undefined nothing is changed; the clicked message's grant is kept all the same. Answers the posting
   * as it is then, or undefined for one that is not there.
   */
  change(
    change: PostingChange,
    step: (posting: Posting) => Repaint | undefined,
  ): Promise<Posting | undefined>;
  /**
   * Makes a message that this server did not send its own, so that it can be painted: it is owed the posting's card at
   * once. Of a message that is known already the card is replaced. Answers the posting.
   */
  adopt(posting: Posting, clicked: ClickedMessage, at: Date, requestId?: string): Promise<Posting>;
  /** Notes in the audit log that a click changed nothing, and why: once an event. */
  noteRefused(click: RefusedClick): Promise<void>;
  /** Counts one use of the click's token; false if there was none left. */
  useGrant(messagePartId: string, at: Date): Promise<boolean>;
}
