import { isJsonObject, isShallow, type JsonObject } from "../protocol/json-object.ts";
import type { HandlerErrorCode } from "./handler-error.ts";
import type { FromHost, ToolName } from "./host-messages.ts";

/** More than any message of the host's own, which bounds what handlers say. */
const MOST_CHARS = 1024 * 1024;

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isMaybeObject = (value: unknown): boolean => value === undefined || isJsonObject(value);

const LEVELS: ReadonlySet<unknown> = new Set(["info", "warn", "error"]);
const CODES: ReadonlySet<unknown> = new Set<HandlerErrorCode>([
  ...(["handler_unsafe", "handler_broken", "handler_threw", "handler_answer", "handler_timeout"] as const),
  ...(["handler_host_ended", "handler_busy", "handler_tool"] as const),
]);
const TOOLS: ReadonlySet<unknown> = new Set<ToolName>([
  ...(["store.get", "store.set", "store.delete", "cards.update", "approvals.create"] as const),
  "approvals.get",
]);

const CHECKS: Readonly<Record<FromHost["kind"], (message: JsonObject) => boolean>> = {
  loading: ({ file }) => isText(file),
  ready: ({ handlers, faults }) => isListOf(handlers, isInfo) && isListOf(faults, isFault),
  done: ({ id }) => isNumber(id),
  failed: ({ id, code, message }) => isNumber(id) && CODES.has(code) && isText(message),
  pong: ({ id }) => isNumber(id),
  ask: ({ id, name, tool, args }) => isNumber(id) && isText(name) && TOOLS.has(tool) && Array.isArray(args),
  log: ({ name, level, message, details }) =>
    isText(name) && LEVELS.has(level) && isText(message) && isMaybeObject(details),
};

/**
 * What came over the channel, if the host could have said it. A handler has that channel too (`process.send`), so
 * nothing about it is taken on trust.
 */
export function readHostMessage(message: unknown): FromHost | undefined {
  if (!isJsonObject(message) || !isShallow(message)) return undefined;
  const { kind } = message;
  if (!isKind(kind) || !CHECKS[kind](message)) return undefined;
  return JSON.stringify(message).length <= MOST_CHARS ? (message as unknown as FromHost) : undefined;
}

function isKind(kind: unknown): kind is FromHost["kind"] {
  return isText(kind) && Object.hasOwn(CHECKS, kind);
}

function isListOf(value: unknown, fits: (item: JsonObject) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isJsonObject(item) && fits(item));
}

const isInfo = ({ name, file, type, match }: JsonObject): boolean =>
  isText(name) && isText(file) && isText(type) && isMaybeObject(match);

const isFault = ({ file, message }: JsonObject): boolean => isText(file) && isText(message);
