import { type JsonObject, parseJsonObject } from "../../protocol/json-object.ts";
import { ProtocolError } from "../../protocol/protocol-error.ts";
import { ApiError } from "./api-error.ts";

/**
 * Reads a body that has to be a JSON object, whatever its content type says, before anybody looks into it: the
 * validator takes seconds over what is nested a hundred thousand deep. Throws ApiError `malformed_json`.
 */
export async function parseJson({ request }: { readonly request: Request }): Promise<JsonObject> {
  return parseJsonBody(new Uint8Array(await request.arrayBuffer()));
}

/** The same, where leaving the body out says `{}`. */
export async function parseOptionalJson({ request }: { readonly request: Request }): Promise<JsonObject> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.length === 0 ? {} : parseJsonBody(bytes);
}

/** The same, for bytes that came in another way. */
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
  for (const member of Object.values(value)) {
    const inside = nameOfObjects(member);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
