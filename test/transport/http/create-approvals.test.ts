import { describe, expect, test } from "bun:test";

import { aClick } from "../../support/a-click.ts";
import { callApi, callBack, post } from "../../support/call.ts";
import { signedCallback } from "../../support/signed-callback.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const LEAST = { title: "Release 2.4", to: [{ chat_id: "oc_1" }], approvers: [{ open_id: "ou_ann" }] };
const ONE = { approve: 1, reject: 1 };

/** The example of the contract, all of it. */
const MOST = {
  title: "Release 2.4 to production",
  summary: "**lark_md** text",
  fields: [{ label: "Commit", value: "4f2a91c" }],
  to: [{ chat_id: "oc_1" }, { open_id: "ou_ann" }, { email: "ben@x.example" }],
  approvers: [{ open_id: "ou_ann" }, { union_id: "on_ben" }, { user_id: "cat", name: "Cat" }],
  policy: { approve: 2, reject: 1 },
  requested_by: { open_id: "ou_dan", name: "CI" },
  allow_self_approval: true,
  expires_in: 86_400,
  reason: "off",
  risk: "high",
  metadata: { run: 812 },
};

function clickOn({ app, clock }: TestApp, payload: unknown) {
  return callBack(app, signedCallback(payload, { timestamp: String(clock.now().getTime() / 1000) }));
}

describe("POST /v1/approvals", () => {
  test("answers 201 with what was asked, and what was left out filled in", async () => {
    const { app } = testApp();
    const { status, body } = await post(app, "/v1/approvals", LEAST);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: "apr_0001",
      status: "pending",
      ...LEAST,
      fields: [],
      policy: ONE,
      stages: [{ to: LEAST.to, approvers: LEAST.approvers, policy: ONE }],
      stage: 0,
      escalated: false,
      superseded_by: null,
      allow_self_approval: false,
      reason: "off",
      comment: false,
      risk: "normal",
      metadata: {},
      cards: [{ to: { chat_id: "oc_1" }, stage: 0, message_id: null, state: "queued", error: null }],
      decisions: [],
      created_at: "2026-03-02T09:00:00.000Z",
      expires_at: "2026-03-09T09:00:00.000Z",
      decided_at: null,
    });
  });

  test("gives back everything that can be asked for, then and later", async () => {
    const { app } = testApp();
    const { expires_in: _, ...asked } = MOST;
    const { body } = await post(app, "/v1/approvals", MOST);
    expect(body).toMatchObject({ ...asked, expires_at: "2026-03-03T09:00:00.000Z" });
    expect((await callApi(app, "/v1/approvals/apr_0001")).body).toEqual(body);
  });

  test("takes approvers as anyone only by that word", async () => {
    const { app } = testApp();
    expect(await post(app, "/v1/approvals", { ...LEAST, approvers: "anyone" })).toMatchObject({
      status: 201,
      body: { approvers: "anyone" },
    });
  });
});

describe("Idempotency-Key", () => {
  const key = { "idempotency-key": "run-812" };

  test("with the same body gives the stored answer, says so, and makes nothing", async () => {
    const server = testApp();
    const first = await post(server.app, "/v1/approvals", LEAST, key);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    await server.storage.outbox.lease(server.clock.now(), server.clock.in(60), 1);
    await clickOn(server, aClick());
    const before = server.dump();
    const again = await post(server.app, "/v1/approvals", LEAST, key);
    expect([again.status, again.body, again.headers.get("idempotent-replayed")]).toEqual([
      201,
      first.body,
      "true",
    ]);
    expect(server.dump()).toBe(before);
  });

  test("with another body is a conflict", async () => {
    const { app, dump } = testApp();
    await post(app, "/v1/approvals", LEAST, key);
    const before = dump();
    expect(await post(app, "/v1/approvals", { ...LEAST, title: "Another" }, key)).toMatchObject({
      status: 409,
      body: { code: "idempotency_conflict" },
    });
    expect(dump()).toBe(before);
  });

  test("many times at once makes one", async () => {
    const { app } = testApp();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(app, "/v1/approvals", LEAST, key)),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.has("idempotent-replayed"))).toHaveLength(49);
  });

  test.each(["", "a b", "ключ", "x".repeat(256)])("is refused where it is no key: %p", async (bad) => {
    const { app, dump } = testApp();
    const before = dump();
    const headers = { "idempotency-key": encodeURI(bad) === bad ? bad : Buffer.from(bad).toString("latin1") };
    expect(await post(app, "/v1/approvals", LEAST, headers)).toMatchObject({
      status: 400,
      body: { code: "invalid_idempotency_key" },
    });
    expect(dump()).toBe(before);
  });
});
