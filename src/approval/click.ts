import type { Step } from "./approval-store.ts";
import type { Verdict } from "./approval.ts";
import { decide } from "./decide.ts";
import { withOrigin } from "./origin.ts";
import type { Person } from "./person.ts";

/** A press on a card's button, as a verified callback tells it. */
export interface Click {
  readonly eventId: string;
  readonly approvalId: string;
  readonly verdict: Verdict;
  readonly operator: Person;
  readonly message_id: string;
  readonly chat_id?: string | undefined;
}

/** A click counts only from a message that this server sent for this approval. */
export function clickStep({ verdict, operator, message_id, chat_id }: Click, at: Date): Step {
  return (approval) => {
    const located = withOrigin(approval, { message_id, chat_id, operator });
    if (located === undefined) return { kind: "not_our_message", approval };
    return decide(located, { verdict, by: operator, at });
  };
}
