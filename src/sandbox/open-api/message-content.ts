import { CARD_LIMIT_BYTES } from "../../card-schema/card-defect.ts";
import type { CardDefect } from "../../card-schema/defect.ts";
import { isJsonObject } from "../../protocol/json-object.ts";
import type { JsonObject } from "../../protocol/json-object.ts";
import { shownCard } from "../tenant/shown-card.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { invalidParameter } from "./message-errors.ts";
import { PlatformError } from "./platform-error.ts";

const LIMIT_BYTES: Readonly<Record<string, number>> = { text: 150 * 1024, interactive: CARD_LIMIT_BYTES };

/**
 * The content of a message that may be shown, parsed. Throws PlatformError 230025 for one that is too long, 230099 for a
 * card that the platform does not take, and 230001 for anything else.
 */
export function readContent(msgType: string, content: string, tenant: Tenant): JsonObject {
  const limit = LIMIT_BYTES[msgType];
  if (limit === undefined) throw invalidParameter("invalid msg_type");
  checkLength(content, limit);
  const parsed = parse(content);
  if (msgType === "text") return readText(parsed);
  const card = readCard(parsed, tenant);
  // What a template makes may be longer than what was sent.
  checkLength(JSON.stringify(card), limit);
  return card;
}

function checkLength(content: string, limit: number): void {
  if (Buffer.byteLength(content) <= limit) return;
  throw new PlatformError(230025, "The length of the message content reaches its limit.");
}

function readText(parsed: unknown): JsonObject {
  if (isJsonObject(parsed) && typeof parsed["text"] === "string") return parsed;
  throw invalidParameter("text content must be a json string with text");
}

function readCard(parsed: unknown, tenant: Tenant): JsonObject {
  const shown = shownCard(parsed, tenant);
  if ("defect" in shown) throw cardRefused(shown.defect);
  return shown.card;
}

/** 230099 with the sub-code where the platform puts it: in the text. */
export function cardRefused({ errCode, errPath, errMsg, errValue }: CardDefect): PlatformError {
  const details = [
    `ErrCode: ${errCode}`,
    ...(errPath === undefined ? [] : [`ErrPath: ${errPath}`]),
    `ErrMsg: ${errMsg}`,
    ...(errValue === undefined ? [] : [`ErrorValue: ${errValue}`]),
  ];
  return new PlatformError(230099, `Failed to create card content, ext=${details.join("; ")}; `);
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
