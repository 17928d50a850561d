import { describe, expect, test } from "bun:test";

import { aClick } from "../../support/a-click.ts";
import { callApi, callBack, post } from "../../support/call.ts";
import { signedCallback } from "../../support/signed-callback.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

const LEAST = { title: "Release 2.4", to: [{ chat_id: "oc_1" }], approvers: [{ open_id: "ou_ann" }] };

function clickOn({ app, clock }: TestApp, payload: unknown) {
  return callBack(app, signedCallback(payload, { timestamp: String(clock.now().getTime() / 1000) }));
}

describe("GET /v1/approvals/:id", () => {
  test("tells who decided, and when", async () => {
    const server = testApp();
    const { id } = await server.ask();
    server.clock.advance(60);
    await clickOn(server, aClick({ operator: { open_id: "ou_ann", union_id: "on_ann" } }));
    expect(await callApi(server.app, `/v1/approvals/${id}`)).toMatchObject({
      status: 200,
      body: {
        status: "approved",
        decisions: [
          {
            verdict: "approve",
            by: { open_id: "ou_ann", union_id: "on_ann" },
            at: "2026-03-02T09:01:00.000Z",
            reason: null,
          },
        ],
        decided_at: "2026-03-02T09:01:00.000Z",
        cards: [{ to: { chat_id: "oc_1" }, message_id: "om_1", state: "sent", error: null }],
      },
    });
  });

  test("changes nothing, not even for what is overdue", async () => {
    const { app, ask, clock, dump } = testApp();
    const { id } = await ask();
    clock.advance(3_600);
    const before = dump();
    for (const path of [`/${id}`, `/${id}?wait=0.01`, `/${id}/events`, "?limit=1"])
      await callApi(app, `/v1/approvals${path}`);
    expect(dump()).toBe(before);
  });

  test.each(["apr_9999", "%ff", "%", "%00", "..%2fapr_0001", "x".repeat(2_000)])(
    "knows nothing of %p",
    async (id) => {
      const { app, ask } = testApp();
      await ask();
      for (const [method, path] of [
        ["GET", ""],
        ["GET", "/events"],
        ["POST", "/cancel"],
      ] as const) {
        const answer = await callApi(app, `/v1/approvals/${id}${path}`, { method });
        expect(answer).toMatchObject({ status: 404, body: { code: "approval_not_found" } });
      }
    },
  );
});

describe("GET /v1/approvals", () => {
  test("lists them newest first, page by page, to the last", async () => {
    const { app } = testApp();
    for (let n = 0; n < 5; n++) await post(app, "/v1/approvals", { ...LEAST, title: String(n) });
    const titles: string[][] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const question: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body } = await callApi(app, `/v1/approvals?limit=2${question}`);
      const page = body as { data: { title: string }[]; next_cursor: string | null };
      titles.push(page.data.map(({ title }) => title));
      cursor = page.next_cursor;
    }
    expect(titles).toEqual([["4", "3"], ["2", "1"], ["0"]]);
  });

  test("has no next page where the last is full", async () => {
    const { app } = testApp();
    for (let n = 0; n < 2; n++) await post(app, "/v1/approvals", LEAST);
    expect((await callApi(app, "/v1/approvals?limit=2")).body).toMatchObject({ next_cursor: null });
  });

  test("lists those of one state", async () => {
    const { app } = testApp();
    for (let n = 0; n < 3; n++) await post(app, "/v1/approvals", LEAST);
    await callApi(app, "/v1/approvals/apr_0003/cancel", { method: "POST" });
    const { body } = await callApi(app, "/v1/approvals?status=cancelled");
    expect(body).toMatchObject({ data: [{ id: "apr_0003", status: "cancelled" }], next_cursor: null });
  });
});

describe("POST /v1/approvals/:id/cancel", () => {
  test.each([undefined, "{", "anything"])("ends it whatever the body, such as %p", async (body) => {
    const { app, ask } = testApp();
    const { id } = await ask();
    const answer = await callApi(app, `/v1/approvals/${id}/cancel`, {
      method: "POST",
      ...(body !== undefined && { body }),
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { id, status: "cancelled", decided_at: "2026-03-02T09:00:00.000Z" },
    });
  });

  test("is refused for what has ended, and says how", async () => {
    const { app, ask, dump } = testApp();
    const { id } = await ask();
    await callApi(app, `/v1/approvals/${id}/cancel`, { method: "POST" });
    const before = dump();
    expect(await callApi(app, `/v1/approvals/${id}/cancel`, { method: "POST" })).toMatchObject({
      status: 409,
      body: { code: "already_ended", message: expect.stringContaining("cancelled") },
    });
    expect(dump()).toBe(before);
  });
});

describe("GET /v1/approvals/:id/events", () => {
  test("tells what happened to it, refused clicks too", async () => {
    const server = testApp();
    const { id } = await server.ask();
    await clickOn(server, aClick({ operator: { open_id: "ou_eve" } }));
    const { body } = await callApi(server.app, `/v1/approvals/${id}/events`);
    expect(body).toMatchObject({
      data: [
        {
          type: "created",
          at: "2026-03-02T09:00:00.000Z",
          actor: { kind: "token", id: "tok_1" },
          details: {},
        },
        { type: "card.send.delivered", actor: { kind: "clock" } },
        {
          type: "refused",
          actor: { kind: "person", open_id: "ou_eve" },
          details: { why: "not_an_approver" },
        },
      ],
    });
  });
});
