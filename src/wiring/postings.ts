import type { ApprovalService } from "../approval/approval-service.ts";
import { type ClaimsOptions, LARK_WAITS_MS } from "../callback/claims.ts";
import type { ClickRegistration } from "../callback/registration.ts";
import { KeyedMutex } from "../keyed-mutex.ts";
import { createPostingClicks } from "../posting/posting-clicks.ts";
import { createPostingService, type PostingService } from "../posting/posting-service.ts";
import type { ClickedMessage, PostingStore } from "../posting/posting-store.ts";
import { grantOf } from "../posting/update-grant.ts";
import type { Toast } from "../protocol/answer.ts";
import type { CardAction } from "../protocol/card-action.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import type { Around } from "./around.ts";
import { createPostingEffects, type Elsewhere } from "./posting-effects.ts";
import type { TellPrivately } from "./tell-privately.ts";

export interface PostingParts {
  readonly approvals: Pick<ApprovalService, "clickByRule" | "create">;
  readonly store: PostingStore;
  readonly elsewhere: Elsewhere;
  /** Throws for a `forward` that could never be called. */
  readonly checkForwardUrl: (url: string) => void;
  readonly hasHandler: (name: string) => boolean;
  readonly newId: () => string;
  readonly wakeOutbox: (at: Date) => void;
  readonly tell: TellPrivately;
}

export interface Postings {
  readonly service: PostingService;
  readonly clicks: ClickRegistration;
  /** Shows what a click was answered too late, on whatever message it was; a failure is told to the clicker. */
  readonly late: ClaimsOptions["late"];
  /** Changes what a message of this app's shows, whoever sent it; on disk when it is fulfilled, and then owed. */
  readonly paint: (messageId: string, card: JsonObject) => Promise<void>;
}

/** The last moments of Lark's patience are for the commit: what is ready then goes by an update. */
const ANSWER_WITHIN = LARK_WAITS_MS - 300;

/** Cards that anybody posts, and what their buttons do. */
export function createPostings(parts: PostingParts, { clock, log }: Around): Postings {
  const { store, newId, wakeOutbox } = parts;
  const locks = new KeyedMutex();

  async function paint(
    message: Omit<ClickedMessage, "shownByAnswer">,
    card: JsonObject,
    requestId?: string,
  ): Promise<void> {
    const now = clock();
    const id = `pst_${newId()}`;
    const posting = { id, card, revision: 1, actions: [], messages: [], createdAt: now };
    await store.adopt(posting, message, now, requestId);
    wakeOutbox(now);
  }

  return {
    service: createPostingService({ ...parts, locks, clock }),
    clicks: createPostingClicks({
      store,
      locks,
      clock,
      wakeOutbox,
      sleep: (milliseconds) => Bun.sleep(milliseconds),
      effects: createPostingEffects(parts.approvals, parts.elsewhere, { log }),
      answerWithin: ANSWER_WITHIN,
      onRefused: (code, posting_id, { eventId, requestId }) =>
        log.info(
          { request_id: requestId, posting_id, event_id: eventId, code },
          "click on a posted card changed nothing",
        ),
    }),
    async late(action, { card, toast }, requestId) {
      const { open_id, message_id, chat_id } = action;
      if (toast !== undefined && isFailure(toast))
        await parts.tell({ open_id }, words(toast), lateUuid(action));
      if (card === undefined) return;
      const shown = card.type === "raw" ? card.data : { type: card.type, data: { ...card.data } };
      await paint({ message_id, chat_id, grant: grantOf(action, clock()) }, shown, requestId);
    },
    paint: (message_id, card) => paint({ message_id }, card),
  };
}

/** A success is seen on the card; a failure would be seen nowhere. */
function isFailure({ type }: Toast): boolean {
  return type === "error" || type === "warning";
}

function words({ content, i18n }: Toast): string {
  return i18n?.zh_cn === undefined || i18n.zh_cn === content ? content : `${content}\n${i18n.zh_cn}`;
}

/** At most 50 characters, and the same when it is tried again. */
function lateUuid({ event_id, message_id, open_id }: CardAction): string {
  return `late-${event_id ?? `${message_id}${open_id}`}`.slice(0, 50);
}
