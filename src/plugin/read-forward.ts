import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { isJsonObject, type JsonObject, parseJsonObject } from "../protocol/json-object.ts";
import { HandlerError } from "./handler-error.ts";
import type { HandlerInfo } from "./host-messages.ts";

/** A handler without code: an HTTP service that is called in its place. */
export interface ForwardHandler extends HandlerInfo {
  readonly url: string;
}

/** Reads `{ "type", "match"?, "forward" }`. Throws HandlerError `handler_broken`. */
export function readForward(dir: string, file: string): ForwardHandler {
  const { type, match, forward: url, ...rest } = parse(join(dir, file));
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw broken(`${unknown} is not known; it is { "type", "match", "forward" }`);
  if (typeof type !== "string" || type === "") throw broken('has no type, such as "card.action.trigger"');
  if (typeof url !== "string") throw broken("forward has to be a URL");
  if (match !== undefined && !isJsonObject(match)) throw broken("match has to be an object");
  return { name: basename(file, ".json"), file, type, match, url };
}

function parse(path: string): JsonObject {
  try {
    return parseJsonObject(readFileSync(path));
  } catch (cause) {
    throw broken(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function broken(message: string, cause?: unknown): HandlerError {
  return new HandlerError("handler_broken", message, { cause });
}
