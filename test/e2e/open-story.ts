import type { Browser, Locator } from "playwright-core";

import { aBody, openWorld, TOKEN, type World } from "./open-world.ts";

/** A server, a pretend Lark, and two phones that show it: one in English that people hold in turn, one in Chinese. */
export interface Story extends AsyncDisposable {
  readonly world: World;
  /** Asks for an approval in the group, and answers its id once the card is on both phones. */
  ask(about: Readonly<Record<string, unknown>>): Promise<string>;
  /** A card in the group, in the order in which they came, from 0. */
  card(language: Language, index: number): Locator;
  /** Somebody takes the English phone and presses a button of a card. */
  press(card: number, name: string, button: string): Promise<void>;
  /** Says yes to what a button asked. */
  confirm(): Promise<void>;
  /** Waits for the toast on the English phone. */
  toast(text: string): Promise<void>;
  /** Calls the server's API. Throws unless it is answered 2xx. */
  post(path: string, body: unknown): Promise<void>;
}

type Language = "en" | "zh";

export async function openStory(browser: Browser): Promise<Story> {
  const world = await openWorld();
  const phones = {
    en: await openPhone(browser, world.sandbox.url, "en-US"),
    zh: await openPhone(browser, world.sandbox.url, "zh-CN"),
  };
  const card = (language: Language, index: number) =>
    phones[language].locator("[data-message-id]").nth(index);
  return {
    world,
    card,
    async ask(about) {
      const known = await phones.en.locator("[data-message-id]").count();
      const { id } = await world.client.create(aBody(about));
      for (const language of ["en", "zh"] as const) await card(language, known).waitFor();
      return id;
    },
    async press(index, name, button) {
      await phones.en.getByRole("radio", { name }).check();
      await card("en", index).getByRole("button", { name: button }).click();
    },
    confirm: () => phones.en.getByRole("alertdialog").locator(".proceed").click(),
    async toast(text) {
      await phones.en.getByRole("status").getByText(text).waitFor();
    },
    async post(path, body) {
      const response = await fetch(`${world.url}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    },
    async [Symbol.asyncDispose]() {
      for (const phone of Object.values(phones)) await phone.context().close();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function openPhone(browser: Browser, url: string, locale: string) {
  const context = await browser.newContext({ locale, timezoneId: "Asia/Shanghai", reducedMotion: "reduce" });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}
