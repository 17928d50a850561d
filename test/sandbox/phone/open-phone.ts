import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

import type { SandboxOptions } from "../../../src/sandbox/sandbox-options.ts";
import { type AppServer, startAppServer } from "../app-server.ts";
import { openPlatform, type Platform } from "../platform.ts";

/** The page of a real sandbox in a real browser, and the app that its clicks reach. */
export interface Phone extends AsyncDisposable {
  readonly page: Page;
  readonly platform: Platform;
  readonly app: AppServer;
  /** The `action` of each callback that has reached the app. */
  actions(): readonly unknown[];
  /** How many clicks the page has sent to the sandbox. */
  clicks(): number;
  /** A message on the page. */
  message(messageId: string): Locator;
}

export interface PhoneOptions {
  readonly sandbox?: SandboxOptions;
  readonly browser?: BrowserContextOptions;
  /** What the app answers to a click. */
  readonly answer?: () => unknown;
}

/** Opens the page as Ada, in English and in Shanghai, without motion. */
export async function openPhone(browser: Browser, options: PhoneOptions = {}): Promise<Phone> {
  const app = startAppServer(options.answer ?? (() => ({})));
  const platform = openPlatform({ encryptKey: "", callbackUrl: app.url, ...options.sandbox });
  const context = await browser.newContext({
    locale: "en-US",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
    ...options.browser,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  let clicks = 0;
  page.on("request", (request) => void (clicks += request.url().endsWith("/sandbox/clicks") ? 1 : 0));
  await page.goto(platform.sandbox.url);
  await page.getByText("connected to the sandbox").waitFor({ state: "attached" });
  return {
    page,
    platform,
    app,
    actions: () =>
      app.received.map(({ body }) => (JSON.parse(body) as { event: { action: unknown } }).event.action),
    clicks: () => clicks,
    message: (messageId) => page.locator(`[data-message-id="${messageId}"]`),
    async [Symbol.asyncDispose]() {
      await context.close();
      await platform.sandbox.stop();
      await app[Symbol.asyncDispose]();
    },
  };
}
