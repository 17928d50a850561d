import type { Browser, Locator } from "playwright-core";

import { readImage } from "../support/image-parts.ts";
import { aBody, openWorld, TOKEN, type World } from "./open-world.ts";

/** A server, a pretend Lark, and two phones that show it: one in English that people hold in turn, one in Chinese. */
export interface Story extends AsyncDisposable {
  readonly world: World;
  /** Asks for an approval in the group, and answers its id once the card is on both phones. */
  ask(about: Readonly<Record<string, unknown>>): Promise<string>;
  /** Asks for the use of a signature whose picture is a fixture of this name. Resolves once the card is on both phones. */
  askForSignature(image: string, about: Readonly<Record<string, unknown>>): Promise<void>;
  /** Waits until the card's picture is there, and not just its place. */
  seesPicture(card: number): Promise<void>;
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
  const post = async (path: string, body: string | FormData) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`${world.url}${path}`, { method: "POST", headers, body });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  return {
    world,
    card,
    async ask(about) {
      const known = await phones.en.locator("[data-message-id]").count();
      const { id } = await world.client.create(aBody(about));
      for (const language of ["en", "zh"] as const) await card(language, known).waitFor();
      return id;
    },
    async askForSignature(image, about) {
      const { title: _, ...asked } = aBody(about);
      const parts = new FormData();
      parts.set("image", new Blob([readImage(image)]), image);
      parts.set("request", JSON.stringify(asked));
      await post("/v1/signatures", parts);
      for (const language of ["en", "zh"] as const) await card(language, 0).waitFor();
    },
    async seesPicture(index) {
      const picture = card("en", index).locator("img.image");
      await picture.scrollIntoViewIfNeeded();
      await picture.evaluate((image: { decode(): Promise<void> }) => image.decode());
    },
    async press(index, name, button) {
      await phones.en.getByRole("radio", { name }).check();
      await card("en", index).getByRole("button", { name: button }).click();
    },
    confirm: () => phones.en.getByRole("alertdialog").locator(".proceed").click(),
    async toast(text) {
      await phones.en.getByRole("status").getByText(text).waitFor();
    },
    post: (path, body) => post(path, JSON.stringify(body)),
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
