import {
  createLarkClient,
  type FaultLine,
  type LarkClient,
  type LarkClientOptions,
} from "../../src/lark/lark-client.ts";

export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

type Answer = Response | Promise<Response>;
export type Script = (request: SeenRequest, count: number) => Answer;

/** A far side on a real socket that says what the test has it say, and remembers what it was asked. */
export interface ScriptedLark extends AsyncDisposable {
  readonly url: string;
  /** Every request but those for a token. */
  readonly requests: readonly SeenRequest[];
  readonly tokenRequests: readonly SeenRequest[];
  readonly lines: readonly FaultLine[];
  readonly client: LarkClient;
}

export const APP_SECRET = "s3cret-of-the-app";

/** `answer` gets each request and how many came before it; `token` likewise, and gives `t-1`, `t-2` … if left out. */
export function scriptLark(
  {
    answer = () => ok(),
    token = (_, count) => tokenAnswer(`t-${count + 1}`),
  }: { answer?: Script; token?: Script },
  options: Partial<LarkClientOptions> = {},
): ScriptedLark {
  const requests: SeenRequest[] = [];
  const tokenRequests: SeenRequest[] = [];
  const lines: FaultLine[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const text = await request.text();
      const seen = { method: request.method, path: pathname + search, headers: request.headers, text };
      const isToken = pathname === "/open-apis/auth/v3/tenant_access_token/internal";
      const log = isToken ? tokenRequests : requests;
      const whole = { ...seen, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
      log.push(whole);
      return (isToken ? token : answer)(whole, log.length - 1);
    },
  });
  const url = server.url.origin;
  const client = createLarkClient({
    baseUrl: url,
    appId: "cli_1",
    appSecrets: () => [APP_SECRET],
    rate: 0,
    fetch,
    clock: () => new Date(),
    onCall: (_, line) => void (line && lines.push(line)),
    ...options,
  });
  return { url, requests, tokenRequests, lines, client, [Symbol.asyncDispose]: () => server.stop(true) };
}

export function tokenAnswer(token: string, expire = 7200): Response {
  return Response.json({ code: 0, msg: "ok", tenant_access_token: token, expire });
}

export function ok(data: object = { message_id: "om_1", chat_id: "oc_1" }): Response {
  return Response.json({ code: 0, msg: "success", data });
}

export function refusal(
  code: number,
  status = 400,
  headers: Record<string, string> = {},
  msg = "no",
): Response {
  return Response.json({ code, msg }, { status, headers });
}

export const CARD = { to: { chat_id: "oc_1" }, content: "{}", uuid: "crd_1" } as const;
