import type { Actor, HistoryEntry, IdempotencyKey } from "../approval/approval-store.ts";
import { checkRecipients } from "../approval/check-request.ts";
import type { Recipient } from "../approval/stage.ts";
import type { KeyedMutex } from "../keyed-mutex.ts";
import type { JsonObject } from "../protocol/json-object.ts";
import { checkCard, checkRules, checkSameFrame } from "./check-posting.ts";
import { PostingError } from "./posting-error.ts";
import type { PostingStore } from "./posting-store.ts";
import type { ActionRule, Posting } from "./posting.ts";

export interface PostingRequest {
  readonly to: readonly Recipient[];
  readonly card: JsonObject;
  readonly actions: readonly ActionRule[];
}

export interface PostingServiceOptions {
  readonly store: PostingStore;
  /** By posting; the same as for its clicks. */
  readonly locks: KeyedMutex;
  readonly clock: () => Date;
  /** A new unique part of an id, sortable by time. */
  readonly newId: () => string;
  readonly wakeOutbox: (at: Date) => void;
  /** Throws for a rule's `forward` that could never be called. */
  readonly checkForwardUrl: (url: string) => void;
  /** Whether there is a handler of that name. */
  readonly hasHandler: (name: string) => boolean;
}

export interface PostingService {
  /** Throws PostingError, and ApprovalError for the recipients. */
  create(
    request: PostingRequest,
    actor: Actor,
    key?: IdempotencyKey,
    requestId?: string,
  ): Promise<{ posting: Posting; replayed: boolean }>;
  /** Throws PostingError `card_not_found`, as all that follow. */
  find(id: string): Promise<Posting>;
  list(query: { limit: number; after?: string | undefined }): Promise<readonly Posting[]>;
  history(id: string): Promise<readonly HistoryEntry[]>;
  /** Shows everybody another card. Throws `card_invalid` or `card_form_differs` too. */
  replaceCard(id: string, card: JsonObject, actor: Actor, requestId?: string): Promise<Posting>;
}

export function createPostingService(options: PostingServiceOptions): PostingService {
  const { store, clock, newId, wakeOutbox } = options;

  async function find(id: string): Promise<Posting> {
    return (await store.find(id)) ?? notFound(id);
  }

  return {
    async create(request, actor, key, requestId) {
      check(request, options);
      const posting = newPosting(request, clock(), newId);
      const creation = await store.create(posting, actor, key, requestId);
      if (creation.kind === "conflict") {
        throw new PostingError("idempotency_conflict", "this Idempotency-Key was used with another body");
      }
      if (creation.kind === "created") wakeOutbox(posting.createdAt);
      return { posting: creation.posting, replayed: creation.kind === "replayed" };
    },

    find,

    list: (query) => store.list(query),

    async history(id) {
      await find(id);
      return store.history(id);
    },

    async replaceCard(id, card, actor, requestId) {
      checkCard(card);
      const at = clock();
      const change = { postingId: id, at, actor, type: "replaced", repaintAt: at, requestId };
      const changed = await options.locks.run(id, async () => {
        checkSameFrame((await find(id)).card, card);
        return store.change(change, () => ({ card, byAnswer: false }));
      });
      wakeOutbox(at);
      return changed ?? notFound(id);
    },
  };
}

function check({ to, card, actions }: PostingRequest, options: PostingServiceOptions): void {
  checkRecipients(to, "to");
  checkCard(card);
  checkRules(card, actions);
  for (const [index, { effect }] of actions.entries()) {
    if (effect.kind === "forward") options.checkForwardUrl(effect.url);
    if (effect.kind === "handler" && !options.hasHandler(effect.name)) {
      const why = `there is no handler ${JSON.stringify(effect.name)}`;
      throw new PostingError("rule_invalid", `actions[${index}].handler: ${why}`);
    }
  }
}

function newPosting({ to, card, actions }: PostingRequest, createdAt: Date, newId: () => string): Posting {
  const messages = to.map((recipient) => ({
    id: `pmg_${newId()}`,
    to: recipient,
    state: "queued" as const,
    attempted: false,
    shownRevision: 0,
  }));
  return { id: `pst_${newId()}`, card, revision: 1, actions, messages, createdAt };
}

function notFound(id: string): never {
  throw new PostingError("card_not_found", `there is no posted card ${id}`);
}
