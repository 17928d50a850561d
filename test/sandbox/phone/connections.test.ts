import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { describeInBrowser, launchChromium } from "../../support/browser.ts";
import { until } from "../../support/until.ts";
import { card } from "../platform.ts";
import { openPhone, type Phone } from "./open-phone.ts";

describeInBrowser("the faults of the long connection", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test("are at hand: it is cut, or falls silent and stays open", async () => {
    await using phone = await openPhone(browser, { sandbox: { callbackDeadlineMs: 100 } });
    const { page, platform } = phone;
    const { sandbox } = platform;
    const client = await connect(phone);
    let heard = 0;
    client.addEventListener("message", () => void (heard += 1));
    const sent = await platform.send(card("Release"));
    await platform.press(sent);
    expect(heard).toBe(1);
    const silenced = page.waitForResponse((response) => response.url().endsWith("/silence"));
    await button(phone, "Fall silent").click();
    await silenced;
    expect(await platform.press(sent)).toMatchObject({ code: 200341 });
    expect([heard, sandbox.connections, client.readyState]).toEqual([1, 1, WebSocket.OPEN]);
    await button(phone, "Cut").click();
    await until(() => client.readyState === WebSocket.CLOSED && sandbox.connections === 0);
    await button(phone, "Cut").click();
    await phone.page.getByRole("status").getByText("There is no long connection").waitFor();
  });

  test("that wait for a call can be put on its endpoint, its pushes and its pongs", async () => {
    await using phone = await openPhone(browser);
    const { page, platform } = phone;
    for (const on of ["endpoint", "push", "pong"]) {
      await page.getByLabel("Call").selectOption(on);
      await page.getByRole("button", { name: "Inject" }).click();
    }
    await until(() => platform.sandbox.view().faults.length === 3);
    expect(platform.sandbox.view().faults.map(({ on }) => on)).toEqual(["endpoint", "push", "pong"]);
    for (const name of ["endpoint", "push", "pong"]) {
      await page.locator(".fault-list").getByText(`long connection: ${name}`).waitFor();
    }
  });
});

function button({ page }: Phone, name: string) {
  return page.getByRole("group", { name: "Long connection" }).getByRole("button", { name });
}

async function connect({ platform: { sandbox } }: Phone): Promise<WebSocket> {
  const body = JSON.stringify({ AppID: sandbox.app.id, AppSecret: sandbox.app.secret });
  const response = await fetch(`${sandbox.url}/callback/ws/endpoint`, { method: "POST", body });
  const { data } = (await response.json()) as { data: { URL: string } };
  const socket = new WebSocket(data.URL);
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  return socket;
}
