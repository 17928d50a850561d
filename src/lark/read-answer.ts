import { isJsonObject, type JsonObject, own, ownString } from "../protocol/json-object.ts";
import { type ApiFamily, classify, readSubCode } from "./error-codes.ts";
import { failure, type LarkFault, type LarkResult } from "./lark-fault.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * What the platform answered: the body's JSON if its `code` is 0. The body is read whatever the HTTP status, because
 * refusals come with 400, with 429 and with 200. What is not the platform's JSON is somebody in between, or a bad
 * day: tried again.
 */
export function readAnswer(family: ApiFamily, raw: RawAnswer, now: Date): LarkResult<{ body: JsonObject }> {
  const about = describe(raw, now);
  const body = parseObject(raw.body);
  const code = body === undefined ? undefined : own(body, "code");
  if (body === undefined || !Number.isSafeInteger(code)) {
    return failure("lark_bad_answer", "retry", `HTTP ${raw.status} without the platform's JSON`, about);
  }
  if (code === 0) return { ok: true, body };
  return refusal(family, Number(code), ownString(body, "msg") ?? "", about);
}

function refusal(
  family: ApiFamily,
  code: number,
  text: string,
  about: Partial<LarkFault>,
): LarkResult<never> {
  const message = text.slice(0, LONGEST_MESSAGE);
  const subCode = readSubCode(message);
  const kind = classify(family, code, { subCode, message });
  const known = kind === "unknown" && passing(about.httpStatus) ? "retry" : kind;
  return failure(subCode === undefined ? `lark_${code}` : `lark_${code}_${subCode}`, known, message, about);
}

const LONGEST_MESSAGE = 300;

/** The statuses that say by themselves that it will pass. */
function passing(status = 0): boolean {
  return status >= 500 || status === 429 || status === 408;
}

function describe({ status, headers }: RawAnswer, now: Date): Partial<LarkFault> {
  return {
    httpStatus: status,
    logId: headers.get("x-tt-logid") ?? headers.get("x-request-id") ?? undefined,
    afterMs: waitAsked(headers, now),
  };
}

/** `x-ogw-ratelimit-reset` is in seconds (Lark, "Frequency control"); `Retry-After` in seconds, or a date. */
function waitAsked(headers: Headers, now: Date): number | undefined {
  const asked = headers.get("x-ogw-ratelimit-reset") ?? headers.get("retry-after");
  if (asked === null || asked.trim() === "") return undefined;
  const ms = Number.isNaN(Number(asked)) ? Date.parse(asked) - now.getTime() : Number(asked) * 1000;
  return ms > 0 ? Math.min(ms, LONGEST_WAIT_MS) : undefined;
}

const LONGEST_WAIT_MS = 300_000;

function parseObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
