import type { Answer } from "../protocol/answer.ts";
import { isClickType } from "./click-types.ts";

/** The answer for what nobody handles: known by being this very object. */
export const UNHANDLED: Answer = Object.freeze({});

/** A dispatched callback as the metrics name it. What no registration asked for is `other`: types are bounded by these. */
export function callbackResult(
  eventType: string,
  answer: Answer,
): { readonly type: string; readonly result: "answered" | "toast" | "unknown" } {
  if (answer === UNHANDLED) return { type: isClickType(eventType) ? eventType : "other", result: "unknown" };
  return { type: eventType, result: answer.toast === undefined ? "answered" : "toast" };
}
