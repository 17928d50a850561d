import type { CallbackRequest } from "../../src/protocol/open-callback.ts";
import type { App } from "../../src/transport/http/create-app.ts";
import { API_TOKEN } from "./test-app.ts";

export interface Answered {
  readonly status: number;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** A request to the application in process. */
export async function call(app: App, path: string, init: RequestInit = {}): Promise<Answered> {
  return read(await app.handle(new Request(`http://localhost${path}`, init)));
}

/** As the bearer of a token in force. */
export function callApi(app: App, path: string, init: RequestInit = {}): Promise<Answered> {
  const headers = new Headers(init.headers);
  if (!headers.has("authorization")) headers.set("authorization", `Bearer ${API_TOKEN}`);
  return call(app, path, { ...init, headers });
}

export function post(
  app: App,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  return callApi(app, path, { method: "POST", body: JSON.stringify(body), headers });
}

/** A callback as Lark sends it, with exactly these headers and bytes. */
export function callBack(app: App, request: CallbackRequest, path = "/lark/callback"): Promise<Answered> {
  return call(app, path, { method: "POST", ...callbackInit(request) });
}

export function callbackInit({ headers, body }: CallbackRequest): Pick<RequestInit, "headers" | "body"> {
  const present = Object.entries(headers).filter(
    (header): header is [string, string] => header[1] !== undefined,
  );
  return { headers: present, body: new Uint8Array(body) };
}

export async function read(response: Response): Promise<Answered> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}
