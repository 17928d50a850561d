import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { click, signedCallback } from "../support/signed-callback.ts";
import { aBody, ADA, freePort, GROUP, openWorld, TOKEN, until, type World } from "./open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "./start-program.ts";

/** Stands in each secret of this test, and in nothing else. */
const CANARY = /kanari/i;

const APP = {
  appSecret: "kanari-app-secret",
  encryptKey: "kanari-encrypt-key",
  verificationToken: "kanari-verification-token",
};
const SETTINGS = {
  COUNTERSIGN_WEBHOOK_SECRET: `whsec_${Buffer.from("kanari-webhook-secret-of-32-byte").toString("base64")}`,
  COUNTERSIGN_WEBHOOK_ALLOW: "127.0.0.0/8",
  COUNTERSIGN_LOG_LEVEL: "debug",
  COUNTERSIGN_LOG_FORMAT: "json",
  COUNTERSIGN_TOKEN: `kanari-token-of-the-environment ${TOKEN}`,
  HANDLER_API_TOKEN: "kanari-of-a-handler",
};
/** Tokens that nobody was told of, each of its form. */
const TENANT_TOKEN = "t-g104kanari7XTB6NDJOGV4JQCYDGHRBARFTGT1234";
const CLICK_TOKEN = "c-295kanari6a5dc9de90fefd0aadb4b1d7d";
const API_TOKEN = "cst_kanari_of_somebody_who_may_not_0123456789";

const HANDLER = `export default { type: "card.action.trigger", match: { do: "leak" }, handle(action, { log }) {
  console.log("printed: " + process.env.HANDLER_API_TOKEN, "Authorization: Bearer kanari-printed", "for", action.token);
  console.error(JSON.stringify({ password: "kanari-on-stderr" }));
  log.info("told https://ops:kanari-in-a-url@example.com/?token=kanari-in-a-query", { nested: { token: action.token, deep: [{ app_secret: "kanari-nested" }] } });
  const cause = new Error("401 for {\\"tenant_access_token\\":\\"kanari-in-json\\"} by " + action.token);
  throw Object.assign(new Error("no way with api_key=kanari-thrown", { cause }), { password: "kanari-on-an-error" });
} };`;

interface Call {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

interface Answers {
  readonly said: string[];
  readonly call: (path: string, init?: Call) => Promise<number>;
}

/** Calls of the API whose answers that refuse are kept. */
function answersOf({ url }: World): Answers {
  const said: string[] = [];
  return {
    said,
    async call(path, { token = TOKEN, ...init } = {}) {
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...init.headers,
      };
      const answer = await fetch(`${url}${path}`, { ...init, headers });
      const head = JSON.stringify([...answer.headers]);
      said.push(answer.ok ? head : `${head} ${await answer.text()}`);
      return answer.status;
    },
  };
}

function post(body: string, headers: Readonly<Record<string, string>> = {}) {
  return { method: "POST", body, headers };
}

async function refusedCalls({ call }: Answers): Promise<void> {
  expect(await call("/v1/approvals", { token: API_TOKEN })).toBe(401);
  expect(
    await call("/v1/approvals", { headers: { authorization: "Basic a2FuYXJpOmthbmFyaQ==kanari" } }),
  ).toBe(401);
  expect(await call("/v1/approvals?limit=kanari-limit")).toBe(400);
  expect(await call("/v1/approvals", post('{"token":"kanari-in-a-body"'))).toBe(400);
  expect(await call("/v1/approvals", post('{"title":{"secret":"kanari-in-a-member"}}'))).toBe(400);
  expect(await call("/v1/approvals", post(JSON.stringify(aBody({ policy: "kanari-policy" }))))).toBe(400);
  const hook = { webhook_url: "https://kanari-user:kanari-password@example.com/hook?token=kanari" };
  expect(await call("/v1/approvals", post(JSON.stringify(aBody(hook))))).toBe(400);
  const cookie = { cookie: "session=kanari-cookie", "x-request-id": API_TOKEN };
  expect(await call("/v1/nowhere", { headers: cookie })).toBe(404);
  expect(await call("/lark/callback", post('{"encrypt":"kanari"}', { "x-lark-signature": "kanari" }))).toBe(
    401,
  );
}

async function leakingClick({ url, sandbox }: World): Promise<void> {
  const payload = click({ tag: "button", value: { do: "leak" } });
  const header = { ...payload.header, app_id: sandbox.app.id, token: sandbox.app.verificationToken };
  const event = { ...payload.event, token: CLICK_TOKEN, context: { open_message_id: "om_elsewhere" } };
  const timestamp = String(Math.floor(Date.now() / 1000));
  const { encryptKey } = sandbox.app;
  const { headers, body } = signedCallback({ ...payload, header, event }, { timestamp, encryptKey });
  const known = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const init = {
    method: "POST",
    headers: Object.fromEntries(known) as Record<string, string>,
    body: new Uint8Array(body),
  };
  expect((await fetch(`${url}/lark/callback`, init)).status).toBe(200);
}

/** A way through successes and failures, with a secret at every turn. */
async function live(world: World, program: Program, answers: Answers): Promise<void> {
  using receiver = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () =>
      new Response('{"secret":"kanari-of-a-receiver"}', { status: 500, headers: { "x-token": "kanari" } }),
  });
  await refusedCalls(answers);
  await leakingClick(world);
  await program.find(/"handler":"leak"/);
  const msg = `${TENANT_TOKEN} is none, and {"app_secret":"kanari-said-by-lark"} of ${APP.appSecret}`;
  world.sandbox.addFault({ on: "send", status: 400, code: 99991400, msg });
  await world.client.create(
    aBody({ to: [{ chat_id: GROUP }], webhook_url: `http://127.0.0.1:${receiver.port}/?token=kanari` }),
  );
  const card = await world.card();
  world.sandbox.addFault({ on: "patch", status: 500, code: 2200, msg });
  await world.press(card, ADA);
  await program.find(/"msg":"card.update delivered"/);
  await program.find(/"msg":"webhook will be tried again"/);
}

test("twenty secrets at every turn of a server's life are in no line of its log, no refusal, no metric and no audit row", async () => {
  const metrics = `127.0.0.1:${freePort()}`;
  const more = { ...SETTINGS, COUNTERSIGN_METRICS_LISTEN: metrics };
  await using world = await openWorld({ rateLimits: "off", ...APP }, {}, more);
  await world.stopServer();
  mkdirSync(join(world.dataDir, "handlers"));
  writeFileSync(join(world.dataDir, "handlers", "leak.js"), HANDLER);
  await using program = startProgram([...FROM_SOURCE, "serve"], { env: world.env });
  await program.find(/"msg":"ready"/);
  const answers = answersOf(world);
  await live(world, program, answers);
  const audit = await (
    await fetch(`${world.url}/v1/audit`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    })
  ).text();
  const measured = await (await fetch(`http://${metrics}/metrics`)).text();
  expect(audit).toContain("decided");
  expect(measured).toContain("countersign_decisions_total");
  program.signal("SIGTERM");
  expect(await program.ended).toBe(0);
  for (const text of [...answers.said, audit, measured, program.err(), ...program.out().split("\n")])
    expect(text).not.toMatch(CANARY);
  // That they came so far shows in what stands in their place.
  expect(program.out().split("[secret]").length).toBeGreaterThan(10);
  expect(program.out()).not.toContain(SETTINGS.COUNTERSIGN_WEBHOOK_SECRET);
}, 30_000);

test("a command says what is wrong without the secrets of its environment", async () => {
  const env = {
    COUNTERSIGN_TOKEN: "kanari-token-of-the-environment",
    COUNTERSIGN_URL: "http://kanari:kanari-password@127.0.0.1:1",
  };
  await using program = startProgram([...FROM_SOURCE, "request", "list"], { env });
  expect(await program.ended).not.toBe(0);
  expect(program.err()).not.toBe("");
  expect(program.err()).not.toMatch(CANARY);
  await until("nothing is on standard output", () => program.out() === "");
});
