import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { describeInBrowser, launchChromium } from "../../support/browser.ts";
import { until } from "../../support/until.ts";
import { button, card } from "../platform.ts";
import { openPhone, type Phone } from "./open-phone.ts";

const plain = (content: string, i18n?: object) => ({ tag: "plain_text", content, ...(i18n && { i18n }) });
const behaviors = [{ type: "callback", value: { k: 1 } }];

/** A card of JSON 1.0 in two languages, as people write them. */
const PUBLISH = {
  config: { wide_screen_mode: true, update_multi: true },
  header: { template: "orange", title: plain("Publish?", { zh_cn: "要发布吗？", en_us: "Publish?" }) },
  i18n_elements: {
    en_us: [
      { tag: "div", text: { tag: "lark_md", content: "**Everybody** will see it" } },
      { tag: "hr" },
      {
        tag: "action",
        actions: [{ tag: "button", type: "primary", text: plain("Publish"), value: { id: 1 } }],
      },
      { tag: "note", elements: [plain("It cannot be taken back")] },
    ],
    zh_cn: [
      { tag: "div", text: { tag: "lark_md", content: "**所有人**都会看到" } },
      { tag: "hr" },
      { tag: "action", actions: [{ tag: "button", type: "primary", text: plain("发布"), value: { id: 1 } }] },
      { tag: "note", elements: [plain("发布后无法撤回")] },
    ],
  },
};

describeInBrowser("the phone", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test("shows a card of JSON 1.0 in the reader's language, header, elements and note, and presses its button", async () => {
    await using phone = await openPhone(browser);
    const message = phone.message(await phone.platform.send(PUBLISH));
    await message.getByText("It cannot be taken back").waitFor();
    await phone.page.getByRole("button", { name: "中文" }).click();
    await message.getByText("发布后无法撤回").waitFor();
    expect(await message.getByRole("heading").textContent()).toBe("要发布吗？");
    expect(await message.getByText("Everybody").count()).toBe(0);
    await message.getByRole("button", { name: "发布" }).click();
    await until(() => phone.actions().length === 1);
    expect(phone.actions()).toEqual([{ value: { id: 1 }, tag: "button" }]);
  });

  test("shows the header of the reader's language where there is one for each", async () => {
    await using phone = await openPhone(browser);
    const i18n_header = { zh_cn: { title: plain("你好") }, en_us: { title: plain("Hello") } };
    const message = phone.message(await phone.platform.send({ i18n_header, elements: [{ tag: "hr" }] }));
    await message.getByRole("heading", { name: "Hello" }).waitFor();
    await phone.page.getByRole("button", { name: "中文" }).click();
    await message.getByRole("heading", { name: "你好" }).waitFor();
  });

  test("shows what a template makes", async () => {
    const templates = { AAq: [{ version: "1.0.0", card: card("${title}", [button()]) }] };
    await using phone = await openPhone(browser, { sandbox: { templates } });
    const data = { template_id: "AAq", template_variable: { title: "Chairs" } };
    const message = phone.message(await phone.platform.send({ type: "template", data }));
    await message.getByRole("heading", { name: "Chairs" }).waitFor();
    await message.getByRole("button", { name: "Approve" }).click();
    await until(() => phone.actions().length === 1);
  });

  test("shows the answer to a card that is not shared to the clicker alone", async () => {
    const personal = { elements: [{ tag: "div", text: plain("Thank you, Ada") }] };
    await using phone = await openPhone(browser, {
      answer: () => ({ card: { type: "raw", data: personal } }),
    });
    const group = `oc_${"a".repeat(32)}`;
    const content = JSON.stringify({ elements: [{ tag: "action", actions: [button()] }] });
    const body = { receive_id: group, msg_type: "interactive", content };
    const sent = await phone.platform.call("POST", "im/v1/messages?receive_id_type=chat_id", body);
    const message = phone.message(String(sent.body.data["message_id"]));
    await message.getByRole("button", { name: "Approve" }).click();
    await message.getByText("Thank you, Ada").waitFor();
    await phone.page.getByRole("radio", { name: "Grace Hopper" }).check();
    await message.getByRole("button", { name: "Approve" }).waitFor();
    expect(await message.getByText("Thank you, Ada").count()).toBe(0);
  });

  test("presses a container as a whole, but not where a button in it is pressed", async () => {
    await using phone = await openPhone(browser);
    const elements = [{ tag: "markdown", content: "Open it" }, button({ name: "inner" })];
    const container = { tag: "interactive_container", has_border: true, behaviors, elements };
    const message = phone.message(await phone.platform.send(card("x", [container])));
    await message.getByText("Open it").click();
    await until(() => phone.actions().length === 1);
    await message.getByRole("button", { name: "Approve", exact: true }).click();
    await until(() => phone.actions().length === 2);
    expect(phone.actions()).toEqual([
      { value: { k: 1 }, tag: "interactive_container" },
      { value: { action: "approve" }, tag: "button", name: "inner" },
    ]);
  });

  test("lets a picture be chosen, and another in its place", async () => {
    await using phone = await openPhone(browser);
    const keys = [await uploaded(phone), await uploaded(phone)];
    const options = keys.map((img_key, index) => ({ img_key, value: `picture-${index}` }));
    const select = { tag: "select_img", name: "cover", options, behaviors };
    const message = phone.message(await phone.platform.send(card("x", [select])));
    await message.getByRole("radio", { name: "picture-1" }).check();
    await until(() => phone.actions().length === 1);
    await message.getByRole("radio", { name: "picture-0" }).check();
    await until(() => phone.actions().length === 2);
    const chosen = { value: { k: 1 }, tag: "select_img", name: "cover" };
    expect(phone.actions()).toEqual([
      { ...chosen, option: "picture-1" },
      { ...chosen, option: "picture-0" },
    ]);
  });
});

async function uploaded({ platform }: Phone): Promise<string> {
  const form = new FormData();
  const pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  form.set("image_type", "message");
  form.set("image", new Blob([Buffer.from(pixel, "base64")]), "pixel.png");
  return String((await platform.call("POST", "im/v1/images", form)).body.data["image_key"]);
}
