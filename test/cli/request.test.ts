import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../src/cli/run.ts";
import { aBody, ADA, GRACE, GROUP, openWorld, TOKEN, until, type World } from "../e2e/open-world.ts";
import { fakeIo, type FakeIoOptions } from "./fake-io.ts";

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world[Symbol.asyncDispose]());

const ASK = ["create", "--title", "Ship it", "--to", GROUP, "--approver", ADA];

async function request(argv: readonly string[], options: FakeIoOptions = {}) {
  const io = fakeIo({ env: { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: TOKEN }, ...options });
  const code: number = await run(["request", ...argv], io);
  return { code, out: io.out(), err: io.err() };
}

describe("request create", () => {
  test("prints the id of the new request, for a script to keep", async () => {
    const { code, out, err } = await request(ASK);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^apr_\w+\n$/);
    expect(await world.client.find(out.trim())).toMatchObject({
      title: "Ship it",
      approvers: [{ open_id: ADA }],
    });
  });

  test("sends all that its flags say", async () => {
    const flags =
      "--summary **why** --field A=1 --field B=2 --requested-by CI --risk high --approve 2 --reject 2 --expires-in 1h " +
      `--metadata run=812 --allow-self-approval --approver user:grace --to ${ADA} --json`;
    const { out } = await request([...ASK, ...flags.split(" ")]);
    const made = JSON.parse(out) as { created_at: string; expires_at: string };
    expect(made).toMatchObject({
      to: [{ chat_id: GROUP }, { open_id: ADA }],
      approvers: [{ open_id: ADA }, { user_id: "grace" }],
      summary: "**why**",
      fields: [
        { label: "A", value: "1" },
        { label: "B", value: "2" },
      ],
      requested_by: { name: "CI" },
      risk: "high",
      policy: { approve: 2, reject: 2 },
      metadata: { run: "812" },
      allow_self_approval: true,
    });
    expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(3_600_000);
  });

  test("takes a body from a file or from standard input, with the flags over it", async () => {
    const stdin = JSON.stringify(aBody({ title: "From the pipe" }));
    const file = join(world.dataDir, "body.json");
    writeFileSync(file, stdin);
    const piped = await request(["create", "--from", "-", "--json"], { stdin });
    const filed = await request(["create", "--from", file, "--title", "Over it", "--json"]);
    expect([JSON.parse(piped.out), JSON.parse(filed.out)]).toMatchObject([
      { title: "From the pipe" },
      { title: "Over it" },
    ]);
  });

  test.each([["[]"], ["{"], [""]])("refuses %j as a body in a line of its own", async (stdin) => {
    const { code, err } = await request(["create", "--from", "-"], { stdin });
    expect([code, err.split("\n").length]).toEqual([2, 2]);
    expect(err).toStartWith("countersign: --from -: ");
  });

  test("asks once for the same key and body, and refuses the key for another", async () => {
    const first = await request([...ASK, "--idempotency-key", "run-812"]);
    const second = await request([...ASK, "--idempotency-key", "run-812"]);
    expect(second).toEqual(first);
    const other = await request([...ASK, "--approver", GRACE, "--idempotency-key", "run-812"]);
    expect(other.code).toBe(1);
    expect(other.err).toContain("(idempotency_conflict)");
  });

  test("passes on what the server finds wrong with it, as a usage fault", async () => {
    const { code, out, err } = await request([...ASK, "--approve", "3"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toBe("countersign: policy.approve: 3 of 1 who may vote (impossible_policy)\n");
  });

  test("wants --wait for --timeout, and asks nobody without it", async () => {
    const before = (await world.client.list({})).data.length;
    expect((await request([...ASK, "--timeout", "1m"])).code).toBe(2);
    expect((await world.client.list({})).data.length).toBe(before);
  });
});

describe("request show and list", () => {
  test("show a request to people without what would command their terminal", async () => {
    const title = "Ship \u001b[2Jit\nnow";
    const { id } = await world.client.create(
      aBody({ title, fields: [{ label: "Commit", value: "4f2a91c" }] }),
    );
    const { code, out } = await request(["show", id]);
    expect(code).toBe(0);
    expect(out).not.toContain("\u001b");
    expect(out).toContain("Ship  [2Jit now");
    expect(out).toMatch(/\n {2}status +pending, 0 of 1 approved\n/);
    expect(out).toMatch(/\n {2}Commit +4f2a91c\n/);
  });

  test("show as JSON what the API says, and nothing else", async () => {
    const { id } = await world.client.create(aBody());
    await until("the card is sent", async () => (await world.client.find(id)).cards[0]?.state === "sent");
    const { out, err } = await request(["show", id, "--json"]);
    expect([JSON.parse(out), err]).toEqual([await world.client.find(id), ""]);
  });

  test("list the newest first, by state, a page at a time", async () => {
    const { id } = await world.client.create(aBody({ title: "To be cancelled" }));
    await world.client.cancel(id);
    await world.client.create(aBody({ title: "The newest" }));
    const page = await request(["list", "--limit", "1"]);
    expect(page.out.split("\n")[1]).toContain("The newest");
    const [, cursor = ""] = /--cursor (\S+)/.exec(page.err) ?? [];
    expect((await request(["list", "--limit", "1", "--cursor", cursor])).out).toContain("To be cancelled");
    const cancelled = JSON.parse((await request(["list", "--status", "cancelled", "--json"])).out) as {
      data: object[];
    };
    expect(cancelled.data).toMatchObject([{ id, status: "cancelled" }]);
  });
});

describe("request cancel", () => {
  test("takes a pending request back, once", async () => {
    const { id } = await world.client.create(aBody());
    expect(await request(["cancel", id])).toEqual({ code: 0, out: `${id} cancelled\n`, err: "" });
    const again = await request(["cancel", id]);
    expect([again.code, again.out]).toEqual([1, ""]);
    expect(again.err).toContain("is cancelled already (already_ended)");
  });
});

describe("a client", () => {
  test.each([
    ["has no token", {}, 3, "no API token"],
    ["has a token that is none", { COUNTERSIGN_TOKEN: "wrong-wrong-wrong" }, 3, "does not take this token"],
    ["has a token that no header could carry", { COUNTERSIGN_TOKEN: "a\nb" }, 3, "not visible ASCII"],
    ["cannot read its token", { COUNTERSIGN_TOKEN_FILE: "/nowhere/token" }, 3, "cannot read the token"],
    ["has two tokens", { COUNTERSIGN_TOKEN: TOKEN, COUNTERSIGN_TOKEN_FILE: "/nowhere/token" }, 2, "keep one"],
    ["has no URL", { COUNTERSIGN_TOKEN: TOKEN, COUNTERSIGN_URL: "localhost:8080" }, 2, "is not a URL"],
    [
      "finds nobody",
      { COUNTERSIGN_TOKEN: TOKEN, COUNTERSIGN_URL: "http://127.0.0.1:1" },
      4,
      "nothing listens there",
    ],
  ])("that %s says so and ends with its code", async (_, env, code, message) => {
    const result = await request(["list"], { env: { COUNTERSIGN_URL: world.url, ...env } });
    expect([result.code, result.out]).toEqual([code, ""]);
    expect(result.err).toMatch(/^countersign: .*\n {2}.*\n$|^countersign: .*\n$/);
    expect(result.err).toContain(message);
  });

  test.each([
    ["something else than a countersign server", () => new Response("<html>"), 4],
    ["something else that speaks JSON", () => Response.json({ data: [{ id: 1 }] }), 4],
    ["a redirect, which would carry the token on", () => Response.redirect(world.url), 4],
    [
      "a server with a fault",
      () => Response.json({ code: "internal", message: "x", request_id: "req_1" }, { status: 500 }),
      5,
    ],
  ])("that finds %s says so", async (_, answer, code) => {
    using other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
    const result = await request(["list", "--url", other.url.href]);
    expect([result.code, result.out]).toEqual([code, ""]);
    expect(result.err).toStartWith("countersign: ");
  });

  test("passes nothing on to the terminal that would command it", async () => {
    const refusal = { code: "title_refused", message: "not \u001b]0;this\u0007", request_id: "req_1" };
    using other = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => Response.json(refusal, { status: 409 }),
    });
    const { err } = await request(["list", "--url", other.url.href]);
    expect(err).toBe("countersign: not  ]0;this  (title_refused)\n");
  });

  test("takes its token from a file, which goes over the environment", async () => {
    const file = join(world.dataDir, "token");
    writeFileSync(file, `${TOKEN}\n`);
    const env = { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: "wrong-wrong-wrong" };
    expect((await request(["list", "--token-file", file], { env })).code).toBe(0);
    expect(
      (await request(["list"], { env: { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN_FILE: file } })).code,
    ).toBe(0);
  });

  test("asks for what is not there", async () => {
    expect(await request(["show", "apr_0"])).toEqual({
      code: 1,
      out: "",
      err: "countersign: there is no approval apr_0 (approval_not_found)\n",
    });
  });
});
