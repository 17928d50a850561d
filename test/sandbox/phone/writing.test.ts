import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { describeInBrowser, launchChromium } from "../../support/browser.ts";
import { until } from "../../support/until.ts";
import { openPhone, type Phone } from "./open-phone.ts";

describeInBrowser("the phone, to write on,", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test("begins a chat with the bot, shows both sides of it, and tells the app", async () => {
    await using phone = await openPhone(browser);
    const { page, platform, app } = phone;
    await page.locator('nav [data-chat-id=""]').click();
    await write(phone, "  /approvals ");
    await until(() => app.received.length === 1);
    expect(told(phone, 0)).toMatchObject({
      sender: { sender_id: { open_id: platform.person("Ada").open_id } },
      message: { chat_type: "p2p", content: '{"text":"/approvals"}' },
    });
    const { message_id, chat_id } = told(phone, 0).message;
    const reply = { msg_type: "text", content: '{"text":"Nothing waits for you."}' };
    await platform.call("POST", `im/v1/messages/${message_id}/reply`, reply);

    await page.locator("article").getByText("Nothing waits for you.").waitFor();
    const own = page.locator("[data-own]");
    expect(await own.locator(".message-name").textContent()).toBe("Ada Lovelace");
    expect(await own.locator(".bubble").textContent()).toBe("/approvals");
    expect(await page.locator("nav [aria-current=true]").getAttribute("data-chat-id")).toBe(chat_id);
    expect(await page.locator('nav [data-chat-id=""]').count()).toBe(0);
    expect(await page.getByLabel("Message", { exact: true }).inputValue()).toBe("");
  });

  test("calls the bot in a group by its name, and others read who has written", async () => {
    await using phone = await openPhone(browser);
    const { page, app } = phone;
    await write(phone, "@bot /approvals");
    await until(() => app.received.length === 1);
    expect(told(phone, 0).message).toMatchObject({
      chat_type: "group",
      content: '{"text":"@_user_1 /approvals"}',
    });

    await page.getByRole("radio", { name: "Grace Hopper" }).check();
    const article = page.locator("article");
    expect(await article.locator(".message-name").textContent()).toBe("Ada Lovelace");
    expect(await article.locator(".bubble").textContent()).toBe("@countersign sandbox /approvals");
    expect(await page.locator("[data-own]").count()).toBe(0);
  });

  test("keeps what somebody has begun to write in a chat, and sends nothing that is blank", async () => {
    await using phone = await openPhone(browser);
    const { page, platform } = phone;
    let asked = 0;
    page.on("request", (request) => void (asked += request.url().endsWith("/sandbox/messages") ? 1 : 0));
    const line = page.getByLabel("Message", { exact: true });
    await line.fill("half a senten");
    await page.getByRole("radio", { name: "Grace Hopper" }).check();
    expect(await line.inputValue()).toBe("");
    await write(phone, "   ");
    await page.getByRole("radio", { name: "Ada Lovelace" }).check();
    expect(await line.inputValue()).toBe("half a senten");
    await write(phone, "half a sentence");
    await until(() => platform.sandbox.view().messages.length === 1);
    expect(asked).toBe(1);
  });
});

async function write({ page }: Phone, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Send message" }).click();
}

interface Told {
  readonly sender: unknown;
  readonly message: { readonly message_id: string; readonly chat_id: string };
}

function told({ app }: Phone, index: number): Told {
  return (JSON.parse(app.received[index]?.body ?? "{}") as { event: Told }).event;
}
