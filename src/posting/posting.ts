import type { ApprovalRequest, Verdict } from "../approval/approval.ts";
import type { Recipient } from "../approval/stage.ts";
import type { Toast } from "../protocol/answer.ts";
import type { JsonObject } from "../protocol/json-object.ts";

/** A card that somebody posted through this server, in all the chats it was posted to: one look for everybody. */
export interface Posting {
  /** `pst_…` */
  readonly id: string;
  /** As it stands: the JSON of a card of either schema, or `{ "type": "template", "data": … }`. */
  readonly card: JsonObject;
  /** Grows by one with each change of the card; starts at 1. */
  readonly revision: number;
  /** What its buttons do; the first rule that matches has the click. */
  readonly actions: readonly ActionRule[];
  readonly messages: readonly PostedMessage[];
  readonly createdAt: Date;
}

/** One message that shows a posting. */
export interface PostedMessage {
  /** `pmg_…` */
  readonly id: string;
  /** Unknown for a message that this server did not send, and paints for a handler. */
  readonly to?: Recipient | undefined;
  readonly state: "queued" | "sent" | "failed";
  readonly message_id?: string | undefined;
  readonly chat_id?: string | undefined;
  /** A stable code of why it could not be sent or brought up to date. */
  readonly error?: string | undefined;
  /** Whether a send call was ever begun. */
  readonly attempted: boolean;
  /** The revision that it is known to show; 0 is not known. */
  readonly shownRevision: number;
  /** The right to update it that the last click on it gave. */
  readonly grant?: UpdateGrant | undefined;
}

/** The token of a click: for 30 minutes, twice. A secret, not for logs. */
export interface UpdateGrant {
  readonly token: string;
  readonly until: Date;
  readonly usesLeft: number;
  /** Who clicked: a card that is not shared is updated for them alone. */
  readonly openId: string;
}

export interface ActionRule {
  /** Part of the button's value: every member has to be there, and be equal. */
  readonly match: JsonObject;
  readonly effect: Effect;
  /** How the card changes once the effect has succeeded. */
  readonly then?: Then | undefined;
  /** Told to the clicker once the effect has succeeded. */
  readonly toast?: Toast | undefined;
  readonly update: UpdateWay;
}

export type Effect =
  | { readonly kind: "none" }
  /** Calls an HTTP service, whose answer may hold a toast and a card. */
  | { readonly kind: "forward"; readonly url: string }
  /** Calls a handler of the data directory by its name. */
  | { readonly kind: "handler"; readonly name: string }
  | { readonly kind: "decide"; readonly approvalId: string; readonly verdict: Verdict }
  | { readonly kind: "request"; readonly request: ApprovalRequest; readonly expiresIn: number };

export type Then =
  /** The element of that id, or else the block that held the clicked button, becomes this one. */
  | { readonly kind: "replace"; readonly element: JsonObject; readonly elementId?: string | undefined }
  | { readonly kind: "card"; readonly card: JsonObject }
  /** All that can be pressed can be pressed no more. */
  | { readonly kind: "disable" };

/**
 * How a change reaches the clicked message: in the callback's answer, by the message's id (PATCH), or by the click's
 * token. `auto` is the first of these that the platform allows. One writer a message: never two of them for one click.
 */
export type UpdateWay = "auto" | "answer" | "message" | "token";
