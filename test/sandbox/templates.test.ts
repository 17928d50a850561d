import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { startAppServer } from "./app-server.ts";
import type { AppServer } from "./app-server.ts";
import { button, card, openPlatform } from "./platform.ts";
import type { Platform } from "./platform.ts";

const TEMPLATES = {
  AAqrequest: [
    { version: "1.0.0", card: card("Request") },
    { version: "1.1.0", card: card("${title}: ${amount} yuan", ["${note}", button()] as never) },
  ],
  AAqold: [{ version: "1.0.0", card: { config: { update_multi: true }, elements: "${elements}" } }],
  AAqlong: [{ version: "1.0.0", card: card("${text}".repeat(6)) }],
};
const NOTE = { tag: "markdown", content: "quickly" };

let answer: unknown;
let server: AppServer;
let platform: Platform;

beforeEach(() => {
  answer = {};
  server = startAppServer(() => answer);
  platform = openPlatform({ templates: TEMPLATES, callbackUrl: server.url, encryptKey: "" });
});

afterEach(async () => {
  await platform.sandbox.stop();
  await server[Symbol.asyncDispose]();
});

describe("a template", () => {
  test("makes the card that people see, with what its variables are", async () => {
    const id = await platform.send(template("AAqrequest", { title: "Chairs", amount: 800, note: NOTE }));
    const made = card("Chairs: 800 yuan", [NOTE, button()]);
    expect(platform.sandbox.message(id)?.content).toEqual(made);
  });

  test("of a version that is named is that one", async () => {
    const id = await platform.send(template("AAqrequest", {}, "1.0.0"));
    expect(platform.sandbox.message(id)?.content).toEqual(card("Request"));
  });

  test("has buttons that call back", async () => {
    await platform.press(await platform.send(template("AAqrequest", { note: NOTE })));
    expect(JSON.parse(server.received[0]?.body ?? "{}").event.action.value).toEqual({ action: "approve" });
  });

  test.each<[string, object, number]>([
    ["of no such id", template("AAqnone"), 200380],
    ["of no such version", template("AAqrequest", {}, "9.9.9"), 200380],
    ["with variables that are a list", template("AAqrequest", [] as never), 200737],
    ["with an object in the middle of a text", template("AAqrequest", { amount: {} }), 200732],
    ["that makes what is no card", template("AAqrequest", { note: { tag: "note" } }), 200861],
  ])("%s is refused", async (_, sent, subCode) => {
    const { status, body } = await send(sent);
    expect([status, body.code]).toEqual([400, 230099]);
    expect(body.msg).toContain(`ErrCode: ${subCode};`);
    expect(platform.sandbox.view().messages).toEqual([]);
  });

  test("is refused where it makes a card that is too long", async () => {
    const { body } = await send(template("AAqlong", { text: "x".repeat(20_000) }));
    expect(body.code).toBe(230025);
  });
});

describe("a card may become what a template makes", () => {
  const next = template("AAqrequest", { title: "Chairs", amount: 800, note: NOTE });
  const made = card("Chairs: 800 yuan", [NOTE, button()]);

  test("by a PATCH of its message", async () => {
    const id = await platform.send(card("pending"));
    expect((await platform.patch(id, next)).body.code).toBe(0);
    expect(platform.sandbox.message(id)?.content).toEqual(made);
  });

  test("by the answer to a click", async () => {
    answer = { card: next };
    const id = await platform.send(card("pending"));
    expect(await platform.press(id)).not.toHaveProperty("code");
    expect(platform.sandbox.message(id)?.content).toEqual(made);
  });

  test("by the token of a click", async () => {
    const id = await platform.send(card("pending"));
    await platform.press(id);
    const { token } = JSON.parse(server.received[0]?.body ?? "{}").event;
    const updated = await platform.call("POST", "interactive/v1/card/update", { token, card: next });
    expect(updated.body.code).toBe(0);
    expect(platform.sandbox.message(id)?.content).toEqual(made);
  });

  test("but not by a token where it is longer than 100 KB", async () => {
    const id = await platform.send(card("pending"));
    await platform.press(id);
    const { token } = JSON.parse(server.received[0]?.body ?? "{}").event;
    const long = { token, card: template("AAqlong", { text: "x".repeat(20_000) }) };
    expect((await platform.call("POST", "interactive/v1/card/update", long)).body.code).toBe(100000);
    expect(platform.sandbox.message(id)?.revision).toBe(1);
  });

  test.each<[string, object, number]>([
    ["of no such id", template("AAqnone"), 200673],
    ["of the older schema", template("AAqold", { elements: [] }), 200830],
  ])("but not by an answer with a template %s", async (_, sent, code) => {
    answer = { card: sent };
    const id = await platform.send(card("pending"));
    expect(await platform.press(id)).toMatchObject({ code });
    expect(platform.sandbox.message(id)?.revision).toBe(1);
  });
});

function template(template_id: string, template_variable: object = {}, template_version_name?: string) {
  const version = template_version_name === undefined ? {} : { template_version_name };
  return { type: "template", data: { template_id, template_variable, ...version } };
}

function send(content: object) {
  const body = { receive_id: "ada@example.com", msg_type: "interactive", content: JSON.stringify(content) };
  return platform.call("POST", "im/v1/messages?receive_id_type=email", body);
}
