import type { ApprovalService } from "../approval/approval-service.ts";
import { type ClaimsOptions, LARK_WAITS_MS } from "../callback/claims.ts";
import type { ClickRegistration } from "../callback/registration.ts";
import { KeyedMutex } from "../keyed-mutex.ts";
import { createPostingClicks } from "../posting/posting-clicks.ts";
import { PostingError } from "../posting/posting-error.ts";
import { createPostingService, type PostingService } from "../posting/posting-service.ts";
import type { PostingStore } from "../posting/posting-store.ts";
import { grantOf } from "../posting/update-grant.ts";
import type { Around } from "./around.ts";
import { createPostingEffects, type Elsewhere } from "./posting-effects.ts";

export interface PostingParts {
  readonly approvals: Pick<ApprovalService, "clickByRule" | "create">;
  readonly store: PostingStore;
  readonly elsewhere: Elsewhere;
  /** Throws for a `forward` that could never be called. */
  readonly checkForwardUrl: (url: string) => void;
  readonly hasHandler: (name: string) => boolean;
  readonly newId: () => string;
  readonly wakeOutbox: (at: Date) => void;
}

export interface Postings {
  readonly service: PostingService;
  readonly clicks: ClickRegistration;
  /** Shows what a click was answered too late, on whatever message it was. */
  readonly late: ClaimsOptions["late"];
}

/** Until there is a way to services and handlers, no rule may name one. */
export const NOWHERE_ELSE: Pick<PostingParts, "elsewhere" | "checkForwardUrl" | "hasHandler"> = {
  elsewhere: {
    forward: async () => ({ ok: false, error: "forward_unavailable" }),
    handler: async () => ({ ok: false, error: "handler_unavailable" }),
  },
  checkForwardUrl() {
    throw new PostingError("rule_invalid", "forward: this server cannot call services yet");
  },
  hasHandler: () => false,
};

/** The last moments of Lark's patience are for the commit: what is ready then goes by an update. */
const ANSWER_WITHIN = LARK_WAITS_MS - 300;

/** Cards that anybody posts, and what their buttons do. */
export function createPostings(parts: PostingParts, { clock, log }: Around): Postings {
  const { store, newId, wakeOutbox } = parts;
  const locks = new KeyedMutex();
  return {
    service: createPostingService({ ...parts, locks, clock }),
    clicks: createPostingClicks({
      store,
      locks,
      clock,
      wakeOutbox,
      sleep: (milliseconds) => Bun.sleep(milliseconds),
      effects: createPostingEffects(parts.approvals, parts.elsewhere),
      answerWithin: ANSWER_WITHIN,
      onRefused: (code, posting_id, { eventId }) =>
        log.info({ posting_id, event_id: eventId, code }, "click on a posted card changed nothing"),
    }),
    async late(action, { card }) {
      if (card === undefined) return;
      const now = clock();
      const shown = card.type === "raw" ? card.data : { type: card.type, data: { ...card.data } };
      const posting = {
        id: `pst_${newId()}`,
        card: shown,
        revision: 1,
        actions: [],
        messages: [],
        createdAt: now,
      };
      const { message_id, chat_id } = action;
      await store.adopt(posting, { message_id, chat_id, grant: grantOf(action, now) }, now);
      wakeOutbox(now);
    },
  };
}
