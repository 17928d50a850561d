import type { FaultKind } from "./lark-fault.ts";

/** The same number can mean another thing to another API, so there is a table for each family. */
export type ApiFamily = "token" | "bot" | "message" | "delayed" | "chat" | "contact" | "image";

/** What a platform code asks for. `subCode` is the `ErrCode` inside the message of 230099. */
export function classify(family: ApiFamily, code: number, { subCode, message }: ErrorDetail): FaultKind {
  if (family === "message" && code === CARD_REFUSED) return classifyCardRefusal(subCode, message);
  return FAMILY[family].get(code) ?? COMMON.get(code) ?? "unknown";
}

export interface ErrorDetail {
  readonly subCode: number | undefined;
  readonly message: string;
}

/** Whether it is the card itself that Lark would not take, so that a plainer one might pass. */
export function isCardRefused(code: string): boolean {
  return (
    code.startsWith(`lark_${CARD_REFUSED}_`) || code === `lark_${CARD_REFUSED}` || code === `lark_${TOO_LONG}`
  );
}

/** Whether it is only the thread that the platform would not have, so that a plain reply might pass. */
export function isThreadRefused(code: string): boolean {
  return code === "lark_230071" || code === "lark_230072";
}

/** Whether a message of ours has become too old to be changed, and is otherwise as it was. */
export function isTooOld(code: string): boolean {
  return code === "lark_230031";
}

/** Whether somebody took the message away. */
export function isWithdrawn(code: string): boolean {
  return WITHDRAWN.has(code);
}

const WITHDRAWN = new Set(["lark_230011", "lark_230110", "lark_200000"]);

/** Whether the app lacks the right: a scope, or that to write to this very chat. */
export function isForbidden(code: string): boolean {
  return code === "lark_99991672" || code === "lark_230027";
}

/** Whether a click's token is no good (malformed, over, used up), so that another way might do. */
export function isTokenFinished(code: string): boolean {
  return code === "lark_300020" || code === "lark_300030" || code === "lark_300040";
}

/** `Failed to create card content, ext=ErrCode: 100290; ErrMsg: …` -> 100290 */
export function readSubCode(message: string): number | undefined {
  const [, digits] = /\bErrCode:\s*(\d{1,9})\b/.exec(message) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const CARD_REFUSED = 230099;
const TOO_LONG = 230025;
const CARD_LIMITS = 11310;

/** 11310 is several things by its text; only a card that somebody is using at this moment will be free again. */
function classifyCardRefusal(subCode: number | undefined, message: string): FaultKind {
  return subCode === CARD_LIMITS && /action is lock/i.test(message) ? "retry" : "final";
}

/** Lark, "Generic error codes", and the pages on access tokens and call limits. */
const COMMON = table({
  retry: [99991400, 1500, 1663, 2200, 5000, 11232, 11233, 11247, 232096],
  refresh: [99991663, 99991664, 99991665, 99991671],
  config: [99991401, 99991403, 99991661, 99991662, 99991668, 99991672, 99991673, 99991679, 11210, 232034],
  final: [9499, 99992354, 99992402],
});

/** Lark, "Send message", "Update message card" and their tables. */
const MESSAGE = table({
  retry: [230020, 230049, 18121],
  config: [230006, 230027, 232025, 234007],
  final: [
    230001, 230002, 230009, 230011, 230012, 230013, 230015, 230017, 230018, 230019, 230022, 230023, 230024,
    230025, 230026, 230028, 230029, 230031, 230034, 230035, 230036, 230038, 230050, 230052, 230053, 230054,
    230055, 230071, 230072, 230075, 230098, 230110, 230111, 232009,
  ],
});

/** Lark, "Delayed update of message card". */
const DELAYED = table({
  final: [10002, 11311, 100000, 100030, 200000, 200310, 200320, 200830, 300020, 300030, 300040, 300090],
});

/** Lark, "Obtain group members". */
const CHAT = table({ final: [232001, 232006, 232009, 232010, 232011], config: [232025] });

/** Lark, "Contacts": error codes. */
const CONTACT = table({ final: [40001, 40011, 41012, 41050] });

/** Lark, "Upload image". */
const IMAGE = table({ final: [234001, 234006, 234010, 234011, 234039], config: [234007] });

/** Lark, "Custom app obtains tenant_access_token". */
const TOKEN = table({ config: [10003, 10012, 10013, 10014, 10015] });

const FAMILY: Readonly<Record<ApiFamily, ReadonlyMap<number, FaultKind>>> = {
  token: TOKEN,
  bot: new Map(),
  message: MESSAGE,
  delayed: DELAYED,
  chat: CHAT,
  contact: CONTACT,
  image: IMAGE,
};

function table(codes: Partial<Record<FaultKind, readonly number[]>>): ReadonlyMap<number, FaultKind> {
  return new Map(
    Object.entries(codes).flatMap(([kind, numbers]) =>
      numbers.map((code) => [code, kind as FaultKind] as const),
    ),
  );
}
