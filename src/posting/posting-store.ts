import type { Actor, IdempotencyKey } from "../approval/approval-store.ts";
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
}

export interface ClickedMessage {
  readonly message_id: string;
  readonly chat_id?: string | undefined;
  /**
   * Given only where the update is to use it: the button asks for `token`, or there is no other way (`chooseWay`). What
   * is kept here goes before the message's id.
   */
  readonly grant?: UpdateGrant | undefined;
  /** The answer to the click shows the new card: no update is owed to this message. */
  readonly shownByAnswer: boolean;
}

/** Keeps postings. What a promise has been fulfilled for is on disk, with the messages and updates it owes. */
export interface PostingStore {
  create(posting: Posting, actor: Actor, key?: IdempotencyKey): Promise<PostingCreation>;
  find(id: string): Promise<Posting | undefined>;
  /** The posting that a message of Lark's shows. */
  findByMessage(messageId: string): Promise<Posting | undefined>;
  /** The posting that holds a message of ours, by its `pmg_…` id. */
  findByPart(id: string): Promise<Posting | undefined>;
  /** Whether a send is under way whose message id is not known yet. */
  isSending(): Promise<boolean>;
  /**
   * Applies a pure step to the card as it stands, in one transaction with the updates it owes and an audit row. The step
   * answers the new card, or undefined for no change.
   */
  change(
    change: PostingChange,
    step: (posting: Posting) => JsonObject | undefined,
  ): Promise<Posting | undefined>;
  /** Makes a message that this server did not send its own, so that it can be painted. Answers the posting. */
  adopt(posting: Posting, clicked: ClickedMessage, at: Date): Promise<Posting>;
  /** Counts one use of the click's token; false if there was none left. */
  useGrant(messagePartId: string, at: Date): Promise<boolean>;
}
