import { describe, expect, test } from "bun:test";

import type { ApprovalService } from "../../../src/approval/approval-service.ts";
import { aClick, pressing } from "../../support/a-click.ts";
import { aRequest } from "../../support/a-request.ts";
import { callBack } from "../../support/call.ts";
import { signedCallback } from "../../support/signed-callback.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

/** Sends it as Lark would at this time. */
function send({ app, clock }: TestApp, payload: unknown) {
  return callBack(app, signedCallback(payload, { timestamp: String(clock.now().getTime() / 1000) }));
}

const inPrototype = JSON.stringify(aClick({ action: { tag: "button", value: "HERE" } })).replace(
  '"HERE"',
  '{"__proto__":{"action":"approve","approval":"apr_0001"}}',
);

const DECIDED = { status: 200, body: {} };

function toast(content: string) {
  return { status: 200, body: { toast: { content: expect.stringContaining(content) } } };
}

/** A request of Ben's, `apr_0001`, whose card is `om_1`; and `apr_0003`, which is still to be sent. */
async function two(server: TestApp): Promise<void> {
  await server.ask({ requested_by: { open_id: "ou_ben" }, approvers: "anyone" });
  const request = aRequest({ requested_by: { open_id: "ou_ben" }, approvers: [{ open_id: "ou_ann" }] });
  await server.service.create(request, { expiresIn: 60, actor: { kind: "clock" } });
}

describe("a click that may not count is answered why, and changes nothing:", () => {
  test.each<[string, unknown, string, string]>([
    [
      "by one who may not",
      aClick({ operator: { open_id: "ou_eve" } }),
      "Only the approvers",
      "not_an_approver",
    ],
    ["by the requester", aClick({ operator: { open_id: "ou_ben" } }), "your own request", "self_approval"],
    ["from a message that is not ours", aClick({ messageId: "om_x" }), "does not belong", "not_our_message"],
    [
      "from our message, forwarded to another chat",
      aClick({ chatId: "oc_x" }),
      "does not belong",
      "not_our_message",
    ],
  ])("%s", async (_, payload, words, why) => {
    const server = testApp();
    const { id } = await server.ask({
      requested_by: { open_id: "ou_ben" },
      approvers: [{ open_id: "ou_ann" }, { open_id: "ou_ben" }],
    });
    const before = server.dump();
    expect(await send(server, payload)).toMatchObject(toast(words));
    expect(server.dump()).toBe(before);
    expect((await server.service.history(id)).at(-1)).toMatchObject({ type: "refused", details: { why } });
    expect(server.log()).toContain(why);
  });

  test.each<[string, unknown, string]>([
    ["on another approval's card", aClick({ action: pressing("approve", "apr_0003") }), "does not belong"],
    ["on nothing that is known", aClick({ action: pressing("approve", "apr_9999") }), "not known here"],
    ["with a verdict that is none", aClick({ action: pressing("delete") }), "does nothing here"],
    ["without an action", aClick({ action: "approve" }), "does nothing here"],
    ["without a message", aClick({ messageId: "" }), "does nothing here"],
    ["by nobody", aClick({ operator: {} }), "does nothing here"],
  ])("%s", async (_, payload, words) => {
    const server = testApp();
    await two(server);
    const before = server.dump();
    expect(await send(server, payload)).toMatchObject(toast(words));
    expect(server.dump()).toBe(before);
    expect(server.log()).toMatch(/click refused|no handler for this event/);
  });

  test.each<[string, unknown]>([
    ["a value that is a list", aClick({ action: { tag: "button", value: ["approve"] } })],
    ["numbers for a value", aClick({ action: { tag: "button", value: { action: 1, approval: 2 } } })],
    ["no value", aClick({ action: { tag: "button" } })],
    ["its value in a prototype", inPrototype],
  ])("with %s is nobody's: answered {}, and told of once", async (_, payload) => {
    const server = testApp();
    await two(server);
    const before = server.dump();
    expect(await send(server, payload)).toMatchObject({ status: 200, body: {} });
    expect(await send(server, payload)).toMatchObject({ status: 200, body: {} });
    expect(server.dump()).toBe(before);
    expect(server.log().match(/no handler for this event/g)).toHaveLength(1);
  });

  test.each<[string, (server: TestApp, id: string) => Promise<unknown>]>([
    ["one that was approved", (server) => send(server, aClick({ eventId: "ev_0" }))],
    [
      "one that was rejected",
      (server) => send(server, aClick({ eventId: "ev_0", action: pressing("reject") })),
    ],
    ["one that was cancelled", ({ service }, id) => service.cancel(id, { kind: "token", id: "tok_1" })],
    [
      "one that has expired",
      ({ service, clock }) => {
        clock.advance(3_600);
        return service.tickDue();
      },
    ],
  ])("on %s", async (_, end) => {
    const server = testApp();
    const { id } = await server.ask();
    await end(server, id);
    const before = server.dump();
    expect(await send(server, aClick({ operator: { open_id: "ou_ben" } }))).toMatchObject(
      toast("has ended already"),
    );
    expect(server.dump()).toBe(before);
  });

  test("twice by one person", async () => {
    const server = testApp();
    await server.ask({ policy: { approve: 2, reject: 1 } });
    await send(server, aClick({ eventId: "ev_0" }));
    const before = server.dump();
    expect(await send(server, aClick({ action: pressing("reject") }))).toMatchObject(
      toast("one vote a person"),
    );
    expect(server.dump()).toBe(before);
  });
});

describe("a click past the expiry", () => {
  test("that nobody has noticed yet expires it, and says so", async () => {
    const server = testApp();
    const { id } = await server.ask();
    server.clock.advance(3_600);
    expect(await send(server, aClick())).toMatchObject({
      body: { toast: { content: "This request has expired." } },
    });
    const { status, votes } = await server.service.find(id);
    expect([status, votes]).toEqual(["expired", []]);
  });
});

describe("a click that could not be recorded", () => {
  test("is never answered as if it had been, and tells the log why", async () => {
    const server = testApp({ disturb: fullDisk });
    await server.ask();
    const { status, body } = await send(server, aClick());
    expect([status, body]).toMatchObject([200, { toast: { content: "Not recorded. Please try again." } }]);
    expect(JSON.stringify(body)).not.toContain("SQLITE");
    expect(server.log()).toContain("SQLITE_FULL");
  });
});

describe("the same callback again", () => {
  test("a thousand times at once decides once, and is answered the same each time", async () => {
    const server = testApp();
    const { id } = await server.ask();
    const same = signedCallback(aClick(), { timestamp: String(server.clock.now().getTime() / 1000) });
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => callBack(server.app, same)));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toEqual(
      new Set([JSON.stringify([200, {}])]),
    );
    expect((await server.service.find(id)).votes).toHaveLength(1);
    expect((await server.service.history(id)).filter(({ type }) => type === "decided")).toHaveLength(1);
    expect(await server.storage.outbox.lease(server.clock.in(9), server.clock.in(99), 10)).toHaveLength(1);
  });

  test("is refused once it is stale, and signed anew it is still remembered", async () => {
    const server = testApp();
    await server.ask();
    const same = signedCallback(aClick(), { timestamp: String(server.clock.now().getTime() / 1000) });
    expect(await callBack(server.app, same)).toMatchObject(DECIDED);
    const before = server.dump();
    server.clock.advance(300);
    expect(await callBack(server.app, same)).toMatchObject(DECIDED);
    server.clock.advance(1);
    expect((await callBack(server.app, same)).status).toBe(401);
    expect(await send(server, aClick())).toMatchObject(DECIDED);
    expect(server.dump()).toBe(before);
  });
});

function fullDisk(service: ApprovalService): ApprovalService {
  return { ...service, click: () => Promise.reject(new Error("SQLITE_FULL")) };
}
