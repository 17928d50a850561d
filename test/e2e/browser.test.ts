import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { describeInBrowser, launchChromium } from "../support/browser.ts";
import { aBody, ADA, openWorld } from "./open-world.ts";

/** A page of its own, in English, and what went wrong on it. */
async function openPage(browser: Browser, url: string) {
  const context = await browser.newContext({ locale: "en-US" });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && faults.push(message.text())));
  page.on("pageerror", (fault) => void faults.push(fault.message));
  page.on("request", (request) => void asked.push(request.url()));
  await page.goto(url);
  return { page, faults, asked, [Symbol.asyncDispose]: () => context.close() };
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary: string }>>>>;
}

const become = (page: Page, name: string): Promise<void> => page.getByRole("radio", { name }).check();

describeInBrowser("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser.close());

  test("the card turns green in place when Approve is clicked, and not when somebody clicks who may not", async () => {
    await using world = await openWorld();
    await using phone = await openPage(browser, world.sandbox.url);
    const { page } = phone;
    const { id } = await world.client.create(aBody());
    const { message_id } = await world.card();
    const card = page.locator(`[data-message-id="${message_id}"]`);
    await card.locator("[data-template=orange]").waitFor();
    await page.evaluate("globalThis.isSamePage = true");

    await become(page, "林徽因");
    await card.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("status").getByText("Only the approvers of this request may answer it.").waitFor();
    expect(await world.client.find(id)).toMatchObject({ status: "pending", decisions: [] });
    expect(await card.getByRole("button").count()).toBe(2);

    await become(page, "Ada Lovelace");
    await card.getByRole("button", { name: "Approve" }).click();
    await card.locator("[data-template=green]").waitFor();
    expect(await card.getByRole("button").count()).toBe(0);
    expect(await page.locator("[data-message-id]").count()).toBe(1);
    expect(await page.evaluate<unknown>("globalThis.isSamePage")).toBe(true);
    expect(await world.client.find(id)).toMatchObject({
      status: "approved",
      decisions: [{ by: { open_id: ADA } }],
    });
    expect(phone.faults).toEqual([]);
  });

  test("the documentation lists every operation, from this server alone, and breaks no policy", async () => {
    await using world = await openWorld();
    await using docs = await openPage(browser, `${world.url}/docs`);
    const { paths } = (await (await fetch(`${world.url}/openapi.json`)).json()) as OpenApi;
    const summaries = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ summary }) => summary),
    );
    expect(summaries).toContain("Ask for an approval");
    for (const summary of summaries) await docs.page.getByText(summary).first().waitFor();
    expect(docs.asked.filter((url) => !url.startsWith(`${world.url}/`))).toEqual([]);
    expect(docs.faults).toEqual([]);
  });
});
