import type { SandboxClick, SandboxPerson } from "../../view.ts";
import type { Child } from "../h.ts";
import type { Json } from "../json.ts";
import type { Language } from "../language.ts";
import type { Dialect } from "../markdown/parse-markdown.ts";
import type { Form } from "./form.ts";

/** What has been entered, by the names that a click has for it. */
export type Inputs = Omit<SandboxClick, "message_id" | "open_id" | "element" | "revision">;

/** What somebody does to an element of a card; the click that goes out is made of it. */
export interface Press {
  /** The pressed element as it stands in the card. */
  readonly element: Json;
  /** The control's `data-control`, unique in its card. */
  readonly control: string;
  readonly inputs?: Inputs;
}

/** All that drawing an element needs to know of the world around it. */
export interface CardContext {
  readonly language: Language;
  readonly schema: Exclude<Dialect, "lark_md">;
  readonly people: readonly SandboxPerson[];
  /** The people of the chat, for pickers that name nobody. */
  readonly members: readonly SandboxPerson[];
  /** Milliseconds since 1970: the time of a `local_datetime` that has none. */
  readonly sentAt: number;
  /** The form that the element is in. */
  readonly form?: Form | undefined;
  /** Draws elements within an element. */
  readonly draw: (elements: unknown, context: CardContext) => readonly Child[];
  /** A new `data-control`. */
  readonly nextControl: () => string;
  readonly press: (press: Press) => void;
  /** What the person has entered here and not sent, by the field's name; it outlives redrawing. */
  readonly drafts: Map<string, unknown>;
}

/** The person that one of the three ids, or an e-mail address, stands for. */
export function findPerson(people: readonly SandboxPerson[], id: string): SandboxPerson | undefined {
  return people.find(({ open_id, user_id, union_id, email }) =>
    [open_id, user_id, union_id, email].includes(id),
  );
}
