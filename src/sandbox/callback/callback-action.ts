import type { PressedElement } from "../client/find-pressed.ts";
import { isPicker, pickedTime } from "../client/picked-time.ts";
import type { ClientTime } from "../client/picked-time.ts";
import type { SandboxClick } from "../view.ts";

export interface ActionContext {
  /** What the form sends, if the press sends one. */
  readonly form: Readonly<Record<string, unknown>> | undefined;
  readonly time: ClientTime;
}

/** The `action` of a callback, as the platform's samples have it. What the click does not have is left out. */
export function callbackAction(
  { tag, element, callback }: PressedElement,
  { input_value, option, options, checked }: SandboxClick,
  { form, time }: ActionContext,
): object {
  const picked = option !== undefined && isPicker(tag) ? pickedTime(option, time) : option;
  return {
    ...callback,
    tag,
    ...given({
      timezone: form || isPicker(tag) ? time.timezone : undefined,
      name: typeof element["name"] === "string" ? element["name"] : undefined,
      form_value: form,
      input_value,
      option: picked,
      options,
      checked,
    }),
  };
}

function given(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
