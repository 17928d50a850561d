import { InvalidArgumentError } from "@commander-js/extra-typings";

/** An id under the name that the API has for its kind, such as `{ open_id: "ou_…" }`. */
export type IdByKind = Readonly<Partial<Record<Kind, string>>>;
type Kind =
  "chat_id" | "department_id" | "user_group_id" | "open_id" | "union_id" | "user_id" | "email" | "name";

/** What parseRecipient takes, for the help of each option that names one. */
export const RECIPIENT_FORMS = "oc_… (chat), ou_…, on_…, user:ID or an e-mail address";

/** Where a card goes: `oc_…` is a chat, `ou_…` and `on_…` people, and so is an address or `user:ID`. */
export function parseRecipient(text: string): IdByKind {
  const found = idByPrefix(text) ?? (text.includes("@") ? { email: text } : undefined);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(
    "Say oc_… for a chat; ou_…, on_…, user:ID or an e-mail address for a person.",
  );
}

/** Who may answer. A click does not tell an e-mail address, and the members of a chat are asked for by that name. */
export function parseApprover(text: string): IdByKind | "anyone" {
  if (text === "anyone") return text;
  const found = groupByPrefix(text) ?? personByPrefix(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(
    'Say ou_…, on_… or user:ID for a person; chat:oc_…, department:ID or group:ID for its members; or "anyone" for whoever sees a card.',
  );
}

/** One person by an id. */
export function parsePerson(text: string): IdByKind {
  const found = personByPrefix(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError("Say ou_…, on_… or user:ID.");
}

/** Who asks: an id, or, as a program has none, a name. */
export function parseRequester(text: string): IdByKind {
  return personByPrefix(text) ?? { name: text };
}

function groupByPrefix(text: string): IdByKind | undefined {
  const [, kind, id] = /^(chat|department|group):(.+)$/s.exec(text) ?? [];
  if (id === undefined) return undefined;
  if (kind === "chat") return { chat_id: id };
  return kind === "department" ? { department_id: id } : { user_group_id: id };
}

function personByPrefix(text: string): IdByKind | undefined {
  const found = idByPrefix(text);
  return found?.chat_id === undefined ? found : undefined;
}

function idByPrefix(text: string): IdByKind | undefined {
  if (text.startsWith("oc_")) return { chat_id: text };
  if (text.startsWith("ou_")) return { open_id: text };
  if (text.startsWith("on_")) return { union_id: text };
  return text.startsWith("user:") && text.length > 5 ? { user_id: text.slice(5) } : undefined;
}
