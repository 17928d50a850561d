import { click, sealed, signed } from "../../support/signed-callback.ts";
import type { Chance } from "../chance.ts";
import { mutate } from "../mutate.ts";
import type { Operation, Parameter } from "./api-document.ts";
import { any, hostile, schemaValue, TEXTS } from "./schema-value.ts";

/** What requests are made with besides chance. */
export interface Ingredients {
  /** A token of each scope, the one that may do everything first. */
  readonly tokens: readonly string[];
  /** Ids of what was made so far. */
  readonly known: readonly string[];
  /** What callbacks are proven by. */
  readonly callback: {
    readonly encryptKey: string;
    readonly verificationToken: string;
    readonly appId: string;
  };
  readonly now: () => Date;
}

export interface FuzzRequest {
  readonly method: string;
  /** Path and query, from the first slash on. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

/** A request for the operation: rightly formed for the most part, so that it gets past the door. */
export function makeRequest(operation: Operation, chance: Chance, from: Ingredients): FuzzRequest {
  const { method, path, parameters } = operation;
  const callback = CALLBACK.test(path) ? makeCallback(chance, from) : undefined;
  const body = callback?.body ?? makeBody(operation, chance, from.known);
  const sent = chance.below(200) === 0 ? chance.pick(METHODS) : method;
  return {
    method: sent,
    target: makeTarget(path, parameters, chance, from.known),
    headers: {
      ...makeHeaders(operation, chance, from),
      ...callback?.headers,
      // Each from an address of its own: else who is refused too often would be all that is seen.
      "x-forwarded-for": `2001:db8:${chance.below(65_536).toString(16)}:${chance.below(65_536).toString(16)}::1`,
    },
    body: sent === "GET" || sent === "HEAD" ? undefined : body,
  };
}

const CALLBACK = /^\/(lark\/callback|callback|webhook\/|api\/lark\/)/;
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"] as const;

function makeTarget(
  path: string,
  parameters: readonly Parameter[],
  chance: Chance,
  known: readonly string[],
): string {
  const filled = path.replaceAll(/\{\w+\}/g, () =>
    chance.below(10) < 8
      ? (any(known, chance) ?? "apr_1")
      : asText(chance.pick(TEXTS), encodeURIComponent) || "%20",
  );
  const query = parameters
    .filter((parameter) => parameter.in === "query" && chance.below(3) === 0)
    .map(({ name, schema = {} }) => `${name}=${queryText(name, schemaValue(schema, chance, known))}`);
  const extra = chance.below(40) === 0 ? [`__proto__=${chance.below(9)}`] : [];
  return [filled, [...query, ...extra].join("&")].filter((part) => part !== "").join("?");
}

/** Nobody waits half a minute for each of a million. */
function queryText(name: string, value: unknown): string {
  if (name === "wait" && typeof value === "number" && value > 0) return "0";
  return asText(typeof value === "string" ? value : JSON.stringify(value), encodeURIComponent);
}

function asText(text: string, encode: (text: string) => string): string {
  return encode(text.toWellFormed());
}

function makeHeaders(
  { parameters, takesForm }: Operation,
  chance: Chance,
  { tokens, known }: Ingredients,
): Readonly<Record<string, string>> {
  const named = parameters
    .filter((parameter) => parameter.in === "header" && chance.below(2) === 0)
    .map(({ name }): [string, string] => [
      name,
      headerText(
        chance.below(4) > 0 ? `key-${chance.below(50)}` : (JSON.stringify(hostile(chance, known)) ?? ""),
      ),
    ]);
  const luck = chance.below(20);
  const token =
    luck < 16 ? tokens[0] : any([...tokens, "cst_nobody", headerText(chance.pick(TEXTS))], chance);
  const type =
    chance.below(15) === 0
      ? chance.pick(TYPES)
      : takesForm
        ? `multipart/form-data; boundary=${BOUNDARY}`
        : "application/json";
  return {
    ...(chance.below(30) > 0 && { authorization: `Bearer ${token}` }),
    ...(type !== "" && { "content-type": type }),
    // What is in it is not.
    ...(chance.below(80) === 0 && { "content-encoding": "gzip" }),
    ...Object.fromEntries(named),
  };
}

const TYPES = [
  "",
  "text/plain",
  "APPLICATION/JSON",
  "application/json; charset=utf-16",
  "application/xml",
  "multipart/form-data",
  "application/x-www-form-urlencoded",
] as const;

/** A header is Latin-1 on one line, or the client does not send it. */
function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, "?").trim();
}

const BOUNDARY = "a-boundary";

function makeBody(
  { path, body: schema, takesForm }: Operation,
  chance: Chance,
  known: readonly string[],
): Uint8Array<ArrayBuffer> | undefined {
  if (takesForm) return damaged(form(chance, known), chance);
  if (schema === undefined)
    return chance.below(20) === 0 ? Buffer.from(JSON.stringify(hostile(chance, known)) ?? "") : undefined;
  const made = schemaValue(schema, chance, known);
  const good = GOOD[path];
  // By chance alone hardly anything would be made that the other requests could be about.
  const body = good === undefined || chance.below(2) === 0 ? made : { ...good, ...oneMember(made, chance) };
  return damaged(Buffer.from(JSON.stringify(body) ?? ""), chance);
}

function oneMember(made: unknown, chance: Chance): Readonly<Record<string, unknown>> {
  if (typeof made !== "object" || made === null || chance.below(2) === 0) return {};
  const member = any(Object.entries(made), chance);
  return member === undefined ? {} : Object.fromEntries([member]);
}

/** Bodies that are taken, by the path that takes them. */
const GOOD: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "/v1/approvals": {
    title: "T",
    to: [{ chat_id: "oc_1" }],
    approvers: [{ open_id: "ou_1" }, { open_id: "ou_2" }],
  },
  "/v1/approvals/{id}/decide": { verdict: "approve", reason: "r" },
  "/v1/cards": {
    to: [{ chat_id: "oc_1" }],
    card: { schema: "2.0", body: { elements: [{ tag: "markdown", content: "c" }] } },
    actions: [],
  },
  "/v1/delegations": { from: { open_id: "ou_1" }, to: { open_id: "ou_2" }, duration: 3600 },
  "/v1/webhooks": { url: "https://hooks.example.com/" },
};

/** The smallest PNG there is, or what is none, and a request beside it. */
function form(chance: Chance, known: readonly string[]): Buffer {
  const image = chance.below(3) > 0 ? PIXEL : Buffer.from(chance.pick(TEXTS));
  const request = JSON.stringify({
    to: [{ chat_id: "oc_1" }],
    approvers: chance.below(2) === 0 ? "anyone" : hostile(chance, known),
    purpose: chance.pick(TEXTS),
    validity: chance.pick(["1 day", "0 days", "x"]),
    requested_by: { open_id: "ou_1" },
  });
  const part = (name: string, more = ""): string =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(part("image", '; filename="a.png"')),
    image,
    Buffer.from(`\r\n${part("request")}${request}\r\n--${BOUNDARY}--\r\n`),
  ]);
}

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** One in eight is not as it was meant, and one in two hundred more than is ever read. */
function damaged(bytes: Buffer, chance: Chance): Uint8Array<ArrayBuffer> {
  if (chance.below(200) === 0) return Uint8Array.from(Buffer.concat([bytes, Buffer.alloc(300_000, " ")]));
  return Uint8Array.from(chance.below(8) === 0 ? mutate(bytes, chance) : bytes);
}

/** Rightly signed for the most part, whatever is in it: nobody but Lark can, and what it sends is not to be trusted. */
function makeCallback(chance: Chance, { callback, known, now }: Ingredients) {
  const { encryptKey, verificationToken, appId } = callback;
  const action = {
    tag: "button",
    value:
      chance.below(3) === 0
        ? hostile(chance, known)
        : { action: chance.pick(["approve", "reject", "cancel"]), approval: any(known, chance) },
    ...(chance.below(4) === 0 && { form_value: hostile(chance, known) }),
  };
  const payload = click(action);
  const header = {
    ...payload.header,
    token: verificationToken,
    app_id: appId,
    event_id: String(chance.below(2 ** 31)),
  };
  const text = mutate(Buffer.from(JSON.stringify({ ...payload, header })), chance);
  const envelope = sealed(text.toString("utf8"), encryptKey);
  const timestamp = String(Math.floor(now().getTime() / 1000) + (chance.below(12) === 0 ? 301 : 0));
  const { headers, body } = signed(damaged(Buffer.from(envelope), chance), { timestamp, encryptKey });
  const sent = Object.entries(headers).filter(([, value]) => value !== undefined && chance.below(60) > 0);
  return { headers: Object.fromEntries(sent) as Record<string, string>, body: Uint8Array.from(body) };
}
