import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { SandboxClickResult, SandboxMessage } from "../../sandbox/view.ts";
import type { Output } from "../io.ts";
import { paint, printable, type Style } from "../paint.ts";
import { readCard } from "./card-state.ts";

/** Tells what people do and what their cards become, a line each. The answer ends it. */
export function narrate(sandbox: Sandbox, stdout: Output): () => void {
  const names = new Map(sandbox.view().people.map(({ open_id, name }) => [open_id, name]));
  const shown = new Map<string, string>();
  return sandbox.subscribe((event) => {
    if (event.type === "message") {
      const line = describeChange(event.message, shown, stdout);
      if (line !== undefined) stdout.write(`${line}\n`);
    }
    if (event.type === "answered") {
      stdout.write(`  ${names.get(event.open_id)} clicked: ${describeAnswer(event.result)}\n`);
    }
  });
}

const MARKS: Readonly<Partial<Record<string, readonly [string, Style]>>> = {
  green: ["✓", "green"],
  red: ["✗", "red"],
};

/** A card that is new, or whose status is another than it was; `shown` remembers. */
function describeChange(
  message: SandboxMessage,
  shown: Map<string, string>,
  stdout: Output,
): string | undefined {
  const card = readCard(message);
  if (card === undefined || shown.get(message.message_id) === card.status) return undefined;
  shown.set(message.message_id, card.status);
  const [mark, style] = MARKS[card.template ?? ""] ?? ["·", "yellow"];
  return `${paint(stdout, style, `${mark} ${card.status}`)}: ${printable(card.title)}`;
}

function describeAnswer({ toast, code, took_ms }: SandboxClickResult): string {
  const answer =
    toast === undefined ? (code === undefined ? "accepted" : `error ${code}`) : `“${toast.content}”`;
  return `${answer} (${took_ms} ms)`;
}
