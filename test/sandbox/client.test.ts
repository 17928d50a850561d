import { afterEach, describe, expect, test } from "bun:test";

import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import type { SandboxEvent } from "../../src/sandbox/view.ts";
import { startAppServer } from "./app-server.ts";
import type { AppServer } from "./app-server.ts";
import type { Platform } from "./platform.ts";
import { card, openPlatform } from "./platform.ts";

const OLD_CARD = {
  config: { update_multi: true },
  elements: [{ tag: "action", actions: [{ tag: "button", value: {} }] }],
};

let platform: Platform;
let server: AppServer | undefined;

afterEach(async () => {
  await platform.sandbox.stop();
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

describe("the client shows", () => {
  const toast = { type: "success", content: "Approved", i18n: { zh_cn: "已同意" } };

  test.each<[string, unknown, object]>([
    ["nothing for {}", {}, {}],
    ["a toast", { toast }, { toast }],
    ["200671 for another status", new Response("{}", { status: 403 }), { code: 200671 }],
    [
      "200671 for a redirect, which it does not follow",
      Response.redirect("/elsewhere", 302),
      { code: 200671 },
    ],
    ["200672 for no JSON", new Response("ok"), { code: 200672 }],
    ["200672 for an empty body", new Response(""), { code: 200672 }],
    ["200672 for null", new Response("null"), { code: 200672 }],
    ["200672 for a bare text", new Response('"ok"'), { code: 200672 }],
    ["200672 for an unknown kind of toast", { toast: { type: "ok", content: "x" } }, { code: 200672 }],
    ["200672 for a bare card", card("bare"), { code: 200672 }],
    ["200673 for a card that is text", { card: { type: "raw", data: "{}" } }, { code: 200673 }],
    ["200673 for a card that would be refused", raw(card("x", [{ tag: "note" }])), { code: 200673 }],
    ["200673 for a card over 30 KB", raw(card("x".repeat(31_000))), { code: 200673 }],
    [
      "200673 for a template, of which there are none",
      { card: { type: "template", data: { template_id: "A" } } },
      { code: 200673 },
    ],
    ["200830 for a card of JSON 1.0", raw(OLD_CARD), { code: 200830 }],
  ])("%s, and the card as it was", async (_, answer, shown) => {
    const id = await open(() => (answer instanceof Response ? answer.clone() : answer));
    expect(await platform.press(id)).toEqual({ ...shown, took_ms: expect.any(Number) } as never);
    expect(platform.sandbox.message(id)).toMatchObject({ revision: 1, content: card("pending") });
    expect(server?.received).toHaveLength(1);
  });

  test("the card in the answer at once, and its toast", async () => {
    const id = await open(() => ({ toast, ...raw(card("approved")) }));
    expect(await platform.press(id)).toMatchObject({ toast });
    expect(platform.sandbox.message(id)).toMatchObject({ revision: 2, content: card("approved") });
  });

  test("200673 for a card of JSON 2.0 where one of 1.0 was sent", async () => {
    const id = await open(() => raw(card("approved")), {}, OLD_CARD);
    expect(await platform.press(id)).toMatchObject({ code: 200673 });
  });

  test("200340 where no address is configured", async () => {
    platform = openPlatform();
    expect(await platform.press(await platform.send(card("x")))).toMatchObject({ code: 200340 });
  });

  test("200342 where nobody listens", async () => {
    const id = await open(() => ({}));
    await server?.[Symbol.asyncDispose]();
    expect(await platform.press(id)).toMatchObject({ code: 200342 });
  });

  test("200343 where the name does not resolve", async () => {
    platform = openPlatform({ callbackUrl: "http://no-such-host.invalid/" });
    expect(await platform.press(await platform.send(card("x")))).toMatchObject({ code: 200343 });
  });

  test("200080 where the connection breaks", async () => {
    const id = await open(
      () => new Response(new ReadableStream({ pull: (controller) => controller.error() })),
    );
    expect(await platform.press(id)).toMatchObject({ code: 200080 });
  });

  test("200341 where no answer comes in time, and nothing more when it comes after all", async () => {
    const slow = Promise.withResolvers<object>();
    const id = await open(() => slow.promise, { callbackDeadlineMs: 200 });
    expect(await platform.press(id)).toMatchObject({ code: 200341 });
    slow.resolve(raw(card("approved")));
    await platform.call("GET", `im/v1/messages/${id}`);
    expect(platform.sandbox.message(id)?.revision).toBe(1);
    expect(server?.received).toHaveLength(1);
  });

  test("200341 where the answer begins in time but does not end in time", async () => {
    const dripping = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("{")),
    });
    const id = await open(() => new Response(dripping), { callbackDeadlineMs: 200 });
    expect(await platform.press(id)).toMatchObject({ code: 200341 });
  });
});

describe("an update that comes before the answer", () => {
  test.each([
    ["{}", {}],
    ["a toast", { toast: { type: "info", content: "x" } }],
    ["an answer that is no use", "x"],
  ])("is shown, and undone by %s", async (_, answer) => {
    const during: unknown[] = [];
    const id = await open(async () => {
      expect((await platform.patch(id, card("early"))).body.code).toBe(0);
      during.push(platform.sandbox.message(id)?.content);
      return answer;
    });
    await platform.press(id);
    expect(during).toEqual([card("early")]);
    expect(platform.sandbox.message(id)).toMatchObject({ revision: 3, content: card("pending") });
  });

  test("is undone when the time is up", async () => {
    const id = await open(
      async () => {
        await platform.patch(id, card("early"));
        return Promise.withResolvers<object>().promise;
      },
      { callbackDeadlineMs: 400 },
    );
    expect(await platform.press(id)).toMatchObject({ code: 200341 });
    expect(platform.sandbox.message(id)?.content).toEqual(card("pending"));
  });

  test("gives way to the card in the answer", async () => {
    const id = await open(async () => {
      await platform.patch(id, card("early"));
      return raw(card("answered"));
    });
    await platform.press(id);
    expect(platform.sandbox.message(id)?.content).toEqual(card("answered"));
  });

  test("by the click's own token is undone as well", async () => {
    const id = await open(async ({ body }) => {
      await delayedUpdate(JSON.parse(body).event.token, card("early"));
      return {};
    });
    await platform.press(id);
    expect(platform.sandbox.message(id)?.content).toEqual(card("pending"));
  });

  test("stays where it followed the answer to somebody else's click", async () => {
    const answers = [Promise.withResolvers<object>(), Promise.withResolvers<object>()];
    const id = await open(() => answers[(server?.received.length ?? 0) - 1]?.promise);
    const first = platform.press(id);
    const second = platform.press(id);
    answers[0]?.resolve({});
    await Promise.race([first, second]);
    await platform.patch(id, card("approved"));
    answers[1]?.resolve({});
    await Promise.all([first, second]);
    expect(platform.sandbox.message(id)?.content).toEqual(card("approved"));
  });
});

test("an update that one answer has undone is not undone by the next answer, over a later update", async () => {
  const answers = [Promise.withResolvers<object>(), Promise.withResolvers<object>()];
  const id = await open(() => answers[(server?.received.length ?? 0) - 1]?.promise);
  const clicks = [platform.press(id), platform.press(id)];
  await platform.patch(id, card("early"));
  answers[0]?.resolve({});
  await Promise.race(clicks);
  expect(platform.sandbox.message(id)?.content).toEqual(card("pending"));
  await platform.patch(id, card("approved"));
  answers[1]?.resolve({});
  await Promise.all(clicks);
  expect(platform.sandbox.message(id)?.content).toEqual(card("approved"));
});

test("a message that was recalled meanwhile stays as it was", async () => {
  const id = await open(async () => {
    await platform.call("DELETE", `im/v1/messages/${id}`);
    return raw(card("approved"));
  });
  await platform.press(id);
  expect(platform.sandbox.message(id)).toMatchObject({ deleted: true, revision: 1 });
});

test("an update that comes after the answer stays", async () => {
  const id = await open(() => ({}));
  await platform.press(id);
  await platform.patch(id, card("approved"));
  expect(platform.sandbox.message(id)).toMatchObject({ revision: 2, content: card("approved") });
});

test("the feed tells of the press, what came meanwhile, and the answer, in order", async () => {
  const id = await open(() => raw(card("approved")));
  const events: SandboxEvent[] = [];
  const stop = platform.sandbox.subscribe((event) => events.push(event));
  await platform.press(id);
  const { open_id } = platform.person("Ada");
  expect(events).toMatchObject([
    { type: "pressed", message_id: id, open_id },
    { type: "message", message: { message_id: id, revision: 2 } },
    { type: "answered", message_id: id, open_id, result: { took_ms: expect.any(Number) } },
  ]);
  stop();
  await platform.patch(id, card("later"));
  expect(events).toHaveLength(3);
});

/** Starts both sides and sends a card; returns its message id. */
async function open(
  answer: Parameters<typeof startAppServer>[0],
  options: SandboxOptions = {},
  content: object = card("pending"),
): Promise<string> {
  server = startAppServer(answer);
  platform = openPlatform({ callbackUrl: server.url, encryptKey: "", ...options });
  return platform.send(content);
}

function delayedUpdate(token: string, content: object) {
  return platform.call("POST", "interactive/v1/card/update", { token, card: content });
}

function raw(data: object): object {
  return { card: { type: "raw", data } };
}
