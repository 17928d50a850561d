import { asObject, asObjects, asString, type Json } from "../json.ts";
import type { CardContext } from "./card-context.ts";

/**
 * What an element sends when it is pressed, or undefined if it calls nobody back: in card JSON 2.0 one without a callback
 * behaviour, in 1.0 a button that only opens an address.
 */
export function callbackOf(
  element: Json,
  schema: CardContext["schema"],
): { readonly value?: unknown } | undefined {
  const callback = asObjects(element["behaviors"]).find(({ type }) => type === "callback");
  if (callback) return "value" in callback ? { value: callback["value"] } : {};
  if (schema === "2.0") return undefined; // which ignores a bare `value`
  if ("value" in element) return { value: element["value"] };
  return "url" in element || "multi_url" in element ? undefined : {};
}

/** The address that an element opens when it is pressed, if it is one that a browser may open. */
export function urlOf(element: Json): string | undefined {
  const open = asObjects(element["behaviors"]).find(({ type }) => type === "open_url");
  const multi = asObject(element["multi_url"]);
  return [
    open?.["default_url"],
    open?.["android_url"],
    open?.["pc_url"],
    element["url"],
    multi["url"],
    multi["pc_url"],
  ]
    .map((url) => safeUrl(asString(url) ?? ""))
    .find((url) => url !== undefined);
}

/** What a button in a form does: `form_action_type` of card JSON 2.0, or `action_type` of 1.0. */
export function formActionOf(element: Json): "submit" | "reset" | undefined {
  const action =
    asString(element["form_action_type"]) ?? asString(element["action_type"])?.replace("form_", "");
  return action === "submit" || action === "reset" ? action : undefined;
}

/** The address, if it leads to the web, a mailbox or a telephone; scripts and the client's own schemes do not pass. */
export function safeUrl(url: string): string | undefined {
  return /^(?:https?:\/\/|mailto:|tel:)/i.test(url.trim()) ? url.trim() : undefined;
}
