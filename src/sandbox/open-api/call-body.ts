import { isJsonObject } from "../../protocol/json-object.ts";
import type { JsonObject } from "../../protocol/json-object.ts";
import { PlatformError } from "./platform-error.ts";

/** The JSON object that a call carries. Throws PlatformError 9499 for anything else. */
export async function readBody(request: Request): Promise<JsonObject> {
  const body: unknown = await request.json().catch(() => undefined);
  if (!isJsonObject(body)) throw new PlatformError(9499, "Bad Request");
  return body;
}

/** A text that has to be there. Throws PlatformError 9499 for another type and 99992402 for none. */
export function requireText(body: JsonObject, field: string): string {
  const value = optionalText(body, field);
  if (!value) throw invalidField(field, `${field} is required`);
  return value;
}

export function optionalText(body: JsonObject, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new PlatformError(9499, `Invalid parameter type in json: ${field}.`);
}

export function invalidField(field: string, description: string): PlatformError {
  return new PlatformError(99992402, `field validation failed: ${field}: ${description}`);
}

/** The answer to a call that went well, as most of the APIs give it. */
export function success(data: object, msg = "success"): object {
  return { code: 0, msg, data };
}
