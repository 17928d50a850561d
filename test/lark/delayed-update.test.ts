import { expect, test } from "bun:test";

import { ok, refusal, scriptLark } from "./scripted-lark.ts";

const UPDATE = { token: "c-secret", card: { elements: [] }, messageId: "om_1" } as const;

test("an update by a click's token sends the card as an object, and nobody's name for a shared one", async () => {
  await using lark = scriptLark({ answer: () => ok({}) });
  expect(await lark.client.updateByToken(UPDATE)).toMatchObject({ ok: true });
  expect(lark.requests.map(({ json }) => json)).toEqual([{ token: "c-secret", card: { elements: [] } }]);
  expect(lark.requests).toMatchObject([{ method: "POST", path: "/open-apis/interactive/v1/card/update" }]);
});

test("one of a card for each person names whose it is, inside the card", async () => {
  await using lark = scriptLark({ answer: () => ok({}) });
  await lark.client.updateByToken({ ...UPDATE, openIds: ["ou_ann"] });
  expect(lark.requests[0]?.json).toEqual({ token: "c-secret", card: { elements: [], open_ids: ["ou_ann"] } });
});

test.each([10002, 11311, 100000, 100030, 200000, 200310, 200320, 300020, 300030, 300040, 300090])(
  "%d ends it",
  async (code) => {
    await using lark = scriptLark({ answer: () => refusal(code) });
    expect(await lark.client.updateByToken(UPDATE)).toMatchObject({
      error: { code: `lark_${code}`, kind: "final" },
    });
  },
);

test("its token is in no message and no line of the log, though the platform repeats it", async () => {
  await using lark = scriptLark({ answer: () => refusal(300030, 400, {}, "c-secret has expired") });
  const result = await lark.client.updateByToken(UPDATE);
  expect(result).toMatchObject({ error: { message: "[secret] has expired" } });
  expect(JSON.stringify(lark.lines)).not.toContain("c-secret");
});

test("it keeps to the rate of the message that was clicked", async () => {
  await using lark = scriptLark(
    { answer: () => ok({}) },
    { rate: 50, now: () => 0, schedule: () => () => {} },
  );
  const asked = Array.from({ length: 6 }, () => lark.client.updateByToken(UPDATE));
  await Promise.all(asked.slice(0, 5));
  const other = await lark.client.updateByToken({ ...UPDATE, messageId: "om_2" });
  lark.client.stop();
  expect(other).toMatchObject({ ok: true });
  expect(await asked[5]).toMatchObject({ error: { code: "lark_rate_limited" } });
});

test("a text is posted as one, under its own id", async () => {
  await using lark = scriptLark({});
  const text = { to: { chat_id: "oc_1" }, text: 'say "hi"', uuid: "crd_1-new" };
  expect(await lark.client.sendText(text)).toEqual({ ok: true, messageId: "om_1", chatId: "oc_1" });
  expect(lark.requests).toMatchObject([
    {
      path: "/open-apis/im/v1/messages?receive_id_type=chat_id",
      json: {
        receive_id: "oc_1",
        msg_type: "text",
        content: String.raw`{"text":"say \"hi\""}`,
        uuid: "crd_1-new",
      },
    },
  ]);
});
