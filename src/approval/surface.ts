import { type Approval, type Card, currentStage } from "./approval.ts";
import { authorize, type Standing } from "./authorize.ts";
import type { StepTools } from "./decide.ts";
import { newCards } from "./new-approval.ts";
import type { Outcome } from "./outcome.ts";
import type { Person } from "./person.ts";

/** Cards of one approval that one person may have beside those that were asked for. */
const MOST_EXTRA_CARDS = 3;

/**
 * Owes somebody who may answer now a card of their own, at their wish: no vote and no new revision, for nothing that a
 * card shows has changed. `not_due` for one who has had as many as there are.
 */
export function surface(
  approval: Approval,
  person: Person,
  standing: Standing,
  { at, newId }: StepTools & { readonly at: Date },
): Outcome {
  if (approval.status !== "pending" || at >= approval.expiresAt) return { kind: "already_ended", approval };
  const authority = authorize(approval, person, standing, at);
  if (authority.kind === "refused") return { kind: authority.why, approval };
  const { open_id } = person;
  if (open_id === undefined || extraCards(approval, open_id) >= MOST_EXTRA_CARDS) {
    return { kind: "not_due", approval };
  }
  const cards = newCards([{ open_id }], approval.progress.stage, newId);
  return { kind: "surfaced", approval: { ...approval, cards: [...approval.cards, ...cards] } };
}

/** The newest card of theirs alone that is in their chat. */
export function newestCard({ cards }: Approval, { open_id }: Person): Card | undefined {
  return cards.findLast(({ to, message_id }) => to.open_id === open_id && message_id !== undefined);
}

function extraCards(approval: Approval, openId: string): number {
  const { request, progress, cards } = approval;
  const isTheirs = (to: { readonly open_id?: string | undefined }): boolean => to.open_id === openId;
  const asked = request.stages
    .slice(0, progress.stage + 1)
    .flatMap((stage) => [
      ...stage.to,
      ...(stage !== currentStage(approval) || progress.escalated ? (stage.escalate?.to ?? []) : []),
    ]);
  return cards.filter(({ to }) => isTheirs(to)).length - asked.filter(isTheirs).length;
}
