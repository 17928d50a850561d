import type { Person } from "../approval/person.ts";
import { oneLine } from "./clean-text.ts";
import { cutText } from "./cut-text.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

/**
 * A person in markdown. Lark's client puts the name in by itself, which needs no scope for contacts. `at` takes an
 * open_id or a user_id, and `person` a union_id (Lark, "Rich text" of card JSON 2.0). An id of another form could
 * not be found and would make Lark refuse the card, so then it is the name.
 */
export function mention(person: Person): string {
  const { open_id, user_id, union_id } = person;
  if (open_id !== undefined && OPEN_ID.test(open_id)) return `<at id=${open_id}></at>`;
  if (user_id !== undefined && USER_ID.test(user_id)) return `<at id=${user_id}></at>`;
  if (union_id !== undefined && UNION_ID.test(union_id)) {
    return `<person id='${union_id}' show_name=true show_avatar=false style='normal'></person>`;
  }
  return escapeMarkdown(nameOf(person));
}

/** A person in plain text: the name, or else an id. */
export function nameOf({ name, open_id, user_id, union_id }: Person): string {
  const known = [name, open_id, user_id, union_id]
    .map((text) => oneLine(text ?? ""))
    .find((text) => text !== "");
  return cutText(known ?? "?", LONGEST_NAME).kept;
}

/** Bytes. */
const LONGEST_NAME = 128;
const OPEN_ID = /^ou_[\w-]{1,64}$/;
const UNION_ID = /^on_[\w-]{1,64}$/;
/** Set by each tenant; `all` would be everybody. */
const USER_ID = /^(?!all$)[\w-]{1,64}$/i;
