import type { Approval, Card } from "./approval.ts";
import { comparable, type Person, samePerson } from "./person.ts";

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
 * is adopted by the card that is on its way to that very place; an id that is known is never overwritten. Where it may
 * be one of several cards none adopts it: the click counts, and the send call will tell which it was.
 */
export function withOrigin(approval: Approval, origin: Origin): Approval | undefined {
  const known = approval.cards.find(({ message_id }) => message_id === origin.message_id);
  if (known !== undefined) return sameChat(known, origin) ? approval : undefined;
  const onTheirWay = approval.cards.filter((card) => card.message_id === undefined && card.attempted);
  const inThisChat = onTheirWay.find(({ to }) => to.chat_id !== undefined && to.chat_id === origin.chat_id);
  if (inThisChat !== undefined) return adopt(approval, inThisChat, origin);
  const toThisPerson = onTheirWay.find(({ to }) => samePerson(to, origin.operator));
  const couldBeAnother = onTheirWay.some((card) => card !== toThisPerson && couldBeAt(card, origin));
  if (couldBeAnother) return approval;
  return toThisPerson && adopt(approval, toThisPerson, origin);
}

function adopt(approval: Approval, card: Card, { message_id, chat_id }: Origin): Approval {
  const adopted: Card = { ...card, message_id, chat_id, state: "sent" };
  return { ...approval, cards: approval.cards.map((other) => (other === card ? adopted : other)) };
}

function sameChat(card: Card, origin: Origin): boolean {
  return card.chat_id === undefined || origin.chat_id === undefined || card.chat_id === origin.chat_id;
}

/**
 * A card sent to a person is in their own chat with the bot, whose id only the send call tells, and an address by e-mail
 * or by an id that the callback lacks names nobody that it could be compared with.
 */
function couldBeAt({ to }: Card, { chat_id, operator }: Origin): boolean {
  if (to.chat_id !== undefined) return chat_id === undefined || to.chat_id === chat_id;
  return !comparable(to, operator) || samePerson(to, operator);
}
