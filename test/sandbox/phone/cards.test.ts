import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { describeInBrowser, launchChromium } from "../../support/browser.ts";
import { button, card } from "../platform.ts";
import { openPhone } from "./open-phone.ts";

const plain = (content: string) => ({ tag: "plain_text", content });
const field = (content: string) => ({ is_short: true, text: { tag: "lark_md", content } });
const markdown = (content: string, extra: object = {}) => ({ tag: "markdown", content, ...extra });

describeInBrowser("a card on the phone", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test("has its markup drawn", async () => {
    await using phone = await openPhone(browser);
    const source =
      "**bold** ~~gone~~ `code` [there](https://a.example/) <text_tag color='green'>new</text_tag>\n- item";
    const message = phone.message(await phone.platform.send(card("x", [markdown(source)])));
    await message.locator("strong", { hasText: "bold" }).waitFor();
    expect(await message.locator("s, code, .text-tag, li").allTextContents()).toEqual([
      "gone",
      "code",
      "new",
      "item",
    ]);
    expect(await message.getByRole("link", { name: "there" }).getAttribute("href")).toBe(
      "https://a.example/",
    );
  });

  test("shows escaped words as they were written", async () => {
    await using phone = await openPhone(browser);
    const escaped =
      "&#42;&#42;not bold&#42;&#42; &#60;at id=all&#62;&#60;/at&#62; &#60;img src=x onerror=alert(1)&#62;";
    const message = phone.message(await phone.platform.send(card("x", [markdown(escaped)])));
    await message.getByText("**not bold** <at id=all></at> <img src=x onerror=alert(1)>").waitFor();
    expect(await message.locator("strong, .mention, img").count()).toBe(0);
  });

  test("runs nothing, whatever it says", async () => {
    await using phone = await openPhone(browser);
    const hostile =
      "<script>globalThis.hacked = 1</script><img src=x onerror='globalThis.hacked = 1'> [go](javascript:hacked)";
    const message = phone.message(
      await phone.platform.send(card(hostile, [markdown(hostile), { tag: "div", text: plain(hostile) }])),
    );
    await message.locator(".plain-text", { hasText: "<script>" }).first().waitFor();
    expect(await message.locator("script, img, [href^=javascript]").count()).toBe(0);
    expect(await phone.page.evaluate<unknown>("globalThis.hacked")).toBeUndefined();
  });

  test("names the people that it mentions, and tells times in the browser's zone", async () => {
    await using phone = await openPhone(browser);
    const { open_id } = phone.platform.person("Ada");
    const time = "<local_datetime millisecond='1552628573000' format_type='time_sec'></local_datetime>";
    const message = phone.message(
      await phone.platform.send(card("x", [markdown(`<at id=${open_id}></at> at ${time}`)])),
    );
    await message.getByText("@Ada Lovelace at 13:42:53").waitFor();
  });

  test("is drawn in the language that the phone is set to", async () => {
    await using phone = await openPhone(browser);
    const words = { content: "hello", i18n_content: { zh_cn: "你好", en_us: "hello" } };
    const message = phone.message(await phone.platform.send(card("x", [{ tag: "markdown", ...words }])));
    await message.getByText("hello").waitFor();
    await phone.page.getByRole("button", { name: "中文" }).click();
    await message.getByText("你好").waitFor();
    expect(await message.getByText("hello").count()).toBe(0);
  });

  test("has a box for each element that the phone cannot draw", async () => {
    await using phone = await openPhone(browser);
    const message = phone.message(
      await phone.platform.send(card("x", [{ tag: "chart", chart_spec: { type: "bar" } }])),
    );
    await message.getByText("unsupported element: chart").waitFor();
  });

  test("of JSON 1.0 is drawn too, and its buttons call back with their value", async () => {
    await using phone = await openPhone(browser);
    const sent = await phone.platform.send({
      header: { title: plain("Old"), template: "red" },
      elements: [
        {
          tag: "div",
          text: { tag: "lark_md", content: "**hello**" },
          fields: [field("**a**"), field("**b**")],
        },
        { tag: "hr" },
        { tag: "action", actions: [{ tag: "button", text: plain("Yes"), value: { verdict: "yes" } }] },
        { tag: "note", elements: [plain("small print")] },
      ],
    });
    const message = phone.message(sent);
    await message.getByText("small print").waitFor();
    expect(await message.locator("strong").allTextContents()).toEqual(["hello", "a", "b"]);
    await message.getByRole("button", { name: "Yes" }).click();
    await phone.page.getByText("answer {}").waitFor();
    expect(phone.actions()).toEqual([{ tag: "button", value: { verdict: "yes" } }]);
  });

  const fields = [
    { tag: "input", name: "reason", required: true, label: plain("Reason"), input_type: "multiline_text" },
    {
      tag: "select_static",
      name: "cost",
      placeholder: plain("Cost centre"),
      options: [{ text: plain("Sales"), value: "s" }],
    },
    {
      tag: "multi_select_static",
      name: "tags",
      required: false,
      options: ["a", "b", "c"].map((value) => ({ text: plain(value), value })),
    },
    { tag: "date_picker", name: "due", placeholder: plain("Due") },
    { tag: "checker", name: "checked", text: plain("I have looked") },
    button({ name: "send", text: plain("Send it"), form_action_type: "submit" }),
    button({ name: "reset", text: plain("Reset"), form_action_type: "reset", behaviors: [] }),
  ];
  const form = () => card("Payment", [{ tag: "form", name: "payment", elements: fields }]);

  test("with a form sends what was filled in", async () => {
    await using phone = await openPhone(browser);
    const message = phone.message(await phone.platform.send(form()));
    await message.getByLabel("Reason").fill("two\nlines");
    await message.getByLabel("Cost centre").selectOption("Sales");
    await message.getByRole("checkbox", { name: "a" }).first().check();
    await message.getByRole("checkbox", { name: "c", exact: true }).check();
    await message.getByLabel("Due").fill("2025-11-30");
    await message.getByLabel("I have looked").check();
    await message.getByRole("button", { name: "Send it" }).click();
    await phone.page.getByText("answer {}").waitFor();
    const form_value = {
      reason: "two\nlines",
      cost: "s",
      tags: ["a", "c"],
      due: "2025-11-30 +0800",
      checked: true,
    };
    expect(phone.actions()).toMatchObject([{ tag: "button", name: "send", form_value }]);
  });

  test("with a form sends nothing while something required is missing", async () => {
    await using phone = await openPhone(browser);
    const message = phone.message(await phone.platform.send(form()));
    await message.getByRole("button", { name: "Send it" }).click();
    await message.getByRole("alert").getByText("Required").waitFor();
    expect(phone.clicks()).toBe(0);
    await message.getByLabel("Reason").fill("because");
    await message.getByRole("button", { name: "Send it" }).click();
    await phone.page.getByText("answer {}").waitFor();
    expect(phone.actions()).toMatchObject([{ form_value: { reason: "because" } }]);
  });

  test("with a form is emptied by its reset button", async () => {
    await using phone = await openPhone(browser);
    const message = phone.message(await phone.platform.send(form()));
    await message.getByLabel("Reason").fill("because");
    await message.getByLabel("Cost centre").selectOption("Sales");
    await message.getByRole("button", { name: "Reset" }).click();
    expect(await message.getByLabel("Reason").inputValue()).toBe("");
    expect(await message.getByLabel("Cost centre").inputValue()).toBe("");
  });

  test("keeps what was typed when it is redrawn", async () => {
    await using phone = await openPhone(browser);
    const sent = await phone.platform.send(form());
    await phone.message(sent).getByLabel("Reason").fill("half a sentence");
    await phone.platform.patch(sent, { ...form(), header: { title: plain("Payment"), template: "red" } });
    await phone.message(sent).locator("[data-template=red]").waitFor();
    expect(await phone.message(sent).getByLabel("Reason").inputValue()).toBe("half a sentence");
  });

  test("sends a choice at once where there is no form", async () => {
    await using phone = await openPhone(browser);
    const options = [{ text: plain("Sales"), value: "s" }];
    const behaviors = [{ type: "callback", value: { k: 1 } }];
    const select = { tag: "select_static", placeholder: plain("Cost centre"), options, behaviors };
    const message = phone.message(await phone.platform.send(card("x", [select])));
    await message.getByLabel("Cost centre").selectOption("Sales");
    await phone.page.getByText("answer {}").waitFor();
    expect(phone.actions()).toMatchObject([{ tag: "select_static", value: { k: 1 }, option: "s" }]);
  });
});
