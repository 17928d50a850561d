import { type JsonObject, parseJsonObject } from "../protocol/json-object.ts";
import { RegistrationError } from "./registration-error.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const PATH = "/oauth/v1/app/registration";
const TIMEOUT_MS = 10_000;

/**
 * One call of the registration, and the object that it is answered with, whatever the HTTP status: what has to be waited
 * for comes with 400. Throws RegistrationError "unreachable" or "bad_answer", and an AbortError when it was told to end.
 */
export async function postForm(
  base: string,
  form: Readonly<Record<string, string>>,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<JsonObject> {
  const [status, bytes] = await exchange(base, form, fetch, signal);
  try {
    return parseJsonObject(bytes);
  } catch (cause) {
    throw new RegistrationError("bad_answer", `${new URL(base).host} answered ${status}, and no JSON`, {
      cause,
    });
  }
}

async function exchange(
  base: string,
  form: Readonly<Record<string, string>>,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<readonly [number, Uint8Array]> {
  try {
    const response = await fetch(`${base}${PATH}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString(),
      // The device's code is for this address, not for whatever it points to.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return [response.status, new Uint8Array(await response.arrayBuffer())];
  } catch (cause) {
    signal.throwIfAborted();
    throw new RegistrationError("unreachable", `${new URL(base).host} was not reached`, { cause });
  }
}
