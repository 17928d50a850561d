import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { describeInBrowser, launchChromium } from "../../support/browser.ts";
import { button, card } from "../platform.ts";
import { openPhone } from "./open-phone.ts";

const plain = (content: string, chinese = content) => ({
  tag: "plain_text",
  content,
  i18n_content: { en_us: content, zh_cn: chinese },
});

const reject = (extra: object = {}) =>
  button({ text: plain("Reject"), behaviors: [callback({ action: "reject" })], ...extra });
const callback = (value: object) => ({ type: "callback", value });

describeInBrowser("the phone", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test("draws a new card without reloading, with the colour of its template", async () => {
    await using phone = await openPhone(browser);
    const sent = await phone.platform.send({
      ...card("Release 2.4"),
      header: { title: plain("Release 2.4"), template: "orange" },
    });

    const header = phone.message(sent).locator("[data-template=orange]");
    await header.waitFor();
    expect(await header.getByRole("heading").textContent()).toBe("Release 2.4");
  });

  test("redraws a card in place when it is updated", async () => {
    await using phone = await openPhone(browser, { browser: { reducedMotion: "no-preference" } });
    const sent = await phone.platform.send({
      ...card("Release"),
      header: { title: plain("Release"), template: "orange" },
    });
    await phone.message(sent).locator("[data-template=orange]").waitFor();
    await phone.page.evaluate("globalThis.isSamePage = true");
    await phone.platform.patch(sent, {
      ...card("Release", []),
      header: { title: plain("Release"), template: "green" },
    });

    await phone.message(sent).locator("[data-template=green]").waitFor();
    expect(await phone.message(sent).getByRole("button").count()).toBe(0);
    expect(await phone.page.locator("[data-message-id]").count()).toBe(1);
    expect(await phone.page.evaluate<unknown>("globalThis.isSamePage")).toBe(true);
  });

  test("sends what the pressed button calls back with, as the person who holds the phone", async () => {
    await using phone = await openPhone(browser);
    const sent = await phone.platform.send(card("Release", [button({ name: "yes" }), reject()]));
    await phone.message(sent).getByRole("button", { name: "Reject" }).click();
    await phone.page.getByText("answer {}").waitFor();

    expect(phone.actions()).toEqual([{ tag: "button", value: { action: "reject" } }]);
    const { event } = JSON.parse(phone.app.received[0]?.body ?? "{}") as {
      event: { operator: { open_id: string } };
    };
    expect(event.operator.open_id).toBe(phone.platform.person("Ada").open_id);
  });

  test("spins the pressed button and keeps the others from being used until the answer comes", async () => {
    const answer = Promise.withResolvers<object>();
    await using phone = await openPhone(browser, { answer: () => answer.promise });
    const sent = await phone.platform.send(card("Release", [button(), reject()]));
    const [approve, other] = ["Approve", "Reject"].map((name) =>
      phone.message(sent).getByRole("button", { name }),
    );
    await approve?.click();
    await phone.message(sent).locator("[aria-busy=true]").waitFor();

    expect(await other?.isDisabled()).toBe(true);
    await approve?.click();
    answer.resolve({});
    await phone.message(sent).locator("[aria-busy=true]").waitFor({ state: "detached" });
    expect(await other?.isEnabled()).toBe(true);
    expect(phone.actions()).toHaveLength(1);
  });

  test("shows the toast of the answer in the reader's language", async () => {
    const toast = { type: "success", content: "?", i18n: { zh_cn: "已记录", en_us: "Recorded" } };
    await using phone = await openPhone(browser, { answer: () => ({ toast }) });
    const sent = await phone.platform.send(card("Release"));
    const status = phone.page.getByRole("status");
    await phone.message(sent).getByRole("button").click();
    await status.getByText("Recorded").waitFor();
    await phone.page.getByRole("button", { name: "中文" }).click();
    await phone.message(sent).getByRole("button").click();
    await status.getByText("已记录").waitFor();
  });

  test("shows the client's own error when no answer comes in time", async () => {
    const never = new Promise(() => {});
    await using phone = await openPhone(browser, {
      answer: () => never,
      sandbox: { callbackDeadlineMs: 50 },
    });
    const sent = await phone.platform.send(card("Release"));
    await phone.page.getByRole("button", { name: "中文" }).click();
    await phone.message(sent).getByRole("button").click();
    await phone.page.getByRole("status").getByText("出错了，请稍后重试 code: 200341").waitFor();
  });

  test("asks before it sends where the card wants that", async () => {
    await using phone = await openPhone(browser);
    const confirm = { title: plain("Reject it?"), text: plain("For good.") };
    const sent = await phone.platform.send(card("Release", [reject({ confirm })]));
    const dialog = phone.page.getByRole("alertdialog", { name: "Reject it?" });
    await phone.message(sent).getByRole("button").click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(phone.actions()).toEqual([]);

    await phone.message(sent).getByRole("button").click();
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await phone.page.getByText("answer {}").waitFor();
    expect(phone.actions()).toHaveLength(1);
  });

  test("does nothing on a button that calls nobody back", async () => {
    await using phone = await openPhone(browser);
    const sent = await phone.platform.send(
      card("Release", [button({ text: plain("Idle"), behaviors: [] }), button()]),
    );
    await phone.message(sent).getByRole("button", { name: "Idle" }).click();
    await phone.message(sent).getByRole("button", { name: "Approve" }).click();
    await phone.page.getByText("answer {}").waitFor();
    expect(phone.clicks()).toBe(1);
    expect(phone.actions()).toEqual([{ tag: "button", value: { action: "approve" } }]);
  });

  test("hands the phone to somebody else, who sees only their own chats", async () => {
    await using phone = await openPhone(browser);
    const sent = await phone.platform.send(card("For Ada"));
    await phone.message(sent).waitFor();
    await phone.page.getByRole("radio", { name: "Alan Turing" }).check();
    await phone.page.getByText("No messages yet").first().waitFor();
    expect(await phone.message(sent).count()).toBe(0);
  });

  test("marks the people who have not seen a message, until they have", async () => {
    await using phone = await openPhone(browser);
    const ada = phone.page.locator(".person-row", { hasText: "Ada" });
    await phone.page.getByRole("radio", { name: "Alan Turing" }).check();
    await phone.platform.send(card("For Ada"));
    await ada.getByLabel("unread").waitFor();
    await phone.page.getByRole("radio", { name: "Ada Lovelace" }).check();
    await ada.getByLabel("unread").waitFor({ state: "detached" });
  });

  test("injects a fault and takes it back", async () => {
    await using phone = await openPhone(browser);
    const faults = () => phone.platform.sandbox.view().faults;
    await phone.page.getByRole("button", { name: "Slow callback" }).click();
    await phone.page.getByRole("button", { name: "Inject" }).click();
    await phone.page.getByRole("button", { name: "Remove" }).waitFor();
    expect(faults()).toMatchObject([
      { on: "callback", kind: "delay", delay_ms: 4000, times: 1, after_effect: false },
    ]);

    await phone.page.getByRole("button", { name: "Remove" }).click();
    await phone.page.getByRole("button", { name: "Remove" }).waitFor({ state: "detached" });
    expect(faults()).toEqual([]);
  });

  test("is nothing but the phone on a narrow screen, and no wider than that", async () => {
    await using phone = await openPhone(browser, { browser: { viewport: { width: 390, height: 844 } } });
    const sent = await phone.platform.send(
      card("Release", [{ tag: "markdown", content: "x".repeat(500) }, button()]),
    );
    await phone.message(sent).getByRole("button").waitFor();
    expect(await phone.page.getByText("Activity").isVisible()).toBe(false);
    expect(await phone.page.evaluate<number>("document.documentElement.scrollWidth")).toBe(390);
    await phone.page.getByRole("radio", { name: "Alan Turing" }).check();
    expect(await phone.page.evaluate<number>("document.querySelector('.side').scrollLeft")).toBe(0);
  });
});
