import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { describeInBrowser, launchChromium } from "../../support/browser.ts";
import { card } from "../platform.ts";
import { openPhone } from "./open-phone.ts";

describeInBrowser("the phone", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test("shows a reply under what it answers, with the people that it mentions by name", async () => {
    await using phone = await openPhone(browser);
    const sent = await phone.platform.send(card("Release 2.4"));
    const { open_id } = phone.platform.person("Grace");
    const text = `<at user_id="${open_id}"></at> Still waiting <b>`;
    const body = { msg_type: "text", content: JSON.stringify({ text }), reply_in_thread: true };
    const { data } = (await phone.platform.call("POST", `im/v1/messages/${sent}/reply`, body)).body;

    const reply = phone.message(String(data["message_id"]));
    await reply.locator(".bubble").waitFor();
    expect(await reply.locator(".bubble").textContent()).toBe("@Grace Hopper Still waiting <b>");
    expect(await reply.locator(".message-reply").textContent()).toBe("Release 2.4");
  });

  test("rings for who is urged, and marks the message", async () => {
    await using phone = await openPhone(browser);
    const sent = await phone.platform.send(card("Release 2.4"));
    await phone.message(sent).waitFor();
    await phone.platform.call("PATCH", `im/v1/messages/${sent}/urgent_app?user_id_type=user_id`, {
      user_id_list: ["ada"],
    });

    await phone.page.getByRole("status").getByText("Urgent: Release 2.4").waitFor();
    await phone.message(sent).getByText("Urgent", { exact: true }).waitFor();
    await phone.page.locator('[data-kind="urged"]').waitFor();
  });
});
