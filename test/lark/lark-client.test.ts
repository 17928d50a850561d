import { describe, expect, test } from "bun:test";

import { until } from "../support/until.ts";
import { FakeTime } from "./fake-time.ts";
import { APP_SECRET, CARD, ok, refusal, scriptLark, tokenAnswer } from "./scripted-lark.ts";

describe("sending a card", () => {
  test("posts it to its receiver as the platform wants it, and says which message it became", async () => {
    await using lark = scriptLark({});
    const card = { to: { open_id: "ou_1" }, content: '{"schema":"2.0"}', uuid: "crd_7" };
    expect(await lark.client.sendCard(card)).toEqual({ ok: true, messageId: "om_1", chatId: "oc_1" });
    expect(lark.requests).toMatchObject([
      {
        method: "POST",
        path: "/open-apis/im/v1/messages?receive_id_type=open_id",
        json: { receive_id: "ou_1", msg_type: "interactive", content: '{"schema":"2.0"}', uuid: "crd_7" },
      },
    ]);
    expect(lark.requests[0]?.headers.get("authorization")).toBe("Bearer t-1");
    expect(lark.requests[0]?.headers.get("content-type")).toBe("application/json; charset=utf-8");
  });

  test.each(["chat_id", "open_id", "user_id", "union_id", "email"] as const)("takes a %s", async (kind) => {
    await using lark = scriptLark({});
    await lark.client.sendCard({ ...CARD, to: { [kind]: "x" } });
    expect(lark.requests[0]?.path).toEndWith(`receive_id_type=${kind}`);
  });

  test.each<[string, object]>([
    ["no message id", {}],
    ["an empty one", { message_id: "" }],
    ["one of another type", { message_id: 7 }],
  ])("does not take an answer with %s for a success", async (_, data) => {
    await using lark = scriptLark({ answer: () => ok(data) });
    expect(await lark.client.sendCard(CARD)).toMatchObject({
      error: { code: "lark_bad_answer", kind: "retry" },
    });
  });
});

describe("updating a card", () => {
  test("replaces the content of the message, and nothing else", async () => {
    await using lark = scriptLark({ answer: () => ok({}) });
    expect(await lark.client.updateCard("om_/1", "{}")).toMatchObject({ ok: true });
    expect(lark.requests).toMatchObject([
      { method: "PATCH", path: "/open-apis/im/v1/messages/om_%2F1", json: { content: "{}" } },
    ]);
  });
});

describe("the bot", () => {
  test("is read from the top level of its answer", async () => {
    const bot = { app_name: "Approvals", open_id: "ou_bot", activate_status: 2 };
    await using lark = scriptLark({ answer: () => Response.json({ code: 0, msg: "ok", bot }) });
    expect(await lark.client.botInfo()).toEqual({ ok: true, name: "Approvals", openId: "ou_bot" });
  });
});

describe("the access token", () => {
  test("is fetched once for fifty first calls", async () => {
    await using lark = scriptLark({});
    const calls = Array.from({ length: 50 }, (_, n) => lark.client.sendCard({ ...CARD, uuid: `crd_${n}` }));
    expect((await Promise.all(calls)).every(({ ok }) => ok)).toBe(true);
    expect(lark.tokenRequests.map(({ json }) => json)).toEqual([{ app_id: "cli_1", app_secret: APP_SECRET }]);
    expect(lark.requests).toHaveLength(50);
  });

  test("is fetched with the secret before, where Lark does not take the new one", async () => {
    const secrets: unknown[] = [];
    await using lark = scriptLark(
      {
        token: ({ json }) => {
          secrets.push((json as { app_secret: string }).app_secret);
          return secrets.length === 1 ? refusal(10014, 200) : tokenAnswer("t-1");
        },
      },
      { appSecrets: () => ["new-secret", "old-secret"] },
    );
    expect(await lark.client.ping()).toMatchObject({ ok: true });
    expect(secrets).toEqual(["new-secret", "old-secret"]);
  });

  test("is fetched anew five minutes before it ends", async () => {
    const time = new FakeTime(Date.now());
    await using lark = scriptLark({}, { clock: time.clock });
    await lark.client.sendCard(CARD);
    await time.pass(115 * 60_000 - 1);
    await lark.client.sendCard(CARD);
    expect(lark.tokenRequests).toHaveLength(1);
    await time.pass(1);
    await lark.client.sendCard(CARD);
    await until(() => lark.tokenRequests.length === 2);
    await lark.client.ping();
    await lark.client.sendCard(CARD);
    expect(lark.requests.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer t-1",
      "Bearer t-1",
      "Bearer t-1",
      "Bearer t-2",
    ]);
  });

  test.each([400, 200, 401])(
    "that is refused with HTTP %d is replaced, and the call made once more",
    async (status) => {
      await using lark = scriptLark({
        answer: ({ headers }) =>
          headers.get("authorization") === "Bearer t-1"
            ? refusal(99991663, status)
            : ok({ message_id: "om_2" }),
      });
      expect(await lark.client.sendCard(CARD)).toMatchObject({ ok: true, messageId: "om_2" });
      expect(lark.requests.map(({ headers }) => headers.get("authorization"))).toEqual([
        "Bearer t-1",
        "Bearer t-2",
      ]);
      expect(lark.requests[1]?.json).toEqual(lark.requests[0]?.json);
    },
  );

  test("is replaced once for all whose calls it failed", async () => {
    await using lark = scriptLark({
      answer: ({ headers }) => (headers.get("authorization") === "Bearer t-1" ? refusal(99991663) : ok()),
    });
    await lark.client.ping();
    const all = await Promise.all(Array.from({ length: 20 }, () => lark.client.sendCard(CARD)));
    expect(all.every(({ ok }) => ok)).toBe(true);
    expect(lark.tokenRequests).toHaveLength(2);
  });

  test("that was refused and comes back again is not tried again", async () => {
    await using lark = scriptLark({ answer: () => refusal(99991663), token: () => tokenAnswer("t-same") });
    expect(await lark.client.sendCard(CARD)).toMatchObject({
      error: { code: "lark_99991663", kind: "retry" },
    });
    expect(lark.requests).toHaveLength(1);
    expect(lark.tokenRequests).toHaveLength(2);
  });

  test("is replaced no more than once for one call", async () => {
    await using lark = scriptLark({ answer: () => refusal(99991663) });
    expect(await lark.client.sendCard(CARD)).toMatchObject({
      error: { code: "lark_99991663", kind: "retry" },
    });
    expect(lark.requests).toHaveLength(2);
  });

  test.each<[string, () => Response, string]>([
    ["a wrong secret", () => refusal(10014, 200), "lark_10014"],
    [
      "an answer without a token",
      () => Response.json({ code: 0, msg: "ok", expire: 7200 }),
      "lark_bad_answer",
    ],
    [
      "an answer without an end",
      () => Response.json({ code: 0, tenant_access_token: "t" }),
      "lark_bad_answer",
    ],
    ["an end in the past", () => tokenAnswer("t", -1), "lark_bad_answer"],
    ["rubbish", () => new Response("<html>"), "lark_bad_answer"],
  ])("that cannot be had because of %s is why the call fails", async (_, token, code) => {
    await using lark = scriptLark({ token });
    expect(await lark.client.ping()).toMatchObject({ error: { code } });
    expect(await lark.client.sendCard(CARD)).toMatchObject({ error: { code } });
    expect(lark.requests).toHaveLength(0);
  });
});
