import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SandboxClick } from "../../src/sandbox/view.ts";
import { startAppServer } from "./app-server.ts";
import type { Received } from "./app-server.ts";
import { card, openPlatform } from "./platform.ts";

/** Ada presses the one element of a card; returns the callback that came of it, and the sandbox, stopped by then. */
export async function clickOn(
  element: object,
  click: Partial<SandboxClick> = {},
  { schema = 2, ...options }: SandboxOptions & { readonly schema?: 1 | 2 } = {},
): Promise<Received & { readonly sandbox: Sandbox }> {
  await using server = startAppServer(() => ({}));
  const platform = openPlatform({ callbackUrl: server.url, ...options });
  const id = await platform.send(schema === 2 ? card("x", [element]) : { elements: [element] });
  const { tag } = element as { readonly tag: string };
  await platform.press(id, { element: { tag }, ...click });
  await platform.sandbox.stop();
  const [received] = server.received;
  if (!received) throw new Error("no callback came");
  return { ...received, sandbox: platform.sandbox };
}
