import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Platform } from "./platform.ts";
import { button, card, openPlatform } from "./platform.ts";

let platform: Platform;

beforeAll(() => {
  platform = openPlatform();
});

afterAll(() => platform.sandbox.stop());

describe("a card is refused with 230099 and", () => {
  const submit = button({ name: "ok", form_action_type: "submit" });
  const input = (name?: string) => ({ tag: "input", name, placeholder: text("reason") });

  test.each<[string, unknown, number, string]>([
    ["no object", "[]", 200621, "parse card json err"],
    ["no JSON", "{", 200621, "parse card json err"],
    ["an unknown schema", { schema: "3.0" }, 200621, "unknown schema"],
    ["a template", { type: "template", data: { template_id: "AAq" } }, 200380, "template does not exist"],
    [
      "elements outside the body",
      { schema: "2.0", elements: [] },
      200621,
      "unknown property: elements, path: []",
    ],
    ["an unknown setting", { ...card("x"), config: { wide_screen_mode: true } }, 200621, "path: [config]"],
    ["a header without a title", { ...card("x"), header: { template: "red" } }, 200621, "title"],
    ["a body without elements", { schema: "2.0", body: {} }, 200621, "elements"],
    ["a body that is an array", { schema: "2.0", body: [] }, 200621, "body"],
    ["update_multi false", { ...card("x"), config: { update_multi: false } }, 200621, "update_multi"],
    ["an unknown tag", card("x", [{ tag: "code" }]), 200621, "not support tag: code"],
    [
      "an unknown property",
      card("x", [{ tag: "hr", colour: 1 }]),
      200621,
      "unknown property: colour, path: [body.elements.0]",
    ],
    [
      "one deep inside",
      card("x", [button({ text: { ...text("x"), i18n: {} } })]),
      200621,
      "body.elements.0.text",
    ],
    [
      "an action module",
      card("x", [{ tag: "action", actions: [] }]),
      200861,
      "ErrPath: ROOT -> body -> elements -> [0](tag: action)",
    ],
    ["a note", card("x", [{ tag: "note", elements: [] }]), 200861, "unsupported tag note"],
    ["an element id with a dash", card("x", [{ tag: "hr", element_id: "a-b" }]), 200621, "element_id"],
    [
      "an element id twice",
      card("x", [
        { tag: "hr", element_id: "a" },
        { tag: "hr", element_id: "a" },
      ]),
      200621,
      "element_id",
    ],
    ["201 elements", card("x", times(200, { tag: "hr" })), 11310, "element exceeds the limit"],
    [
      "six tables",
      card("x", times(6, { tag: "table", columns: [], rows: [] })),
      11310,
      "card table number over limit",
    ],
    [
      "a form in a column",
      card("x", [column(form([input("i"), submit]))]),
      200621,
      "not supported tag: form",
    ],
    ["a table in a form", card("x", [form([{ tag: "table" }, submit])]), 200621, "not supported tag: table"],
    [
      "a form without a submit button",
      card("x", [form([input("i"), button({ name: "b" })])]),
      300123,
      "no submit button",
    ],
    ["a form without a name", card("x", [form([submit], "")]), 300123, "name is empty"],
    ["a field without a name", card("x", [form([input(), submit])]), 300123, "name is empty"],
    ["a name twice", card("x", [form([input("ok"), submit])]), 300123, "duplicate"],
    ["a stranger mentioned", card("x", [markdown("<at id=ou_x></at>")]), 100290, "ErrorValue: ou_x"],
    ["a stranger among others", card("x", [markdown("<at ids=all,ou_x></at>")]), 100290, "ErrorValue: ou_x"],
    [
      "a stranger in a translation",
      card("x", [{ ...markdown("x"), i18n_content: { zh_cn: '<at id="ou_x"></at>' } }]),
      100290,
      "ou_x",
    ],
    ["a stranger's card", card("x", [{ tag: "person", user_id: "ou_x" }]), 100290, "ou_x"],
    ["a stranger in a list", card("x", [{ tag: "person_list", persons: [{ id: "ou_x" }] }]), 100290, "ou_x"],
    [
      "a stranger's name card in markdown",
      card("x", [markdown("<person id = 'ou_x' show_name=true></person>")]),
      100290,
      "ou_x",
    ],
    [
      "a stranger to select",
      card("x", [{ tag: "select_person", options: [{ value: "ou_x" }] }]),
      100290,
      "ou_x",
    ],
    [
      "an unknown image among others",
      card("x", [{ tag: "img_combination", img_list: [{ img_key: "img_x" }] }]),
      200570,
      "img_x",
    ],
    [
      "an unknown icon",
      card("x", [button({ icon: { tag: "custom_icon", img_key: "img_x" } })]),
      200570,
      "img_x",
    ],
    ["a chart in a form", card("x", [form([{ tag: "chart" }, submit])]), 200621, "not supported tag: chart"],
    [
      "an element id of 21 letters",
      card("x", [{ tag: "hr", element_id: "a".repeat(21) }]),
      200621,
      "element_id",
    ],
    ["an unknown image", card("x", [{ tag: "img", img_key: "img_x" }]), 200570, "image key img_x"],
    ["an unknown image in markdown", card("x", [markdown("![a](img_x)")]), 200570, "image key img_x"],
    [
      "an unknown image in an old card",
      { elements: [{ tag: "img", img_key: "img_x" }] },
      200570,
      "image key img_x",
    ],
  ])("%s", async (_, content, errCode, words) => {
    const answer = await send(content);
    expect([answer.status, answer.body.code]).toEqual([400, 230099]);
    expect(answer.body.msg).toStartWith(`Failed to create card content, ext=ErrCode: ${errCode}; `);
    expect(answer.body.msg).toContain(words);
  });

  test("230025 where it is longer than 30 KB", async () => {
    const frame = JSON.stringify(card("x", [markdown("")])).length;
    const fits = card("x", [markdown("x".repeat(30 * 1024 - frame))]);
    expect((await send(fits)).body.code).toBe(0);
    expect((await send(card("xx", [markdown("x".repeat(30 * 1024 - frame))]))).body.code).toBe(230025);
    // Three bytes a letter.
    expect((await send(card("x", [markdown("林".repeat(10 * 1024))]))).body.code).toBe(230025);
  });
});

describe("a card is taken", () => {
  test("if it is the empty one", async () => {
    expect((await send({})).body.code).toBe(0);
  });

  test("in JSON 1.0 with whatever 1.0 does not know", async () => {
    const old = { config: { wide_screen_mode: true }, colour: 1, elements: [{ tag: "note", elements: [] }] };
    expect((await send(old)).body.code).toBe(0);
  });

  test("with 200 elements", async () => {
    expect((await send(card("x", times(199, { tag: "hr" })))).body.code).toBe(0);
  });

  test("with five tables, and an element id of 20 letters", async () => {
    const tables = times(5, { tag: "table", columns: [], rows: [] });
    expect((await send(card("x", [...tables, { tag: "hr", element_id: "a".repeat(20) }]))).body.code).toBe(0);
  });

  test("with a callback value that looks like a part of a card", async () => {
    const value = { tag: "note", content: "<at id=ou_x></at>" };
    expect((await send(card("x", [button({ behaviors: [{ type: "callback", value }] })]))).body.code).toBe(0);
  });

  test("with people and images that are known", async () => {
    const { open_id, user_id, email } = platform.person("Ada");
    const { body } = await platform.call("POST", "im/v1/images", pngForm());
    const img_key = String(body.data["image_key"]);
    const content = `<at id=${open_id}></at><at id='${user_id}'></at><at email=${email}></at><at id=all></at>![x](${img_key})`;
    const elements = [
      { tag: "markdown", content },
      { tag: "img", img_key, alt: text("a dot") },
    ];
    expect((await send(card("x", elements))).body).toMatchObject({ code: 0 });
  });

  test("with markup in a text that is not read as markup", async () => {
    const elements = [{ tag: "div", text: text("<at id=ou_x></at> ![a](img_x)") }];
    expect((await send(card("x", elements))).body.code).toBe(0);
  });
});

function send(content: unknown) {
  return platform.call("POST", "im/v1/messages?receive_id_type=email", {
    receive_id: "ada@example.com",
    msg_type: "interactive",
    content: typeof content === "string" ? content : JSON.stringify(content),
  });
}

function form(elements: readonly object[], name = "f"): object {
  return { tag: "form", name, elements };
}

function markdown(content: string): object {
  return { tag: "markdown", content };
}

function times(count: number, element: object): readonly object[] {
  return Array.from({ length: count }, () => element);
}

function text(content: string): object {
  return { tag: "plain_text", content };
}

function column(element: object): object {
  return { tag: "column_set", columns: [{ tag: "column", elements: [element] }] };
}

function pngForm(): FormData {
  const form = new FormData();
  form.set("image_type", "message");
  form.set("image", new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])]), "dot.png");
  return form;
}
