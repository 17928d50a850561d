import { describe, expect, test } from "bun:test";

import { readImage } from "../support/image-parts.ts";
import { aBody, ADA, GROUP, openWorld, TOKEN, until, type World } from "./open-world.ts";
import { FROM_SOURCE, type Program, startProgram } from "./start-program.ts";

type Line = Readonly<Record<string, unknown>>;

const CARD = {
  schema: "2.0",
  config: { update_multi: true },
  body: { elements: [{ tag: "markdown", content: "Hello" }] },
};
const SETTINGS = {
  COUNTERSIGN_LOG_FORMAT: "json",
  COUNTERSIGN_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
  COUNTERSIGN_WEBHOOK_ALLOW: "127.0.0.0/8",
  LARK_RATE: "0",
};

interface Called {
  readonly id: string;
  readonly requestId: string | null;
}

async function serve(): Promise<{ world: World; program: Program } & AsyncDisposable> {
  const world = await openWorld({ rateLimits: "off" }, {}, SETTINGS);
  await world.stopServer();
  const program = startProgram([...FROM_SOURCE, "serve"], { env: world.env });
  await program.find(/"msg":"ready"/);
  return {
    world,
    program,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function call(world: World, method: string, path: string, body?: object): Promise<Called> {
  const answer = await fetch(`${world.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  expect(answer.status).toBeLessThan(300);
  const { id } = (await answer.json()) as { id: string };
  return { id, requestId: answer.headers.get("x-request-id") };
}

/** The line of that name with the id of this call, once it is there. */
async function line(program: Program, msg: string, { requestId }: Called): Promise<Line> {
  const find = (): Line | undefined =>
    program
      .out()
      .split("\n")
      .filter((text) => text.endsWith("}"))
      .map((text) => JSON.parse(text) as Line)
      .find((one) => one["msg"] === msg && one["request_id"] === requestId);
  await until(`${msg} by ${requestId}`, () => find() !== undefined, 20_000);
  return find() ?? {};
}

describe("the request id of a call stands in the line of what it owes", () => {
  test("of a posted card, and of another in its place", async () => {
    await using server = await serve();
    const { world, program } = server;
    const posted = await call(world, "POST", "/v1/cards", { to: [{ chat_id: GROUP }], card: CARD });
    expect(await line(program, "posting.send delivered", posted)).toMatchObject({ posting_id: posted.id });
    const replaced = await call(world, "PUT", `/v1/cards/${posted.id}/card`, { card: CARD });
    expect(await line(program, "posting.update delivered", replaced)).toMatchObject({
      posting_id: posted.id,
    });
  }, 30_000);

  test("of a signature, and of its end", async () => {
    await using server = await serve();
    const { world, program } = server;
    const form = new FormData();
    form.set("image", new Blob([readImage("drawn.jpg")]), "signature.jpg");
    const request = {
      ...aBody({ approvers: [{ open_id: ADA }] }),
      purpose: "Contract 42",
      validity: "1 week",
    };
    form.set("request", JSON.stringify(request));
    const asked = await call(world, "POST", "/v1/signatures", form);
    const sent = await line(program, "card.send delivered", asked);
    await world.press(await world.card(), ADA);
    await program.find(/"msg":"card.update delivered"/);
    const revoked = await call(world, "POST", `/v1/signatures/${asked.id}/revoke`);
    const settled = await line(program, "card.settle delivered", revoked);
    expect(settled["approval_id"]).toBe(sent["approval_id"]);
  }, 30_000);

  test("of a webhook that is told once more", async () => {
    await using server = await serve();
    const { world, program } = server;
    using hook = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const asked = await call(
      world,
      "POST",
      "/v1/approvals",
      aBody({ webhook_url: `http://127.0.0.1:${hook.port}/told` }),
    );
    const cancelled = await call(world, "POST", `/v1/approvals/${asked.id}/cancel`);
    const { delivery } = await line(program, "webhook delivered", cancelled);
    const replayed = await call(world, "POST", `/v1/webhooks/deliveries/${String(delivery)}/replay`);
    expect(await line(program, "webhook delivered", replayed)).toMatchObject({
      approval_id: asked.id,
      delivery,
    });
  }, 30_000);
});
