import type { Approval, Card } from "./approval.ts";
import type { Person } from "./person.ts";

/** Where a click came from, as the platform says. */
export interface Origin {
  readonly message_id: string;
  readonly chat_id?: string | undefined;
  readonly operator: Person;
}

/**
 * The approval with the clicked message known as one of its cards, or undefined when this server did not send it.
 *
 * A click can overtake the answer of the send call, and that answer can be lost. So a message that we do not know yet
 * is adopted by a card that is on its way to that very place; an id that is known is never overwritten.
 */
export function withOrigin(approval: Approval, origin: Origin): Approval | undefined {
  const known = approval.cards.find(({ message_id }) => message_id === origin.message_id);
  if (known !== undefined) return sameChat(known, origin) ? approval : undefined;
  const card = approval.cards.find((candidate) => isOnItsWayTo(origin, candidate));
  if (card === undefined) return undefined;
  const adopted: Card = { ...card, message_id: origin.message_id, chat_id: origin.chat_id, state: "sent" };
  return { ...approval, cards: approval.cards.map((other) => (other === card ? adopted : other)) };
}

function sameChat(card: Card, origin: Origin): boolean {
  return card.chat_id === undefined || origin.chat_id === undefined || card.chat_id === origin.chat_id;
}

function isOnItsWayTo({ chat_id, operator }: Origin, card: Card): boolean {
  if (card.message_id !== undefined || !card.attempted) return false;
  const { to } = card;
  if (to.chat_id !== undefined) return to.chat_id === chat_id;
  // A card sent to a person is in their own chat with the bot, whose id only the send call tells. An address by e-mail
  // names nobody that the callback could be compared with, so it waits for that call.
  return (
    (to.open_id !== undefined && to.open_id === operator.open_id) ||
    (to.user_id !== undefined && to.user_id === operator.user_id) ||
    (to.union_id !== undefined && to.union_id === operator.union_id)
  );
}
