import type { CardAction } from "../protocol/card-action.ts";
import { matchesValue } from "./match-value.ts";
import type { PostingStore } from "./posting-store.ts";
import type { ActionRule, Posting } from "./posting.ts";

export interface FindClickedOptions {
  readonly store: Pick<PostingStore, "findByMessage" | "sending">;
  readonly clock: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Milliseconds that a click may wait for the send call whose message it is on: half of what Lark waits. */
const PATIENCE = 1_500;
const LOOK_EVERY = 50;

/**
 * The posting whose message was clicked and has a rule for it. A click can overtake the answer of the send call: while
 * one is under way that it may be on it is waited for, and `on_its_way` is answered where that took too long.
 */
export async function findClicked(
  { store, clock, sleep }: FindClickedOptions,
  action: CardAction,
): Promise<Posting | "on_its_way" | undefined> {
  for (let waited = 0; ; waited += LOOK_EVERY) {
    const found = await store.findByMessage(action.message_id);
    if (found !== undefined) return ruleFor(found, action) && found;
    const sending = await store.sending(clock());
    if (!sending.some((posting) => mayBeOn(posting, action))) {
      // Between the two looks the send may have ended.
      const now = await store.findByMessage(action.message_id);
      return now && ruleFor(now, action) && now;
    }
    if (waited >= PATIENCE) return "on_its_way";
    await sleep(LOOK_EVERY);
  }
}

export function ruleFor({ actions }: Posting, { value }: CardAction): ActionRule | undefined {
  return actions.find(({ match }) => matchesValue(match, value));
}

function mayBeOn(posting: Posting, action: CardAction): boolean {
  if (ruleFor(posting, action) === undefined) return false;
  return posting.messages.some(({ to, message_id }) => {
    if (message_id !== undefined || to === undefined) return false;
    return to.chat_id === undefined || action.chat_id === undefined || to.chat_id === action.chat_id;
  });
}
