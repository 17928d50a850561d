import { describe, expect, test } from "bun:test";

import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import { aBody, ADA, HUIYIN, openWorld, TOKEN, until, type World } from "./open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "./start-program.ts";

type Line = Readonly<Record<string, unknown>>;

const SETTINGS = {
  COUNTERSIGN_LOG_FORMAT: "json",
  COUNTERSIGN_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
  COUNTERSIGN_WEBHOOK_ALLOW: "127.0.0.0/8",
  LARK_RATE: "0",
};

/** A world whose server is to run in a process of its own. */
async function openEmpty(options: SandboxOptions = {}, more: Readonly<Record<string, string>> = {}) {
  const world = await openWorld({ rateLimits: "off", ...options }, {}, { ...SETTINGS, ...more });
  await world.stopServer();
  return world;
}

async function serve({ env, url }: World): Promise<Program> {
  const program = startProgram([...FROM_SOURCE, "serve"], { env });
  await program.find(/"msg":"ready"/);
  await until("it is ready", async () => (await fetch(`${url}/readyz`)).ok);
  return program;
}

function lines(...programs: readonly Program[]): readonly Line[] {
  const written = programs.map((program) => program.out()).join("");
  return written
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line) as Line);
}

/** All that the log says of the request in which something was decided. */
function way(all: readonly Line[]): readonly Line[] {
  const id = all.find(({ msg }) => msg === "decided")?.["request_id"];
  expect(id).toMatch(/^req_[0-9a-f]{32}$/);
  return all.filter(({ request_id }) => request_id === id);
}

function receiver() {
  return Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
}

async function ask(world: World, hook: ReturnType<typeof receiver>): Promise<string> {
  const { id } = await world.client.create(aBody({ webhook_url: `http://127.0.0.1:${hook.port}/told` }));
  return id;
}

const THE_WAY = ["card.update delivered", "decided", "webhook delivered"];

describe.each<[string, SandboxOptions, Readonly<Record<string, string>>]>([
  ["over HTTP", {}, {}],
  ["over the long connection", { delivery: "socket" }, { COUNTERSIGN_TRANSPORT: "socket" }],
])("%s one request id", (_, options, more) => {
  test("stands in every line of a click's way, up to the card and the webhook", async () => {
    await using world = await openEmpty(options, more);
    using hook = receiver();
    await using program = await serve(world);
    const id = await ask(world, hook);
    await world.press(await world.card(), ADA);
    await program.find(/"msg":"card.update delivered"/);
    await program.find(/"msg":"webhook delivered"/);
    const said = way(lines(program));
    expect(said.map(({ msg }) => String(msg)).toSorted()).toEqual(THE_WAY);
    expect(new Set(said.map(({ approval_id }) => approval_id))).toEqual(new Set([id]));
    const { ms, ...decided } = said.find(({ msg }) => msg === "decided") ?? {};
    expect(ms).toBeNumber();
    expect(decided).toMatchObject({
      operator: ADA,
      action: "approve",
      status: "approved",
      transport: "COUNTERSIGN_TRANSPORT" in more ? "socket" : "http",
      type: "card.action.trigger",
      result: "answered",
    });
  });
});

describe("one request id", () => {
  test("names the calls that Lark refused, until the card is there", async () => {
    await using world = await openEmpty();
    using hook = receiver();
    await using program = await serve(world);
    const id = await ask(world, hook);
    const card = await world.card();
    world.sandbox.addFault({ on: "patch", status: 500, code: 2200, times: 2 });
    await world.press(card, ADA);
    await program.find(/"msg":"card.update delivered"/);
    const said = way(lines(program)).filter(({ msg }) => msg === "Lark refused a call");
    expect(said).toHaveLength(2);
    expect(said[0]).toMatchObject({
      level: "warn",
      api: "message.patch",
      approval_id: id,
      code: "lark_2200",
    });
  });

  test("is the same in the process that takes over from one that was killed", async () => {
    await using world = await openEmpty();
    using hook = receiver();
    await using first = await serve(world);
    await ask(world, hook);
    const card = await world.card();
    world.sandbox.addFault({ on: "patch", status: 500, code: 2200, times: 1_000 });
    await world.press(card, ADA);
    await first.find(/"msg":"card.update will be tried again"/);
    first.signal("SIGKILL");
    await first.ended;
    world.sandbox.clearFaults();
    await using second = await serve(world);
    await second.find(/"msg":"card.update delivered"/);
    const said = way(lines(first, second)).map(({ msg }) => msg);
    expect(said).toEqual(expect.arrayContaining([...THE_WAY, "Lark refused a call"]));
  });

  test("of what asks for an approval is its card's, and ends with the one that it takes the place of", async () => {
    await using world = await openEmpty();
    await using program = await serve(world);
    const create = async (more: object = {}) => {
      const answer = await fetch(`${world.url}/v1/approvals`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${TOKEN}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ ...aBody(), ...more }),
      });
      return {
        id: ((await answer.json()) as { id: string }).id,
        requestId: answer.headers.get("x-request-id"),
      };
    };
    const old = await create();
    await program.find(/"msg":"card.send delivered"/);
    const { requestId } = await create({ supersedes: old.id });
    await program.find(/"msg":"card.update delivered"/);
    const sent = lines(program).find(({ msg }) => msg === "card.send delivered");
    expect([sent?.["request_id"], sent?.["approval_id"]]).toEqual([old.requestId, old.id]);
    const ended = lines(program).find(({ msg }) => msg === "card.update delivered");
    expect([ended?.["request_id"], ended?.["approval_id"]]).toEqual([requestId, old.id]);
  });

  test("of a click that changed nothing says so, and leads no further", async () => {
    await using world = await openEmpty();
    using hook = receiver();
    await using program = await serve(world);
    await ask(world, hook);
    const card = await world.card();
    await world.press(card, HUIYIN);
    await program.find(/"msg":"click refused"/);
    await world.press(card, ADA);
    await program.find(/"msg":"card.update delivered"/);
    const all = lines(program);
    const refused = all.find(({ msg }) => msg === "click refused");
    expect(all.filter(({ request_id }) => request_id === refused?.["request_id"])).toHaveLength(1);
    const { operator, action, code, status, result } = refused ?? {};
    expect([operator, action, code, status, result]).toEqual([
      HUIYIN,
      "approve",
      "not_an_approver",
      "pending",
      "toast",
    ]);
    expect(way(all).map(({ msg }) => msg)).toEqual(expect.arrayContaining(THE_WAY));
  });

  test("is told to whoever calls, and theirs is not taken for it", async () => {
    await using world = await openEmpty();
    await using program = await serve(world);
    for (const path of ["/livez", "/v1/approvals", "/nowhere", "/lark/callback"]) {
      const method = path === "/lark/callback" ? "POST" : "GET";
      const headers = { "x-request-id": "req_of_the_caller" };
      const answer = await fetch(`${world.url}${path}`, { method, headers });
      expect(answer.headers.get("x-request-id")).toMatch(/^req_[0-9a-f]{32}$/);
      if (method === "GET") continue;
      expect(answer.status).toBe(401);
      const refused = lines(program).find(({ msg }) => String(msg).startsWith("callback refused"));
      expect(refused?.["request_id"]).toBe(answer.headers.get("x-request-id"));
    }
  });
});
