import { basename, extname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { isJsonObject, type JsonObject, own } from "../protocol/json-object.ts";
import { HandlerError } from "./handler-error.ts";
import type { HandlerInfo } from "./host-messages.ts";

/** A handler that can be called. */
export interface LoadedHandler extends HandlerInfo {
  readonly handle: (input: unknown, tools: unknown) => unknown;
}

/** Runs a file of the folder, and takes its default export. Throws HandlerError `handler_broken` with the place. */
export async function loadHandler(dir: string, file: string): Promise<LoadedHandler> {
  const module = await importFile(join(dir, file));
  const exported = module["default"];
  if (!isJsonObject(exported)) throw broken("has no default export; it has to be { type, match?, handle }");
  const { type, match, handle } = exported;
  if (typeof type !== "string" || type === "") throw broken('has no type, such as "card.action.trigger"');
  if (typeof handle !== "function") throw broken("has no function handle");
  if (match !== undefined && !isPlain(match)) throw broken("match has to be an object of plain values");
  return { name: basename(file, extname(file)), file, type, match, handle: handle.bind(exported) };
}

async function importFile(path: string): Promise<JsonObject> {
  try {
    return (await import(pathToFileURL(path).href)) as JsonObject;
  } catch (fault) {
    throw broken(describe(fault), fault);
  }
}

/** A build error keeps its place apart from its words, and several of them in one. */
function describe(fault: unknown): string {
  if (fault instanceof AggregateError && fault.errors.length > 0) return describe(fault.errors[0]);
  if (!(fault instanceof Error)) return `threw ${String(fault)}`;
  const position = "position" in fault && isJsonObject(fault.position) ? fault.position : undefined;
  const line = position && own(position, "line");
  const place = typeof line === "number" ? `line ${line}: ` : "";
  return `${place}${fault.message || fault.name}`;
}

function isPlain(match: unknown): match is JsonObject {
  return isJsonObject(match) && Bun.deepEquals(JSON.parse(JSON.stringify(match)), match);
}

function broken(message: string, cause?: unknown): HandlerError {
  return new HandlerError("handler_broken", message, { cause });
}
