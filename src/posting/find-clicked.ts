import { matches } from "../callback/matches.ts";
import type { CardAction } from "../protocol/card-action.ts";
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

/** Whether a click is on a posted card with a rule for it, or may be on one whose send call is not answered yet. */
export async function mayBePosted(
  { store, clock }: FindClickedOptions,
  action: CardAction,
): Promise<boolean> {
  const found = await store.findByMessage(action.message_id);
  if (found !== undefined) return ruleFor(found, action) !== undefined;
  const sending = await store.sending(clock());
  if (sending.some((posting) => mayBeOn(posting, action))) return true;
  // Between the two looks the send may have ended.
  return (await store.findByMessage(action.message_id)) !== undefined;
}

/** The posting that was clicked. A click can overtake the answer of the send call, which is waited for, but not for long. */
export async function findClicked(
  { store, sleep }: FindClickedOptions,
  action: CardAction,
): Promise<Posting | undefined> {
  for (let waited = 0; ; waited += LOOK_EVERY) {
    const found = await store.findByMessage(action.message_id);
    if (found !== undefined || waited >= PATIENCE) return found;
    await sleep(LOOK_EVERY);
  }
}

export function ruleFor({ actions }: Posting, { value }: CardAction): ActionRule | undefined {
  return actions.find(({ match }) => matches(match, value));
}

function mayBeOn(posting: Posting, action: CardAction): boolean {
  if (ruleFor(posting, action) === undefined) return false;
  return posting.messages.some(({ to, message_id }) => {
    if (message_id !== undefined || to === undefined) return false;
    return to.chat_id === undefined || action.chat_id === undefined || to.chat_id === action.chat_id;
  });
}
