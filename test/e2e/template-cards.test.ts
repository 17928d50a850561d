// oxlint-disable unicorn/no-thenable -- `then` is the API's own word, and never a function here.
import { expect, test } from "bun:test";

import type { SandboxMessage } from "../../src/sandbox/view.ts";
import { ADA, GRACE, GROUP, openWorld, TOKEN, until, type World } from "./open-world.ts";

const VALUE = { invoice: 42 };
const text = (content: string) => ({ tag: "plain_text", content });

/** What was released in the card builder: the second version says when an invoice was paid. */
const TEMPLATES = {
  AAqinvoice: [
    {
      version: "1.0.0",
      card: {
        schema: "2.0",
        config: { update_multi: true },
        header: { template: "orange", title: text("Invoice ${no}") },
        body: {
          elements: [{ tag: "button", text: text("Pay"), behaviors: [{ type: "callback", value: VALUE }] }],
        },
      },
    },
    {
      version: "1.1.0",
      card: {
        schema: "2.0",
        config: { update_multi: true },
        header: { template: "green", title: text("Invoice ${no}") },
        body: { elements: [{ tag: "markdown", content: "Paid by ${by}" }] },
      },
    },
  ],
};
const invoice = (template_version_name: string, template_variable: object) => ({
  type: "template",
  data: { template_id: "AAqinvoice", template_version_name, template_variable },
});

test("a template with variables is sent, and a click makes it another version for everybody", async () => {
  await using world = await openWorld({ templates: TEMPLATES, delivery: "http" });
  const paid = invoice("1.1.0", { no: 42, by: "the treasury" });
  const actions = [{ match: VALUE, then: { card: paid }, toast: { type: "success", content: "Paid" } }];
  const response = await fetch(`${world.url}/v1/cards`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({
      to: [{ chat_id: GROUP }, { open_id: GRACE }],
      card: invoice("1.0.0", { no: 42 }),
      actions,
    }),
  });
  expect([response.status, await response.json()]).toMatchObject([201, {}]);
  await until("both have it", () => shows(world, "Invoice 42").length === 2);
  const inGroup = shows(world, "Invoice 42").find(({ chat_id }) => chat_id === GROUP);
  const element = { tag: "button", value: VALUE };
  const message_id = inGroup?.message_id ?? "";
  const { toast, code } = await world.sandbox.click({ message_id, open_id: ADA, element });
  expect([toast?.content, code]).toEqual(["Paid", undefined]);
  await until("both are paid", () => shows(world, "Paid by the treasury").length === 2);
});

function shows({ sandbox }: World, words: string): readonly SandboxMessage[] {
  return sandbox.view().messages.filter(({ content }) => JSON.stringify(content).includes(words));
}
