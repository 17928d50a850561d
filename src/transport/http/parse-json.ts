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
  if (namesPrototype(body)) throw new ApiError("malformed_json", "the body has a member called __proto__");
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

/** The validator overlooks such a member, and who copies it member by member gets another prototype. */
function namesPrototype(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(namesPrototype);
}
