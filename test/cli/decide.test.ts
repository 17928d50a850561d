import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { createApiClient } from "../../src/cli/api/api-client.ts";
import { run } from "../../src/cli/run.ts";
import { aBody, ADA, GRACE, HUIYIN, openWorld, TOKEN, type World } from "../e2e/open-world.ts";
import { fakeIo } from "./fake-io.ts";

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world[Symbol.asyncDispose]());

async function countersign(...argv: readonly string[]) {
  const io = fakeIo({ env: { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: TOKEN } });
  const code: number = await run(argv, io);
  return { code, out: io.out(), err: io.err() };
}

describe("decide", () => {
  test("breaks the glass, and says so wherever the request is shown", async () => {
    const { id } = await world.client.create(aBody({ policy: { approve: 2 } }));
    const { code, out } = await countersign("decide", id, "approve", "--reason", "The site is down.");
    expect([code, out]).toEqual([0, `${id} approved by administrator (break-glass)\n`]);
    const shown = await countersign("request", "show", id);
    expect(shown.out).toMatch(/\n {2}approve +administrator \(break-glass\), \S+: The site is down\.\n/);
    const waited = await countersign("request", "wait", id);
    expect([waited.code, waited.out]).toEqual([0, out]);
    expect((await countersign("decide", id, "reject", "--reason", "x")).err).toContain("(already_ended)");
  });

  test.each([
    ["no reason", ["approve"]],
    ["a verdict of its own", ["perhaps", "--reason", "x"]],
    ["an empty reason", ["approve", "--reason", " "]],
  ])("takes %s for a mistake in its use", async (_, flags) => {
    const { id } = await world.client.create(aBody());
    expect((await countersign("decide", id, ...flags)).code).toBe(2);
    expect((await world.client.find(id)).status).toBe("pending");
  });

  test("is not for the token of a program that asks", async () => {
    const { id } = await world.client.create(aBody());
    const { out } = await countersign("tokens", "create", "--name", "ci", "--data-dir", world.dataDir);
    const io = fakeIo({ env: { COUNTERSIGN_URL: world.url, COUNTERSIGN_TOKEN: out.trim() } });
    const code: number = await run(["decide", id, "approve", "--reason", "x"], io);
    expect(code).toBe(3);
    expect(io.err()).toStartWith("countersign: this takes a token with the scope admin (forbidden)\n");
    expect((await world.client.find(id)).status).toBe("pending");
  });
});

describe("request explain", () => {
  test("ends with 0 for who may answer and with 1 for who may not, and says why in one sentence", async () => {
    const { id } = await world.client.create(aBody());
    const ada = await countersign("request", "explain", id, "--as", ADA);
    const hui = await countersign("request", "explain", id, "--as", HUIYIN);
    expect([ada.code, hui.code]).toEqual([0, 1]);
    for (const { out } of [ada, hui]) expect(out).toMatch(/^[A-Z][^.]+\.\n$/);
    const asJson = await countersign("request", "explain", id, "--as", HUIYIN, "--json");
    expect([asJson.code, JSON.parse(asJson.out)]).toMatchObject([
      1,
      { allowed: false, code: "not_an_approver" },
    ]);
  });

  test("does not guess whom it is about", async () => {
    expect((await countersign("request", "explain", "apr_0")).code).toBe(2);
    expect((await countersign("request", "explain", "apr_0", "--as", "Ada")).code).toBe(2);
    expect((await countersign("request", "explain", "apr_0", "--as", ADA)).err).toContain(
      "approval_not_found",
    );
  });
});

describe("delegations", () => {
  test("let another answer, in what is pending too, until they are revoked", async () => {
    const { id } = await world.client.create(aBody({ title: "Handed over" }));
    const made = await countersign("delegations", "create", "--from", GRACE, "--to", HUIYIN, "--for", "8h");
    expect(made.out).toMatch(/^dlg_\w+\n$/);
    const delegation = made.out.trim();
    const explained = await countersign("request", "explain", id, "--as", HUIYIN);
    expect([explained.code, explained.out]).toEqual([0, expect.stringContaining(`to them: ${GRACE}.\n`)]);
    await world.press(await world.card(({ title }) => title === "Handed over"), HUIYIN);
    const shown = await countersign("request", "show", id);
    expect(shown.out).toMatch(new RegExp(`\\n {2}approve +${HUIYIN} for ${GRACE}, `));

    expect((await countersign("delegations", "revoke", delegation)).code).toBe(0);
    const next = await world.client.create(aBody());
    expect((await countersign("request", "explain", next.id, "--as", HUIYIN)).code).toBe(1);
    const listed = await countersign("delegations", "list");
    expect(listed.out).toMatch(new RegExp(`${delegation} +${GRACE} +${HUIYIN} +\\S+Z +\\S+Z +\\S+Z\\n`));
    const again = await countersign("delegations", "revoke", delegation);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("(delegation_not_found)")]);
  });

  test("may begin later, at a time with its zone", async () => {
    const times = ["--starts-at", "2099-01-01T08:00:00+08:00", "--until", "2099-01-02T00:00:00Z"];
    const made = await countersign("delegations", "create", "--from", ADA, "--to", GRACE, ...times, "--json");
    expect(JSON.parse(made.out)).toMatchObject({
      starts_at: "2099-01-01T00:00:00.000Z",
      ends_at: "2099-01-02T00:00:00.000Z",
    });
  });

  test.each([
    ["without an end", []],
    ["with two ends", ["--for", "1h", "--until", "2099-01-02T00:00:00Z"]],
    ["until a time without a zone", ["--until", "2099-01-02T00:00:00"]],
    ["for years", ["--for", "800d"]],
  ])("are not made %s", async (_, flags) => {
    const before = await countersign("delegations", "list", "--json");
    const { code, out } = await countersign("delegations", "create", "--from", ADA, "--to", GRACE, ...flags);
    expect([code, out]).toEqual([2, ""]);
    expect((await countersign("delegations", "list", "--json")).out).toBe(before.out);
  });

  test("take no id that would lead to another route", async () => {
    expect((await countersign("delegations", "revoke", "../approvals")).code).toBe(2);
    const client = createApiClient({ url: world.url, token: TOKEN });
    expect((await client.list({})).data.length).toBeGreaterThan(0);
  });
});
