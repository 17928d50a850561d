import { join } from "node:path";

import { FROM_SOURCE, startProgram } from "../e2e/start-program.ts";
import { launchChromium } from "../support/browser.ts";

// Takes the README's picture anew: `bun test/readme/take-picture.ts`. One card answered, one half-way.
const PICTURE = join(import.meta.dir, "../../.github/sandbox.png");

await using dev = startProgram([...FROM_SOURCE, "dev"]);
const [, phone = ""] = await dev.find(/The phone +(http:\S+)/);
const [, api = ""] = await dev.find(/The API +(http:\S+)/);
const [, token = ""] = await dev.find(/A token +(\S+)/);
const [, chat = ""] = await dev.find(/--to (oc_\S+)/);
await fetch(`${api}/v1/approvals`, {
  method: "POST",
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  body: JSON.stringify({
    title: "Pay invoice 812",
    fields: [
      { label: "Amount", value: "¥48,000.00" },
      { label: "To", value: "Cloud hosting" },
    ],
    to: [{ chat_id: chat }],
    approvers: "anyone",
    policy: { approve: 2 },
  }),
});
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1180, height: 890 }, deviceScaleFactor: 1.25 });
await page.goto(phone);
const approve = page.getByRole("button", { name: "Approve" });
await approve.nth(1).waitFor();
await approve.nth(1).click();
await page.getByText("1 of 2 approved", { exact: true }).waitFor();
await approve.nth(0).click();
await page.getByText("Approved", { exact: true }).first().waitFor();
await page.mouse.move(5, 5);
await page.screenshot({ path: PICTURE, animations: "disabled" });
await browser.close();
