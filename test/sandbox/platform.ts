import { createSandbox } from "../../src/sandbox/create-sandbox.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SandboxClick, SandboxPerson } from "../../src/sandbox/view.ts";

/** A sandbox on a real socket, and a caller with a token for its Open API. */
export interface Platform {
  readonly sandbox: Sandbox;
  /** Calls the Open API with a live token. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Sends a card to Ada and returns its message id. */
  send(card: object): Promise<string>;
  patch(messageId: string, card: object): Promise<Answer>;
  person(name: string): SandboxPerson;
  /** Ada presses the first button of a card. */
  press(messageId: string, click?: Partial<SandboxClick>): ReturnType<Sandbox["click"]>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly code: number; readonly msg: string; readonly data: Record<string, unknown> };
}

export function openPlatform(options: SandboxOptions = {}): Platform {
  const sandbox = createSandbox({ rateLimits: "off", ...options });
  const url = sandbox.listen();
  let token: string | undefined;
  const platform: Platform = {
    sandbox,
    async call(method, path, body) {
      const isFresh = token === undefined;
      token ??= await tokenOf(sandbox);
      const init = { method, headers: { authorization: `Bearer ${token}` }, ...json(body) };
      const answer = await request(`${url}/open-apis/${path}`, init);
      if (answer.body.code !== 99991663 || isFresh) return answer;
      token = undefined;
      return platform.call(method, path, body);
    },
    async send(card) {
      const body = { receive_id: "ada@example.com", msg_type: "interactive", content: JSON.stringify(card) };
      const { data } = (await platform.call("POST", "im/v1/messages?receive_id_type=email", body)).body;
      return String(data["message_id"]);
    },
    patch: (messageId, card) =>
      platform.call("PATCH", `im/v1/messages/${messageId}`, { content: JSON.stringify(card) }),
    person(name) {
      const found = sandbox.view().people.find((person) => person.name.startsWith(name));
      if (!found) throw new Error(`there is no ${name}`);
      return found;
    },
    press: (message_id, click) =>
      sandbox.click({
        message_id,
        open_id: platform.person("Ada").open_id,
        element: { tag: "button" },
        ...click,
      }),
  };
  return platform;
}

export async function request(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer["body"],
  };
}

/** A card of JSON 2.0 with one button. */
export function card(title: string, elements: readonly object[] = [button()]): Record<string, unknown> {
  return {
    schema: "2.0",
    config: { update_multi: true },
    header: { title: { tag: "plain_text", content: title } },
    body: { elements },
  };
}

export function button(extra: object = {}): object {
  return {
    tag: "button",
    text: { tag: "plain_text", content: "Approve" },
    behaviors: [{ type: "callback", value: { action: "approve" } }],
    ...extra,
  };
}

/** What a promise was rejected with; undefined if it was not. */
export function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** A clock that stands still until it is told to go on. */
export function stoppedClock(start = "2026-01-01T00:00:00Z") {
  let now = Date.parse(start);
  return {
    clock: () => new Date(now),
    pass: (seconds: number) => void (now += seconds * 1000),
  };
}

async function tokenOf({ url, app }: Sandbox): Promise<string> {
  const body = json({ app_id: app.id, app_secret: app.secret });
  const path = "/open-apis/auth/v3/tenant_access_token/internal";
  const response = await fetch(url + path, { method: "POST", ...body });
  return String(((await response.json()) as Record<string, unknown>)["tenant_access_token"]);
}

function json(body: unknown): RequestInit {
  if (body === undefined) return {};
  return { body: typeof body === "string" || body instanceof FormData ? body : JSON.stringify(body) };
}
