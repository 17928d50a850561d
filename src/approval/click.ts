import type { Step } from "./approval-store.ts";
import type { Approval, Verdict } from "./approval.ts";
import { decide, type StepTools, withdraw } from "./decide.ts";
import type { Memberships } from "./memberships.ts";
import { withOrigin } from "./origin.ts";
import type { Outcome } from "./outcome.ts";
import type { Person } from "./person.ts";

/** A press on a card's button, as a verified callback tells it. */
export interface Click {
  readonly eventId: string;
  /** By which the log tells what became of it. */
  readonly requestId?: string | undefined;
  readonly approvalId: string;
  /** What the button says; only who asked may take the request back. */
  readonly action: Verdict | "cancel";
  readonly operator: Person;
  readonly message_id: string;
  readonly chat_id?: string | undefined;
  /** What was written beside the button. */
  readonly reason?: string | undefined;
}

/** A press on a button of another card that this server sent, whose rule says that it decides this approval. */
export type RuledClick = Pick<Click, "eventId" | "requestId" | "approvalId" | "operator" | "reason"> & {
  readonly verdict: Verdict;
};

/** The rule that was posted with the card stands for the origin; who may answer is the approval's alone, as for a click. */
export function ruledStep(click: RuledClick, isMember: Memberships, at: Date, tools: StepTools): Step {
  const { verdict, operator: by, reason } = click;
  return (approval, delegations) =>
    decide(approval, { verdict, by, at, reason }, { isMember, delegations }, tools);
}

/** A click counts only from a message that this server sent for this approval, and for the stage that it shows. */
export function clickStep(click: Click, isMember: Memberships, at: Date, tools: StepTools): Step {
  const { message_id, chat_id, operator, reason } = click;
  return (approval, delegations): Outcome => {
    const located = withOrigin(approval, { message_id, chat_id, operator });
    if (located === undefined) return { kind: "not_our_message", approval };
    if (click.action === "cancel") return withdraw(located, operator, at);
    if (showsAnotherStage(located, message_id)) return { kind: "changed", approval };
    return decide(
      located,
      { verdict: click.action, by: operator, at, reason },
      { isMember, delegations },
      tools,
    );
  };
}

/** A message that is not known yet may be any card whose send call is under way. */
function showsAnotherStage({ status, cards, progress }: Approval, messageId: string): boolean {
  if (status !== "pending") return false;
  const shown = cards.find(({ message_id }) => message_id === messageId);
  if (shown !== undefined) return shown.stage !== progress.stage;
  return cards.some(
    ({ message_id, attempted, stage }) => message_id === undefined && attempted && stage !== progress.stage,
  );
}
