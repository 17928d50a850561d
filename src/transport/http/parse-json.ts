import type { TSchema } from "elysia";

import { type JsonObject, membersOf, parseJsonObject } from "../../protocol/json-object.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";
import { ApiError } from "./api-error.ts";
import { bodyCheck } from "./check-body.ts";

/**
 * Reads a body that has to be a JSON object, whatever its content type says, and as the schema says. What is nested a
 * hundred thousand deep, over which a validator takes seconds, is refused before that. Throws ApiError `malformed_json` or
 * `invalid_request`.
 */
export function parseJson(schema: TSchema) {
  const check = bodyCheck<JsonObject>(schema);
  return async ({ request }: { readonly request: Request }): Promise<JsonObject> =>
    check(parseJsonBody(new Uint8Array(await request.arrayBuffer())));
}

/** The same, where leaving the body out says `{}`. */
export function parseOptionalJson(schema: TSchema) {
  const check = bodyCheck<JsonObject>(schema);
  return async ({ request }: { readonly request: Request }): Promise<JsonObject> => {
    const bytes = new Uint8Array(await request.arrayBuffer());
    return check(bytes.length === 0 ? {} : parseJsonBody(bytes));
  };
}

/** The object that the bytes are; nobody has looked into it yet. Throws ApiError `malformed_json`. */
export function parseJsonBody(bytes: Uint8Array): JsonObject {
  const body = parse(bytes);
  const name = nameOfObjects(body);
  if (name !== undefined) throw new ApiError("malformed_json", `the body has a member called ${name}`);
  return body;
}

function parse(bytes: Uint8Array): JsonObject {
  try {
    return parseJsonObject(bytes);
  } catch (fault) {
    if (!(fault instanceof ProtocolError)) throw fault;
    throw new ApiError("malformed_json", `the body is ${fault.message}`);
  }
}

/**
 * The validator overlooks `__proto__`, and who copies it member by member gets another prototype; it throws what is no
 * refusal where it would say what was found and that has a `toString` of its own.
 */
const NAMES = ["__proto__", "toString"] as const;

function nameOfObjects(value: unknown): (typeof NAMES)[number] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const own = NAMES.find((name) => Object.hasOwn(value, name));
  if (own !== undefined) return own;
  for (const member of membersOf(value)) {
    const inside = nameOfObjects(member);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
